#!/bin/sh
# docs.sh - what README.md and docs/ say is so: links lead somewhere, every option and verb is told, command lines and scenarios are
# accepted, and the output that is shown is the program's.
# shellcheck disable=SC1091,SC2154,SC2016 # what lib.sh defines; backticks are Markdown's
. "$(dirname "$0")/lib.sh"

pages=$(ls README.md docs/*.md results/README.md scenarios/*/README.md tests/*/README.md)
manual=$(ls README.md docs/*.md)

# options VERB - the long options that its help text has (- for that of the program), kept in $work/options-VERB.
options() {
	sed -n 's/^  \(-[a-zA-Z],\|   \) \(--[a-z-]*\).*/\2/p' "$work/help-$1" > "$work/options-$1"
}
"$simnic" --help > "$work/help--" && options - || exit 1
verbs=$(sed -n '/^Verbs/,/^$/s/^  \([a-z][a-z]*\) .*/\1/p' "$work/help--")
for verb in $verbs; do
	"$simnic" "$verb" --help > "$work/help-$verb" && options "$verb" || exit 1
done
# shellcheck disable=SC2086 # several files
cat $manual > "$work/manual"

short() {
	[ "$(wc -c < README.md)" -le 10240 ]
}

# anchors FILE - the anchors of its headings, as GitHub makes them; those of equal headings get -1, -2, ...
anchors() {
	awk '/^```/ { code = !code } code { next }
		/^#+ / {
			sub(/^#+ +/, "")
			text = tolower($0)
			gsub(/[^a-z0-9 _-]/, "", text)
			gsub(/ /, "-", text)
			print seen[text]++ ? text "-" seen[text] - 1 : text
		}' "$1"
}

