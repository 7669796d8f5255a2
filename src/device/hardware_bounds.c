/* hardware_bounds.c - settings of a device that name more queues, or shares for more, than there are. */
#include "device/hardware.h"
#include "nic/dealt.h"

/* A list of rates, one for each queue. */
static bool all_used(const char *key, const char *rates, const struct setup *s, struct complaint *c)
{
	const int n = dealt_count(rates);
	return n <= s->queues || complain(c, key, "is '%.40s', and nic.queues is %lld: the last %lld of %d are nobody's", rates,
					  (long long)s->queues, (long long)(n - s->queues), n);
}

bool hardware_bounds(const void *self, const struct setup *s, struct complaint *c)
{
	const struct hardware *h = self;
	const int64_t each = (s->queues + h->functions - 1) / h->functions; /* the most queues of a function */
	const int n = h->batches ? dealt_count(h->weights) : 0;
	if (h->functions > s->queues)
		return complain(c, "nic.backend.functions",
				"is %lld, to which nic.queues, %lld, are dealt in turn: the last %lld have none and do nothing",
				(long long)h->functions, (long long)s->queues, (long long)(h->functions - s->queues));
	if (n > each)
		return complain(c, "nic.backend.weights", "is '%.40s', dealt to %lld queue%s%s: the last %lld of %d are nobody's",
				h->weights, (long long)each, each == 1 ? "" : "s", h->functions > 1 ? " of a function" : "",
				(long long)(n - each), n);
	if (!all_used("nic.backend.queue_rates", h->queue_rates, s, c) ||
	    !all_used("nic.backend.receive_rates", h->receive_rates, s, c))
		return false;
	return h->queue_rate == 0 || h->rate_queues <= s->queues ||
	       complain(c, "nic.backend.rate_queues", "is %lld, and nic.queues is %lld: as with 0, it is of all of them",
			(long long)h->rate_queues, (long long)s->queues);
}
