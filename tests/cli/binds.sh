#!/bin/sh
# binds.sh - the law of limiters: what is named first gains at least 2 % when it is doubled, nothing that is not named gains more than
# what is, and nothing that is named later gains more than the first.  Measured, on the same packets, for back ends, directions, schemes and rings of all kinds; with LONG for the time that their
# scenarios ask for.
# shellcheck disable=SC1091,SC2154,SC2086 # what lib.sh defines; settings are words
. "$(dirname "$0")/lib.sh"

# Scenario | settings | besides, unless there is time; with + in front only when there is.
cat > "$work/rows" << 'EOF'
ext2guest | traffic.window=[64KiB,512KiB] | run.warmup=30ms run.length=40ms
ext2guest | platform=platforms/kvm-modern.yaml nic.backend.model=[vhost,qemu] nic.scheme.model=[small,big,mergeable,coalesced] | run.warmup=20ms run.length=20ms
+ ext2guest | platform=platforms/kvm-modern.yaml traffic.loss=[1%,3%] | run.warmup=200ms run.length=1s
ext2guest | nic.ring.format=packed nic.ring.entries=[64,1024] | run.warmup=30ms run.length=40ms
ext2guest | nic.host_queue=0 nic.ring.entries=[32,256] | run.warmup=400ms run.length=600ms
local2guest | | run.warmup=30ms run.length=60ms
local-small | | run.warmup=20ms run.length=40ms
lguest-buffers | nic.alloc.model=page | run.transfer=10MiB
what-if-forage | | run.transfer=20MiB
netkvm-software | nic.scheme.combined=true | run.warmup=10ms run.length=10ms
captures | |
vhost-busyloop | nic.backend.busyloop=[0us,10us] traffic.rate=[300kpps,2Mpps] | run.length=10ms
vhost-moderation | nic.moderation.time=20us nic.moderation.packets=[1,32] | run.length=10ms
vhost | traffic.rate=[300kpps,4Mpps] | run.warmup=2ms run.length=10ms
venet-throughput | | run.warmup=50ms run.length=50ms
venet-throughput | traffic.link=40Gb/s nic.notify.tx_flush.model=now nic.scheme.model=[small,big] | run.warmup=50ms run.length=50ms
venet-burst | traffic.count=[1,100] |
venet-rtt | | run.warmup=20ms run.length=100ms
venet-rtt | traffic.outstanding=[4,64] nic.notify.tx_flush.model=now | run.warmup=10ms run.length=20ms
five-schemes | |
+ hw-split-vs-packed | nic.backend.batch=[1,32] | run.length=2ms
+ hw-split-vs-packed | traffic.direction=tx nic.backend.batch=8 | run.length=2ms
hw-split-vs-packed | traffic.rate=1Mpps nic.backend.batch=8 nic.scheme.model=[mergeable,coalesced] | run.length=2ms
hw-split-vs-packed | platform=platforms/hw-nic-2024.yaml traffic.model=poisson traffic.rate=4Mpps traffic.link=10Gb/s nic.queues=2 nic.ring.entries=256 nic.link.prefetch=1 nic.backend.batch=1 nic.notify.guest.refill=posted_below | run.warmup=5ms run.length=4ms
hw-split-vs-packed | platform=platforms/hw-nic-2024.yaml traffic.model=poisson traffic.rate=4Mpps traffic.direction=tx traffic.size=64B nic.queues=2 nic.ring.entries=256 nic.link.prefetch=1 nic.backend.batch=1 | run.warmup=5ms run.length=4ms
pcie-reference | nic.backend.nic=plain traffic.size=60B nic.link.credits=given nic.link.posted_headers=32 nic.link.posted_data=[64,512] nic.link.credit_return=1us nic.link.completion_headers=16 | run.packets=6000 traffic.count=6000
+ netkvm-operation | | run.warmup=2ms run.length=2ms
pcie-reference | nic.backend.nic=[simple,dpdk] traffic.size=[60B,1496B] | run.packets=6000 traffic.count=6000
xen-pktgen | traffic.size=[64B,65535B] | run.length=5ms
xen-bulk-rx | nic.queues=[1,4] | run.warmup=10ms run.length=10ms
xen-bulk-tx | nic.queues=[1,4] | run.warmup=10ms run.length=10ms
xen-guest2guest | nic.queues=[1,2] | run.warmup=10ms run.length=10ms
xen-batch | traffic.size=64B | run.length=5ms
+ xen-locks | nic.queues=[2,6] | run.warmup=10ms run.length=10ms
xen-queues | nic.queues=[1,3,6] | run.warmup=10ms run.length=10ms
xen-pktgen | traffic.direction=tx traffic.size=[64B,65535B] nic.ring.entries=32 | run.length=5ms
xen-pktgen | traffic.direction=rx traffic.size=1496B nic.backend.rx_posted=20 | run.length=5ms
xen-bulk-rx | nic.backend.cores=[domains,pooled] nic.backend.threads_apart=none nic.queues=2 nic.scheme.model=grants | run.warmup=10ms run.length=10ms
theory/closed | traffic.outstanding=[1,8,64] | run.length=20ms
theory/mm1 | traffic.rate=[500kpps,800kpps] | run.warmup=10ms run.length=50ms
theory/mm1k | | run.length=50ms
mm-ring | | run.length=100ms
EOF

# What can't obey, and why: at most one in twenty.
cat > "$work/exceptions" << 'EOF'
captures nic.scheme.model=small traffic.file=captures/bulk-gso.pcap | what can't take frames so long is the scheme, which no resource is
captures nic.scheme.model=coalesced traffic.file=captures/bulk-gso.pcap | the same
netkvm-software traffic.segment=65469B | a faster guest finds fewer packets at a time, and is interrupted for each; the window holds 16 of them
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
	'+ '*) [ -n "${LONG-}" ] || continue; name=${name#+ } ;;
	esac
	n=$((n + 1))
	[ $((n % every)) -eq 0 ] || continue
	[ -z "${LONG:-}" ] || [ "$patience" -gt 1 ] || shorter=
	set --
	for one in $settings $shorter; do
		set -- "$@" --set "$one"
	done
	ok "$name$settings" row ${name% } "$@"
done < "$work/rows"

enough() {
	points=$(wc -l < "$work/all") excused=$(grep -c '^excused:' "$work/all")
	echo "$points points, $excused excused"
	[ "$every" -gt 1 ] || { [ "$points" -ge 60 ] && [ $((20 * excused)) -le "$points" ]; }
}
ok 'of at least 60 points at most one in twenty is excused' enough
finish
