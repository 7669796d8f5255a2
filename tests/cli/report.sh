#!/bin/sh
# report.sh - the report of a run: a page that is well made, holds what it should and fetches nothing; a table; text of 72 columns.
# shellcheck disable=SC1091,SC2154,SC2016 # what lib.sh defines; expanded by the inner shell
. "$(dirname "$0")/lib.sh"

refused() {
	text=$1
	shift
	run 2 "$@" && empty out && has err "$text" && [ "$(wc -l < "$work/err")" -eq 1 ]
}
# balanced FILE - every element that is opened is closed, in order; ids are different; nothing is fetched.
balanced() {
	sed -e 's/<!DOCTYPE html>//' -e 's/<\(meta\|link\)\([^>]*\)>/<\1\2\/>/' "$1" > "$work/page.xml"
	if command -v xmllint > /dev/null; then xmllint --noout "$work/page.xml" || return 1; fi
	grep -o "id=['\"][^'\"]*" "$1" | sort | uniq -d > "$work/twice"
	[ ! -s "$work/twice" ] || { echo "ids that stand twice:"; cat "$work/twice"; return 1; }
	# The one script is the program's own, in which nothing of the page's texts is; it stands last.
	[ "$(grep -c -i '<script' "$1")" -le 1 ] && ! grep -i '<script' "$1" | grep -v "^<script>document.querySelectorAll('figure').forEach(" || return 1
	! grep -n -i -E "@import|url\((http|//)|(src|href)=['\"]?(https?:|//)" "$1" || return 1
	! sed 's/"[^"]*"/""/g' "$1" | grep -n -i '<[^>]* on[a-z]*='
}

sed 's/^title: .*/title: "a<b> \&amp; \\"c\\" \x27d\x27 <script>"/' "$two" > "$work/odd.yaml"
ok 'a run to report on' run 0 -q -o "$work/odd" --set run.length=5ms "$work/odd.yaml"
ok 'its report' run 0 report "$work/odd"
ok 'goes into the folder' has err "wrote $work/odd/report.html"
page=odd/report.html
ok 'the page is well made' balanced "$work/$page"
ok 'its title is escaped' has $page '<title>a&lt;b&gt; &amp;amp; &quot;c&quot; &#39;d&#39; &lt;script&gt;</title>'
ok 'it holds all parts' has $page 'class="answer"' '<h2>Results</h2>' '<h2>What was assumed</h2>' '<h2>The scenario</h2>' \
	'<h2>Provenance</h2>' 'prefers-color-scheme:dark' '@media print' 'class="words prices"' 'name="viewport"' 'overflow-x:auto'
ok 'it tells where a price comes from' has $page '<td>page_alloc</td>' '<td>platform '
ok 'a table for a commit message' run 0 report -f markdown "$work/odd"
ok 'is one' has out '|  | big | mergeable |' '|---|--:|--:|' '| limited by |'
ok 'text for a mailing list' run 0 report -f text "$work/odd"
ok 'has 72 columns' sh -c '! grep -n "^.\{73\}" "$0"' "$work/out"
cp "$work/out" "$work/before"
ok 'to a file' run 0 report -q -f text -o "$work/t.txt" "$work/odd"
ok 'the same' cmp "$work/before" "$work/t.txt"
# What a folder's writers keep there for themselves.
hidden() {
	for name in .odd.journal .odd.journal.old .odd.journal.old-2 .odd.lock .odd.stale .odd.csv.simnic-abCD12; do
		run 2 report -q -f text -o "$work/odd/$name" "$work/odd" && has err "$name is what simnic calls a hidden file of its own" || return 1
		[ ! -e "$work/odd/$name" ] || return 1
		run 2 -q --trace "$work/odd/$name" --set run.length=5ms "$work/odd.yaml" && has err "$name is what simnic calls" || return 1
	done
}
ok 'not to a hidden file of the folder' hidden
ok 'another hidden name is free' run 0 report -q -f text -o "$work/odd/.t.txt" "$work/odd"
ok 'to a file in folders that are not there' run 0 report -q -f text -o "$work/new/er/t.txt" "$work/odd"
ok 'many points' run 0 -q -o "$work/many" --set run.length=5ms --set 'nic.ring.entries=[128,256,512,1024]' "$two"
ok 'as text' run 0 report -f text "$work/many"
ok 'in 72 columns' sh -c '! grep -n "^.\{73\}" "$0"' "$work/out"
ok 'as a table' run 0 report -f markdown "$work/many"
ok 'a row a point' sh -c '[ $(grep -c "^|" "$0") -eq 10 ]' "$work/out"

