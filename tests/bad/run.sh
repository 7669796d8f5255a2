#!/bin/sh
# run.sh - every bad scenario is refused: scenarios/NAME.yaml with the line in scenarios/NAME.err ("<models KIND>" there stands for
# the names of all models of that kind), files that are made here, and --set on a good scenario.
# shellcheck source=tests/bad/lib.sh
. "$(dirname "$0")/lib.sh"
base=$(pwd)

cd scenarios || exit 1
for file in *.yaml; do
	if IFS= read -r expected < "${file%.yaml}.err"; then
		refused "${file%.yaml}" "$expected" "$file"
	else
		count "${file%.yaml}" "${file%.yaml}.err is missing or empty"
	fi
done
for file in *.err; do
	[ -e "${file%.err}.yaml" ] || count "${file%.err}" "$file stands alone"
done

# What can not be kept in a repository, or is better not.
cd "$work" || exit 1
yaml='expected a YAML file'
deep='mappings and lists are nested too deeply: more than 32 levels'

# made NAME LINE:COL TEXT - the file NAME.yaml in $work is refused with TEXT.
made() {
	refused "$1" "$1.yaml:$2: error: $3" "$1.yaml"
}

# repeat N TEXT - TEXT (a format), N times, without line ends of its own.
repeat() {
	awk -v n="$1" -v text="$2" 'BEGIN {
		while (n--)
			printf text
	}'
}

mkdir directory.yaml
mkfifo fifo.yaml
ln -s /dev/zero link-to-zero.yaml
ln -s nowhere dangling.yaml
ln -s loop.yaml loop.yaml
ln -s loop-b.yaml loop-a.yaml
ln -s loop-a.yaml loop-b.yaml
long=$(repeat 300 n)
made directory 1:1 "can't read: it is a directory; $yaml"
made fifo 1:1 "can't read: it is a device or pipe; expected a regular file"
made link-to-zero 1:1 "can't read: it is a device or pipe; expected a regular file"
made dangling 1:1 "can't open: No such file or directory; $yaml"
made loop 1:1 "can't open: Too many levels of symbolic links"
made loop-a 1:1 "can't open: Too many levels of symbolic links"
made missing 1:1 "can't open: No such file or directory; $yaml"
refused zero "/dev/zero:1:1: error: can't read: it is a device or pipe; expected a regular file" /dev/zero
refused null "/dev/null:1:1: error: can't read: it is a device or pipe; expected a regular file" /dev/null
refused below-a-file "$base/good.yaml/x:1:1: error: can't open: Not a directory" "$base/good.yaml/x"
refused long-name "$long:1:1: error: can't open: File name too long" "$long"
refused empty-name ":1:1: error: can't open: No such file or directory; $yaml" ''
if [ "$(id -u)" -ne 0 ]; then
	: > secret.yaml
	chmod 0 secret.yaml
	made secret 1:1 "can't open: Permission denied"
fi

repeat 204800 '[' > brackets.yaml
repeat 51200 '{a: ' > braces.yaml
repeat 102400 '- ' > dashes.yaml
repeat 102400 '[\n' > bracket-lines.yaml
repeat 102400 '? ' > questions.yaml
awk 'BEGIN { for (i = 0; i < 600; i++) { for (k = 0; k < i; k++) printf " "; print "a:" } }' > stairs.yaml
made brackets 1:33 "$deep"
made braces 1:129 "$deep"
made dashes 1:65 "$deep"
made bracket-lines 33:1 "$deep"
made questions 1:3 'a key must be a plain word, not a mapping'
made stairs 33:33 "$deep"

awk 'BEGIN {
	printf "l0: &l0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
	for (i = 1; i < 500; i++) {
		printf "l%d: &l%d [", i, i
		for (k = 0; k < 10; k++)
			printf "%s*l%d", k ? ", " : "", i - 1
		print "]"
	}
}' > aliases.yaml
made aliases 1:5 'anchors (&name) are not part of the language; expected a plain value'

dd if=/dev/zero of=nuls.yaml bs=65536 count=1 2> /dev/null
dd if=/dev/zero of=sparse.yaml bs=1 count=0 seek=1099511627776 2> /dev/null
{ echo 'simnic: 1'; repeat 2097152 '#'; } > two-mib.yaml
{ printf '#'; repeat 1048576 'x'; } > one-byte-more.yaml
made nuls 1:1 'a NUL byte; expected text in UTF-8'
made two-mib 1:1 "can't read: it is larger than 1 MiB; $yaml"
made one-byte-more 1:1 "can't read: it is larger than 1 MiB; $yaml"
[ ! -s sparse.yaml ] || made sparse 1:1 "can't read: it is larger than 1 MiB; $yaml"

{ repeat 100000 '#\n'; printf 'simnic: 1\nrum: 1\n'; } > lines.yaml
{ repeat 100000 '\n'; printf 'simnic: 1\nrum: 1\n'; } > empty-lines.yaml
{ echo 'simnic: 1'; awk 'BEGIN { while (n < 100000) print "k" n++ ": 1" }'; } > keys.yaml
{ echo 'simnic: 1'; awk 'BEGIN { while (n < 9990) print "k" n++ ": 1" }'; } > fewer-keys.yaml
{ printf 'simnic: 1\nsweep:\n  run.seed:\n'; awk 'BEGIN { while (n < 20000) print "  - " n++ }'; } > values.yaml
{ printf 'simnic: 1\nsweep: {run.seed: ['; awk 'BEGIN { while (n < 19000) printf "%d, ", n++ }'; echo '0]}'; } > twin.yaml
made lines 100002:1 "unknown key 'rum'; did you mean 'run'?"
made empty-lines 100002:1 "unknown key 'rum'; did you mean 'run'?"
made keys 10000:8 'the file is too big: more than 20000 values'
made values 19997:5 'the file is too big: more than 20000 values'
made twin 2:121910 "duplicate value '0' of 'run.seed'; it stands first as '0' in line 2, column 20"
made fewer-keys 2:1 "unknown key 'k0', expected simnic, title, source, platform, prices, cores, traffic, nic, run, compare, sweep or claims"

{ printf 'simnic: 1\ntitle: '; repeat 1000000 'x'; printf '\nrum: 1\n'; } > long-text.yaml
{ printf 'simnic: 1\n'; repeat 1000000 'x'; printf ': 1\n'; } > long-key.yaml
{ printf 'simnic: 1\ntitle: "'; repeat 1000000 'x'; } > long-quote.yaml
{ printf 'simnic: 1\nrum: '; repeat 1000000 ' '; printf '}\n'; } > long-blank.yaml
{ printf 'simnic: 1\nrun: {seed: '; repeat 1000000 '9'; printf '}\n'; } > long-number.yaml
{ printf 'simnic: 1\n# '; repeat 1000000 'x'; printf '\nrum: 1\n'; } > long-comment.yaml
{ printf 'simnic: 1\nplatform: '; repeat 1000000 'x'; printf '\n'; } > long-path.yaml

finish
