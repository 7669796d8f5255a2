#!/bin/sh
# files.sh install PROGRAM PAGES PREFIX [DESTDIR] | uninstall PREFIX [DESTDIR] - put what comes with the program below DESTDIR/PREFIX, or remove it.
# src/cli/shipped.c finds it in share/simnic.
set -eu
cd "$(dirname "$0")/.."
umask 022

# All that is put there, below the prefix; a name that ends in / is a folder of ours.
all='bin/simnic share/simnic/ share/doc/simnic/ share/man/man1/simnic.1 share/man/man5/simnic-scenario.5
	share/bash-completion/completions/simnic share/zsh/site-functions/_simnic'

remove() {
	for name in $all; do
		case $name in
		*/) rm -rf "${to:?}/${name%/}" ;;
		*) rm -f "$to/$name" ;;
		esac
	done
}
# tree FOLDER TO - its files, readable by all.
tree() {
	find "$1" -type f ! -name '.*' | while IFS= read -r file; do
		mode=644
		[ ! -x "$file" ] || mode=755
		mkdir -p "$2/$(dirname "$file")"
		install -m $mode "$file" "$2/$file"
	done
}

case $1 in
install)
	program=$2 pages=$3 to=${5-}$4
	remove # what an older version had and this one has not
	for name in $all; do
		mkdir -p "$to/$(dirname "$name")"
	done
	install -m 755 "$program" "$to/bin/simnic"
	tree plot "$to/share/simnic"
	tree scenarios "$to/share/simnic"
	mkdir -p "$to/share/simnic/scenarios/schema"
	install -m 644 "$pages"/schema/*.json "$to/share/simnic/scenarios/schema"
	install -m 755 src/simnic-probe.sh "$to/share/simnic/simnic-probe"
	mkdir -p "$to/share/doc/simnic"
	install -m 644 README.md docs/*.md "$to/share/doc/simnic"
	install -m 644 "$pages/simnic.1" "$to/share/man/man1/simnic.1"
	install -m 644 "$pages/simnic-scenario.5" "$to/share/man/man5/simnic-scenario.5"
	install -m 644 "$pages/simnic.bash" "$to/share/bash-completion/completions/simnic"
	install -m 644 "$pages/_simnic" "$to/share/zsh/site-functions/_simnic"
	;;
uninstall)
	to=${3-}$2
	remove
	;;
*)
	echo "files.sh: expected install or uninstall, found $1" >&2
	exit 2
	;;
esac