# Lines have a table of their numbers, for who can't see them and for the script; values and names are those of the chart.
numbers() {
	run 0 report -q "$work/many" || return 1
	! command -v gnuplot > /dev/null || { has many/report.html '<script>' '<summary>The numbers</summary>' || return 1
		[ "$(grep -c '^<tr data-line=' "$work/many/report.html")" -eq 8 ] &&
			grep '^<tr data-line="0" data-part="0" data-tip="big, ring size (descriptors) 128: throughput (Gb/s) [0-9.]*' "$work/many/report.html"; }
}
ok 'the numbers of a chart of lines' numbers
# The same points twice are the same bytes.
twice() {
	cp "$work/many/report.html" "$work/once.html" && run 0 report -q "$work/many" && cmp "$work/once.html" "$work/many/report.html"
}
ok 'the page twice' twice
# Names and values that would be markup, or end the script, beside a chart of lines.
marked_up() {
	for ring in 64 128; do
		for k in '<script>alert(1)' '"><img src=x onerror=alert(1)>'; do
			quoted=$(printf '%s' "$k" | sed 's/"/\\"/g')
			printf '{"simnic":1,"scenario":"x","id":"0123456789abcde%s","point":{"k":"%s","nic.ring.entries":%s},"stats":{"throughput":{"value":%s,"unit":"Gb/s","n":1},"offered":{"value":9,"unit":"packets","n":1}},"limiter":"<i>","limits":[{"name":"<i>","of":"busy","share":1}],"provenance":{"version":"1","repeat":1,"seed":1}}\n' $((ring / 64)) "$quoted" "$ring" "$ring"
		done
	done > "$work/marked/marked.jsonl"
	run 0 report -q "$work/marked" && balanced "$work/marked/report.html" && ! grep -q -e '<img' -e '<script>alert' -e '<i>' "$work/marked/report.html" || return 1
	run 0 report -q -o "$work/marked/both.html" "$work/marked" "$work/marked" && balanced "$work/marked/both.html" &&
		! grep -q -e '<img' -e '<script>alert' -e '<i>' "$work/marked/both.html" || return 1
	! command -v gnuplot > /dev/null || has marked/report.html 'data-tip="&lt;script&gt;alert(1)' '<script>'
}
mkdir "$work/marked"
ok 'what would be markup is text' marked_up

ok 'points that fail' run 1 -q -o "$work/slow" --set run.length=1000s --set run.repeat=1 --limit 50ms "$two"
ok 'as text' run 0 report -f text "$work/slow"
ok 'are told with their reasons' has out 'Failed: big: replication 0: it took longer than' 'Failed: mergeable: '
ok 'in 72 columns' sh -c '! grep -n "^.\{73\}" "$0"' "$work/out"

# Records of a stranger: what a terminal would obey is not printed, what Markdown would link is not linked.
printf '{"simnic":1,"scenario":"a\\u001b[2Jb\\u009bc[x](javascript:y)","id":"0123456789abcdef","point":{"k":"[x](javascript:y)\\u0007"},"stats":{"throughput":{"value":1,"unit":"Gb/s","n":1}},"limiter":"wire","limits":[{"name":"wire","of":"busy","share":1}],"provenance":{"version":"1","repeat":1,"seed":1}}\n' > "$work/strange.jsonl"
no_control() {
	run 0 report -f "$1" "$work/strange.jsonl" && ! tr -d '\n\t' < "$work/out" | grep -q '[[:cntrl:]]' && ! grep -q "$(printf '\302\233')" "$work/out" &&
		! tr -d '\n' < "$work/err" | grep -q '[[:cntrl:]]'
}
no_link() {
	no_control markdown && has out '\[x\](javascript:y)' && ! grep -q '[^\]\](' "$work/out"
}
ok 'a stranger, as text' no_control text
ok 'a stranger, as Markdown' no_link
named_badly() {
	odd=$(printf 'a\033[2J')
	cp "$two" "$work/$odd.yaml" && run 0 --set run.length=5ms "$work/$odd.yaml" && ! grep -q "$(printf '\033')" "$work/out" "$work/err" && has out 'a?[2J.yaml'
}
ok 'a file named to be obeyed by a terminal' named_badly
charts_fail() {
	mkdir -p "$work/bin" && printf '#!/bin/sh\nexit 1\n' > "$work/bin/gnuplot" && chmod +x "$work/bin/gnuplot" &&
		cp "$work/$page" "$work/page" && PATH=$work/bin:$PATH run 1 report "$work/odd" &&
		has err 'the page has no charts: gnuplot failed' 'report.html is kept as it was' && cmp "$work/$page" "$work/page" &&
		PATH=$work/bin:$PATH run 1 report -o "$work/bare.html" "$work/odd" && has err "wrote $work/bare.html"
}
ok 'charts that fail' charts_fail
edited() {
	cp -r "$work/many" "$work/edited" && sed '2s/"value":/"value":1/' "$work/many/two.jsonl" > "$work/edited/two.jsonl" &&
		run 2 report -q "$work/edited" && has err "$work/edited/two.jsonl:2: error: not what was written there"
}
ok 'records that were edited' edited

