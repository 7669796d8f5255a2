#!/bin/sh
# run.sh - shows that the checks can fail: the test driver, the CUnit runner, the layer check and the table generators.
set -u
passed=0 failed=0
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

# expect NAME STATUS LAST-LINE COMMAND... - the command ends with that status (or, for "fails", another than 0) and last line.
expect() {
	name=$1 want_status=$2 want_line=$3
	shift 3
	"$@" > "$tmp/out" 2>&1
	status=$?
	line=$(tail -n 1 "$tmp/out")
	[ "$want_status" = fails ] && [ $status -ne 0 ] && want_status=$status
	# shellcheck disable=SC2254 # the line is a pattern
	case $line in
	$want_line) ;;
	*) want_status="$want_status and \"$want_line\"" ;;
	esac
	if [ "$status" = "$want_status" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "$name: status $status and \"$line\", expected $want_status"
		sed 's/^/    /' "$tmp/out"
	fi
}
here=tests/selftest

# the driver
expect 'one failing script' 1 '0 passed, 1 failed' sh tests/run $here/failing.sh
expect 'one passing script' 0 '3 passed, 0 failed, 1 skipped' sh tests/run $here/passing.sh
expect 'passing, then failing' 1 '3 passed, 1 failed, 1 skipped' sh tests/run $here/passing.sh $here/failing.sh
expect 'failing, then passing' 1 '3 passed, 1 failed, 1 skipped' sh tests/run $here/failing.sh $here/passing.sh
expect 'status against words' 1 '2 passed, 1 failed' sh tests/run $here/lying.sh
expect 'nothing tested' 1 '0 passed, 1 failed' sh tests/run $here/empty.sh
expect 'only skipped' 1 '0 passed, 0 failed, 1 skipped' sh tests/run $here/skipping.sh
expect 'a crash' 1 '0 passed, 1 failed' sh tests/run $here/crashing.sh
expect 'no such test' 1 '0 passed, 1 failed' sh tests/run $here/no-such-test.sh
expect 'no arguments' 2 'usage: *' sh tests/run
expect 'an endless test' 1 '0 passed, 1 failed' env TEST_TIMEOUT=1 sh tests/run $here/endless.sh

expect 'an endless loop' 1 '0 passed, 1 failed' env TEST_BOUND=3 sh tests/run $here/spinning.sh
expect 'slow, but it works' 0 '1 passed, 0 failed' env TEST_TIMEOUT=2 TEST_BOUND=600 sh tests/run $here/slow.sh
# the CUnit runner: one test passes, one fails twice, one asserts nothing
expect 'CUnit failures' fails 'selftest: 1 passed, 2 failed' build/checked/selftest
expect 'CUnit failures in the driver' 1 '1 passed, 2 failed' sh tests/run build/checked/selftest
expect 'unknown suite' fails 'selftest: 0 passed, 1 failed' build/checked/selftest nonsense
expect 'one suite' fails 'selftest: 1 passed, 2 failed' env SUITE=failing build/checked/selftest
build/checked/selftest > "$tmp/failures"
expect 'place of a failure' 0 '*' grep "^$here/test_failing.c:11: test_failing/fails: CU_ASSERT_EQUAL(1 + 1,3)\$" "$tmp/failures"
expect 'test without assertion' 0 '*' grep '^test_failing/asserts_nothing: asserts nothing$' "$tmp/failures"

