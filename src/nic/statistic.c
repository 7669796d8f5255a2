/* statistic.c - finding rows: one after another, by name, by place in a list. */
#include "nic/statistic.h"
#include "base/param.h"
#include "machine/ledger.h"
#include "nic/called.h"
#include "nic/model.h"
#include <stdio.h>
#include <string.h>

const char *const stat_group_words[N_GROUPS] = {
	[GROUP_RESULT] = "result", [GROUP_COUNT] = "count", [GROUP_COST] = "cost", [GROUP_WAIT] = "wait", [GROUP_CORE] = "busy",
};
const char *const stat_better_words[N_BETTER] = {
	[BETTER_NEITHER] = "-",
	[BETTER_HIGHER] = "higher",
	[BETTER_LOWER] = "lower",
};
const char *const stat_way_words[N_WAYS] = {
	[WAY_NEITHER] = "both",
	[WAY_RECEIVED] = "receive",
	[WAY_TRANSMITTED] = "transmit",
	[WAY_TRAFFIC] = "traffic",
};
static const enum stat_way drop_ways[N_DROPS] = {
	[DROP_HOST_QUEUE] = WAY_RECEIVED, [DROP_GUEST_QUEUE] = WAY_TRANSMITTED, [DROP_SENDER] = WAY_RECEIVED,
	[DROP_NO_BUFFER] = WAY_RECEIVED,  [DROP_SOCKET] = WAY_RECEIVED,         [DROP_DEVICE_BUFFER] = WAY_RECEIVED,
};
const char *const stat_needs_words[N_NEEDS] = {
	[NEEDS_NOTHING] = "",
	[NEEDS_RECEIVED] = "packets received",
	[NEEDS_THROUGH_RING] = "packets through that ring",
	[NEEDS_TRANSFER] = "run.transfer",
	[NEEDS_REQUESTS] = "requests and responses",
	[NEEDS_WINDOW] = "a sender that waits for answers",
	[NEEDS_WIRE] = "a rate of the wire",
	[NEEDS_LINK] = "a device behind a link",
	[NEEDS_FLOWS] = "flows on several queues (traffic.flows)",
	[NEEDS_LOCKS] = "locks that cores share",
	[NEEDS_GRO] = "frames that are merged (nic.notify.guest.gro)",
	[NEEDS_DEFERRAL] = "polls by a timer (nic.notify.guest.gro_flush_timeout)",
	[NEEDS_FAULTS] = "faults on purpose (faults)",
	[NEEDS_HOLDER] = "a reader that holds buffers (reader.holds)",
	[NEEDS_GUEST_POLLS] = "a guest that polls for ever over virtio",
	[NEEDS_HOST_POLLS] = "a back end that polls for ever",
	[NEEDS_AWAY] = "a guest whose cores are taken away (away.guest)",
	[NEEDS_IDLE] = "cores that halt or sleep (idle.guest, idle.host)",
	[NEEDS_TRAFFICS] = "several traffics",
	[NEEDS_SHARES] = ("queues that a device serves by weight or at a rate each, or which are of several functions "
			  "(nic.backend.weights, quantum, queue_rate, queue_rates, receive_rates, functions)"),
	[NEEDS_FUNCTIONS] = "several functions of a device in hardware (nic.backend.functions)",
	[NEEDS_LINES] = "a driver in poll mode and a back end that polls for ever, and receive buffers of one number of segments",
	[NEEDS_DDIO] = "a last level cache that the device writes into (nic.link.ddio)",
	[NEEDS_LLC] = "one that guests write into, and the device reads from (nic.link.llc)",
};

const struct statistic *statistic_next(struct stat_walk *w)
{
	/* Rows that stand for those of models have no name themselves. */
	while (w->i < N_STATISTICS)
		if (*statistics[w->i++].name) return &statistics[w->i - 1];
	if (!w->model) w->model = registry;
	for (; w->model->kind; w->model++, w->k = 0) {
		const struct statistic *own = w->model->model->stats;
		if (own && own[w->k].name) return &own[w->k++];
	}
	return NULL;
}

/* Where the member's part of a name is, and how long; 0 when it is no member. */
static int member_of(const struct statistic *s, const char *name, int *from)
{
	size_t before = strcspn(s->name, "*"), n = strlen(name), fixed = strlen(s->name) - 1;
	if (s->name[before] != '*' || n <= fixed || strncmp(name, s->name, before) != 0) return 0;
	if (strcmp(name + n - (fixed - before), s->name + before + 1) != 0) return 0;
	*from = (int)before;
	return (int)(n - fixed);
}

const struct statistic *statistic_find(const char *name)
{
	const struct statistic *s, *family = NULL;
	int from;
	for (struct stat_walk w = {0}; (s = statistic_next(&w));) {
		if (strcmp(s->name, name) == 0) return s;
		if (!family && s->family != FAMILY_NONE && member_of(s, name, &from)) family = s;
	}
	return family;
}

