#!/bin/sh
# signals.sh - an end that was asked for while charts are drawn, a terminal that hangs up, and files that may not grow.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

# A gnuplot that says where it is and never ends.
mkdir "$work/bin"
printf '#!/bin/sh\necho $$ > "%s/drawing"\nexec sleep 1000\n' "$work" > "$work/bin/gnuplot"
chmod +x "$work/bin/gnuplot"
# told SIGNAL CODE ARGUMENT... - ends with CODE when it gets the signal while gnuplot draws, and gnuplot ends, too.
told() (
	signal=$1 code=$2
	shift 2
	rm -f "$work/drawing"
	PATH=$work/bin:$PATH "$simnic" "$@" > "$work/out" 2> "$work/err" < /dev/null &
	pid=$!
	tries=0
	while [ ! -s "$work/drawing" ] && [ $tries -lt 600 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	kill -"$signal" $pid
	wait $pid
	got=$?
	[ $got -eq "$code" ] || echo "exit code $got, expected $code"
	[ $got -eq "$code" ] && ! kill -0 "$(cat "$work/drawing")" 2> "$work/log" && has err 'interrupted while a chart was drawn'
)
# clean FOLDER - no lock, no temporary file, no page in it.
clean() {
	find "$work/$1" -name '.*' -o -name '*.simnic-*' -o -name '*.svg' -o -name report.html > "$work/left"
	[ ! -s "$work/left" ] || cat "$work/left"
	[ ! -s "$work/left" ]
}
ok 'results to draw' run 0 -q -o "$work/r" "$two"
# Who has been told to ignore a hang-up (nohup) ignores it here, too.
hup='HUP 129'
sh -c "sh -c 'kill -HUP \$\$'; [ \$? -ne 0 ]" 2> "$work/log" || hup=
for signal in ${hup:+"$hup"} 'INT 130' 'TERM 143'; do
	# shellcheck disable=SC2086 # two words
	ok "charts: $signal" told $signal charts "$work/r"
	ok "charts: $signal: clean" clean r
	# shellcheck disable=SC2086 # two words
	ok "charts -t dumb: $signal" told $signal charts -t dumb "$work/r"
	ok "charts -t dumb: $signal: clean" clean r
	# shellcheck disable=SC2086 # two words
	ok "report: $signal" told $signal report "$work/r"
	ok "report: $signal: clean" clean r
done
ok '--charts: TERM 143' told TERM 143 -q --charts -o "$work/c" "$two"
ok '--charts: TERM 143: clean' clean c
ok '--charts: the records are there' test -s "$work/c/two.jsonl"

# hung CODE COMMAND... - how a run that never ends takes SIGHUP.
hung() {
	"$@" -q -o "$work/h" "$work/endless.yaml" > "$work/out" 2> "$work/err" < /dev/null &
	pid=$!
	sleep 1
	kill -HUP $pid
	sleep 0.3
}
hang_up() {
	hung "$simnic"
	wait $pid
	[ $? -eq 129 ] && has err 'interrupted'
}
nohup() {
	hung sh -c 'trap "" HUP; exec "$@"' sh "$simnic"
	kill -0 $pid && kill $pid
	wait $pid
	[ $? -eq 143 ]
}
[ -z "$hup" ] || ok 'SIGHUP ends a run as SIGTERM does' hang_up
ok 'nohup keeps it going' nohup

# The trace of a run that is ended is whole lines of what was recorded; one that fails leaves the old one alone.
ended_trace() {
	echo old > "$work/e.json"
	"$simnic" --trace "$work/e.json" -j 1 --set run.length=2s "$two" > "$work/out" 2> "$work/err" < /dev/null &
	pid=$!
	sleep 0.3
	has e.json old && kill -TERM $pid || return 1
	wait $pid
	[ $? -eq 143 ] && has err "$work/e.json has what was recorded until then" && [ -z "$(find "$work" -name ".e.json*")" ] &&
		[ "$(sed -n '1p' "$work/e.json")" = '[' ] && [ "$(tail -n 1 "$work/e.json")" = ']' ] &&
		! sed '1d; $d' "$work/e.json" | grep -q -v '^{.*},*$'
}
ok 'the trace of a run that is ended' ended_trace
unread_pipe() {
	mkfifo "$work/unread" && "$simnic" -q --trace "$work/unread" "$two" > "$work/out" 2> "$work/err" < /dev/null &
	pid=$!
	sleep 0.5
	kill -TERM $pid
	wait $pid
	[ $? -eq 143 ]
}
ok 'a trace into a pipe that nobody reads' unread_pipe
old_trace() {
	echo old > "$work/e.json"
	run 2 --trace "$work/e.json" --rerun 0123456789abcdef "$two" && has e.json old
}
ok 'a run that never begins leaves the old trace' old_trace
streamed() {
	run 0 -q -f json --trace /dev/stdout "$two" && has out '"ph":"X"' '"simnic"' && [ -L /dev/stdout ] &&
		"$simnic" -q -f json --trace /dev/stderr "$two" 2>&1 > "$work/log" | grep -q '"ph":"X"'
}
ok 'a trace to a stream' streamed

# full MOST COMMAND... - blocks of 512 bytes a file may have: exit 1, and a message about it.
full() (
	most=$1
	shift
	ulimit -f "$most"
	run 1 "$@" 2>&1
)
too_large() {
	full 1 "$@" && has err 'File too large'
}
ok 'records that may not grow' too_large -q -o "$work/f" "$two"
ok 'names them' has err "$work/f"
ok 'a trace that may not grow' too_large -q --trace "$work/t.json" "$two"
ok 'names it' has err "$work/t.json"
ok 'a page that may not grow' too_large report -q -f text -o "$work/page.txt" "$work/r"
ok 'standard output that may not grow' too_large -f json "$two"
finish
