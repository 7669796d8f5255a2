#!/bin/sh
# pages.sh PROGRAM FOLDER - write the manual pages, the completions and the schemas, from what the program and docs/ say, into FOLDER.
set -eu
top=$(dirname "$0")/..
program=$1 to=$2
case $program in
*/*) ;;
*) program=./$program ;;
esac
mkdir -p "$to"

# Lines as they stand, where man reads nothing but text.
literal() {
	sed -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/^[.']/\\\\\\&&/"
}
version=$("$program" --version)

mkdir -p "$to/schema"
for kind in scenario platform fit; do
	"$program" --schema $kind > "$to/schema/$kind.json"
done

"$program" --man > "$to/simnic.1"
"$program" --completion bash > "$to/simnic.bash"
"$program" --completion zsh > "$to/_simnic"
{
	awk -v version="${version#simnic }" -f "$top/package/page.awk" "$top/docs/scenario-language.md"
	echo '.SH ALL KEYS'
	for mapping in $("$program" --list keys | sed 's/[. ].*//' | awk '$0 != "prices" && !seen[$0]++') sweep claims; do
		printf '.SS %s\n.nf\n' "$mapping"
		"$program" --describe "$mapping" | literal
		echo '.fi'
	done
	printf '.SH SEE ALSO\n\\fBsimnic\\fR(1)\n'
} > "$to/simnic-scenario.5"