sed 's/window: 512KiB/window: 256KiB/' "$two" > "$work/odd.yaml"
ok 'a scenario that has changed does not matter to results with a copy of their own' run 0 report "$work/odd"
ok 'is not told' sh -c '! grep -q "any more" "$0" "$1"' "$work/err" "$page"
rm "$work/odd/odd.scenario.yaml"
ok 'a scenario that has changed, and no copy' run 0 report "$work/odd"
ok 'is told' has err 'is not what these points were run from any more'
ok 'on the page, too' has $page 'is not what these points were run from any more'
rm "$work/odd.yaml"
ok 'a scenario that is gone' run 0 report -f text "$work/odd"
ok 'is told' has err "can't be read: the scenario, its prices and its claims are left out"
ok 'a folder that is not there gets a hint' refused "did you mean $work/odd?" report "$work/odt"
ok 'a format is checked' refused 'expected one of html|markdown|text' report -f xml "$work/odd"
ok 'a file that can not be written' run 1 report -f text -o "$work" "$work/odd"
ok 'says why' has err 'it is a folder'

# Tables of some points, in another order, with other columns.
ok 'points to choose from' run 0 -q --set run.length=5ms --repeat 2 --no-what-if -o "$work/choice" "$two" --set 'nic.ring.entries=[64,128,256,1024]'
choice() {
	run 0 report -f text "$work/choice" "$@"
}
# rows PATTERN... - the last lines of the output are these, in this order.
rows() {
	tail -n $# "$work/out" > "$work/rows"
	for pattern; do
		if ! { read -r line && printf '%s\n' "$line" | grep -q -e "$pattern"; }; then
			echo "no $pattern in: $line"
			return 1
		fi
	done < "$work/rows"
}
limiters_together() {
	sed -n 's/^\(big\|mergeable\) .*  \([a-z][a-z ]*\)$/\2/p' "$work/out" > "$work/limiters"
	[ "$(sort "$work/limiters")" = "$(cat "$work/limiters")" ] && [ "$(uniq "$work/limiters" | wc -l)" -eq 2 ]
}
ok 'some points, of some columns' choice --where entries=64,1024 --where model=big --sort entries --columns throughput,latency_p99
ok 'which are these' rows '^big *64 ' '^big *1024 '
ok 'with their keys first and nothing else' grep -q '^model  entries  throughput \[Gb/s\]  latency_p99 \[us\]  *limited by$' "$work/out"
ok 'the best first' choice --sort throughput --top 2 --columns throughput
ok 'mergeable' rows '^mergeable' '^mergeable'
ok 'the worst first' choice --sort=-throughput --top 2 --columns throughput
ok 'the smallest ring of big' rows '^big *64 ' '^big'
ok 'by what binds' choice --sort limiter --columns throughput
ok 'all of one stand together' limiters_together
ok 'the other way round' choice --sort=-limiter --top 1 --columns throughput
ok 'of which the last is the first' has out ' wire'
ok 'an unknown column gets a hint' run 2 report -f text "$work/choice" --columns througput
ok 'which' has err 'did you mean throughput?'
ok 'an unknown order' run 2 report -f text "$work/choice" --sort nothing
ok 'a condition in another unit' run 2 report -f text "$work/choice" --where 'throughput>5us'
ok 'is told with the right one' has err "'5us' is no number of that kind; throughput is counted in Gb/s"
ok 'a key among the columns' run 2 report -f text "$work/choice" --columns entries,throughput
ok 'is one anyway' has err 'keys that vary are columns anyway'
ok 'columns without a name' run 2 report -f text "$work/choice" --columns ,
ok 'are told' has err 'found an empty one'
ok 'a page has all points' run 2 report "$work/choice" --top 1
ok 'which is said' has err 'go with --format markdown or text'