# the layers: a clean tree, then one offence at a time
fresh() {
	rm -rf "$tmp/tree"
	for layer in base engine nic load virtio device scenario report batch fit results cli; do
		mkdir -p "$tmp/tree/src/$layer"
		echo '#include <stdio.h>' > "$tmp/tree/src/$layer/$layer.c"
		: > "$tmp/tree/src/$layer/$layer.h"
	done
	mkdir "$tmp/tree/models"
	printf '#include "nic/nic.h"\n/* exit() in a comment */\nconst char *s = "printf(";\n' > "$tmp/tree/models/ring_x.c"
}
offence() { # FILE LINE-OF-CODE
	fresh
	echo "$2" > "$tmp/tree/$1"
	expect "layers: $1: $2" 1 "$1:1: *" sh tests/layers.sh "$tmp/tree"
}
innocent() {
	fresh
	echo "$2" > "$tmp/tree/$1"
	expect "layers: $1: $2" 0 'layers: 25 files keep the order' sh tests/layers.sh "$tmp/tree"
}
innocent src/nic/nic.c '#include "engine/engine.h"'
innocent src/cli/cli.c 'void f(void) { exit(1); }'
innocent src/report/report.c 'void f(FILE *o) { fprintf(o, "stdout"); }'
innocent src/scenario/scenario.c '#include "report/point.h"'
innocent src/virtio/virtio.h '#include "nic/nic.h"'
innocent src/report/report.h '#include "scenario/scenario.h"'
offence src/base/base.c '#include "engine/engine.h"'
offence src/virtio/virtio.c '#include "device/bus.h"'
offence src/nic/nic.c '#include "load/load.h"'
offence src/engine/engine.h '#include "nic/nic.h"'
offence src/nic/nic.c '#  include "scenario/scenario.h"'
offence src/scenario/scenario.c '#include "report/report.h"'
offence src/report/report.c '#include "scenario/keys.h"'
offence src/report/report.c '#include "cli/cli.h"'
offence src/batch/batch.c '#include "results/results.h"'
offence src/results/results.c '#include "batch/batch.h"'
offence src/fit/fit.c '#include "batch/batch.h"'
offence src/scenario/scenario.c '#include "batch/batch.h"'
offence models/ring_x.c '#include "load/load.h"'
offence src/cli/cli.c '#include "virtio/guest_state.h"'
offence src/virtio/virtio.c '#include "virtio/host_state.h"'
offence models/ring_x.c '#include "xen/netback_tx_state.h"'
innocent src/results/results.c '#include "report/report.h"'
offence models/ring_x.c '#include "scenario/scenario.h"'
offence src/cli/cli.c '#include "models/ring_x.c"'
offence src/cli/cli.c '#include "../../models/ring_x.c"'
offence src/nic/nic.c '#include "nic.h"'
offence src/nic/nic.c '#include <scenario/scenario.h>'
offence src/nic/nic.c 'void f(void) { /* why */ exit(1); }'
offence models/ring_x.c 'void f(void) { fprintf(stderr, "x"); }'
fresh
echo '#include "nic/two.h"' > "$tmp/tree/src/nic/nic.h"
echo '#include "engine/engine.h"' > "$tmp/tree/src/nic/two.h"
expect 'layers: headers, one behind the other' 0 'layers: 26 files keep the order' sh tests/layers.sh "$tmp/tree"
echo '#include "nic/nic.h"' > "$tmp/tree/src/nic/two.h"
expect 'layers: two headers in a circle' 1 'src/nic/*.h:1: this header is in a circle of includes' sh tests/layers.sh "$tmp/tree"

# a header is no longer than 150 lines, and a file includes no more than 10 of the project's
fresh
yes '' | head -n 150 > "$tmp/tree/src/nic/nic.h"
yes '#include "base/base.h"' | head -n 10 > "$tmp/tree/src/cli/cli.c"
expect 'layers: a header of 150 lines, and ten included' 0 'layers: 25 files keep the order' sh tests/layers.sh "$tmp/tree"
echo >> "$tmp/tree/src/nic/nic.h"
expect 'layers: a header of 151 lines' 1 'src/nic/nic.h:151: *' sh tests/layers.sh "$tmp/tree"
fresh
yes '#include "base/base.h"' | head -n 11 > "$tmp/tree/src/cli/cli.c"
expect 'layers: eleven headers included' 1 'src/cli/cli.c:11: *' sh tests/layers.sh "$tmp/tree"

