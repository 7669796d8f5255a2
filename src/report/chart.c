/* chart.c - the table of charts. */
#include "report/chart_internal.h"
#include <string.h>

/* Lines of what the scenario is about, or of how a point did. */
#define LINES .script = "throughput", .allows = lines_allowed, .put = lines_put, .says = lines_title
#define SIZES {"traffic.size", "traffic.segment"}, .label = "packet size", .log = 10

static const struct chart charts[] = {
	{.name = "ring-size", .title = "How far does a larger ring help?", .key = {"nic.ring.entries"}, LINES},
	{.name = "queues", .title = "How far do more queues help?", .key = {"nic.queues"}, LINES},
	{.name = "packet-size", .title = "What do larger packets bring?", .key = {"traffic.size", "traffic.segment"}, LINES},
	{.name = "link-speed", .title = "How far does a faster wire help?", .key = {"traffic.link"}, LINES},
	{.name = "rate", .title = "What does a higher rate do?", .key = {"traffic.rate"}, LINES},
	{.name = "pauses",
	 .title = "How long does a request take, by the pause before it?",
	 .key = {"traffic.think"},
	 .stat = STAT_NAME(latency_mean),
	 LINES},
	{.name = "tail",
	 .script = "throughput",
	 .title = "How late are the late ones?",
	 .key = {"traffic.rate", "nic.ring.entries", "nic.queues"},
	 .tail = true,
	 .allows = tail_allowed,
	 .put = lines_put,
	 .says = lines_title},
	{.name = "latency", .script = "throughput", .title = "Latency by percentile", .allows = curve_allowed, .put = curve_put},
	{.name = "counts",
	 .script = "bars",
	 .title = "What a packet takes",
	 .bars = LIST_COUNTS,
	 .allows = bars_allowed,
	 .put = bars_put},
	{.name = "schemes",
	 .script = "bars",
	 .title = "The schemes side by side",
	 .key = {"nic.scheme.model"},
	 .bars = LIST_SCHEMES,
	 .allows = bars_allowed,
	 .put = bars_put},
	{.name = "what-would-help", .script = "helps", .title = "What would help", .allows = helps_allowed, .put = helps_put},
	{.name = "costs", .script = "costs", .title = "Where a packet's time goes", .allows = costs_allowed, .put = costs_put},
	{.name = "coalescing-gain",
	 .script = "gain",
	 .title = "What header and data in one block buy",
	 .key = SIZES,
	 .pair = {"nic.scheme.combined=false", "nic.scheme.combined=true"},
	 .allows = gain_allowed,
	 .put = gain_put},
	{.name = "packed-gain",
	 .script = "gain",
	 .title = "What a packed ring buys",
	 .key = SIZES,
	 .pair = {"nic.ring.format=split", "nic.ring.format=packed"},
	 .allows = gain_allowed,
	 .put = gain_put},
	{.name = "moderation",
	 .script = "pareto",
	 .title = "Fewer interrupts, longer waits",
	 .key = {"nic.moderation.time", "nic.moderation.packets"},
	 .label = "interrupts per packet",
	 .log = 10,
	 .allows = pareto_allowed,
	 .put = pareto_put},
	{.name = "pcie",
	 .script = "pcie",
	 .title = "What crosses the link",
	 .key = SIZES,
	 .allows = pcie_allowed,
	 .put = pcie_put},
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
	return c->put == lines_put || c->put == curve_put;
}

void chart_title(const struct chart *c, const struct chart_source *s, char *buf, size_t size)
{
	chart_say_title(c, s, buf, size);
}

bool chart_write(FILE *out, const struct chart *c, const struct chart_source *s)
{
	return c->put(out, c, s) && !ferror(out);
}