/* How many of the list come before s. */
static int place_in(enum stat_list list, const struct statistic *s)
{
	const struct statistic *t;
	bool earlier = true;
	int n = 0;
	for (struct stat_walk w = {0}; (t = statistic_next(&w));) {
		earlier &= t != s;
		n += t->rank[list] && (t->rank[list] < s->rank[list] || (t->rank[list] == s->rank[list] && earlier));
	}
	return n;
}

const struct statistic *statistic_listed(enum stat_list list, int i)
{
	const struct statistic *s;
	for (struct stat_walk w = {0}; (s = statistic_next(&w));)
		if (s->rank[list] && place_in(list, s) == i) return s;
	return NULL;
}

int statistic_place(enum stat_list list, const char *name)
{
	const struct statistic *s;
	for (struct stat_walk w = {0}; (s = statistic_next(&w));)
		if (s->rank[list] && strcmp(s->name, name) == 0) return place_in(list, s);
	return -1;
}

const char *statistic_member(const struct statistic *s, int i, const char **help)
{
	*help = s->help;
	if (s->family == FAMILY_DROPS && i < N_DROPS) return drop_names[i];
	if (s->family != FAMILY_LEDGER || i >= LEDGER_UNATTRIBUTED) return NULL;
	*help = ledger_lines[i].help;
	return ledger_lines[i].name;
}

enum stat_way statistic_way(const struct statistic *s, int i)
{
	return s->family == FAMILY_DROPS && i < N_DROPS ? drop_ways[i] : s->way;
}

void statistic_name(const struct statistic *s, const char *which, char *buf, size_t size)
{
	int before = (int)strcspn(s->name, "*");
	if (which)
		snprintf(buf, size, "%.*s%s%s", before, s->name, which, s->name + before + 1);
	else
		snprintf(buf, size, "%s", s->name);
}

const char *statistic_renamed(const char *word)
{
	const struct statistic *s;
	for (struct stat_walk w = {0}; (s = statistic_next(&w));)
		if (s->was && strcmp(s->was, word) == 0) return s->name;
	return NULL;
}

void statistic_offer(const char *word, const char *candidate, const char **best, int *best_cost)
{
	const char *today = statistic_renamed(word);
	const struct called *row = today ? NULL : called_find(word, CALLED_STATISTIC, NULL);
	if (row) today = row->here;
	if (!today)
		nearest_offer(word, candidate, best, best_cost);
	else if (strcmp(today, candidate) == 0)
		*best = candidate;
}

/* Of a family's row: is name that of a member as far as those are the same in every run? */
static bool is_member(const struct statistic *s, const char *name)
{
	const char *help, *which = statistic_member(s, 0, &help);
	char one[128];
	int from, n = member_of(s, name, &from);
	if (s->family == FAMILY_QUEUES || s->family == FAMILY_FUNCTIONS)
		return n == 1 && name[from] >= '0' && name[from] < '0' + QUEUES_TOLD;
	if (!which) return n > 0;
	for (int i = 1; which; which = statistic_member(s, i++, &help)) {
		statistic_name(s, which, one, sizeof one);
		if (strcmp(one, name) == 0) return true;
	}
	return false;
}

bool statistic_exists(const char *name)
{
	const struct statistic *s;
	for (struct stat_walk w = {0}; (s = statistic_next(&w));)
		if (s->family == FAMILY_NONE ? strcmp(s->name, name) == 0 : is_member(s, name)) return true;
	return false;
}

static void offer_to(const char *word, const char *name, int *cost, char *buf, size_t size)
{
	const char *best = *buf ? buf : NULL;
	statistic_offer(word, name, &best, cost);
	if (best != buf) snprintf(buf, size, "%s", best ? best : "");
}

const char *statistic_meant(const char *word, char *buf, size_t size)
{
	const struct statistic *s;
	int cost = 0;
	*buf = '\0';
	for (struct stat_walk w = {0}; (s = statistic_next(&w));) {
		const char *help, *which = statistic_member(s, 0, &help);
		char name[128];
		for (int i = 0; i == 0 || which; which = statistic_member(s, ++i, &help)) {
			statistic_name(s, which, name, sizeof name);
			offer_to(word, name, &cost, buf, size);
		}
	}
	return buf;
}

void statistic_label(const struct statistic *s, const char *name, char *buf, size_t size)
{
	const char *label = s && s->words.label ? s->words.label : name;
	int from = 0, n = s && *label == '*' ? member_of(s, name, &from) : 0;
	if (n)
		snprintf(buf, size, "%.*s", n, name + from);
	else
		snprintf(buf, size, "%s", label);
}