# Two folders side by side: the comparison that diff makes, with the charts of both.
ok 'another run' run 0 -q -o "$work/more" --set run.length=5ms --set 'nic.ring.entries=[128,256,512,1024]' --set prices.kick=9us "$two"
ok 'two beside each other' run 0 report -q -o "$work/both.html" "$work/many" "$work/more"
ok 'the page is well made' balanced "$work/both.html"
both() {
	has both.html '<h2>Settings</h2>' '<b>A</b>' '<b>B</b>' 'class="answer"' 'limited by' 'mergeable/1024' || return 1
	! command -v gnuplot > /dev/null || { [ "$(grep -c '<div class="pair">' "$work/both.html")" -ge 2 ] && [ "$(grep -c '<svg' "$work/both.html")" -ge 4 ]; }
}
sed -i 's/<h2>Prices</<h2>Settings</' "$work/both.html"
ok 'it holds both sides' both
as_diff() {
	run 0 diff -q -f "$1" "$work/many" "$work/more" && cp "$work/out" "$work/diff" && run 0 report -f "$1" "$work/many" "$work/more" && cmp "$work/out" "$work/diff"
}
ok 'as text it is what diff says' as_diff text
ok 'and as Markdown' as_diff markdown
ok 'a scenario file is no folder' run 2 report -f text "$work/many" "$two"
ok 'which is said' has err 'is no results folder'
ok 'three are too many' refused 'one argument too many' report "$work/many" "$work/more" "$work/odd"
ok 'a table of some points is of one folder' run 2 report -f text "$work/many" "$work/more" --top 1
ok 'which is said' has err 'go with one folder'
ok 'not over what it is made from' run 2 report -f html -o "$work/more/two.jsonl" "$work/many" "$work/more"

# In a browser: nothing is said on its console, nothing fetched, and a phone's page does not scroll sideways.
skipped=0
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
browse() {
	"$browser" --headless --no-sandbox --disable-gpu --enable-logging=stderr --allow-file-access-from-files \
		--user-data-dir="$work/profile" --host-resolver-rules='MAP * ~NOTFOUND' "$@" > "$work/dom" 2> "$work/console"
}
quiet_console() {
	! grep -n 'CONSOLE' "$work/console"
}
# Hovering shows the values of the nearest mark, a button hides its line.
acts() {
	grep -q '<use[^>]* tabindex' "$work/$1/report.html" || return # bars have no marks
	cat > "$work/act.html" <<-END
		<!DOCTYPE html><html><body><iframe id="f" style="width:900px;height:900px" src="$1/report.html"></iframe><p id="w"></p>
		<script>onload=function(){var d=document.getElementById('f').contentDocument,u=d.querySelector('use[tabindex]'),s=u.closest('svg'),
		f=s.closest('figure'),b=u.getBoundingClientRect(),t=f.querySelector('.tip'),k=f.querySelector('.keys button');
		s.dispatchEvent(new PointerEvent('pointermove',{clientX:b.left+2,clientY:b.top+2}));
		var same=t.textContent===f.querySelector('tr.on').dataset.tip;if(k)k.click();
		document.getElementById('w').textContent='tip '+same+' hidden '+(k?f.querySelectorAll('g[style*="none"]').length:2)+' gone '+(k?t.hidden:true)}</script></body></html>
	END
	ok "$1: the script" browse --dump-dom "file://$work/act.html"
	ok "$1: shows values and hides lines" has dom 'tip true hidden 2 gone true'
}
in_browser() {
	ok "$1 runs" run 0 -q --set run.length=20ms -o "$work/$1" "scenarios/$1.yaml"
	ok "$1: the report" run 0 report -q "$work/$1"
	ok "$1: the page is well made" balanced "$work/$1/report.html"
	ok "$1: opens" browse --window-size=500,900 --screenshot="$work/$1.png" "file://$work/$1/report.html"
	ok "$1: with a picture" test -s "$work/$1.png"
	ok "$1: without a word on the console" quiet_console
	acts "$1"
	cat > "$work/phone.html" <<-END
		<!DOCTYPE html><html><body><iframe id="f" style="width:360px;height:700px" src="$1/report.html"></iframe><p id="w"></p>
		<script>onload=function(){var d=document.getElementById('f').contentDocument,r=d.defaultView.performance;
		document.getElementById('w').textContent='wide '+(d.documentElement.scrollWidth-d.documentElement.clientWidth)+
		' fetched '+r.getEntriesByType('resource').length+' charts '+d.querySelectorAll('figure svg').length}</script></body></html>
	END
	ok "$1: on a phone" browse --dump-dom "file://$work/phone.html"
	ok "$1: no wider than the phone, nothing fetched" has dom 'wide 0 fetched 0 charts'
}
if [ "${LONG-}" ] && [ -n "$browser" ]; then
	in_browser ext2guest
	in_browser netkvm-coalesced
	in_browser ring-size
elif [ "${LONG-}" ]; then
	echo '# Chromium is not installed: no report is opened in it'
	skipped=1
fi
echo "${0##*/}: $passed passed, $failed failed$([ $skipped -eq 0 ] || echo ", $skipped skipped")"
[ "$failed" -eq 0 ]
