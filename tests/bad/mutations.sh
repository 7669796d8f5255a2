#!/bin/sh
# mutations.sh - good scenarios, platforms and captures with random damage, the same every time: each is taken, with exit
# code 0 and no word on stderr, or refused like any bad input.  Runs the sanitized program where there is one.
#
# SEED=N takes other damage, COUNT=N other than 150 pieces, with LONG 300.
# shellcheck source=tests/bad/lib.sh
. "$(dirname "$0")/lib.sh"
program=${checked:-$simnic}
limit=20
count=${COUNT:-$((${LONG:+150} + 150))}
if ! ${CC:-cc} -std=c11 -O1 -o "$work/mutate" mutate.c; then
	broken build "${CC:-cc} can not build mutate.c"
	finish
fi
cp mutants/*.yaml scenarios/one-packet.pcap "$work"
# What comes before the damage of two captures, whole packets, is good.
sh lib-captures.sh "$work/captures" captures/*.cases > /dev/null
head -c 188 "$work/captures/time-back.pcap" > "$work/good.pcap"
head -c 348 "$work/captures/ng-time-back.pcapng" > "$work/good.pcapng"
cat > "$work/plays.yaml" <<'EOT'
simnic: 1
platform: platform.yaml
traffic: {model: pcap, file: x, loop: false}
nic: {backend: ideal, scheme: mergeable}
EOT
cd "$work" || exit 1

# survives FILE ARGUMENT... - the program checks the arguments and takes or refuses them.
survives() {
	file=$1
	shift
	timeout "$limit" "$program" --check "$@" > out 2> err < /dev/null
	code=$?
	why=
	if [ $code -eq 0 ]; then
		[ ! -s err ] || why='exit code 0, but words on stderr'
		taken=$((taken + 1))
	else
		{ IFS= read -r said || said=; } < err
		said_lines=$(wc -l < err) # one for each mistake, of up to 20, and how many more there are
		if [ "$said_lines" -gt 1 ] && [ "$said_lines" -le 21 ]; then
			judge "$said <and $((said_lines - 1)) more lines>"
		else
			judge "$said"
		fi
		case $said in
		*': error: '?*) ;;
		*) why=${why:-no error message} ;;
		esac
	fi
	[ -z "$why" ] && return
	count "$*" "$why"
	od -c "$file" | sed 's/^/#   /' | head -n 200
}

# batch NAME COUNT OPTION FILE... - as many pieces of damage; the damaged file is the scenario or, with OPTION, what that sets.
batch() {
	name=$1 pieces=$2 option=$3 before=$failed
	shift 3
	if ! ./mutate "${SEED:-1}" "$pieces" "$name-" "$@"; then
		broken "$name" 'mutate failed'
		return
	fi
	taken=0
	i=0
	while [ $i -lt "$pieces" ]; do
		case $option in
		'') survives "$name-$i" "$name-$i" ;;
		platform) survives "$name-$i" --set "platform=$name-$i" receive.yaml ;;
		*) survives "$name-$i" --set "$option=$name-$i" plays.yaml ;;
		esac
		i=$((i + 1))
	done
	echo "# $name: $taken of $pieces were taken"
	[ "$failed" -ne "$before" ] || count "$pieces $name" ''
}

for file in receive.yaml transmit.yaml good.pcap good.pcapng; do
	case $file in
	*.yaml) run 20 unlimited "$program" --check $file ;;
	*) run 20 unlimited "$program" --check --set traffic.file=$file plays.yaml ;;
	esac
	why=
	[ $code -eq 0 ] || why="exit code $code, expected 0"
	count "$file" "$why"
done
batch scenarios $((count * 2 / 3)) '' receive.yaml transmit.yaml
batch platforms $((count / 6)) platform platform.yaml
batch captures $((count / 6)) traffic.file good.pcap good.pcapng one-packet.pcap

finish
