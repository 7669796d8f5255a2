#!/bin/sh
# run.sh - simnic import: what QEMU's command lines, libvirt's domains and others give, and that it is a scenario.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/../cli/lib.sh"
here=tests/import

# flat FILE - "nic.ring.entries=256" for each setting of a scenario, without where it is from.
flat() {
	awk '!/^#/ && match($0, /^ */) {
		depth = RLENGTH / 2
		line = substr($0, RLENGTH + 1)
		sub(/ +#.*/, "", line)
		colon = index(line, ":")
		key[depth] = substr(line, 1, colon - 1)
		value = substr(line, colon + 2)
		gsub(/ /, "", value)
		path = ""
		for (i = 0; i <= depth; i++) path = path (i ? "." : "") key[i]
		if (value != "" && path != "title" && path != "source") print path "=" value
	}' "$1"
}

# imported ARGUMENT... - simnic import ends well, what it prints is a scenario that loads, and its settings are in $work/flat.
imported() {
	run 0 import "$@" || return 1
	mv "$work/out" "$work/scenario" && cp "$work/err" "$work/said" || return 1
	flat "$work/scenario" > "$work/flat"
	"$simnic" --check - < "$work/scenario" > "$work/out" 2> "$work/err" && [ ! -s "$work/err" ] && return
	cat "$work/err"
	return 1
}

# gives 'KEY=VALUE ...' ARGUMENT... - and these are among them; !KEY is not.
gives() {
	wanted=$1
	shift
	imported "$@" || return 1
	for one in $wanted; do
		case $one in
		!*) ! grep -q "^${one#!}=" "$work/flat" ;;
		*) grep -q -x -F -e "$one" "$work/flat" ;;
		esac && continue
		echo "not as expected: $one"
		cat "$work/flat"
		return 1
	done
}

# says TEXT - it stands in what was told last.
says() {
	grep -q -F -e "$1" "$work/said" && return
	cat "$work/said"
	return 1
}

# line WORD... - $work/line is that command line, with KVM and QEMU 7.2.
tap=tap,id=n0
line() {
	set -- -machine pc-q35-7.2,accel=kvm "$@"
	printf '%s\n' qemu-system-x86_64 "$@" > "$work/line"
}

# ---- features ----

word() {
	line -machine "$1" -smp 4 -netdev "$2,id=n0" -device "virtio-net-pci,netdev=n0${3:+,$3}"
	gives "nic.scheme.model=$5 nic.scheme.header=$6 nic.ring.entries=$7" "$work/line" && grep -q "^  host: .*$4" "$work/scenario" || return 1
	if [ "$7" = "$8" ]; then
		! grep -q nic.ring.tx_entries "$work/flat"
	else
		grep -q -x "nic.ring.tx_entries=$8" "$work/flat"
	fi
}
while IFS='|' read -r machine net device value scheme header rings; do
	case $machine in
	'' | '#'*) continue ;;
	esac
	# shellcheck disable=SC2086 # words without blanks
	set -- $machine $net "$(echo "$device" | tr -d ' ')" $value $scheme $header $rings
	ok "$1, $2, '$3' offers $4" word "$@"
done < $here/words.table

# A command line made of a scenario's word names the same bits: import of the word again gives the word.
decodes() {
	line -netdev user,id=n0 -device virtio-net-pci,netdev=n0
	imported "$work/line" || return 1
	value=$(sed -n 's/^features.host=//p' "$work/flat")
	run 0 --features "$value" && has out "$value, 18 bits"
}
ok 'the word is one that --features decodes' decodes

# ---- pairs ----