# links FILE... - "FILE TARGET" for each link and picture that is no address; code is passed over.
links() {
	awk 'FNR == 1 { code = 0 } /^```/ { code = !code } code || /^    / { next }
		{
			gsub(/`[^`]*`/, "")
			while (match($0, /\]\([^)]*\)/)) {
				target = substr($0, RSTART + 2, RLENGTH - 3)
				$0 = substr($0, RSTART + RLENGTH)
				if (target !~ /^[a-z]+:/) print FILENAME, target
			}
		}' "$@"
}

# Prints the links of these pages that lead nowhere, and fails when there is one.
broken() {
	links "$@" > "$work/links"
	[ -s "$work/links" ] || return 1
	dead=0
	while read -r page target; do
		file=${target%%#*} anchor=
		case $target in
		*'#'*) anchor=${target#*#} ;;
		esac
		if [ -n "$file" ]; then
			file=${page%"${page##*/}"}$file
		else
			file=$page
		fi
		[ -e "$file" ] && { [ -z "$anchor" ] || anchors "$file" | grep -q -x -F -e "$anchor"; } && continue
		echo "$page: $target leads nowhere"
		dead=1
	done < "$work/links"
	return $dead
}
resolve() {
	# shellcheck disable=SC2086 # several files
	broken $pages
}
# Every page is linked from some other one.
reached() {
	for page in docs/*.md; do
		grep -q -F "($page" README.md && continue
		echo "README.md does not link $page"
		return 1
	done
}
# The check itself: a file that is not there, and an anchor that is not.
finds() {
	printf '# A b\n\n# `A` B?\n\n[x](#a-b) [y](#a-b-1)\n' > "$work/good.md" && broken "$work/good.md" || return 1
	for target in none.md '#a-c' 'good.md#a-b-2'; do
		printf '# A b\n\n[x](%s)\n' "$target" > "$work/bad.md"
		! broken "$work/bad.md" > "$work/out" && has out "$target leads nowhere" || return 1
	done
}

# told WORD... - each stands in README.md or docs/ between what can't belong to a name.
told() {
	for word; do
		grep -q -E -e "(^|[^a-z-])$word($|[^a-z-])" "$work/manual" && continue
		echo "neither README.md nor docs/ tells of $word"
		return 1
	done
}
every_option() {
	# shellcheck disable=SC2046 # one word per option
	set -- $(cat "$work"/options-*)
	[ $# -ge 20 ] && told "$@" && ! told --xyzzy > "$work/out"
}
every_verb() {
	[ "$(echo "$verbs" | wc -w)" -ge 6 ] && for verb in $verbs; do
		told "simnic $verb" || return 1
	done
}

# commands FILE... - the command lines of simnic in code, one a line: continued lines put together, without comment and redirection.
commands() {
	awk '
		FNR == 1 { code = 0 }
		/^```/ { code = !code; next }
		/^    / || code {
			line = more $0
			more = ""
			if (sub(/\\$/, "", line)) { more = line; next }
			if (line ~ /^ *\.\/simnic /) out(line)
			next
		}
		{
			text = held $0
			held = ""
			while (match(text, /`[^`]*`/)) {
				out(substr(text, RSTART + 1, RLENGTH - 2))
				text = substr(text, RSTART + RLENGTH)
			}
			if (text ~ /`\.\/simnic /) held = text " " # goes on in the next line
		}
		function out(line) {
			if (line !~ /^ *\.\/simnic /) return
			sub(/ +#.*/, "", line)
			sub(/ [>|] .*/, "", line)
			sub(/^ *\.\/simnic +/, "", line)
			print line
		}' "$@"
}

# accepted VERB ARGUMENT... - the options are those of that verb (- for none), the files are there; a scenario passes --check with what --set says.
accepted() {
	verb=$1
	shift
	kept=
	while [ $# -gt 0 ]; do
		case $1 in
		--*)
			option=${1%%=*}
			grep -q -x -e "$option" "$work/options-$verb" || return 1
			;;
		-[a-z]*) grep -q -e "^  ${1%"${1#-?}"}," "$work/help-$verb" || return 1 ;;
		results/* | mine.yaml | guest.yaml) ;;
		*.yaml | tests/* | scenarios/*)
			[ -e "$1" ] || return 1
			case $1 in
			*/fit/*) ;;
			*) kept="$kept '$1'" ;;
			esac
			;;
		esac
		case $1 in
		-o | --output) shift ;; # written, not read
		-s | --set)
			[ $# -gt 1 ] || return 1
			kept="$kept --set '$2'"
			shift
			;;
		esac
		shift
	done
	case $kept in
	*.yaml*) eval "run 0 --check $kept" ;;
	esac
}
# One command line: what only prints is run as it is.
accept() {
	case $1 in
	*'$'* | *'`'* | *';'* | *'&'*) return 1 ;;
	esac
	set -f # words in capitals stand for something; the only pattern is made of files here
	eval "set -- $(echo "$1" | sed 's|scenarios/\*\.yaml|scenarios/ext2guest.yaml|')"
	set +f
	case $1 in
	--help | --list | --describe | --schema | --features | --man | --completion | --version) run 0 "$@" ;;
	*)
		verb=-
		[ ! -e "$work/options-$1" ] || verb=$1
		accepted "$verb" "$@"
		;;
	esac
}
every_command() {
	# shellcheck disable=SC2086 # several files
	commands $manual results/README.md | grep -v -x '[A-Z. ]*' | sort -u > "$work/commands"
	[ "$(wc -l < "$work/commands")" -ge 40 ] || return 1
	wrong=0
	while read -r line; do
		case $line in
		*FILE... | *' DIR... '* | *'VERB '* | *' MODEL') continue ;; # how it is written, not what to type
		esac
		accept "$line" < /dev/null > "$work/why" 2>&1 && continue
		echo "./simnic $line"
		cat "$work/why"
		wrong=1
	done < "$work/commands"
	return $wrong
}
refuses() {
	for line in 'scenarios/none.yaml' '--quite scenarios/ext2guest.yaml' 'scenarios/ext2guest.yaml --set nic.rings=3' 'charts --resume results/x' \
		'--describe nic.rings'; do
		! accept "$line" > "$work/why" 2>&1 || return 1
	done
}

# Whole scenarios and platforms that are shown.
shown() {
	# shellcheck disable=SC2086 # several files
	awk -v to="$work/shown" '/^```yaml/ { name = to (++n) ".yaml"; code = 1; next } /^```/ { code = 0 } code { print > name }' $manual
	found=0
	for file in "$work"/shown*.yaml; do
		grep -q '^simnic: 1$' "$file" || continue
		found=$((found + 1))
		sed 's|^platform: platforms/|platform: scenarios/platforms/|' "$file" | "$simnic" --check - || return 1
	done
	[ $found -ge 2 ] || return 1
	found=0
	for file in "$work"/shown*.yaml; do
		grep -q '^simnic-platform: 1$' "$file" || continue
		found=$((found + 1))
		sed "s|^base: |base: $PWD/scenarios/platforms/|" "$file" > "$work/price-list.yaml"
		run 0 --check --set "platform=$work/price-list.yaml" scenarios/vhost.yaml || return 1
	done
	[ $found -ge 1 ]
}

# same LINES HEADING - the text shown in README.md below that heading has so many lines at least, and every one but the dots is in $work/out, in
# this order.
same() {
	awk -v heading="## $2" '/^## / { on = $0 == heading } /^```text/ { code = on; next } /^```/ { code = 0 } code' README.md > "$work/block"
	[ "$(wc -l < "$work/block")" -ge "$1" ] &&
		awk 'NR == FNR { line[NR] = $0; n = NR; next }
			$0 == "  ..." { skip = 1; next }
			{
				for (at++; at <= n && skip && line[at] != $0; at++);
				skip = 0
				if (at > n || line[at] != $0) { print "not what it prints: " $0; bad = 1; exit }
			}
			END { exit bad || (at != n && !skip) }' "$work/out" "$work/block"
}
output() {
	run 0 -q scenarios/ext2guest.yaml && same 30 'Two commands'
}
# The five commands of "Your guest", where nothing was before.
guest() {
	here=$PWD
	case $simnic in
	/*) program=$simnic ;;
	*) program=$here/$simnic ;;
	esac
	awk '/^## / { on = $0 == "## Your guest" } on && /^    \.\/simnic / { sub(/ +#.*/, ""); sub(/^ *\.\/simnic/, "\"$program\""); print }' README.md > "$work/five"
	mkdir "$work/guest" && ln -s "$here/scenarios" "$here/tests" "$here/plot" "$work/guest" && [ "$(wc -l < "$work/five")" -eq 5 ] || return 1
	(cd "$work/guest" && program=$program sh -e "$work/five") > "$work/all" 2> "$work/err" || { cat "$work/err"; return 1; }
	(cd "$work/guest" && "$program" diff results/four results/one) > "$work/out" && same 8 'Your guest' && grep -q -x -F -f "$work/out" "$work/all" &&
		set -- "$work"/guest/results/guest/charts/*.svg && [ -s "$1" ]
}
# What README.md shows of an imported scenario is in it.
imported() {
	run 0 import tests/import/qemu/guest.sh || return 1
	awk '/^## Your guest/ { on = 1 } /^```/ { code = on && /yaml/; next } /^## How sure/ { on = 0 } code' README.md > "$work/block"
	[ "$(wc -l < "$work/block")" -ge 4 ] || return 1
	while IFS= read -r line; do
		grep -q -x -F -e "$line" "$work/out" || { echo "not what it prints: $line"; return 1; }
	done < "$work/block"
}
# README's counts of claims are those of the table.
counts() {
	sed -n 's/^\([0-9]*\) claims: \([0-9]*\) ok, \([0-9]*\) missed, \([0-9]*\) flagged$/\1 published numbers are claims .* \2 are met, \3 are missed, \4 are errors/p' \
		docs/claims-and-validation.md > "$work/counts"
	[ -s "$work/counts" ] && grep -q -e "$(cat "$work/counts")" README.md
}

ok 'README.md has no more than 10 KiB' short
ok 'every link and anchor leads somewhere' resolve
ok 'README.md links every page of docs/' reached
ok 'a link that leads nowhere is found' finds
ok 'every option is told' every_option
ok 'every verb is told' every_verb
ok 'every command line is accepted' every_command
ok 'a wrong command line is not' refuses
ok 'every scenario that is shown passes --check' shown
ok 'the output in README.md is the output' output
[ "$patience" -gt 1 ] || ok 'the five commands of a guest in README.md' guest
ok 'the imported scenario in README.md is the output' imported
ok 'the counts of claims in README.md are those of the table' counts
finish
