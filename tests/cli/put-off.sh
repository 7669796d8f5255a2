#!/bin/sh
# put-off.sh - the law of work that is put off (src/virtio/host_rx_off.c, host_lag.c): no number tells whether arrivals, workers and guest had an
# event for each packet or were caught up with.  They have events in a run that writes a trace, and in a checked build.
# shellcheck disable=SC1091,SC2154,SC2086 # what lib.sh defines; settings are words
. "$(dirname "$0")/lib.sh"

# same FILE SETTING... - the record with a trace and without, and from the checked build, if there is one.
same() {
	file=$1 settings=
	shift
	for s; do
		settings="$settings --set $s"
	done
	run 0 -q -f json "$file" --repeat 1 $settings --trace "$work/trace" || return
	mv "$work/out" "$work/events"
	run 0 -q -f json "$file" --repeat 1 $settings || return
	cmp "$work/out" "$work/events" || return
	[ -x "${SIMNIC_CHECKED:-}" ] || return 0
	"$SIMNIC_CHECKED" -q -f json "$file" --repeat 1 $settings > "$work/checked" || return
	cmp "$work/out" "$work/checked"
}

# As it is, over edges of the warm-up and looks of the clock; until packets are through, one included; rings that are full, and of one entry.
while read -r settings; do
	ok "${settings:-as it is}" same scenarios/mm-ring.yaml $settings
done << 'EOF'
run.warmup=3ms run.length=24ms
run.warmup=33us run.length=700us
run.packets=20000
run.packets=1
run.packets=7 nic.ring.entries=1
run.packets=20000 nic.ring.entries=1
run.length=20ms nic.ring.entries=2 traffic.rate=2Mpps
run.length=20ms nic.ring.entries=4
run.packets=20000 nic.ring.entries=16 traffic.rate=1.5Mpps
run.length=20ms nic.ring.entries=8 traffic.model=constant nic.backend.service_distribution=constant traffic.rate=2Mpps
run.length=20ms nic.ring.entries=32 traffic.model=constant nic.backend.service_distribution=constant nic.backend.service=600ns traffic.rate=1.25Mpps
run.length=20ms nic.ring.entries=8 traffic.model=constant nic.backend.service_distribution=constant nic.backend.service=500ns traffic.rate=2Mpps
run.length=20ms nic.notify.guest.budget=1
run.length=20ms nic.ring.entries=8 nic.notify.guest.budget=3
run.length=20ms nic.notify.guest.refill=free_above
run.length=20ms nic.backend.auto_mask=false
run.length=20ms nic.backend.service=0us
run.length=20ms nic.host_queue=100
run.length=20ms nic.queues=2
run.length=20ms run.jitter=10%
run.length=20ms nic.scheme.model=big nic.ring.format=packed
run.length=20ms traffic.model=onoff
EOF

# Step by step, at a driver that acknowledges: over edges and looks of the clock; a dry ring; a full host queue, whose losses are sent again;
# timers shorter than the guest's steps, and later than them; workers that take turns; transmit interrupts; steps that all take the same time.
while read -r settings; do
	ok "${settings:-as it is}" same scenarios/ext2guest.yaml nic.scheme.model=${settings%% *} run.warmup=5ms run.length=35ms ${settings#* }
done << 'EOF'
mergeable run.seed=2
big run.seed=2
mergeable run.warmup=0ms run.packets=5000
big run.warmup=33us run.length=700us
big nic.ring.entries=32
mergeable nic.ring.entries=4 nic.tx_stop_below=2
mergeable nic.host_queue=5
mergeable nic.host_queue=1 run.jitter=0%
mergeable nic.notify.tx_flush.interval=1us nic.notify.tx_flush.rearm_floor=0us
big nic.notify.tx_flush.interval=10us nic.notify.tx_flush.rearm_floor=1us nic.notify.tx_flush.early=3
mergeable nic.notify.tx_flush.tick=4ms
mergeable nic.notify.tx_flush=bh nic.backend.burst=3
mergeable nic.notify.tx_flush=now nic.backend.burst=3
mergeable nic.backend.ioeventfd=true nic.notify.tx_flush=bh
mergeable nic.notify.tx_complete=napi
mergeable nic.notify.tx_complete=every nic.notify.tx_flush=now
big run.jitter=0% traffic.base_rtt=0us
mergeable nic.notify.host=event_idx
mergeable traffic.window=64KiB
mergeable traffic.flows=7
EOF
finish
