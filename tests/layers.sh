#!/bin/sh
# layers.sh [ROOT] - check that lower layers never include higher ones.
#
# The order is base < engine < machine < nic < load, virtio, xen, device < models < run < scenario, report < batch, fit, import, results, measure < cli, library.
# Project headers are included as "layer/file.h".  Layers of one rank know nothing of each other (load and the fronts speak through
# nic/port.h), but that scenario and report share three headers: report/point.h, scenario/scenario.h and scenario/claims.h.  There is no
# header in models/ and nobody includes one, so a model is reached through the registry alone.  What an actor knows stands in a header that
# its own files alone include.  Below cli nothing prints to stdout or stderr and nothing ends the program.
#
# A header has at most 150 lines, but for the table of statistics, and no file includes more than 10 headers of the project.  Headers include
# one another in no circle.  struct queue, which all actors see, has at most 20 members; each member, and each of the groups in it, has one
# owner, and nobody else writes it (`writer` below).  Prints file:line for each offence and exits 1 when there is one.
set -eu
cd "${1:-.}"

bad=0
for f in models/*.h models/*/; do
	[ -e "$f" ] || continue
	echo "$f: models/ holds .c files only: what models share belongs in src/nic"
	bad=1
done

set --
for f in src/*/*.[ch] models/*.c; do
	[ -e "$f" ] && set -- "$@" "$f"
done
if [ $# -eq 0 ]; then
	echo "layers: no sources in $(pwd)" >&2
	exit 1
fi

awk '
function offence(text) { printf "%s:%d: %s\n", FILENAME, FNR, text; n_offences++ }
# The line without comments and without the contents of strings.
function code_of(line,    out, c, two) {
	out = ""
	while (line != "") {
		c = substr(line, 1, 1); two = substr(line, 1, 2)
		if (in_comment) {
			if (two == "*/") { in_comment = 0; line = substr(line, 3) } else line = substr(line, 2)
		} else if (two == "/*") { in_comment = 1; line = substr(line, 3)
		} else if (two == "//") { return out
		} else if (c == "\"" || c == "\047") {
			if (c == "\"") match(line, /^"([^"\\]|\\.)*"?/)
			else match(line, /^\047([^\047\\]|\\.)*\047?/)
			out = out c c; line = substr(line, RLENGTH + 1)
		} else { out = out c; line = substr(line, 2) }
	}
	return out
}
# How many members the struct with this text between its braces declares, those of structs inside it too.
function members(text,    n) {
	while (text ~ /\([^()]*\)/) gsub(/\([^()]*\)/, "", text)
	gsub(/\[[^]]*\]/, "", text)
	n = gsub(/[;,]/, "", text)
	return n
}
# The text of struct queue grows by a line; at its end it is judged.
function look_at_queue(code,    down, up) {
	if (!depth && code !~ /^struct queue[ \t]*\{/) return
	down = gsub(/\{/, "{", code); up = gsub(/\}/, "}", code)
	if (code ~ /[A-Z][A-Z0-9_]+[ \t]*\(/) offence("a macro hides members of struct queue")
	if (!depth) queue_text = ""
	depth += down - up
	queue_text = queue_text code "\n"
	if (depth) return
	n_members = members(queue_text) - 1
	if (n_members > MOST_MEMBERS) offence("struct queue has " n_members " members, expected at most " MOST_MEMBERS ": group them by owner")
}
# Does the line write a member of a queue that others are to write?
function look_at_writers(code,    m, who) {
	for (m in writer) {
		if (FILENAME ~ writer[m] || code !~ (QUEUE "(" m ")" REST)) continue
		who = writer[m]
		gsub(/[\\^$]/, "", who)
		offence("only " who " writes this member of struct queue")
	}
	if (FILENAME != "src/nic/tally.h" && (code ~ /level_(set|change|fold)[ \t]*\(&[A-Za-z_]+->tally/ || (code ~ /struct tally[ \t]*\*/ && code !~ /const struct tally[ \t]*\*/)))
		offence("only src/nic/tally.h writes struct tally")
}
BEGIN {
	MOST_MEMBERS = 20
	MOST_LINES = 150 # of a header
	MOST_INCLUDED = 10
	# A queue, however it is reached, and what makes a member of it one that is written.
	QUEUE = "(^|[^A-Za-z0-9_])(q|to|queue\\[[^]]*\\])(->|\\.)"
	REST = "(\\[.*\\]|\\.[a-z_]+)*[ \t]*([-+*/|&^]?=([^=]|$)|\\+\\+|--)"
	writer["run|index|engine|host_core|guest_core|front|models|traits|tally"] = "^src/run/build_queue\\.c$"
	writer["rx\\.(buffer|packet|chain|available)|tx\\.packet"] = "^src/nic/[rt]x_ring\\.[ch]$"
	writer["host_queue|guest_queue"] = "^src/nic/fifo\\.[ch]$"
	writer["load"] = "^src/load/load\\.c$"
	writer["guest"] = "^src/virtio/guest\\.c$"
	writer["host"] = "^src/virtio/software\\.c$"
	writer["signals"] = "^src/virtio/signal\\.c$"
	writer["busy_until|put_off"] = "^src/virtio/host_state\\.h$"
	split("base engine machine nic load models run scenario batch cli", order)
	for (i in order) rank[order[i]] = i + 0
	rank["virtio"] = rank["xen"] = rank["device"] = rank["load"]
	rank["report"] = rank["scenario"]; rank["fit"] = rank["import"] = rank["results"] = rank["measure"] = rank["batch"]
	rank["library"] = rank["cli"]
	owner["load/load.h"] = "^src/load/"
	owner["virtio/guest_state.h"] = "^src/virtio/guest"
	owner["virtio/guest_rx.h"] = owner["virtio/guest_poll.h"] = owner["virtio/guest_state.h"]
	owner["load/tcp_cut.h"] = owner["load/tcp_timer.h"] = "^src/load/tcp_"
	owner["virtio/host_state.h"] = "^src/virtio/(host_|software)"
	owner["xen/netback_tx_state.h"] = "^src/xen/netback_tx"
	shared["report/point.h"] = "scenario"; shared["scenario/scenario.h"] = shared["scenario/claims.h"] = "report"
}
FNR == 1 {
	in_comment = depth = n_included = 0
	split(FILENAME, part, "/")
	layer = part[1] == "models" ? "models" : part[2]
	if (!(layer in rank)) offence("unknown layer \"" layer "\"; the layers are base, engine, machine, nic, load, virtio, xen, device, run, scenario, report, batch, fit, import, results, measure, cli, library")
}
FNR == MOST_LINES + 1 && FILENAME ~ /\.h$/ && FILENAME != "src/nic/stats_table.h" {
	offence("a header of more than " MOST_LINES " lines: split it by duty")
}
{
	started_in_comment = in_comment
	code = code_of($0)
}
!started_in_comment && /^[ \t]*#[ \t]*include[ \t]*["<]/ {
	quoted = $0 ~ /include[ \t]*"/
	header = $0
	sub(/^[^"<]*["<]/, "", header); sub(/[">].*$/, "", header)
	if (quoted && ++n_included == MOST_INCLUDED + 1) offence("more than " MOST_INCLUDED " headers of the project are included: the file has several duties")
	target = header
	sub(/\/.*$/, "", target)
	if (header ~ /\.\./) offence("include \"" header "\" by its path from src/, as \"layer/file.h\"")
	else if (header ~ /(^|\/)models\// || header ~ /\.c$/) offence("nothing may include " header)
	else if (!quoted && !((target in rank) && header ~ /\//)) next
	else if (!(target in rank) || header !~ /\//) offence("include \"" header "\" by its path from src/, as \"layer/file.h\"")
	else if ((header in owner) && FILENAME !~ owner[header]) offence(header " is for " substr(owner[header], 2) "* alone")
	else if (target == layer || shared[header] == layer) next
	else if (rank[target] >= rank[layer]) offence(layer " may not include " header ": " target " is not below it")
	next
}
/^struct queue/ || depth { look_at_queue(code) }
layer ~ /^(nic|load|virtio|xen|device|models|run)$/ && code ~ /=|\+\+|--|level_|struct tally/ { look_at_writers(code) }
layer != "cli" && code ~ /(^|[^A-Za-z0-9_])(printf|vprintf|puts|putchar|perror|exit|_exit|_Exit|quick_exit|abort)[ \t]*\(/ {
	offence("only src/cli may print or end the program")
}
layer != "cli" && code ~ /(^|[^A-Za-z0-9_])(stdout|stderr)([^A-Za-z0-9_]|$)/ { offence("only src/cli may use stdout and stderr") }
END { exit n_offences > 0 }
' "$@" || bad=1

# Headers that include one another in a circle: only their guards would end it, and none of them could be understood alone.
circle=$(awk '/^[ \t]*#[ \t]*include[ \t]*"/ && FILENAME ~ /\.h$/ {
	header = $0
	sub(/^[^"]*"/, "", header); sub(/".*$/, "", header)
	print FILENAME, "src/" header
}' "$@" | tsort 2>&1 > /dev/null) || bad=1
if [ -n "$circle" ]; then
	printf '%s\n' "$circle" | sed 's|^tsort: \(src/.*\)|\1:1: this header is in a circle of includes|'
	bad=1
fi

if [ $bad -eq 0 ]; then
	echo "layers: $# files keep the order"
fi
exit $bad
