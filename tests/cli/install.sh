#!/bin/sh
# install.sh - `make install` and `make deb` put what is needed where it is found, and `make uninstall` leaves nothing of it; manual pages and
# completions say what the program says.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

case $simnic in
/*) program=$simnic ;;
*) program=$PWD/$simnic ;;
esac
to=$work/dest/usr/local
installed=$to/bin/simnic
making() {
	${MAKE:-make} -s --no-print-directory "$@" PROGRAM="$program" PAGES="$work/pages" DESTDIR="$work/dest" PREFIX=/usr/local
}
files() {
	find "$work/dest" ! -type d
}

put() {
	making install && [ -x "$installed" ] && [ -r "$to/share/man/man1/simnic.1" ] && [ -x "$to/share/simnic/simnic-probe" ]
}
# From a folder that has nothing of it.
elsewhere() {
	mkdir -p "$work/empty" && (cd "$work/empty" && "$installed" "$@") > "$work/out" 2> "$work/err"
}
shipped() {
	for file in $(cd scenarios && find . -type f); do
		cmp "scenarios/$file" "$to/share/simnic/scenarios/$file" || return 1
	done
	cmp plot/style.gp "$to/share/simnic/plot/style.gp"
}
schemas() {
	for kind in scenario platform fit; do
		"$program" --schema $kind | cmp - "$to/share/simnic/scenarios/schema/$kind.json" || return 1
	done
}
checks() {
	elsewhere --check "$to/share/simnic/scenarios/ext2guest.yaml" && has out 'ok, 2 points'
}
runs() {
	elsewhere -f csv -j 1 --repeat 1 --set run.length=5ms "$to/share/simnic/scenarios/ext2guest.yaml" && [ "$(wc -l < "$work/out")" -gt 2 ]
}
fills() {
	elsewhere new ring-size && has out "$to/share/simnic/scenarios/platforms/" &&
		has out "# yaml-language-server: \$schema=$to/share/simnic/scenarios/schema/scenario.json" && cp "$work/out" "$work/empty/mine.yaml" &&
		elsewhere --check mine.yaml && has out 'ok, 5 points'
}
nothing_else() {
	files | sed "s,^$to/,," | grep -v -e '^bin/simnic$' -e '^share/\(doc/\)\?simnic/' -e '^share/man/man1/simnic.1$' \
		-e '^share/man/man5/simnic-scenario.5$' -e '^share/bash-completion/completions/simnic$' -e '^share/zsh/site-functions/_simnic$' > "$work/rest"
	empty rest
}
readable() {
	[ -n "$(files)" ] && [ -z "$(find "$work/dest" -type f ! -perm -444)" ] && [ -z "$(find "$work/dest/usr" -type d ! -perm -555)" ]
}
no_paths() {
	! grep -r -l -F -e "$PWD" "$to/share" > "$work/rest"
	empty rest
}

# page FILE - rendered, without a warning, with what it is to say.
page() {
	MANWIDTH=100 LC_ALL=C.UTF-8 man --warnings -l "$to/share/man/$1" > "$work/page" 2> "$work/err"
	shift
	empty err && has page "$@"
}
# All mappings, the keys of models and all sections of the document.
whole_page() {
	page man5/simnic-scenario.5 'simnic --describe nic' 'nic.ring.format: packed, split or xen' || return 1
	sed -n 's/^##* //p' docs/scenario-language.md | tail -n +2 | while IFS= read -r title; do
		grep -i -q -F -e "$title" "$work/page" || { echo "no '$title'"; return 1; }
	done || return 1
	! grep -e '](' -e '```' -e '\*\*' "$work/page"
}

# asked TEXT WORD - bash, in the place behind TEXT, offers WORD.
cat > "$work/ask.sh" << 'EOT'
cd "$1" && . "$2"
COMP_LINE=$3 COMP_POINT=${#3}
_simnic
printf '%s\n' "${COMPREPLY[@]}"
EOT
ask() {
	bash "$work/ask.sh" "$work/empty" "$to/share/bash-completion/completions/simnic" "$installed $1" > "$work/words" 2> "$work/err" && empty err
}
asked() {
	ask "$1" && grep -q -x -F -e "$2" "$work/words" && return
	echo "behind '$1' no '$2' but:"
	head -n 5 "$work/words"
	return 1
}
only() {
	asked "$1" "$2" && [ "$(wc -l < "$work/words")" -eq 1 ]
}
# Every key it offers is one that --describe knows.
known() {
	run 0 --list keys && cut -d' ' -f1 "$work/out" > "$work/keys" && [ "$(wc -l < "$work/keys")" -ge 150 ] && [ -z "$(sort "$work/keys" | uniq -d)" ] || return 1
	while read -r key; do
		run 0 --describe "$key" || return 1
	done < "$work/keys"
}
# Every parameter that --describe shows of a mapping is offered.
complete_list() {
	run 0 --list keys && cp "$work/out" "$work/keys" || return 1
	for mapping in run traffic nic; do
		run 0 --describe $mapping || return 1
		awk '/^[A-Z].*, in [a-z.]*:$/ { sub(/:$/, ""); path = $NF } /^  [a-z_]*: / { sub(/:.*/, ""); print path "." $1 }' "$work/out" > "$work/shown"
		[ -s "$work/shown" ] || return 1
		while read -r key; do
			grep -q -e "^$key\( \|$\)" "$work/keys" || { echo "no $key"; return 1; }
		done < "$work/shown"
	done
}
zsh_asked() {
	cat > "$work/ask.zsh" << 'EOT'
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1= PS2= ; cd $1; fpath=($2 \$fpath); autoload -U compinit; compinit -u -d $1/dump; zstyle ':completion:*' list-prompt ''; echo be''gin"
zpty -r -m z line '*begin*'
zpty -n -w z "$3"$'\t'
zpty -r -m z line "*$~4*" # what is not offered ends by the time that is left
zpty -d z
EOT
	timeout 120 zsh -f "$work/ask.zsh" "$work/empty" "$to/share/zsh/site-functions" "$installed $1" "$2"
}

