#!/bin/sh
# binds.sh - the law of limiters: what is named first gains at least 2 % when it is doubled, nothing that is not named gains more than
# what is, and nothing that is named later gains more than the first.  Measured, on the same packets, over tests/data/binds.rows; with LONG for the time
# that their scenarios ask for.
# shellcheck disable=SC1091,SC2154,SC2086 # what lib.sh defines; settings are words
. "$(dirname "$0")/lib.sh"

# What can't obey, and why: at most one in twenty.  With - in front: in a short run; with the time that its scenario asks for it does.
sed "s/^- //${LONG:+;t gone;b;:gone;d}" > "$work/exceptions" << 'EOF'
captures nic.scheme.model=small traffic.file=captures/bulk-gso.pcap | what can't take frames so long is the scheme, which no resource is
captures nic.scheme.model=coalesced traffic.file=captures/bulk-gso.pcap | the same
- netkvm-software traffic.segment=65469B | a faster guest finds fewer packets at a time, and is interrupted for each; the window holds 16 of them
xen-pktgen nic.scheme.model=persistent traffic.size=64B | of sending with 32 entries guest and host are as busy as each other
ext2guest nic.scheme.model=mergeable nic.ring.entries=32 | a fixed window waits for its timeouts; of 64 buffers it loses about as often: 0 +-67 % in five runs of 1.5 s
venet-rtt nic.backend.model=venet traffic.outstanding=64 | a faster host answers one by one, and the guest is interrupted for each
xen-pktgen nic.scheme.model=persistent traffic.direction=tx traffic.size=64B | both ends take as long, the guest 522 ns and netback 514 ns: neither alone helps
EOF

# judge NAME - of each record on stdin "ok POINT", "excused POINT" or "against the law POINT: how".
judge() {
	sed 's/{"value":[^,{}]*,"unit":"[^"]*","text":\("[^"]*"\)}/\1/g' | awk -v name="$1" -v exceptions="$work/exceptions" '
	BEGIN { while ((getline line < exceptions) > 0) { sub(/ \|.*/, "", line); excused[line] = 1 } }
	# What stands behind a key, up to what ends it.
	function part(key, end,    at, rest) {
		at = index($0, key)
		if (!at) return ""
		rest = substr($0, at + length(key))
		return substr(rest, 1, index(rest, end) - 1)
	}
	# What a limit is a limit of; a thread is one of the cores that it runs on, by what they are called here.
	function resource(limit,    side) {
		if (limit ~ /^link /) return "link"
		if (limit ~ /^ring /) return "ring"
		if (limit == "round trip" || limit == "signal latency") return "latencies"
		if (limit !~ / (thread|poll)$/ && limit != "application" && limit !~ /^(host|guest) sender$/) return limit
		if (/"name":"cores"/) return "cores"
		side = limit ~ /^guest/ || (limit == "application" && !/"application","of":"busy","share":[^}]*}[^]]*"guest sender"/) ? "guest" : "host"
		return /"name":"(host|guest) cores"/ ? side " cores" : side " core"
	}
	function field(object, key,    text) {
		text = object
		if (!sub(".*\"" key "\":", "", text)) return ""
		if (text ~ /^"/) { sub(/^"/, "", text); sub(/".*/, "", text) } else sub(/[,}].*/, "", text)
		return text
	}
	{
		point = part("\"point\":{", "}")
		gsub(/"/, "", point); gsub(/,/, " ", point); gsub(/:/, "=", point)
		point = name (point == "" ? "" : " " point)
		split("", named); first = ""; best = other = later = -1; gains = -1; told = ""
		n = split(part("\"limits\":[", "]"), object, "},")
		for (i = 1; i <= n; i++) {
			if (i == 1) first = resource(field(object[i], "name"))
			if (field(object[i], "share") >= 0.005) named[resource(field(object[i], "name"))] = 1
		}
		n = split(part("\"gains\":[", "]"), object, "},")
		for (i = 1; i <= n; i++) {
			what = field(object[i], "twice"); gain = field(object[i], "gain") + 0; half = field(object[i], "ci95") + 0
			told = told " " what (what in named ? "" : "*") sprintf(" %+.1f %%,", 100 * gain)
			if (what == first) { gains = gain; surely = gain + half }
			else if (what in named && what != "cores" && what != "offered load" && gain - half > later) { later = gain - half; which = what }
			if (what in named) { if (gain > best) best = gain } else if (gain > other) other = gain
		}
		why = gains < 0.02 ? first ", named first, gains too little" : other > best + 0.01 ? "what is not named (*) gains more" : later > surely + 0.02 ? which ", named later, gains more than " first : ""
		if (why == "") print (point in excused ? "obeys, though it was excused" : "ok") ": " point
		else print (point in excused ? "excused" : "against the law") ": " point ": " why ":" told
	}'
}

# In a sanitized build every eighth row.
every=1
[ "$patience" -eq 1 ] || every=8
row() {
	name=$1
	shift
	run 0 -q -f json --what-if=all --repeat 2 "$@" "scenarios/$name.yaml" && judge "$name" < "$work/out" > "$work/judged" && cat "$work/judged" >> "$work/all" &&
		! grep -v -e '^ok:' -e '^excused:' "$work/judged" && [ -s "$work/judged" ]
}
n=0
: > "$work/all"
while IFS='|' read -r name settings shorter; do
	case $name in
	'#'*) continue ;;
	'+ '*) [ -n "${LONG-}" ] || continue; name=${name#+ } long='' ;;
	*) long=${LONG-} ;;
	esac
	n=$((n + 1))
	[ $((n % every)) -eq 0 ] || continue
	[ -z "$long" ] || [ "$patience" -gt 1 ] || shorter=
	set --
	for one in $settings $shorter; do
		set -- "$@" --set "$one"
	done
	ok "$name$settings" row ${name% } "$@"
done < tests/data/binds.rows

enough() {
	points=$(wc -l < "$work/all") excused=$(grep -c '^excused:' "$work/all")
	echo "$points points, $excused excused"
	[ "$every" -gt 1 ] || { [ "$points" -ge 60 ] && [ $((20 * excused)) -le "$points" ]; }
}
ok 'of at least 60 points at most one in twenty is excused' enough
finish