same() {
	imported "$1.xml" && cp "$work/flat" "$work/first" && imported "$1.args" && diff "$work/first" "$work/flat"
}
for xml in "$here"/pairs/*.xml; do
	ok "$xml and the command line that libvirt makes of it" same "${xml%.xml}"
done
eight() {
	[ "$(printf '%s\n' "$here"/pairs/*.xml | wc -l)" -ge 8 ]
}
ok 'there are eight of them' eight

# ---- QEMU ----

q() {
	name=$1 give=$2
	shift 2
	line "$@"
	ok "$name" gives "$give" "$work/line"
}
q 'vhost=on is vhost' 'nic.backend.model=vhost nic.notify.tx_flush.model=now features.host=any' -netdev $tap,vhost=on -device virtio-net-pci,netdev=n0
q 'vhostforce alone is vhost' nic.backend.model=vhost -netdev $tap,vhostforce=on -device virtio-net-pci,netdev=n0
q 'vhost=off wins over vhostforce' nic.backend.model=qemu -netdev $tap,vhostforce=on,vhost=off -device virtio-net-pci,netdev=n0
q 'poll-us is busyloop' nic.backend.busyloop=50us -netdev $tap,vhost=on,poll-us=50 -device virtio-net-pci,netdev=n0
q 'tap alone is QEMU' 'nic.backend.model=qemu nic.backend.ioeventfd=true nic.backend.burst=256 nic.notify.tx_flush.model=bh' -netdev $tap -device virtio-net-pci,netdev=n0
q 'tx=timer, as long as it says' 'nic.notify.tx_flush.model=timer nic.notify.tx_flush.interval=200000ns nic.notify.tx_flush.rearm_floor=0us' -netdev $tap -device virtio-net-pci,netdev=n0,tx=timer,x-txtimer=200000
q 'min of queues and CPUs' 'nic.queues=2 cores.guest=[vcpu0,vcpu1]' -smp 2 -netdev $tap,queues=4 -device virtio-net-pci,netdev=n0,mq=on
q 'fds count as queues' nic.queues=2 -smp 4 -netdev $tap,fds=7:8 -device virtio-net-pci,netdev=n0,mq=on
q 'without mq one pair' nic.queues=1 -smp 4 -netdev $tap,queues=4 -device virtio-net-pci,netdev=n0
ok 'which is told' says '4 queue pairs are there and 1 used: mq is off'
q 'user has one pair' nic.queues=1 -smp 4 -netdev user,id=n0 -device virtio-net-pci,netdev=n0,mq=on
ok 'which is told, too' says 'mq is on and the back end has one queue pair'
q 'the order does not matter, nor the dashes' nic.ring.entries=512 --device virtio-net-pci,netdev=n0,rx_queue_size=0x200 --netdev $tap
q 'driver=, and a boolean by its name' nic.ring.format=packed -netdev $tap -device driver=virtio-net,netdev=n0,packed
q 'no before a boolean' nic.notify.host.model=flags -netdev $tap -device virtio-net-pci,netdev=n0,noevent_idx
q 'the last of two values' nic.ring.entries=1024 -netdev $tap -device virtio-net-pci,netdev=n0,rx_queue_size=512,rx_queue_size=1024
ok 'and that there are two' says 'rx_queue_size is said twice, 512 and then 1024: the last one counts'
q '-global is a default' nic.ring.entries=512 -netdev $tap -device virtio-net-pci,netdev=n0 -global virtio-net-pci.rx_queue_size=512
q 'that the card changes' nic.ring.entries=1024 -netdev $tap -device virtio-net-pci,netdev=n0,rx_queue_size=1024 -global virtio-net-pci.rx_queue_size=512
q '-set is the last word' nic.ring.entries=512 -netdev $tap -device virtio-net-pci,netdev=n0,id=a,rx_queue_size=1024 -set device.a.rx_queue_size=512
q '-nic has no MSI-X' nic.backend.model=qemu -nic tap,model=virtio
ok 'which is told' says 'vectors=0: no MSI-X'
q '-net nic with -net tap' nic.backend.model=qemu -net nic,model=virtio -net tap
q 'vhost-user is polled' 'nic.backend.model=vhost_user platform=scenarios/platforms/dpdk-2022.yaml nic.ring.entries=1024 !nic.ring.tx_entries' -netdev vhost-user,id=n0,chardev=c -device virtio-net-pci,netdev=n0,rx_queue_size=1024,tx_queue_size=1024
q 'packed that a legacy driver can not see' nic.ring.format=split -netdev $tap -device virtio-net-pci,netdev=n0,packed=on,disable-modern=on
ok 'which is told' says 'a legacy driver does not see bit 34'
q 'JSON' 'nic.ring.format=packed nic.ring.entries=512' -netdev "'{\"type\":\"tap\",\"id\":\"n0\"}'" -device "'{\"driver\":\"virtio-net-pci\",\"netdev\":\"n0\",\"packed\":true,\"rx_queue_size\":512}'"
quoted() {
	cat > "$work/line" <<-'END'
		#!/bin/sh
		# A guest.
		exec qemu-system-x86_64 -enable-kvm -M pc-q35-7.2 \
			-netdev "tap,id=n0" -name 'a b' \
			-device '{"driver": "virtio-net-pci", "netdev": "n0", "rx_queue_size": 1024}'
	END
	gives nic.ring.entries=1024 "$work/line" && grep -q 'entries: 1024  *# line 5: "rx_queue_size": 1024' "$work/scenario"
}
ok 'a script, with quotes and continued lines; the line is told' quoted
cmdline() {
	printf '%s\0' qemu-system-x86_64 -enable-kvm -M pc-q35-7.2 -netdev tap,id=n0 -device virtio-net-pci,netdev=n0,rx_queue_size=512 > "$work/line"
	gives nic.ring.entries=512 "$work/line"
}
ok '/proc/PID/cmdline' cmdline
words() {
	gives nic.ring.entries=512 -- qemu-system-x86_64 -enable-kvm -M pc-q35-7.2 -netdev tap,id=n0 -device virtio-net-pci,netdev=n0,rx_queue_size=512
}
ok 'words behind --' words
version() {
	printf 'x -enable-kvm -M q35 -netdev tap,id=n0 -device virtio-net-pci,netdev=n0\n' > "$work/line"
	gives features.host=0x0000000179bfffe7 --qemu-version 7.1 "$work/line" && gives features.host=0x01c0010179bfffe7 "$work/line" && says 'the machine names no version of QEMU'
}
ok '--qemu-version, and what is assumed without it' version
several() {
	line -netdev $tap -netdev tap,id=n1 -device virtio-net-pci,netdev=n0,id=a -device virtio-net-pci,netdev=n1,id=b,rx_queue_size=512
	gives nic.ring.entries=512 --nic b "$work/line" && gives nic.ring.entries=256 --nic a "$work/line"
}
ok '--nic picks' several
kvm() {
	printf 'x -M pc-q35-7.2 -netdev tap,id=n0 -device virtio-net-pci,netdev=n0\n' > "$work/line"
	imported "$work/line" && says 'KVM is not asked for'
}
ok 'that the processor is emulated is told' kvm
as() {
	line -netdev vhost-vdpa,id=n0,vhostdev=x,queues=2 -smp 4 -device virtio-net-pci,netdev=n0,mq=on
	gives 'nic.backend.model=hardware nic.link.model=pcie nic.queues=2' --as hardware "$work/line"
}
ok '--as hardware' as
tx() {
	line -netdev $tap -device virtio-net-pci,netdev=n0
	gives 'traffic.direction=tx platform=scenarios/platforms/kvm-modern.yaml' --direction tx --platform scenarios/platforms/kvm-modern.yaml "$work/line"
}
ok '--direction, --platform' tx
silent() {
	line -netdev $tap,ifname=tap9 -device virtio-net-pci,netdev=n0,mac=52:54:00:aa:bb:cc
	imported -q "$work/line" && [ ! -s "$work/said" ] && ! grep -q -e tap9 -e 52:54 "$work/scenario"
}
ok 'neither names nor addresses are copied' silent

# ---- libvirt ----

pinned() {
	sed 's|<os>|<cputune><vcpupin vcpu="0" cpuset="2"/><emulatorpin cpuset="2"/></cputune>&|' $here/pairs/vhost-tap.xml > "$work/pin.xml"
	gives 'cores.host=[cpu2] cores.guest=[cpu2]' "$work/pin.xml"
}
ok 'pins name cores, and one core may be shared' pinned
range() {
	sed 's|<os>|<cputune><vcpupin vcpu="0" cpuset="0-3,^2"/></cputune>&|' $here/pairs/vhost-tap.xml > "$work/pin.xml"
	gives 'cores.guest=[vcpu0]' "$work/pin.xml" && grep -q 'may run on several CPUs' "$work/scenario"
}
ok 'a range of CPUs is no pin' range
emulated() {
	sed "s/type='kvm'/type='qemu'/" $here/pairs/vhost-tap.xml > "$work/tcg.xml"
	gives nic.backend.model=qemu "$work/tcg.xml" && says 'libvirt does not use vhost without KVM'
}
ok 'no vhost without KVM' emulated
rate() {
	sed "s|<driver|<bandwidth><inbound average='1000' peak='5000' burst='1024'/></bandwidth>&|" $here/pairs/vhost-tap.xml > "$work/rate.xml"
	gives traffic.link=8000kb/s "$work/rate.xml"
}
ok 'average 1000 is 8 Mb/s' rate
wrapped() {
	{ echo '<domstatus><x/>'; cat $here/pairs/vhost-tap.xml; echo '</domstatus>'; } > "$work/wrapped.xml"
	sed "s/virtio'/ViRtIo'/" "$work/wrapped.xml" > "$work/case.xml"
	gives nic.backend.model=vhost "$work/wrapped.xml" && gives nic.backend.model=vhost "$work/case.xml"
}
ok 'a domain in a domstatus; virtio in any case of letters' wrapped
unknown() {
	sed "s/<driver name='vhost'/& flavour='new'/" $here/pairs/vhost-tap.xml > "$work/new.xml"
	imported "$work/new.xml" && grep -q 'line 11: <driver flavour>: not known here' "$work/scenario"
}
ok 'an attribute that is not known is told, with its line' unknown
outside() {
	printf '<!DOCTYPE domain [<!ENTITY x SYSTEM "file://%s/secret">]>\n<domain><name>&x;</name></domain>\n' "$work" > "$work/outside.xml"
	echo secret > "$work/secret"
	if command -v strace > /dev/null; then
		strace -f -e trace=open,openat,connect -o "$work/trace" "$simnic" import "$work/outside.xml" > /dev/null 2>&1
		! grep -q -e /secret "$work/trace"
	else
		run 2 import "$work/outside.xml" && ! grep -q secret "$work/out"
	fi
}
ok 'what an entity names is never opened' outside

# domain TYPE CPUS INTERFACE... - $work/domain.xml with these elements.
domain() {
	{
		echo "<domain type='$1'><vcpu>$2</vcpu><os><type arch='x86_64' machine='pc-i440fx-7.2'>hvm</type></os><devices>"
		shift 2
		printf '%s\n' "$@"
		echo '</devices></domain>'
	} > "$work/domain.xml"
}
# card TYPE DRIVER [MORE] - an interface of model virtio.
card() {
	echo "<interface type='$1'><model type='virtio'/><driver $2/>${3-}</interface>"
}
# x WHAT SETTINGS TYPE CPUS INTERFACE [OPTION]... - the card gives these.
x() {
	name=$1 give=$2
	domain "$3" "$4" "$5"
	shift 5
	ok "$name" gives "$give" "$@" "$work/domain.xml"
}
x 'rings of 512 and 1024 on user' 'nic.ring.entries=512 nic.ring.tx_entries=256 nic.backend.model=qemu' kvm 1 "$(card user "rx_queue_size='512' tx_queue_size='1024'")"
ok 'the cut is told' says 'tx_queue_size 1024 is cut to 256 by this back end'
x 'event_idx off, vhost on user' 'nic.notify.host.model=flags nic.backend.model=qemu' kvm 1 "$(card user "name='vhost' event_idx='off'")"
ok 'that is a contradiction' says "<driver name='vhost'> has no effect on this type of interface"
x 'five queues of user are one' nic.queues=1 kvm 1 "$(card user "queues='5'")"
x 'five queues of one CPU are one, and no vhost without KVM' 'nic.queues=1 nic.backend.model=qemu' qemu 1 "$(card network "name='vhost' queues='5'")"
x 'txmode iothread' nic.notify.tx_flush.model=bh kvm 1 "$(card user "txmode='iothread'")"
x 'eight queues of four CPUs' 'nic.queues=4 nic.backend.model=vhost' kvm 4 "$(card bridge "name='vhost' queues='8'")"
x 'two pairs of vdpa' 'nic.queues=2 nic.backend.model=hardware nic.link.model=pcie' kvm 2 "$(card vdpa "queues='2'")" --as hardware
x 'an MTU of 9000 stays mergeable' 'nic.scheme.model=mergeable traffic.mtu=9000B traffic.segment=8948B' kvm 1 "$(card bridge "name='qemu'" "<mtu size='9000'/>")"
x 'an IOMMU is bit 33' features.host=0x0000010379bfffe7 kvm 1 "$(card bridge "name='qemu' iommu='on'")"
x 'coalescing of the tap is no moderation' '!nic.moderation.packets' kvm 1 "$(card bridge "name='qemu'" "<coalesce><rx><frames max='7'/></rx></coalesce>")"
coalesce() {
	grep -q '<coalesce>: rx-frames of the tap device' "$work/scenario"
}
ok 'but a note' coalesce
x 'without <driver name>' nic.backend.model=vhost kvm 1 "$(card bridge '')"
ok 'what is assumed' says 'libvirt uses vhost where /dev/vhost-net opens'
three() {
	domain kvm 2 "$(card user "queues='2' rss='on'")" "$(card user "rss_hash_report='on'")" "$(card user "rss='off' rss_hash_report='on'")"
	run 2 import "$work/domain.xml" && has err 'there are 3 cards, expected --nic' 'net0: virtio-net-pci on user; net1' && gives nic.scheme.header=12B --nic net1 "$work/domain.xml"
}
ok 'three cards are told, and one picked; user reports no hash' three
split() {
	domain kvm 1 "$(card user "packed='on'")" "$(card user "packed='off'")"
	gives nic.ring.format=packed --nic net0 "$work/domain.xml" && gives nic.ring.format=split --nic net1 "$work/domain.xml"
}
ok 'one card packed, one split' split
many() {
	domain kvm 1 "<interface type='user'><model type='rtl8139'/></interface>" "<interface type='user'><model type='e1000'/></interface>" \
		"<interface type='hostdev'><source/></interface>" "<interface type='user'><model type='ViRtIo'/></interface>"
	gives nic.scheme.model=mergeable "$work/domain.xml" && grep -q 'card net3' "$work/scenario" || return 1
	run 2 import --nic net0 "$work/domain.xml" && has err 'net0 is a card of model rtl8139'
}
ok 'the only virtio card among others is taken' many

# ---- others ----

ok 'Firecracker' gives 'nic.backend.model=qemu nic.queues=1 nic.ring.entries=256 nic.scheme.model=mergeable nic.scheme.header=12B nic.notify.host.model=event_idx traffic.link=1000000000b/s !nic.ring.indirect' $here/firecracker.json
ok 'Cloud Hypervisor' gives 'nic.backend.model=qemu nic.queues=2 nic.ring.entries=512 nic.ring.indirect=false nic.scheme.model=big nic.scheme.guest_gso=true' $here/cloud-hypervisor.json
no_tso() {
	sed 's/"mtu": 1500/"offload_tso": false, "offload_ufo": false/' $here/cloud-hypervisor.json > "$work/small.json"
	gives nic.scheme.model=small "$work/small.json"
}
ok 'Cloud Hypervisor without offloads' no_tso
ok "Xen's xl" gives 'nic.backend.model=netback nic.ring.format=xen nic.ring.entries=256 nic.scheme.model=grants platform=scenarios/platforms/xen-hosta.yaml' $here/guest.cfg
broken() {
	line -netdev $tap -device virtio-net-pci,netdev=n0,csum=off
	gives features.host=any "$work/line" && says 'HOST_TSO4 (11) requires VIRTIO_NET_F_CSUM (0)'
}
ok 'features that break a rule are told, and not said' broken

# ---- probes ----

measured() {
	gives 'nic.ring.entries=256 !nic.ring.tx_entries nic.scheme.model=mergeable nic.notify.host.model=event_idx nic.notify.tx_complete.model=napi
		traffic.direction=rx traffic.model=poisson traffic.rate=800000.000pps traffic.size=1514B features.guest=0x0000010130bfffa7' $here/guest.probe
}
ok 'a probe gives what the guest is set to, and its rate' measured
numbers() {
	# 8,000,000 packets in 10 s; 250,000 and 50,000 kicks; 400,000 interrupts; idle for 6 of 10 s
	imported $here/guest.probe && cp "$work/scenario" "$work/out" &&
		has out 'of: packet_rate, published: 800000pps' 'of: kicks_per_packet, published: 0.0375' 'of: interrupts_per_packet, published: 0.05' 'of: cpu_vcpu0_busy, published: 40.00%'
}
ok 'its counters are claims' numbers
judged() {
	imported $here/guest.probe || return 1
	"$simnic" --claims -q --set run.length=5ms --set run.warmup=1ms --set run.repeat=1 - < "$work/scenario" > "$work/out"
	[ $? -le 1 ] && has out probe-rate probe-kicks probe-interrupts probe-busy0 '4 claims'
}
ok 'which --claims judges' judged
otherwise() {
	gives 'nic.backend.model=qemu traffic.direction=tx traffic.model=window nic.ring.tx_entries=128' --as qemu --direction tx $here/guest.probe
}
ok '--as and --direction change what it says' otherwise
idle() {
	sed 's/^rx_packets 9000000/rx_packets 1000999/; s/^tx_packets 260000/tx_packets 60999/' $here/guest.probe > "$work/idle.probe"
	gives traffic.model=window "$work/idle.probe" && says '999 packets are no measurement' && ! grep -q claims: "$work/scenario"
}
ok 'few packets are no measurement' idle
newer() {
	sed 's/rx_queue_0_/rx0_/; s/tx_queue_0_/tx0_/' $here/guest.probe > "$work/newer.probe"
	imported "$work/newer.probe" && grep -q 'kicks_per_packet, published: 0.0375' "$work/scenario"
}
ok 'names of counters since Linux 6.10' newer

# A guest made of files: what the script says of it is read, and has none of its names.
script() {
	root=$work/root
	dev=$root/sys/devices/virtio1
	mkdir -p "$dev" "$root/sys/bus/virtio_net" "$root/sys/class/net/enp1s9/statistics" "$root/proc/net" "$root/sys/module/virtio_net/parameters"
	ln -s "$dev" "$root/sys/class/net/enp1s9/device"
	ln -s "$root/sys/bus/virtio_net" "$dev/driver"
	sed -n '/^@@ features/{n;p;}' $here/guest.probe > "$dev/features"
	echo 1500 > "$root/sys/class/net/enp1s9/mtu"
	echo Y > "$root/sys/module/virtio_net/parameters/napi_tx"
	for counter in rx_packets rx_bytes rx_dropped tx_packets tx_bytes tx_dropped; do
		echo 5 > "$root/sys/class/net/enp1s9/statistics/$counter"
	done
	cat /proc/uptime > "$root/proc/uptime"
	printf '  CPU0\n 27: 5 PCI-MSI 1-edge virtio1-input.0\n' > "$root/proc/interrupts"
	echo '00000001 00000000' > "$root/proc/net/softnet_stat"
	printf 'cpu  1 2 3\ncpu0 1 2 3\nbtime 5\n' > "$root/proc/stat"
	printf 'Ring parameters for enp1s9:\nCurrent hardware settings:\nRX:\t\t512\nTX:\t\t256\n' > "$root/ethtool-g"
	run 0 probe && cp "$work/out" "$work/simnic-probe" && cmp src/simnic-probe.sh "$work/simnic-probe" || return 1
	PROBE_ROOT=$root sh "$work/simnic-probe" '' 1 > "$work/made.probe" 2> "$work/err" || return 1
	[ ! -s "$work/err" ] && grep -q '^@@ B to' "$work/made.probe"
}
ok 'simnic probe prints the script, which runs' script
made() {
	sed '/^@@ B from/{n;s/^[0-9]*/9999999999/;}; /^@@ B to/{n;s/^[0-9]*/9999999999/;}' "$work/made.probe" > "$work/later.probe"
	gives 'nic.ring.entries=512 nic.ring.tx_entries=256 features.guest=0x0000010130bfffa7' "$work/later.probe"
}
ok 'and what it wrote is read' made
unmoved() {
	run 2 import "$work/made.probe" && has err 'lie between the samples, expected at least 0.5 s'
}
ok 'a clock that stands is told' unmoved
nobody() {
	PROBE_ROOT=$work/none sh "$work/simnic-probe" > "$work/out" 2> "$work/err"
	[ $? -eq 1 ] && has err 'no interface has the driver virtio_net'
}
ok 'no card is told' nobody

