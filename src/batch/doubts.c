#include "batch/doubts.h"
#include "nic/statistic.h"
#include "scenario/vary.h"
#include <math.h>
#include <string.h>

#define PER_REPLICATION 5 /* samples of one run each */
#define ENOUGH 25         /* samples, beyond which a range hardly grows */

int doubts_samples(int64_t repeat)
{
	return repeat < ENOUGH / PER_REPLICATION ? PER_REPLICATION * (int)repeat : ENOUGH;
}

bool doubts_find(const struct scenario *s, int64_t point, struct arena *a, struct doubts *out, struct error *err)
{
	struct price_used *used;
	int n;
	if (!scenario_prices(s, point, a, &used, &n, err)) return false;
	struct doubt *d = arena_array(a, (size_t)n + 1, sizeof *d);
	if (!d) return error_memory(err);
	*out = (struct doubts){.doubt = d};
	for (int i = 0; i < n; i++) {
		const struct price_used *u = &used[i];
		out->used += u->value != 0;
		if (u->high > u->low)
			d[out->n++] =
				(struct doubt){u->key, u->tied_to ? u->tied_to : u->key, u->unit, u->value, u->low, u->high};
	}
	return true;
}

static const char *text_of(struct names *names, const struct doubt *d, int64_t value)
{
	char text[64];
	unit_print(d->unit, value, text, sizeof text);
	return names_keep(names, text);
}

struct band *doubts_band(const struct doubts *d, int samples, struct names *names)
{
	struct band *b = band_new(d->used, d->n, d->n ? samples : 0);
	for (int i = 0; b && i < d->n; i++) {
		const struct doubt *o = &d->doubt[i];
		b->price[i] =
			(struct band_price){names_keep(names, o->key), names_keep(names, o->with), text_of(names, o, o->value),
					    text_of(names, o, o->low), text_of(names, o, o->high)};
	}
	return b;
}

/* By factors, for a price may as well be half as twice what it is; from zero on by differences. */
static int64_t between(const struct doubt *d, double place)
{
	double low = (double)d->low, high = (double)d->high;
	return llround(low > 0 ? low * pow(high / low, place) : high * place);
}

bool doubts_setup(const struct doubts *d, const struct setup *s, int i, int n, struct arena *a, struct setup *out)
{
	if (!vary_copy(s, a, out)) return false;
	for (int k = 0; k < d->n; k++)
		vary_price(out, d->doubt[k].key, between(&d->doubt[k], band_place(d->doubt[k].with, i, n)));
	return true;
}

int doubts_replication(int i, int64_t repeat)
{
	return (int)(i % repeat);
}

/* How often the mean of the statistic its value in one replication is; 1 where either is none or zero. */
static double to_mean(const struct point *p, const char *name, int replication)
{
	int i = point_find(p, name);
	if (i < 0 || replication >= p->samples) return 1;
	double mean = point_mean(p, i), own = p->sample[replication * p->stride + i];
	return mean > 0 && own > 0 ? mean / own : 1;
}

void doubts_add(struct point *p, int sample, int replication, const struct outcome *o)
{
	for (int i = 0; o->ok && i < o->n_stats; i++) {
		const struct stat *s = &o->stat[i];
		int at = band_stat(s->name);
		if (at >= 0) p->band->value[sample * BAND_STATS + at] = s->value * to_mean(p, s->name, replication);
	}
}
