/* chart_axis.c - what the keys along a chart are called, and whether their values run by powers. */
#include "report/chart_internal.h"
#include <string.h>

static const struct {
	const char *key, *label;
	int log; /* base; 0 = they don't */
} named[] = {
	{"nic.ring.entries", "ring size (descriptors)", 2},
	{"nic.queues", "queues", 0},
	{"traffic.size", "packet size", 10},
	{"traffic.segment", "packet size", 10},
	{"traffic.link", "rate of the wire", 10},
	{"traffic.rate", "offered rate", 10},
	{"traffic.think", "pause before each request", 10},
};

/* "ping from_queue" of traffic2.from_queue, the second traffic being ping; false where it is none of several. */
static bool of_traffic(const struct chart_source *s, const char *key, char *buf, size_t size)
{
	static const char *const at[CHART_TRAFFICS] = {"traffic.", "traffic2.", "traffic3."};
	for (int i = 0; i < CHART_TRAFFICS; i++) {
		size_t n = strlen(at[i]);
		if (!s->traffic[i] || strncmp(key, at[i], n) != 0) continue;
		snprintf(buf, size, "%s %s", s->traffic[i], key + n);
		return true;
	}
	return false;
}

void chart_axis_label(const struct chart_source *s, const char *key, int *log, char *buf, size_t size)
{
	*log = 0;
	for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
		if (strcmp(named[i].key, key) != 0) continue;
		snprintf(buf, size, "%s", named[i].label);
		*log = named[i].log;
		return;
	}
	const char *whole = key;
	if (strncmp(key, "nic.", 4) == 0 || strncmp(key, "traffic.", 8) == 0 || strncmp(key, "run.", 4) == 0)
		key = strchr(key, '.') + 1;
	if (!of_traffic(s, whole, buf, size)) snprintf(buf, size, "%s", key);
	for (char *at = buf; (at = strpbrk(at, "._"));)
		*at = ' ';
}
