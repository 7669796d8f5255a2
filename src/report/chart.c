/* chart.c - the table of charts. */
#include "report/chart_internal.h"
#include <string.h>

static const struct chart charts[] = {
	{"ring-size",
	 "throughput",
	 "How far does a larger ring help?",
	 {"nic.ring.entries"},
	 NULL,
	 0,
	 {NULL},
	 0,
	 NULL,
	 lines_allowed,
	 lines_put,
	 lines_title},
	{"queues",
	 "throughput",
	 "How far do more queues help?",
	 {"nic.queues"},
	 NULL,
	 0,
	 {NULL},
	 0,
	 NULL,
	 lines_allowed,
	 lines_put,
	 lines_title},
	{"packet-size",
	 "throughput",
	 "What do larger packets bring?",
	 {"traffic.size", "traffic.segment"},
	 NULL,
	 0,
	 {NULL},
	 0,
	 NULL,
	 lines_allowed,
	 lines_put,
	 lines_title},
	{"link-speed",
	 "throughput",
	 "How far does a faster wire help?",
	 {"traffic.link"},
	 NULL,
	 0,
	 {NULL},
	 0,
	 NULL,
	 lines_allowed,
	 lines_put,
	 lines_title},
	{"pauses",
	 "throughput",
	 "How long does a request take, by the pause before it?",
	 {"traffic.think"},
	 NULL,
	 0,
	 {NULL},
	 0,
	 STAT_NAME(latency_mean),
	 lines_allowed,
	 lines_put,
	 lines_title},
	{"counts", "bars", "What a packet takes", {NULL}, NULL, 0, {NULL}, LIST_COUNTS, NULL, bars_allowed, bars_put, NULL},
	{"schemes",
	 "bars",
	 "The schemes side by side",
	 {"nic.scheme.model"},
	 NULL,
	 0,
	 {NULL},
	 LIST_SCHEMES,
	 NULL,
	 bars_allowed,
	 bars_put,
	 NULL},
	{"what-would-help", "helps", "What would help", {NULL}, NULL, 0, {NULL}, 0, NULL, helps_allowed, helps_put, NULL},
	{"costs", "costs", "Where a packet's time goes", {NULL}, NULL, 0, {NULL}, 0, NULL, costs_allowed, costs_put, NULL},
	{"coalescing-gain",
	 "gain",
	 "What header and data in one block buy",
	 {"traffic.size", "traffic.segment"},
	 "packet size",
	 10,
	 {"nic.scheme.combined=false", "nic.scheme.combined=true"},
	 0,
	 NULL,
	 gain_allowed,
	 gain_put,
	 NULL},
	{"packed-gain",
	 "gain",
	 "What a packed ring buys",
	 {"traffic.size", "traffic.segment"},
	 "packet size",
	 10,
	 {"nic.ring.format=split", "nic.ring.format=packed"},
	 0,
	 NULL,
	 gain_allowed,
	 gain_put,
	 NULL},
	{"moderation",
	 "pareto",
	 "Fewer interrupts, longer waits",
	 {"nic.moderation.time", "nic.moderation.packets"},
	 "interrupts per packet",
	 10,
	 {NULL},
	 0,
	 NULL,
	 pareto_allowed,
	 pareto_put,
	 NULL},
	{"pcie",
	 "pcie",
	 "What crosses the link",
	 {"traffic.size", "traffic.segment"},
	 "packet size",
	 10,
	 {NULL},
	 0,
	 NULL,
	 pcie_allowed,
	 pcie_put,
	 NULL},
};

const struct chart *chart_of(const struct chart_source *s, int i)
{
	for (size_t k = 0; k < sizeof(charts) / sizeof(*charts); k++)
		if (s->n > 0 && charts[k].allows(&charts[k], s) && i-- == 0) return &charts[k];
	return NULL;
}

const char *chart_name(const struct chart *c)
{
	return c->name;
}

const char *chart_script(const struct chart *c)
{
	return c->script;
}

bool chart_has_lines(const struct chart *c)
{
	return c->put == lines_put;
}

void chart_title(const struct chart *c, const struct chart_source *s, char *buf, size_t size)
{
	chart_say_title(c, s, buf, size);
}

bool chart_write(FILE *out, const struct chart *c, const struct chart_source *s)
{
	return c->put(out, c, s) && !ferror(out);
}
