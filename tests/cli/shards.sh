#!/bin/sh
# shards.sh - a sweep in parts: what merge makes of them is what one run makes.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-results.sh"
whole=$work/whole

refused() {
	text=$1
	shift
	run 2 "$@" && has err "$text" && empty out
}
# parts N I... - these of N shards, in this order, into one folder.
parts() {
	n=$1
	shift
	rm -rf "$work/parts" "$work/merged"
	for i; do
		run 0 -q -j 1 -o "$work/parts" --shard "$i/$n" "$many" || return 1
	done
}
merged() {
	parts "$@" && run 0 merge "$work/parts" -o "$work/merged" && has err 'wrote 60 points' && same_results "$whole" "$work/merged"
}
# Each shard takes what its number says, whatever the others do.
disjoint() {
	parts 4 1 2 3 4 || return 1
	lines=$(cat "$work"/parts/*.journal | wc -l)
	[ "$lines" -eq 64 ]
}
missing() {
	parts 4 1 2 4 && run 2 merge "$work/parts" -o "$work/merged" && has err ' of 60 points are missing: ' && [ ! -e "$work/merged" ]
}
# Twice the same, and a shard that was interrupted: its journal is hidden, and as good.
twins() {
	parts 2 1 2 && cp "$work/parts/many.shard-1-of-2.journal" "$work/parts/.many.shard-1-of-2.journal" &&
		run 0 merge -o "$work/merged" "$work/parts" "$work/parts/many.shard-2-of-2.journal" "$whole" &&
		has err '120 were there more than once' && same_results "$whole" "$work/merged"
}
# Whole lines of another seed's journal behind this one's head.
conflict() {
	parts 2 1 2 && run 0 -q --seed 9 -o "$work/other" "$many" || return 1
	{
		head -n 1 "$whole/many.journal"
		sed -n 2,3p "$work/other/many.journal"
	} > "$work/parts/other.journal"
	run 2 merge "$work/parts" -o "$work/merged" && has err 'say different things about point 0'
}
strangers() {
	parts 2 1 2 && run 0 -q -o "$work/parts" "$two" && run 2 merge "$work/parts" -o "$work/merged" && has err 'does not belong to these results'
}
interrupted() {
	rm -rf "$work/parts"
	"$simnic" -q -o "$work/parts" --shard 1/2 "$many" 2> "$work/err" &
	pid=$!
	pause 0.06
	kill -s KILL $pid
	wait $pid
	run 0 -q -o "$work/parts" --resume --shard 1/2 "$many" && run 0 -q -o "$work/parts" --resume --shard 2/2 "$many" &&
		run 0 -q merge "$work/parts" -o "$work/merged" && same_results "$whole" "$work/merged"
}
parallel_jobs() {
	rm -rf "$work/parts" "$work/merged"
	SIMNIC=$simnic sh scenarios/cluster/parallel.sh 5 "$many" "$work/parts" < /dev/null &&
		run 0 -q merge "$work/parts" -o "$work/merged" && same_results "$whole" "$work/merged"
}
array_task() {
	rm -rf "$work/parts" "$work/merged"
	for i in 2 1; do
		SIMNIC=$simnic SLURM_ARRAY_TASK_ID=$i SLURM_ARRAY_TASK_MAX=2 sh scenarios/cluster/slurm.sh "$many" "$work/parts" || return 1
	done
	run 0 -q merge "$work/parts" -o "$work/merged" && same_results "$whole" "$work/merged"
}
full() {
	run 1 merge "$whole" -o /dev/null/x && has err "can't make the folder"
}

run 0 -q -j 1 -o "$whole" "$many"
# Shards from two machines, where the same files lie in other folders.
elsewhere() {
	program=$(realpath "$simnic")
	for i in 1 2; do
		mkdir -p "$work/machine$i" && cp "$many" "$work/platform.yaml" "$work/machine$i" || return 1
		(cd "$work/machine$i" && "$program" -q --shard "$i/2" -o "$work/both" many.yaml) || return 1
	done
	run 0 merge "$work/both" -o "$work/met" && has err 'wrote 60 points'
}
ok 'one shard' merged 1 1
ok 'shards from other folders' elsewhere
ok 'four shards' merged 4 1 2 3 4
ok 'four shards in another order' merged 4 3 1 4 2
ok 'seven shards' merged 7 7 1 6 2 5 3 4
ok 'shards share no point' disjoint
ok 'missing points are listed' missing
ok 'twins are dropped' twins
ok 'conflicting points are refused' conflict
ok 'other results are refused' strangers
ok 'a shard that was killed' interrupted
ok 'the job array, its tasks by hand' array_task
if command -v parallel > /dev/null; then
	ok 'the same by GNU parallel' parallel_jobs
else
	echo '# there is no GNU parallel here'
fi
ok 'a folder that can not be' full
for shard in 0/4 5/4 1 1/ a/b 1/4x 1/999999999; do
	ok "--shard $shard is refused" refused 'expected a part and their number' --shard $shard "$two"
done
ok '--shard goes with a run' refused '--shard goes with running files' --shard 1/2 --dry-run "$two"
ok 'merge wants a folder' refused 'expected -o DIR' merge "$whole"
ok 'merge wants journals' refused 'no DIR|FILE... given' merge -o "$work/x"
ok 'merge of nothing' refused "can't read $work/none" merge -o "$work/x" "$work/none"
mkdir "$work/empty"
ok 'merge of an empty folder' refused 'there is no journal in' merge -o "$work/x" "$work/empty"
ok 'merge of another file' refused 'is no journal' merge -o "$work/x" "$two"
ok 'merge --help' run 0 merge --help
finish