# ---- all of it ----

runs() {
	"$simnic" import -q $here/pairs/vhost-tap.args | "$simnic" -q --set run.length=2ms --set run.repeat=1 - > "$work/out" && has out throughput
}
ok 'simnic import FILE | simnic - runs' runs
elsewhere() {
	program=$(readlink -f "$simnic")
	top=$PWD
	for how in '' '--as vhost_user' '--as hardware'; do
		# shellcheck disable=SC2086 # words without blanks
		(cd "$work" && "$program" import -q $how "$top/$here/pairs/vhost-tap.args" | "$program" --check - > out 2> err) ||
			{ cat "$work/err"; return 1; }
	done
}
ok 'from another folder, too' elsewhere
ok 'two files' run 2 import $here/pairs/vhost-tap.args $here/pairs/rss.xml
ok 'are one too many' has err "one argument too many, $here/pairs/rss.xml"
twice() {
	imported $here/pairs/rss.xml && cp "$work/scenario" "$work/first" &&
		imported $here/pairs/rss.xml && cmp "$work/first" "$work/scenario"
}
ok 'twice the same' twice
commented() {
	imported $here/pairs/rss.xml || return 1
	! sed '1,/^source:/d' "$work/scenario" | grep -v -e ':$' -e ' # '
}
ok 'each setting says where it is from' commented
finish