# struct queue: at most 20 members, however they are written, and nobody writes another's
twenty='int a, b; struct core *c, *d; const struct e e; f f[3, 4]; int (*g)(int x, int y); union h h; long i, j, k, l, m, n, o, p, q, r, s, t;'
innocent src/nic/nic.h "struct queue { $twenty };"
offence src/nic/nic.h "struct queue { $twenty int u; };"
offence src/nic/nic.h "struct queue { $twenty struct { int u; }; };"
offence src/nic/nic.h 'struct queue { SLOTS(PART) };'
innocent src/nic/nic.c 'struct queue { int a; };'
innocent src/virtio/virtio.c 'int f(struct queue *q) { return q->tally.most == 1 && q->index <= 2 && q->rx.chain[3] >= 1; }'
innocent src/virtio/virtio.c 'void f(struct queue *q) { tally_buffers(&q->tally, 1); q->n.kicks++; q->tx.ring.kicked_at = 0; }'
innocent src/load/load.c 'void f(struct queue *q) { q->load = 0; }'
innocent src/report/report.c 'void f(struct quantity *q) { q->index = 0; }'
offence src/virtio/virtio.c 'void f(struct queue *q) { q->tally.most = 1; }'
offence src/virtio/virtio.c 'void f(struct queue *q) { q->index++; }'
offence src/virtio/virtio.c 'void f(struct queue *q) { level_set(&q->tally.dry, 0, 1); }'
offence src/virtio/virtio.c 'void f(struct queue *q) { struct tally *t = &q->tally; t->most = 1; }'
offence models/ring_x.c 'void f(struct queue *to) { to->rx.chain[to->rx.chain[0]] = 1; }'
offence models/ring_x.c 'void f(struct queue *q) { q->rx.packet[3].stamp = 1; }'
offence src/load/load.c 'void f(struct run *run) { run->queue[0].busy_until = 1; }'
offence src/load/load.c 'void f(struct queue *q) { q->guest_queue.count--; }'
offence src/nic/nic.c 'void f(struct queue *q) { q->load = 0; }'
fresh
: > "$tmp/tree/models/ring.h"
expect 'layers: a header in models/' 1 'models/ring.h: *' sh tests/layers.sh "$tmp/tree"

# the table of models
rm -rf "$tmp/models"
mkdir "$tmp/models"
expect 'registry: no model' 0 '};' sh src/registry.sh "$tmp/models"
printf '/*\n * ring_b_c.c - a ring\n *   of two words.\n *\n * 1. "\\?"\ttab*\n *    on.\r\n *\n * 2. end\n *\n **/\nint x;\n' > "$tmp/models/ring_b_c.c"
printf '/* link_a.c - a link\n\n1. plain */ int x; /* 2. no more */\n' > "$tmp/models/link_a.c"
sh src/registry.sh "$tmp/models" > "$tmp/registry.c"
tr -d '\t\n' < "$tmp/registry.c" > "$tmp/rows"
echo >> "$tmp/rows"
rows='{"link", "a", &link_a, "a link", steps_link_a},{"ring", "b_c", &ring_b_c, "a ring of two words", steps_ring_b_c},'
expect 'registry: rows' 0 "*$rows{NULL, NULL, NULL, NULL, NULL},};" cat "$tmp/rows"
expect 'registry: plain text' 0 '*steps_link_a\[\] = {"1. plain",NULL,};*' cat "$tmp/rows"
steps='"1. \\"\\\\\\?\\"\\ttab\*","   on.","","2. end",NULL,};'
expect 'registry: stars, quotes and line ends' 0 "*steps_ring_b_c\[\] = {$steps*" cat "$tmp/rows"
# untold WHAT TEXT - a file of that text (of printf) has no specification; its name and what is wrong are told.
untold() {
	printf %b "$2" > "$tmp/models/ring_x.c"
	expect "registry: $1" 1 "*/models/ring_x.c:$1, expected the model's specification*" sh src/registry.sh "$tmp/models"
	rm "$tmp/models/ring_x.c"
}
untold '1: error: an empty file' ''
untold '1: error: no comment' 'int x; /* ring_x.c - a ring.\n\n1. step */\n'
untold '1: error: no comment' '\n/* ring_x.c - a ring.\n\n1. step */\n'
untold '1: error: a comment without end' '/* ring_x.c - a ring.\n\n1. step\n'
untold '1: error: an empty comment' '/*\n *\n */\n'
untold '2: error: something else' '/*\n * ring_y.c - a ring.\n *\n * 1. step\n */\n'
untold '1: error: no summary' '/* ring_x.c - \n\n1. step */\n'
untold '1: error: no summary' '/* ring_x.c - .\n\n1. step */\n'
untold '1: error: no steps' '/* ring_x.c - a ring. */\n\n/* 1. step */\n'
untold '3: error: no steps' '/*\n * ring_x.c - a ring.\n * 1. step\n */\n'
for model in plain ring_ _x a-b_c 1ring_x; do
	: > "$tmp/models/$model.c"
	expect "registry: $model.c" 1 "*/$model.c: error: *" sh src/registry.sh "$tmp/models"
	rm "$tmp/models/$model.c"
done

echo "selftest: $passed passed, $failed failed"
[ $failed -eq 0 ]
