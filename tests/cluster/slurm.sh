#!/bin/sh
# slurm.sh - a sweep of 1000 points as a job array on two virtual nodes of a Slurm of its own, one of which is killed half-way:
# nothing is missing, and merge makes the bytes of one run.  Only with LONG=1 (make check-all) and where Slurm is installed.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
if [ "${LONG:-}" != 1 ]; then
	echo 'slurm.sh runs in make check-all only'
	exit 77
fi
for program in slurmctld slurmd sbatch squeue munged; do
	PATH=$PATH:/usr/sbin:/sbin
	command -v $program > /dev/null && continue
	echo "there is no $program here: install slurmctld, slurmd, slurm-client and munge to try job arrays"
	exit 77
done
if [ "$(id -u)" -ne 0 ]; then
	echo 'a Slurm of its own needs root here'
	exit 77
fi
. "$(dirname "$0")/../cli/lib.sh"
top=$PWD
# A copy: another build meanwhile would be another program.
cp "$simnic" "$work/program" || exit 1
simnic=$work/program
started=
end_all() {
	# shellcheck disable=SC2086 # a list of numbers
	[ -z "$started" ] || kill -s KILL $started 2> /dev/null
	cat "$work"/slurmd-*.pid "$work/slurmctld.pid" 2> /dev/null | while read -r pid; do kill -s KILL "$pid" 2> /dev/null; done
	cat "$work"/running/* 2> /dev/null | while read -r own step; do kill -s KILL "$step" "$own" 2> /dev/null; done
	sleep 0.2
	rm -rf "$work"
}
trap end_all EXIT

sed -e '/^compare:/d' -e 's/length: 20ms, repeat: 3/length: 100ms, repeat: 1/' "$two" > "$work/thousand.yaml"
echo 'sweep: {nic.host_queue: {from: 1, to: 1000, step: 1}}' >> "$work/thousand.yaml"
mkdir -p "$work/state" "$work/running" "$work/logs"
chmod 755 "$work"

# The program, which leaves its number and that of the step it belongs to.
cat > "$work/simnic" << EOT
#!/bin/sh
echo "\$\$ \$PPID" > "$work/running/\$SLURMD_NODENAME.\$SLURM_ARRAY_TASK_ID.\$\$"
exec "$simnic" "\$@"
EOT
chmod +x "$work/simnic"
host=$(hostname)
cat > "$work/slurm.conf" << EOT
ClusterName=simnic
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=26817
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool-%n
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd-%n.pid
SlurmctldLogFile=$work/logs/slurmctld
SlurmdLogFile=$work/logs/slurmd-%n
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SchedulerType=sched/builtin
SlurmdTimeout=10
KillWait=2
JobRequeue=1
ReturnToService=2
NodeName=node1 NodeHostname=$host NodeAddr=127.0.0.1 Port=27001 CPUs=1
NodeName=node2 NodeHostname=$host NodeAddr=127.0.0.1 Port=27002 CPUs=1
PartitionName=all Nodes=node1,node2 Default=YES MaxTime=10 State=UP
EOT
SLURM_CONF=$work/slurm.conf
export SLURM_CONF

# wait_for SECONDS COMMAND... - until it succeeds.
wait_for() {
	left=$(($1 * 5))
	shift
	while [ $left -gt 0 ]; do
		"$@" > /dev/null 2>&1 && return
		sleep 0.2
		left=$((left - 1))
	done
	echo "this did not come: $*"
	return 1
}
nodes_up() {
	[ "$(sinfo -h -o %T -N | grep -c idle)" -eq 2 ]
}
start_slurm() {
	head -c 1024 /dev/urandom > "$work/munge.key" && chmod 400 "$work/munge.key" || return 1
	munged --force --foreground --key-file="$work/munge.key" --socket="$work/munge.socket" --pid-file="$work/munged.pid" \
		--log-file="$work/logs/munged" --seed-file="$work/munge.seed" > "$work/logs/munged.out" 2>&1 &
	started="$started $!"
	wait_for 10 test -S "$work/munge.socket" || return 1
	slurmctld -D -c > "$work/logs/ctld.out" 2>&1 &
	started="$started $!"
	for node in 1 2; do
		slurmd -D -N node$node > "$work/logs/slurmd$node.out" 2>&1 &
		started="$started $!"
	done
	second=$!
	wait_for 30 nodes_up && return
	sinfo -N
	tail -n 5 "$work"/logs/*
	return 1
}
half_way() {
	[ "$(cat "$work/parts"/*.journal "$work/parts"/.*.journal 2> /dev/null | wc -l)" -gt 400 ] && ls "$work/running"/node2.*
}
kill_node() {
	wait_for 120 half_way || return 1
	kill -s KILL "$second"
	# shellcheck disable=SC2012 # names made here
	ls -t "$work/running"/node2.* | head -n 1 > "$work/last"
	read -r own step < "$(cat "$work/last")"
	kill -s KILL "$step"
	kill -s KILL "$own"
}
none_left() {
	[ -z "$(squeue -h)" ]
}
submit() {
	cd "$top" && SIMNIC=$work/simnic sbatch --array=1-8 --output="$work/logs/task-%a" scenarios/cluster/slurm.sh "$work/thousand.yaml" "$work/parts"
}
all_done() {
	wait_for 240 none_left && [ "$(find "$work/parts" -name "thousand.*.journal" | wc -l)" -eq 8 ] && return
	squeue
	sinfo -N
	ls -A "$work/parts"
	tail -n 3 "$work"/logs/*
	return 1
}
# More tasks began than there are parts: one was begun again.
again() {
	[ "$(find "$work/running" -type f | wc -l)" -ge 9 ]
}
merged() {
	run 0 merge "$work/parts" -o "$work/merged" && has err 'wrote 1000 points of 8 journals'
}
same() {
	run 0 -q -j 1 -o "$work/local" "$work/thousand.yaml" || return 1
	for each in "$work"/local/*; do
		case $each in
		*.run.json) ;;
		*) cmp "$each" "$work/merged/${each##*/}" || return 1 ;;
		esac
	done
}
ok 'slurmctld, two slurmd and munged start' start_slurm
ok 'sbatch takes the job array' submit
ok 'a node is killed half-way' kill_node
ok 'all tasks end' all_done
ok 'the task of the lost node was begun again' again
ok 'merge finds 1000 points, none missing' merged
ok 'the bytes of one run' same
finish
