/*
 * diff_rule.c - changes that are not to be: "throughput<-2%", "latency_p99>10us".  A rule goes by the means, which are the same each time the
 * same is run; whether the interval reaches across it is told beside.
 */
#include "report/diff.h"
#include "scenario/claims.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool no_rule(const char *text, struct error *err)
{
	return error_plain(err,
			   "--fail-if %.200s: expected STATISTIC<CHANGE or STATISTIC>CHANGE, such as 'throughput<-2%%' or "
			   "'latency_p99>10us'",
			   text);
}

bool diff_rule_read(struct diff_rule *r, const char *text, struct arena *a, struct error *err)
{
	size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");
	const char *at = text + len + strspn(text + len, " ");
	char *end;
	*r = (struct diff_rule){.text = text, .stat = arena_strndup(a, text, len)};
	if (!r->stat) return error_memory(err);
	if (!len || (*at != '<' && *at != '>')) return no_rule(text, err);
	r->below = *at++ == '<';
	r->or_equal = *at == '=';
	at += r->or_equal;
	at += strspn(at, " ");
	r->minus = *at == '-';
	at += *at == '-' || *at == '+';
	r->quantity = at;
	if (*at != '.' && (*at < '0' || *at > '9')) return no_rule(text, err);
	double number = strtod(at, &end);
	end += strspn(end, " ");
	r->percent = strcmp(end, "%") == 0;
	if (r->percent || (!*end && number == 0)) r->number = r->minus ? -number : number;
	if (!isfinite(number)) return no_rule(text, err);
	return true;
}

/* Once it is known what the statistic is counted in. */
static bool set_number(struct diff_rule *r, const char *unit, struct error *err)
{
	double number;
	if (r->percent) return true;
	if (strcmp(r->quantity, "0") == 0) return r->number = 0, true;
	if (!claim_number(r->quantity, unit, &number))
		return error_plain(err, "--fail-if %.200s: '%s' is no number of that kind; %s is counted in %s", r->text,
				   r->quantity, r->stat, *unit ? unit : "plain numbers");
	r->number = r->minus ? -number : number;
	return true;
}

static bool no_statistic(const struct diff *d, const struct diff_rule *r, struct error *err)
{
	const char *best = NULL;
	int cost = 0;
	bool there = false;
	for (int i = 0; i < d->n; i++)
		for (int k = 0; k < d->pair[i].n; k++) {
			statistic_offer(r->stat, d->pair[i].stat[k].name, &best, &cost);
			there |= strcmp(r->stat, d->pair[i].stat[k].name) == 0;
		}
	if (there) return error_plain(err, "--fail-if %.200s: no point has a value of it on both sides", r->text);
	return error_plain(err, "--fail-if %.200s: there is no statistic '%s' here%s%s%s", r->text, r->stat,
			   best ? "; did you mean '" : "", best ? best : "", best ? "'?" : "");
}

/* From nothing to something is beyond any share of it. */
static bool is_met(const struct diff_rule *r, const struct diff_stat *s)
{
	double change = r->percent ? diff_percent(s, s->change) : s->change;
	if (isnan(change)) change = s->change > 0 ? INFINITY : -INFINITY;
	if (r->or_equal && change == r->number) return true;
	return r->below ? change < r->number : change > r->number;
}

static bool judge(struct diff *d, struct diff_rule *r, struct error *err)
{
	bool broken = false;
	r->at = arena_array(d->arena, (size_t)d->n + 1, sizeof(*r->at));
	if (!r->at) return error_memory(err);
	for (int i = 0; i < d->n; i++) {
		broken |= d->pair[i].a->failed || d->pair[i].b->failed;
		for (int k = 0; k < d->pair[i].n; k++) {
			const struct diff_stat *s = &d->pair[i].stat[k];
			if (strcmp(s->name, r->stat) != 0 || isnan(s->change)) continue;
			if (!set_number(r, s->unit, err)) return false;
			r->judged++;
			if (is_met(r, s)) r->at[r->met++] = i;
		}
	}
	return r->judged || broken || no_statistic(d, r, err);
}

bool diff_rules_judge(struct diff *d, struct error *err)
{
	for (int i = 0; i < d->n_rules; i++)
		if (!judge(d, &d->rule[i], err)) return false;
	return true;
}

bool diff_fails(const struct diff *d)
{
	for (int i = 0; i < d->n_rules; i++)
		if (d->rule[i].met) return true;
	for (int i = 0; d->n_rules && i < d->n; i++)
		if (diff_is_broken(&d->pair[i])) return true;
	return false;
}
