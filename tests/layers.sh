#!/bin/sh
# layers.sh [ROOT] - check that lower layers never include higher ones.
#
# The order is base < engine < machine < nic < load, virtio, xen, device < models < run < scenario, report < batch, fit, results < cli.
# Project headers are included as "layer/file.h".  Layers of one rank know nothing of each other (load and the fronts speak through
# nic/port.h), but that scenario and report share three headers: report/point.h, scenario/scenario.h and scenario/claims.h.  There is no
# header in models/ and nobody includes one, so a model is reached through the registry alone.  What an actor knows stands in a header that
# its own files alone include.  Below cli nothing prints to stdout or stderr and nothing ends the program.  Prints file:line for each
# offence and exits 1 when there is one.
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
BEGIN {
	split("base engine machine nic load models run scenario batch cli", order)
	for (i in order) rank[order[i]] = i + 0
	rank["virtio"] = rank["xen"] = rank["device"] = rank["load"]
	rank["report"] = rank["scenario"]; rank["fit"] = rank["results"] = rank["batch"]
	owner["load/load.h"] = "^src/load/"
	owner["virtio/guest_state.h"] = "^src/virtio/guest"
	owner["virtio/host_state.h"] = "^src/virtio/(host_|software)"
	shared["report/point.h"] = "scenario"; shared["scenario/scenario.h"] = shared["scenario/claims.h"] = "report"
}
FNR == 1 {
	in_comment = 0
	split(FILENAME, part, "/")
	layer = part[1] == "models" ? "models" : part[2]
	if (!(layer in rank)) offence("unknown layer \"" layer "\"; the layers are base, engine, machine, nic, load, virtio, xen, device, run, scenario, report, batch, fit, results, cli")
}
{
	started_in_comment = in_comment
	code = code_of($0)
}
!started_in_comment && /^[ \t]*#[ \t]*include[ \t]*["<]/ {
	quoted = $0 ~ /include[ \t]*"/
	header = $0
	sub(/^[^"<]*["<]/, "", header); sub(/[">].*$/, "", header)
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
layer != "cli" && code ~ /(^|[^A-Za-z0-9_])(printf|vprintf|puts|putchar|perror|exit|_exit|_Exit|quick_exit|abort)[ \t]*\(/ {
	offence("only src/cli may print or end the program")
}
layer != "cli" && code ~ /(^|[^A-Za-z0-9_])(stdout|stderr)([^A-Za-z0-9_]|$)/ { offence("only src/cli may use stdout and stderr") }
END { exit n_offences > 0 }
' "$@" || bad=1

if [ $bad -eq 0 ]; then
	echo "layers: $# files keep the order"
fi
exit $bad
