#!/bin/sh
# simnic-probe [INTERFACE [SECONDS]] - what a Linux guest's virtio network card is set to, and what it does in ten seconds, as a text that
# `simnic import` reads.  Run it in the guest, under load: sh simnic-probe > probe.txt
#
# It needs a POSIX sh with cat, ls, sed, sleep and uname, takes ethtool where it is there, and needs no root.  It reads, changes nothing, and
# never writes addresses, names of hosts, users or interfaces.  PROBE_ROOT is a folder with another proc and sys (for tests).
set -u
LC_ALL=C
export LC_ALL
root=${PROBE_ROOT-}

fail() {
	echo "simnic-probe: $*" >&2
	exit 1
}

# link NAME - the last part of where a link leads.
link() {
	where=$(ls -l "$1" 2> /dev/null) || where=
	where=${where##*-> }
	echo "${where##*/}"
}

# The first interface whose device has the driver virtio_net.
find_interface() {
	for path in "$root"/sys/class/net/*; do
		if [ "$(link "$path/device/driver")" = virtio_net ]; then
			echo "${path##*/}"
			return
		fi
	done
}

case ${1-} in
-*)
	echo 'usage: sh simnic-probe [INTERFACE [SECONDS]] > probe.txt' >&2
	[ "$1" = --help ] && exit 0
	exit 2
	;;
esac
interface=${1:-$(find_interface)}
seconds=${2:-10}
[ -n "$interface" ] || fail 'no interface has the driver virtio_net: run it in the guest, or name one'
case $interface in
*[!A-Za-z0-9._-]*) fail 'expected the name of an interface' ;;
esac
case $seconds in
'' | *[!0-9]* | 0*) fail "expected a number of seconds, not '$seconds'" ;;
esac
net=$root/sys/class/net/$interface
[ -d "$net" ] || fail "there is no interface $interface"
device=$(link "$net/device")

# Everything else calls the interface if0.
hidden() {
	sed "s/ for $interface:/ for if0:/; s/\\([0-9a-f][0-9a-f]:\\)\\{5\\}[0-9a-f][0-9a-f]/X/g"
}

# file NAME PATH - a section with a file in it, or why there is nothing.
file() {
	echo "@@ $1"
	if [ ! -e "$2" ]; then
		echo 'absent'
	elif ! cat "$2" 2> /dev/null; then
		echo 'denied'
	fi
}

# tool NAME OPTION - a section with what ethtool says.
tool() {
	echo "@@ $1"
	if [ -n "$root" ]; then
		cat "$root/ethtool$2" 2> /dev/null || echo 'absent'
	elif ! command -v ethtool > /dev/null; then
		echo 'absent'
	else
		ethtool "$2" "$interface" 2> /dev/null | hidden || echo 'denied'
	fi
}

# values NAME FILE... - a section of "file value" lines.
values() {
	echo "@@ $1"
	shift
	for path; do
		[ ! -r "$path" ] || echo "${path##*/} $(cat "$path" 2> /dev/null)"
	done
}

# sample LETTER - the counters, the time before and behind them.
sample() {
	file "$1 from" "$root/proc/uptime"
	values "$1 statistics" "$net/statistics/rx_packets" "$net/statistics/rx_bytes" "$net/statistics/rx_dropped" \
		"$net/statistics/tx_packets" "$net/statistics/tx_bytes" "$net/statistics/tx_dropped"
	tool "$1 queues" -S
	echo "@@ $1 interrupts"
	sed -n "1p; /[ -]$device-/p; /[ -]$device\$/p" "$root/proc/interrupts"
	file "$1 softnet" "$root/proc/net/softnet_stat"
	echo "@@ $1 processors"
	sed -n '/^cpu/p; /^btime/p' "$root/proc/stat"
	file "$1 to" "$root/proc/uptime"
}

probe() {
	echo '@@ simnic-probe 1'
	echo '@@ machine'
	echo "kernel $(uname -r)"
	sed -n 's/^model name[^:]*: /processor /p' "$root/proc/cpuinfo" 2> /dev/null | sed -n 1p
	echo "seconds $seconds"
	echo "driver $(link "$net/device/driver")"
	file features "$net/device/features"
	values link "$net/mtu" "$net/tx_queue_len"
	values module "$root"/sys/module/virtio_net/parameters/*
	tool ring -g
	tool channels -l
	tool coalesce -c
	tool offloads -k
	sample A
	sleep "$seconds"
	sample B
}

text=$(probe | sed -n 'p; $=' | sed '$s/^/@@ end /')
printf '%s\n' "$text"
leaks=$(printf '%s\n' "$text" | sed -n '/\([0-9a-fA-F][0-9a-fA-F]:\)\{5\}/p; /[^0-9.][0-9]\{1,3\}\.[0-9]\{1,3\}\.[0-9]\{1,3\}\.[0-9]\{1,3\}[^0-9.]/p')
[ -z "$leaks" ] || echo 'simnic-probe: something in it looks like an address; look at it before you send it on' >&2
