#!/bin/sh
# run.sh [NAME...] - every bad scenario is refused: the cases in scenarios/*.cases (lib-split.sh tells how they are written; "<models
# KIND>" in an expected line stands for the names of all models of that kind), files that are made here, and --set on a good scenario.
#
# With names, only these: SIMNIC=build/release/simnic sh tests/bad/run.sh time-missing set-empty
# shellcheck source=tests/bad/lib.sh
. "$(dirname "$0")/lib.sh"
base=$(pwd)

# The cases stand in a tree like this one, because some name files of it.
tree=$work/tree
mkdir -p "$tree/tests/bad/scenarios"
ln -s "${base%/tests/bad}/scenarios" "$tree/scenarios"
sh lib-captures.sh "$tree/tests/bad/captures" captures/*.cases > /dev/null
cp -r scenarios/platforms scenarios/one-packet.pcap "$tree/tests/bad/scenarios"
sh lib-split.sh "$tree/tests/bad/scenarios" scenarios/*.cases > "$work/list" || broken cases 'the files of cases can not be split'
cd "$tree/tests/bad/scenarios" || exit 1
later=$work/later
while IFS='	' read -r name where expected; do
	refused "$name" "$expected" "$name.yaml"
done < "$work/list"
together "$later"
later='' where=''

# A mistake in a file of cases is told, where the case would be lost.
# mistaken NAME TEXT WHY - the file of cases TEXT (a format) is refused because of WHY, a line's number before it.
mistaken() {
	chosen "cases-$1" || return 0
	# shellcheck disable=SC2059
	printf "$2" > "$work/mistaken"
	sh "$base/lib-split.sh" "$work/split" "$work/mistaken" > /dev/null 2> "$work/err" && code=0 || code=2
	: > "$work/out"
	judge "$work/mistaken:$3"
	count "cases-$1" "$why" "$work/mistaken:$3"
}
mistaken no-line '== a whole\nx\n== b whole\ny\n-> 1:1: error: z\n' '3: case a has no line that is expected'
mistaken no-last-line '== a whole\nx\n' '2: case a has no line that is expected'
mistaken twice '== a whole\n-> 1:1: error: z\n== a whole\n-> 1:1: error: z\n' "3: the name stands in $work/mistaken:1, too"
mistaken stray '== a whole\n-> 1:1: error: z\nx: 1\n' '3: this belongs to no case'
mistaken without '== base\nx: 1\n== a\n-- without y\n-> 1:1: error: z\n' '4: the base has no y'
mistaken word '== a hole\n-> 1:1: error: z\n' '1: unknown word hole'

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
keys='simnic, title, source, platform, prices, cores, traffic, nic, reader, memory, features, run, compare, sweep, when, claims, calibrated, show, away, idle, traffic2, traffic3 or faults'
made fewer-keys 2:1 "unknown key 'k0', expected $keys <and 20 more lines>"

{ printf 'simnic: 1\ntitle: '; repeat 1000000 'x'; printf '\nrum: 1\n'; } > long-text.yaml
{ printf 'simnic: 1\n# '; repeat 1000000 'x'; printf '\nrum: 1\n'; } > long-comment.yaml
{ printf 'simnic: 1\ntitle: |\n'; repeat 300000 ' x\n'; printf 'rum: 1\n'; } > long-block.yaml
{ printf 'simnic: 1\n'; repeat 1000000 'x'; printf ': 1\n'; } > long-key.yaml
{ printf 'simnic: 1\ntitle: "'; repeat 1000000 'x'; } > long-quote.yaml
{ printf 'simnic: 1\nrun: {seed: '; repeat 1000000 '9'; printf '}\n'; } > long-number.yaml
{ printf 'simnic: 1\nplatform: '; repeat 1000000 'x'; } > long-path.yaml
{ printf 'simnic: 1\n#\n#\n#\n#\n#\n#\n#\n'; repeat 1500 x; echo ': 1'; } > key-long.yaml
cut=$(repeat 60 9)
made long-text 3:1 "unknown key 'rum'; did you mean 'run'?"
made long-comment 3:1 "unknown key 'rum'; did you mean 'run'?"
made long-block 300003:1 "unknown key 'rum'; did you mean 'run'?"
made long-key 2:1000001 "could not find expected ':', while scanning a simple key; expected 'key: value' on each line"
made key-long 9:1501 "could not find expected ':', while scanning a simple key; expected 'key: value' on each line"
made long-quote 2:1000009 'found unexpected end of stream, while scanning a quoted scalar'
made long-number 2:13 "key 'seed': expected a whole number such as 256, not '$cut'; it is too large"
made long-path 2:11 "can't open '$(repeat 300 x)': File name too long"

# Line ends of other systems.
printf 'simnic: 1\r\ntitle: a\r\nrum: 1\r\n' > crlf.yaml
printf 'simnic: 1\rtitle: a\rrum: 1\r' > cr.yaml
printf 'simnic: 1\rtitle: a\rrum: \377\r' > cr-latin.yaml
made crlf 3:1 "unknown key 'rum'; did you mean 'run'?"
made cr 3:1 "unknown key 'rum'; did you mean 'run'?"
made cr-latin 3:6 'byte 0xff is not UTF-8; expected text in UTF-8'

# A sweep of almost a million points of which only late ones do not go together.
{
	cat <<-END
		simnic: 1
		platform: $base/scenarios/platforms/free.yaml
		traffic: {model: constant, rate: 1Mpps}
		nic: {backend: ideal}
		sweep:
		  run.seed: [$(awk 'BEGIN { while (n < 499) printf "%d, ", n++ }')499]
		  nic.host_queue: [$(awk 'BEGIN { while (n < 479) printf "%d, ", n++ }')479]
		  nic.scheme.model: [small, big]
		  nic.ring.entries: [256, 16]
	END
} > late.yaml
small="a ring of 16 entries cannot hold one buffer of scheme 'big', which takes 19, expected at least 19"
made late 9:27 "nic.ring.entries: $small"

plain='simnic: 1\nplatform: %s\ntraffic: {model: constant, rate: 1Mpps}\nnic: {backend: ideal, scheme: %s}\n'
# refers NAME PLATFORM LINE - what a scenario names can be as odd as the scenario: refers.yaml on PLATFORM is refused with LINE.
refers() {
	# shellcheck disable=SC2059
	printf "$plain" "$2" big > refers.yaml
	refused "platform-$1" "$3" refers.yaml
}
# shellcheck disable=SC2059
printf "$plain" "$(repeat 300 x)" big > platform-long-name.yaml
made platform-long-name 2:11 "can't open '$(repeat 300 x)': File name too long"
mv two-mib.yaml big.p
refers fifo fifo.yaml "refers.yaml:2:11: error: can't read 'fifo.yaml': it is a device or pipe; expected a regular file"
refers loop loop-a.yaml "refers.yaml:2:11: error: can't open 'loop-a.yaml': Too many levels of symbolic links"
refers itself refers.yaml "refers.yaml:1:1: error: this is a scenario; expected a platform file, which begins with 'simnic-platform: 1'"
refers big big.p "refers.yaml:2:11: error: can't read 'big.p': it is larger than 1 MiB; $yaml"
refers nuls nuls.yaml 'nuls.yaml:1:1: error: a NUL byte; expected text in UTF-8'
refers brackets brackets.yaml "brackets.yaml:1:33: error: $deep"
refers aliases aliases.yaml 'aliases.yaml:1:5: error: anchors (&name) are not part of the language; expected a plain value'

# --set
cp "$base/good.yaml" good.yaml
mkdir -p scenarios/platforms
cp "$base/scenarios/platforms/free.yaml" scenarios/platforms/
run $seconds $memory "$simnic" --check good.yaml
why=
[ $code -eq 0 ] || why="exit code $code, expected 0"
! chosen good || count good "$why"
# shellcheck disable=SC2059
printf "$plain" scenarios/platforms/free.yaml small > small.yaml

# set_to NAME KEY=VALUE TEXT - good.yaml with --set KEY=VALUE is refused with TEXT.
set_to() {
	refused "set-$1" "--set $2: error: $3" --set "$2" good.yaml
}
number='expected a whole number such as 256'
set_to without-equals nic.ring.entries 'expected key=value, such as run.seed=7'
set_to nothing '' 'expected key=value, such as run.seed=7'
set_to equals = 'expected key=value, such as nic.ring.entries=512'
set_to without-key =512 'expected key=value, such as nic.ring.entries=512'
set_to empty nic.ring.entries= "key 'entries' has no value; $number"
set_to blank 'nic.ring.entries= ' "key 'entries' has no value; $number"
set_to null nic.ring.entries=~ "key 'entries' has no value; $number"
set_to blank-before-equals 'nic.ring.entries =512' "unknown key 'nic.ring.entries '; did you mean 'nic.ring.entries'?"
set_to twice nic.ring.entries=512=256 "key 'entries': $number, not '512=256'; write it as one number"
set_to key-near nic.ring.entires=512 "unknown key 'nic.ring.entires'; did you mean 'nic.ring.entries'?"
set_to key-end entries=512 "unknown key 'entries'; did you mean 'nic.ring.entries'?"
set_to key-far zebra=1 "unknown key 'zebra', expected a path such as nic.ring.entries"
set_to key-dots ... 'expected key=value, such as run.seed=7'
set_to key-only-dots ...=1 "unknown key '...', expected a path such as nic.ring.entries"
set_to mapping nic.notify=napi "'nic.notify' is a mapping; expected one of the keys below it, such as nic.notify.host"
set_to mapping-value 'nic.ring.entries={a: 1}' 'expected one value, not a mapping'
set_to list 'nic.scheme.model=[[big], small]' 'expected a list of plain values such as [a, b]'
set_to model nic.scheme.model=mergable "there is no scheme 'mergable', expected <models scheme>; did you mean 'mergeable'?"
set_to model-short nic.scheme=mergable "there is no scheme 'mergable', expected <models scheme>; did you mean 'mergeable'?"
set_to model-empty nic.backend= "key 'nic.backend.model' has no value; expected <models backend>"
refused set-model-missing-keys "good.yaml:5:1: error: missing key 'file', which traffic 'pcap' needs; expected a text" \
	--set traffic=pcap good.yaml
set_to unit run.length=5 "key 'length': expected a time such as 1.5us, not '5'; times need a unit: 5ns"
set_to unit-wrong run.length=5Gb/s "key 'length': expected a time such as 1.5us, not '5Gb/s'; the unit must be one of ns, us, ms, s, ps, cycles"
set_to negative nic.queues=-1 "key 'queues': $number, not '-1'; it must not be negative"
set_to ring-3 nic.ring.entries=3 'nic.ring.entries: a split ring of 3 entries is not a power of two, expected 2 or 4'
set_to ring-65536 nic.ring.entries=65536 "key 'entries': 65536 is out of range, expected 1 to 32768"
set_to ring-16 nic.ring.entries=16 "nic.ring.entries: $small"
set_to word traffic.direction=xt "key 'direction': unknown word 'xt', expected rx, tx, rr, guest2guest or forward; did you mean 'tx'?"
set_to bool nic.xmit_more=yes "key 'xmit_more': expected true or false, not 'yes'; write true"
set_to price prices.page_alloc=100 "price 'page_alloc': expected a time such as 1.5us, not '100'; times need a unit: 100ns"
set_to price-unknown prices.page_aloc=100ns "unknown key 'prices.page_aloc'; did you mean 'prices.page_alloc'?"
set_to platform platform=nowhere.yaml "can't open 'nowhere.yaml': No such file or directory; $yaml"
set_to platform-empty "platform=''" "key 'platform': expected the path of a platform file, not ''"
set_to core cores.host=IO "cores.host: expected a core's name of the letters a-z, digits and _, not 'IO'"
set_to cores-none 'cores.host=[]' 'cores.host: expected a list of core names such as [host0], not an empty one'
set_to cores-twice 'cores.host=[a, a]' "cores.host: core 'a' is named twice"
set_to anchor 'nic.ring.entries=&a 3' 'anchors (&name) are not part of the language; expected a plain value'
set_to alias 'nic.ring.entries=*a' 'aliases (*name) are not part of the language; write the value out'
set_to tag 'nic.ring.entries=!!int 3' 'tags (!name) are not part of the language; expected a plain value'
set_to quote 'nic.ring.entries="3' 'found unexpected end of stream, while scanning a quoted scalar'
set_to bracket 'nic.ring.entries=[' 'did not find expected node content, while parsing a flow node; expected a value here, or quotes around it'
set_to version simnic=1 "'simnic' is no value of a point and stands in the file alone"
set_to compare compare=1 "'compare' is no value of a point and stands in the file alone; expected a key, which varies with a list: KEY=[A,B]"
any_layout='header and data in one descriptor need VIRTIO_F_ANY_LAYOUT or VIRTIO_F_VERSION_1: the legacy header must be alone'
refused set-coalesced-legacy "small.yaml:4:23: error: nic.scheme.combined: $any_layout in its descriptor (virtio 1.x 5.1.6.6), expected combined: false, or any_layout: true" \
	--set nic.scheme=coalesced --set nic.scheme.any_layout=false small.yaml
refused set-key-of-other "--set nic.scheme.skb_frags=17: error: key 'skb_frags' belongs to scheme 'big', not to 'small'" \
	--set nic.scheme.skb_frags=17 small.yaml
refused set-second '--set run.seed=x: error: key '"'seed': $number, not 'x'" --set run.repeat=2 --set run.seed=x good.yaml
refused set-by-seed "--set run.seed=-1: error: key 'seed': $number, not '-1'; it must not be negative" --seed -1 good.yaml
refused set-by-repeat "--set run.repeat=0: error: key 'repeat': 0 is out of range, expected 1 to 100000" --repeat 0 good.yaml
refused set-long "--set run.seed=$(repeat 191 9)...: error: key 'seed': $number, not '$cut'; it is too large" \
	--set "run.seed=$(repeat 2000 9)" good.yaml

finish
