#include "run/steady.h"
#include "engine/estimate.h"
#include "nic/port.h"
#include "nic/queue.h"
#include <math.h>
#include <stdio.h>

#define PILED 100   /* packets; fewer are what a full ring or queue holds */
#define GROWTH 0.05 /* of what was carried */
#define LUMPY 0.25  /* of the rate */
#define DRIFT 0.1   /* between the halves */

static double sum_of(const double *batch)
{
	double sum = 0;
	for (int i = 0; i < RUN_BATCHES; i++)
		sum += batch[i];
	return sum;
}

/*
 * A burst, or a capture that ends: all that an open loop had to offer came and went within the measured time.  Then rates are its packets over
 * run.length, and would be the same wherever the time began and ended.
 */
static bool came_and_went(const struct run *run)
{
	for (int i = 0; i < run->n_queues; i++) {
		const struct queue *q = &run->queue[i];
		if (q->traits.closed_loop || load_last_arrival(q) == run->engine.now || q->tally.inside.value) return false;
	}
	return run->n_queues > 0 && !run->backlog_before;
}

double steady_resolution(const struct run *run)
{
	if (run->batch < RUN_BATCHES) return NAN;
	double sum = sum_of(run->batch_rate), ahead = 0, most = 0, least = 0;
	if (sum <= 0) return NAN;
	if (came_and_went(run)) return 0;
	for (int i = 0; i < RUN_BATCHES; i++) {
		ahead += run->batch_rate[i] - sum / RUN_BATCHES;
		most = fmax(most, ahead);
		least = fmin(least, ahead);
	}
	return fmax(most - least, 1) / sum;
}

static int64_t grown(const struct run *run)
{
	int64_t n = -run->backlog_before;
	for (int i = 0; i < run->n_queues; i++)
		n += run->queue[i].tally.inside.value;
	return n;
}

static int64_t lost(const struct run *run)
{
	int64_t n = 0;
	for (int i = 0; i < run->n_queues; i++)
		for (int k = 0; k < N_DROPS; k++)
			n += run->queue[i].n.drop[k];
	return n;
}

void steady_judge(const struct run *run, struct outcome *out)
{
	out->steady = true;
	if (run->batch < RUN_BATCHES || came_and_went(run)) return;
	int64_t more = grown(run);
	bool closed = run->queue[0].traits.closed_loop;
	/* Where packets are lost, or sent when others came through, it isn't the load that says how many come through. */
	bool free = closed || lost(run) > 0;
	if (!closed && more > PILED && (double)more > GROWTH * (sum_of(run->batch_rate) + (double)more)) {
		out->steady = false;
		snprintf(out->unsteady_why, sizeof out->unsteady_why,
			 "%lld packets piled up while measuring: more is offered than is carried", (long long)more);
	} else if (!closed && -more > PILED && (double)-more > GROWTH * sum_of(run->batch_rate)) {
		out->steady = false;
		snprintf(out->unsteady_why, sizeof out->unsteady_why,
			 "%lld packets that had piled up before came through while measuring: use a longer run.warmup",
			 (long long)-more);
	} else if (free && !series_steady(run->batch_rate, RUN_BATCHES, DRIFT)) {
		out->steady = false;
		snprintf(out->unsteady_why, sizeof out->unsteady_why,
			 "the rate of the second half of the measured time differs from the first half's: use a longer "
			 "run.warmup");
	} else if (free && steady_resolution(run) > LUMPY && sum_of(run->batch_rate) >= PILED) {
		out->steady = false;
		snprintf(out->unsteady_why, sizeof out->unsteady_why,
			 "packets come through in lumps, and the measured time tells their rate to %.0f %% only: use a longer "
			 "run.length",
			 100 * steady_resolution(run));
	}
}
