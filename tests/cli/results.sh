#!/bin/sh
# results.sh - results folders: the same bytes whichever way the points were run, and nothing lost or damaged by any end.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-results.sh"
whole=$work/whole
kills=4 meetings=8
[ "${LONG:-}" != 1 ] || kills=200 meetings=200

complete() {
	run 0 -q -j 1 -o "$whole" "$many" && [ "$(wc -l < "$whole/many.jsonl")" -eq 60 ] && run 0 -q -f json "$many" && cmp "$work/out" "$whole/many.jsonl" &&
		run 0 -q -f csv "$many" && cmp "$work/out" "$whole/many.csv" && run 0 -q "$many" && cmp "$work/out" "$whole/many.txt"
}
again() {
	run 0 -q -f json "$whole/many.scenario.yaml" && [ "$(wc -l < "$work/out")" -eq 60 ]
}
units() {
	head -n 1 "$whole/many.csv" | grep -q 'throughput\[Gb/s\],throughput_ci95,'
}
provenance() {
	grep -q '"compiler": ' "$whole/many.provenance.json" && grep -q '"scenario_hash": "[0-9a-f]\{16\}"' "$whole/many.provenance.json" &&
		grep -q '"finished": "' "$whole/many.run.json" && ! grep -q finished "$whole/many.provenance.json"
}
threads() {
	run 0 -q -j 2 -o "$work/two-threads" "$many" && same_results "$whole" "$work/two-threads"
}
nothing_to_do() {
	run 0 -o "$whole" --resume "$many" && has err '60 of 60 points are there, 0 to run'
	same_results "$whole" "$work/two-threads"
}
interrupted() {
	half_way "$1" "$2" "$work/signal" || return 1
	has err 'interrupted; ' ' of 60 points are finished' "go on with -o $work/signal --resume" && [ ! -e "$work/signal/many.jsonl" ] &&
		run 0 -o "$work/signal" --resume "$many" && has err ' of 60 points are there' && same_results "$whole" "$work/signal"
	result=$?
	rm -rf "$work/signal"
	return $result
}
# At random moments, the same folder all the time, until it is done.
killed_at_random() {
	rm -rf "$work/k"
	n=0
	while [ $n -lt $kills ]; do
		delay=$(awk -v seed="$n" 'BEGIN { srand(seed + 7); printf "0.%03d", 10 + rand() * 250 }')
		killed KILL "$delay" "$work/k" --resume
		[ "$code" -eq 137 ] || [ "$code" -eq 0 ] || {
			cat "$work/err"
			return 1
		}
		n=$((n + 1))
		# Beginning anew now and then, over whole old results: those stay as they are.
		if [ "$code" -eq 0 ]; then
			killed KILL 0.05 "$work/k"
			for result in jsonl csv txt journal; do
				cmp "$whole/many.$result" "$work/k/many.$result" || return 1
			done
			[ $((n % 3)) -ne 0 ] || rm -rf "$work/k"
		fi
	done
	run 0 -q -o "$work/k" --resume "$many" && rm -f "$work/k"/.many.journal.old* && same_results "$whole" "$work/k"
}
# A journal that ends in the middle of a line, or in something else.
torn() {
	half_way TERM 143 "$work/t" || return 1
	size=$(wc -c < "$work/t/.many.journal")
	head -c $((size - $1)) "$work/t/.many.journal" > "$work/cut"
	printf '%s' "$2" >> "$work/cut"
	cp "$work/cut" "$work/t/.many.journal"
	run 0 -q -o "$work/t" --resume "$many" && same_results "$whole" "$work/t"
}
changed() {
	run 2 -o "$whole" --resume "$@" && has err 'does not belong to these results' && same_results "$whole" "$work/two-threads"
}
changed_platform() {
	cp "$work/platform.yaml" "$work/platform.was"
	sed 's/value: 1us/value: 2us/; s/^name:.*/name: other/' "$work/platform.was" > "$work/platform.yaml"
	changed "$many"
	result=$?
	cp "$work/platform.was" "$work/platform.yaml"
	return $result
}
other_program() {
	cp "$simnic" "$work/simnic" && printf x >> "$work/simnic" || return 1
	"$work/simnic" -o "$whole" --resume "$many" > "$work/out" 2> "$work/err"
	[ $? -eq 2 ] && has err 'made by another build of simnic'
}
put_aside() {
	half_way INT 130 "$work/p" || return 1
	run 0 -o "$work/p" "$many" && has err 'which --resume would have gone on with' && [ -s "$work/p/.many.journal.old" ] &&
		rm "$work/p/.many.journal.old" && same_results "$whole" "$work/p"
}
one_again() {
	id=$(sed -n '7s/.*"id":"\([0-9a-f]*\)".*/\1/p' "$whole/many.jsonl")
	run 0 -q -f json --rerun "$id" "$many" && sed -n 7p "$whole/many.jsonl" | cmp - "$work/out" &&
		run 0 -o "$whole" --rerun "$id" "$many" && has err '60 of 60 points are there, 1 to run' && same_results "$whole" "$work/two-threads"
}
# A journal whose numbers were changed is found out when the point is run again.
lied() {
	rm -rf "$work/l"
	cp -r "$whole" "$work/l"
	sed 's/"steady":true/"steady":false/' "$work/l/many.journal" > "$work/lie"
	cp "$work/lie" "$work/l/many.journal"
	run 0 -q -o "$work/l" --resume "$many" && same_results "$whole" "$work/l"
}
default_folder() (
	case $simnic in
	/*) program=$simnic ;;
	*) program=$PWD/$simnic ;;
	esac
	cd "$work" && "$program" -q --resume "$many" && [ -e results/many/many.jsonl ]
)
# A point that fails costs that point; with --resume it is tried again.
failed_again() {
	sed -e 's/^compare:.*/compare: {run.length: [2ms, 20000s]}/' -e 's/repeat: 3/repeat: 1/' "$two" > "$work/fails.yaml"
	run 1 -q --limit 200ms -o "$work/f" "$work/fails.yaml" && [ "$(grep -c '"failed":' "$work/f/fails.jsonl")" -eq 1 ] &&
		grep -q ',failed,' "$work/f/fails.csv" || return 1
	run 1 --limit 200ms -o "$work/f" --resume "$work/fails.yaml" && has err '2 of 2 points are there, 1 to run'
}
in_use() {
	"$simnic" -q -o "$work/u" "$endless" 2> /dev/null &
	pid=$!
	pause 0.3
	run 1 -q -o "$work/u" --resume "$endless" && has err "another simnic (process $pid on " "is writing $work/u/endless"
	result=$?
	kill $pid
	wait $pid
	return $result
}
# Two that start on one folder: one of them writes it, or both one after the other; who comes too late says who is there.
meet() {
	n=0
	while [ $n -lt $meetings ]; do
		rm -rf "$work/m"
		delay=$(awk -v seed="$n" 'BEGIN { srand(seed + 3); printf "0.%03d", rand() * 250 }')
		"$simnic" -q -o "$work/m" "$few" 2> "$work/err1" &
		first=$!
		sleep "$delay"
		"$simnic" -q -o "$work/m" "$few" 2> "$work/err2" &
		second=$!
		wait $first
		code1=$?
		wait $second
		code2=$?
		for each in "$code1 $work/err1" "$code2 $work/err2"; do
			case $each in
			0\ *) [ ! -s "${each#* }" ] ;;
			1\ *) grep -q 'another simnic (process .* on .*) is writing' "${each#* }" ;;
			*) false ;;
			esac || {
				echo "after $delay s: $each"
				cat "$work/err1" "$work/err2"
				return 1
			}
		done
		[ "$code1" -eq 0 ] || [ "$code2" -eq 0 ] || return 1
		same_results "$work/few" "$work/m" || return 1
		n=$((n + 1))
	done
}
# made NAME FILE - the file, as if made of the records NAME.
made() {
	echo "# made of the records $1;" > "$2"
}
# Another result is not replaced unasked, nor is anything left beside the new one that was made of the old one.
other_result() {
	rm -rf "$work/o"
	run 0 -q -o "$work/o" "$few" && mkdir "$work/o/charts" && made few "$work/o/report.html" && made few "$work/o/charts/a.dat" && : > "$work/o/charts/a.svg" &&
		: > "$work/o/charts/mine.svg" && run 2 -q -o "$work/o" --seed 9 "$few" && has err "$work/o/few.journal is of another result" 'expected --force' &&
		run 0 -q -o "$work/o" "$few" && [ -e "$work/o/charts/a.svg" ] && [ -e "$work/o/report.html" ] &&
		run 0 -o "$work/o" --force -f json --seed 9 "$few" && has err 'removed 5 files made of the result that was there' &&
		[ "$(ls "$work/o/charts")" = mine.svg ] && [ ! -e "$work/o/report.html" ] && [ ! -e "$work/o/few.csv" ]
}
merged_over() {
	rm -rf "$work/over"
	mkdir "$work/over" && cp "$work/few/few.journal" "$work/over/many.journal" && run 2 -q merge "$whole" -o "$work/over" &&
		has err "many.journal is of another result" && run 0 -q merge --force "$whole" -o "$work/over" && same_results "$whole" "$work/over"
}
# A result without a good journal is somebody's, too; without any journal nothing made of it stays beside the new one.
nobodys() {
	rm -rf "$work/o"
	run 0 -q -o "$work/o" "$few" && head -c 10 "$work/few/few.journal" > "$work/o/few.journal" && run 2 -q -o "$work/o" --seed 9 "$few" &&
		has err "$work/o/few.journal is of another result: its first line is damaged" && cmp "$work/o/few.jsonl" "$work/few/few.jsonl" &&
		run 2 -q -o "$work/o" --resume "$few" && has err "$work/o/few.journal is of another result: its first line is damaged" &&
		rm "$work/o/few.journal" && made few "$work/o/report.html" && run 2 -q -o "$work/o" --seed 9 -f json "$few" &&
		has err "$work/o/few.txt is of another result: there is no journal of it" && run 0 -q -o "$work/o" --force --seed 9 -f json "$few" &&
		[ ! -e "$work/o/report.html" ] && [ ! -e "$work/o/few.csv" ] && rm -rf "$work/o" && mkdir "$work/o" && echo mine > "$work/o/few.csv" &&
		run 2 -q -o "$work/o" -f json "$few" && has err "$work/o/few.csv is of another result" && grep -q mine "$work/o/few.csv"
}
# Two results in one folder: what one's end makes stale is not what the other's charts and page say.
shared_folder() {
	rm -rf "$work/o"
	cp "$few" "$work/other.yaml"
	run 0 -q -o "$work/o" "$few" && run 0 -q -o "$work/o" "$work/other.yaml" && run 0 -q report "$work/o/other.jsonl" &&
		mkdir -p "$work/o/charts" && made other "$work/o/charts/a.dat" && : > "$work/o/charts/a.svg" &&
		made few "$work/o/charts/b.dat" && : > "$work/o/charts/b.svg" && echo mine > "$work/o/charts/c.dat" &&
		run 0 -q --force -o "$work/o" --seed 9 "$few" && [ -e "$work/o/report.html" ] && [ -e "$work/o/charts/a.svg" ] &&
		[ -e "$work/o/charts/a.dat" ] && [ ! -e "$work/o/charts/b.svg" ] && run 0 -q --force -o "$work/o" --seed 9 "$work/other.yaml" &&
		[ ! -e "$work/o/report.html" ] && [ "$(ls "$work/o/charts")" = c.dat ] && echo mine > "$work/o/report.html" &&
		run 0 -q --force -o "$work/o" "$few" && grep -q mine "$work/o/report.html"
}
# A trace in a folder of results is no temporary file that somebody left there; results merged again are the same.
traced_into() {
	rm -rf "$work/o"
	run 0 -q -o "$work/o" --trace "$work/o/t.json" "$few" && [ -s "$work/o/t.json" ] && made few "$work/o/report.html" && run 0 -q merge "$work/o" -o "$work/o" &&
		[ -e "$work/o/report.html" ] && [ -z "$(find "$work/o" -name '.*' -type f)" ]
}
# Whoever was killed with files in the making leaves them to the next one, whatever that one makes.
swept() {
	rm -rf "$work/o"
	run 0 -q -o "$work/o" -f json "$few" && : > "$work/o/.few.csv.simnic-AbC123" && : > "$work/o/.report.html.simnic-AbC124" &&
		mkdir "$work/o/charts" && : > "$work/o/charts/.a.svg.simnic-AbC125" && run 0 -q -o "$work/o" -f json "$few" &&
		[ -z "$(ls -A "$work/o/charts")" ] && [ -z "$(find "$work/o" -name '.*' -type f)" ]
}
# A --force that failed is not in the way of the result that stayed.
failed_force() {
	rm -rf "$work/o"
	run 0 -q -o "$work/o" "$few" && rm "$work/o/few.csv" && mkdir "$work/o/few.csv" && run 1 -q -o "$work/o" --force --seed 9 "$few" &&
		rmdir "$work/o/few.csv" && run 0 -o "$work/o" --resume "$few" && has err 'few.journal.old holds' && rm "$work/o/.few.journal.old" &&
		same_results "$work/few" "$work/o"
}
# A single file that is written is none of a result, whoever's it is; nor is a result called as the part of another.
not_over_results() {
	cp "$few" "$work/few.shard-1-of-2.yaml"
	run 2 -q --trace "$work/few/few.jsonl" "$two" && has err 'few.jsonl is a file of a result' &&
		run 2 -q report "$whole" -o "$work/few/few.csv" && has err 'few.csv is a file of a result' &&
		run 2 -q -o "$work/part" "$work/few.shard-1-of-2.yaml" && has err 'as the parts of others are'
}
# What a name holds is no text for gnuplot, nor for a browser.
odd_name() {
	name=$(printf 'a\nprint system("echo > %s/evil")\n#' "$work")
	mkdir -p "$work/odd" && cp "$work/few/few.jsonl" "$work/odd/b;&<.jsonl" && run 0 -q charts "$work/odd" && run 0 -q report "$work/odd" &&
		rm -r "$work/odd" && mkdir "$work/odd" && cp "$work/few/few.jsonl" "$work/odd/$(echo "$name" | tr / _).jsonl" &&
		run 0 -q charts "$work/odd" && [ "$(grep -c 'made of the records a%0aprint' "$work/odd/charts/"*.dat | grep -c ':1$\|^1$')" -gt 0 ]
}
# Work that was begun with --force goes on with --resume alone, and nothing else does.
forced() {
	half_way TERM 143 "$work/aside" || return 1
	rm -rf "$work/o"
	run 0 -q -o "$work/o" --seed 9 "$many" && cp "$work/aside/.many.journal" "$work/o" && run 2 -q -o "$work/o" --resume --seed 8 "$many" &&
		has err 'does not belong to these results' && run 0 -o "$work/o" --resume "$many" && has err ' of 60 points are there' &&
		! has err '60 of 60' && same_results "$whole" "$work/o"
}
# What is good is not replaced by what failed.
failed_over() {
	rm -rf "$work/o"
	sed -e 's/^compare:.*/compare: {run.length: [2ms, 20s]}/' -e 's/repeat: 3/repeat: 1/' "$two" > "$work/over.yaml"
	run 0 -q -o "$work/o" "$work/over.yaml" && cp "$work/o/over.jsonl" "$work/good" && run 1 -q --limit 1ms -o "$work/o" "$work/over.yaml" &&
		has err 'stays as it was: ' 'expected --force' && cmp "$work/good" "$work/o/over.jsonl" && run 0 -q -o "$work/o" --resume "$work/over.yaml" &&
		cmp "$work/good" "$work/o/over.jsonl" && [ ! -e "$work/o/.over.journal" ] && run 1 -q --limit 1ms --force -o "$work/o" "$work/over.yaml" &&
		grep -q '"failed":' "$work/o/over.jsonl"
}
# Hidden files of others beside a result are not taken for what somebody killed left there.
neighbours() {
	rm -rf "$work/n"
	mkdir "$work/n" && : > "$work/n/.few.jsonl.backup" && : > "$work/n/.few.jsonl.simnic-AbC123" && run 0 -q -o "$work/n" "$few" &&
		[ -e "$work/n/.few.jsonl.backup" ] && [ ! -e "$work/n/.few.jsonl.simnic-AbC123" ]
}
# Work put aside twice is there twice.
aside_twice() {
	rm -rf "$work/p"
	for each in 1 2; do
		half_way_on INT 130 "$work/p" || return 1
	done
	[ -s "$work/p/.many.journal.old" ] && run 0 -q -o "$work/p" "$many" && [ -s "$work/p/.many.journal.old-2" ]
}
# A journal that lost lines, or grew a twin under another name, is told, not published.
fewer_rows() {
	rm -rf "$work/fewer"
	cp -r "$whole" "$work/fewer"
	sed 7d "$whole/many.journal" > "$work/fewer/many.journal"
	run 2 merge "$work/fewer" -o "$work/fewer2" && has err '1 of 60 points are missing: 5' && [ ! -e "$work/fewer2" ]
}
# What is no file of simnic's is neither waited for, nor written, nor removed.
strange_files() {
	for each in few.journal .few.journal; do
		rm -rf "$work/s"
		mkdir "$work/s" && mkfifo "$work/s/$each" && run 2 -q -o "$work/s" --resume "$few" && has err 'it is no regular file' || return 1
	done
	rm -rf "$work/s"
	cp -r "$work/few" "$work/s" && rm "$work/s/few.journal" "$work/s/few.jsonl" && mkfifo "$work/s/few.jsonl" && run 2 report "$work/s" || return 1
	rm -rf "$work/s"
	mkdir "$work/s" && echo precious > "$work/mine" && ln "$work/mine" "$work/s/.few.lock" && run 2 -q -o "$work/s" "$few" &&
		has err "is not simnic's" && grep -q precious "$work/mine" && rm "$work/s/.few.lock" || return 1
	echo notes > "$work/s/.few.journal" && run 0 -q -o "$work/s" --resume "$few" && grep -q notes "$work/s/.few.journal.old" &&
		rm "$work/s/.few.journal.old" && same_results "$work/few" "$work/s"
}
named() {
	cp "$few" "$work/$2.yaml" && run "$1" -q -o "$work/n" "$work/$2.yaml" && shift 2 && { [ $# -eq 0 ] || has err "$@"; }
}
refused() {
	text=$1
	shift
	run 2 "$@" && has err "$text"
}
# On a small disk, and on one that can't be written.
mounted() {
	mkdir -p "$work/disk" && mount -t tmpfs -o "$1" tmpfs "$work/disk" 2> /dev/null
}
full_disk() {
	size=$1
	mounted "size=$size" || return 1
	run 1 -o "$work/disk/r" "$many"
	result=$?
	has err 'No space left on device' || result=1
	mount -o remount,size=20m "$work/disk"
	run 0 -q -o "$work/disk/r" --resume "$many" && same_results "$whole" "$work/disk/r" || result=1
	umount "$work/disk"
	return $result
}
old_results_full() {
	mounted size=20m || return 1
	cp -r "$whole" "$work/disk/r"
	fill=$(($(df -Pk "$work/disk" | awk 'NR == 2 { print $4 }') - 100))
	dd if=/dev/zero of="$work/disk/fill" bs=1024 count=$fill 2> /dev/null
	run 1 -o "$work/disk/r" "$many" && rm "$work/disk/fill" "$work/disk/r/".??* && same_results "$whole" "$work/disk/r"
	result=$?
	umount "$work/disk"
	return $result
}
read_only() {
	mounted size=20m || return 1
	cp -r "$whole" "$work/disk/r"
	mount -o remount,ro "$work/disk"
	run 1 -o "$work/disk/r" "$many" && has err "can't write" 'Read-only' && run 1 -o "$work/disk/new" "$many" && has err "can't make the folder" &&
		same_results "$whole" "$work/disk/r"
	result=$?
	umount "$work/disk"
	return $result
}

ok 'a folder holds what stdout says' complete
ok 'the effective scenario runs' again
ok 'the CSV header has units' units
ok 'provenance, and apart from it what is true of one time' provenance
ok 'the same bytes on two threads' threads
ok '--resume with nothing to do' nothing_to_do
ok 'SIGINT, and --resume' interrupted INT 130
ok 'SIGTERM, and --resume' interrupted TERM 143
ok "SIGKILL at $kills random moments" killed_at_random
ok 'a torn last line' torn 17 ''
ok 'a last line without its end' torn 1 ''
ok 'rubbish after the last line' torn 0 'rubbish'
ok 'another seed is refused' changed --seed 9 "$many"
ok 'another --set is refused' changed --set nic.queues=2 "$many"
ok 'a changed platform is refused' changed_platform
ok 'another program is refused' other_program
ok 'without --resume unfinished work is put aside' put_aside
ok '--rerun' one_again
ok 'a line that was changed is no line' lied
ok '--resume without -o' default_folder
ok 'a point that failed is run again' failed_again
ok 'two at once in one folder' in_use
few=$work/few.yaml
sed -e 's/nic.host_queue: .*/nic.host_queue: [10, 20]/; s/to: 1024/to: 128/; s/length: 10ms/length: 1ms/' "$many" > "$few"
run 0 -q -o "$work/few" "$few"
ok "two at once in one folder, $meetings times" meet
ok 'another result' other_result
# A folder that was taken away under a run, and made again by another: the first says so at once, and leaves alone what is not its own.
taken_away() {
	"$simnic" -q -j 1 --set run.length=20s -o "$work/away" "$many" > "$work/out" 2> "$work/err" &
	first=$!
	while [ ! -s "$work/away/.many.journal" ]; do
		kill -0 $first 2> /dev/null || return 1
	done
	rm -rf "$work/away"
	"$simnic" -q -j 1 -o "$work/away" "$many" > /dev/null 2> "$work/second" &
	second=$!
	while [ ! -s "$work/away/.many.journal" ]; do
		kill -0 $second 2> /dev/null || return 1
	done
	kill -s INT $first
	wait $first
	code=$?
	wait $second || return 1
	cat "$work/second"
	{ [ $code -eq 130 ] || [ $code -eq 1 ]; } && same_results "$work/away" "$whole"
}
gone() {
	"$simnic" -q -j 1 -o "$work/gone" "$many" > "$work/out" 2> "$work/err" &
	first=$!
	while [ ! -s "$work/gone/.many.journal" ]; do
		kill -0 $first 2> /dev/null || return 1
	done
	rm -rf "$work/gone"
	wait $first
	[ $? -eq 1 ] && has err 'was removed, moved or made anew'
}
ok 'a folder taken away and made again' taken_away
ok 'a folder taken away' gone
ok 'a result of nobody knows whom' nobodys
ok 'two results in one folder' shared_folder
ok 'temporary files without a writer' swept
ok 'a trace into the folder, and a merge into its own' traced_into
ok '--force, an end, and --resume' forced
ok '--force that failed, and --resume' failed_force
ok 'single files over results' not_over_results
ok 'odd names' odd_name
ok 'points that failed over good ones' failed_over
ok 'merge over another result' merged_over
ok 'hidden files of others' neighbours
ok 'work put aside twice' aside_twice
ok 'a journal that lacks a line' fewer_rows
ok 'files that are not of simnic' strange_files
letters=$(awk 'BEGIN { while (n++ < 224) printf "n" }')
ok 'the longest name' named 0 "$letters"
ok 'a longer one' named 2 "${letters}n" 'at most 224 bytes'
ok 'a hidden name' named 2 .hidden "can't be called '.hidden'"
ok '--rerun of no point' refused 'no point has this id' --rerun 0123456789abcdef "$many"
ok '--rerun of no point, -o' refused 'no point has this id' --rerun 0123456789abcdef -o "$whole" "$many"
ok '--rerun into a new folder' refused 'no points of this scenario in' --rerun "$(sed -n '1s/.*"id":"\([0-9a-f]*\)".*/\1/p' "$whole/many.jsonl")" -o "$work/new" "$many"
ok '--rerun wants an id' refused 'expected the id of a point' --rerun 12 "$many"
ok '--rerun wants one file' refused 'exactly one file' --rerun 0123456789abcdef "$many" "$two"
ok '--resume goes with a run' refused '--resume goes with running files, not with --check' --resume --check "$many"
ok '--rerun goes with a run' refused '--rerun goes with running files' --rerun 0123456789abcdef --check "$many"
if mounted size=1m; then
	umount "$work/disk"
	for size in 64k 200k 700k; do
		ok "a full disk of $size" full_disk $size
	done
	ok 'a full disk leaves old results' old_results_full
	ok 'a read-only folder' read_only
else
	echo '# no file system can be mounted here: full and read-only disks are left out'
fi
finish