# Nothing in it is an error or a warning to lintian.
clean() {
	lintian --allow-root "$work"/deb/*.deb > "$work/tags" 2>&1
	empty tags
}
deb() {
	DEBFULLNAME=Packager DEBEMAIL=packager@simnic.example making deb DEB="$work/deb" && set -- "$work"/deb/simnic_*.deb && dpkg-deb -c "$1" > "$work/out" && has out ./usr/share/simnic/plot/style.gp ./usr/share/man/man5/simnic-scenario.5.gz &&
		! grep -q -v root/root "$work/out" && dpkg-deb -f "$1" > "$work/out" && has out "Version: $("$simnic" --version | sed 's/simnic //')" 'libc6 (>= '
}

gone() {
	making uninstall && files > "$work/rest" && empty rest && [ ! -e "$to/share/simnic" ] && [ ! -e "$to/share/doc/simnic" ]
}

ok 'make install' put
ok 'scenarios and scripts are the same' shipped
ok 'and the schemas that scenarios name' schemas
ok 'nothing is put elsewhere' nothing_else
ok 'all may read it' readable
ok 'it names no folder of where it was built' no_paths
ok 'an installed scenario, from another folder' checks
ok 'runs there' runs
ok 'templates are found, and their platforms' fills
if command -v man > /dev/null; then
	ok 'man simnic' page man1/simnic.1 'EXAMPLES' 'simnic new ring-size > mine.yaml' 'simnic calibrate'
	ok 'man simnic-scenario' whole_page
fi
ok '--list keys: each is known to --describe' known
ok '--list keys: none is missing' complete_list
if command -v bash > /dev/null; then
	ok 'bash: options' asked --res --resume
	ok 'bash: verbs' only adv advise
	ok 'bash: options of a verb' asked 'merge --out' --output
	ok 'bash: words' only '--format j' json
	ok 'bash: words of a verb' only 'sensitivity --method so' sobol
	ok 'bash: behind =' asked --charts=s svg
	ok 'bash: keys' asked '--set nic.ring.' nic.ring.format=
	ok 'bash: keys of one model' asked '--set traffic.rt' traffic.rto_min=
	ok 'bash: values of a key' asked '--set nic.ring.format=' split
	ok 'bash: one value' only '-s nic.ring.format=p' packed
	ok 'bash: models' only '--describe scheme/me' scheme/mergeable
	ok 'bash: kinds' only '--list stat' statistics
	ok 'bash: questions' only 'new ring' ring-size
	ok 'bash: statistics' asked 'charts --y throug' throughput
fi
if command -v zsh > /dev/null; then
	ok 'zsh: it is a script' zsh -n "$to/share/zsh/site-functions/_simnic"
	ok 'zsh: verbs' zsh_asked adv 'adv*ise'
	ok 'zsh: keys' zsh_asked '--set nic.ring.form' nic.ring.format
	ok 'zsh: values' zsh_asked '--set nic.ring.format=pac' packed
fi
if command -v dpkg-deb > /dev/null; then
	ok 'make deb' deb
	if [ -n "${LONG-}" ] && command -v lintian > /dev/null; then
		ok 'lintian has nothing to say' clean
	fi
fi
ok 'make uninstall leaves nothing' gone
finish
