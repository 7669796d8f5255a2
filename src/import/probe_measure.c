/*
 * probe_measure.c - rates of a probe.  Time is the machine's uptime, which nobody sets; each sample takes a little time itself, by which rates are
 * uncertain.  A share of loss is none of the card's settings: with it the traffic that came is less than what was sent.
 */
#include "import/probe.h"
#include "nic/statistic.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PACKETS_LEAST = 1000 };

struct measure {
	struct guest *g;
	struct card *card;
	const struct probe_text *t;
	struct error *err;
	double seconds, packets;
	bool rx;
};

static bool uptime(const struct measure *m, const char *name, double *out, int *line)
{
	const struct section *s = probe_section(m->t, name);
	char *end;
	if (!s || !s->n)
		return error_at(m->err, (struct place){m->t->file, s ? s->number : 1, 1},
				"section '%s': expected the uptime, found nothing", name);
	*line = s->line[0].number;
	*out = strtod(s->line[0].text, &end);
	return (end > s->line[0].text && *end == ' ' && *out >= 0 && *out < 1e10) ||
	       error_at(m->err, (struct place){m->t->file, *line, 1}, "%s: expected the uptime in seconds, not '%.40s'", name,
			s->line[0].text);
}

static bool take_time(struct measure *m)
{
	double a, a_to, b, b_to;
	int line;
	if (!uptime(m, "A from", &a, &line) || !uptime(m, "A to", &a_to, &line) || !uptime(m, "B from", &b, &line)) return false;
	if (a_to < a || b < a_to)
		return error_at(
			m->err, (struct place){m->t->file, line, 1},
			"the uptime went back from %.2f to %.2f: the machine was started anew, or the samples are exchanged",
			a_to, b);
	if (!uptime(m, "B to", &b_to, &line)) return false;
	m->seconds = (b + b_to) / 2 - (a + a_to) / 2;
	if (m->seconds < 0.5)
		return error_at(m->err, (struct place){m->t->file, line, 1},
				"%.2f s lie between the samples, expected at least 0.5 s", m->seconds);
	return true;
}

/* The sum of a counter of every queue: rx_queue_0_kicks (until 6.9) or rx0_kicks (since). */
static bool sum_of_queues(const struct measure *m, const char *way, const char *what, double *sum, int *line)
{
	char name[60];
	struct growth g = {0, 0};
	int found = 0;
	*sum = 0;
	for (int i = 0; i < 256; i++) {
		snprintf(name, sizeof name, "%s_queue_%d_%s", way, i, what);
		bool there = probe_growth(m->t, "queues", name, &g, m->err);
		if (!there && !m->err->set) {
			snprintf(name, sizeof name, "%s%d_%s", way, i, what);
			there = probe_growth(m->t, "queues", name, &g, m->err);
		}
		if (!there) break;
		*sum += g.by;
		*line = g.line;
		found++;
	}
	return found && !m->err->set;
}

/* All processors' counts of a row of /proc/interrupts, whose name is its last word. */
static double row_sum(const char *text)
{
	double sum = 0;
	const char *at = strchr(text, ':');
	for (at = at ? at + 1 : text; *at;) {
		char *end;
		double n = strtod(at, &end);
		if (end == at || !strchr(" \t", *end)) break;
		sum += n;
		at = end;
	}
	return sum;
}

static bool sum_of_interrupts(const struct measure *m, double *sum, int *line)
{
	const struct section *a = probe_section(m->t, "A interrupts"), *b = probe_section(m->t, "B interrupts");
	double before = 0, after = 0;
	int rows = 0;
	for (int i = 0; a && i < a->n; i++)
		if (strstr(a->line[i].text, "put.")) before += row_sum(a->line[i].text);
	for (int i = 0; b && i < b->n; i++)
		if (strstr(b->line[i].text, "put.")) {
			after += row_sum(b->line[i].text);
			*line = b->line[i].number;
			rows++;
		}
	if (!rows) return false;
	if (after < before)
		return error_at(m->err, (struct place){m->t->file, *line, 1},
				"interrupts went back from %.0f to %.0f: a device was reset", before, after);
	*sum = after - before;
	return true;
}

static bool claim(const struct measure *m, const char *id, const char *of, const char *unit, double value, int line)
{
	char text[60];
	int n = snprintf(text, sizeof text, "%.6f", value);
	if (n + strlen(unit) >= sizeof text)
		return error_at(m->err, (struct place){m->t->file, line ? line : 1, 1},
				"%s comes to %.3g%s, more than any device counts", id, value, unit);
	while (n && text[n - 1] == '0')
		n--;
	n -= n && text[n - 1] == '.';
	if (!n || (n == 1 && *text == '0')) return true; /* nothing that a share can be taken of */
	snprintf(text + n, sizeof text - (size_t)n, "%s", unit);
	guest_claim(m->g, id, of, text, (struct place){m->t->file, line, 1});
	return !m->g->no_memory || error_memory(m->err);
}

/* Kicks and interrupts are rare events over many packets; 0 of them is a number, too, but nothing a share can be taken of. */
static bool take_claims(struct measure *m)
{
	double rx = 0, tx = 0, interrupts = 0;
	int line = 0;
	if (!claim(m, "probe-rate", STAT_NAME(packet_rate), "pps", m->packets / m->seconds, line)) return false;
	bool kicks = sum_of_queues(m, "rx", "kicks", &rx, &line);
	kicks = !m->err->set && sum_of_queues(m, "tx", "kicks", &tx, &line) && kicks;
	if (m->err->set) return false;
	if (kicks && rx + tx > 0 && !claim(m, "probe-kicks", STAT_NAME(kicks_per_packet), "", (rx + tx) / m->packets, line))
		return false;
	if (!kicks)
		guest_note(m->g, NOTE_UNUSED, (struct place){m->t->file, 0, 0},
			   "ethtool -S tells of no kicks: Linux counts them since 4.20");
	bool any = sum_of_interrupts(m, &interrupts, &line);
	if (m->err->set) return false;
	if (any && interrupts > 0 &&
	    !claim(m, "probe-interrupts", STAT_NAME(interrupts_per_packet), "", interrupts / m->packets, line))
		return false;
	int64_t queues = 1;
	whole_number(property_text(&m->card->device, ".used", "1"), 1024, &queues);
	for (int i = 0; m->rx && i < queues; i++)
		if (!probe_busy(m->g, m->t, i, m->err)) return false;
	return true;
}

static bool take_traffic(struct measure *m, const struct growth *bytes, const struct growth *dropped)
{
	char rate[40], size[40];
	double mean = bytes->by / m->packets;
	const struct place at = {m->t->file, bytes->line, 1};
	if (mean < 14 || mean > 65589)
		return error_at(m->err, at, "%.0f bytes in %.0f packets are %.1f B each, expected from 14 to 65589", bytes->by,
				m->packets, mean);
	if (m->packets / m->seconds > 1e10)
		return error_at(m->err, at, "%.3g packets a second: more than any machine takes", m->packets / m->seconds);
	if (dropped->by > 0)
		guest_note(m->g, NOTE_CONTRADICTION, (struct place){m->t->file, dropped->line, 1},
			   "%.0f packets were dropped: more was sent than the rate that is taken here", dropped->by);
	snprintf(rate, sizeof rate, "%.3fpps", m->packets / m->seconds);
	snprintf(size, sizeof size, "%.0fB", mean);
	return (property_add(m->g, &m->card->net, ".pps", rate, "packets over the time between the samples", at) &&
		property_add(m->g, &m->card->net, ".size", size, "mean of all packets", at) &&
		property_add(m->g, &m->card->net, ".direction", m->rx ? "rx" : "tx", "where most packets went", at)) ||
	       error_memory(m->err);
}

bool probe_measure(struct guest *g, struct card *c, const struct probe_text *t, struct error *err)
{
	struct measure m = {.g = g, .card = c, .t = t, .err = err};
	struct growth rx = {0, 0}, tx = {0, 0}, bytes = {0, 0}, dropped = {0, 0};
	if (!take_time(&m)) return false;
	if (!probe_growth(t, "statistics", "rx_packets", &rx, err) || !probe_growth(t, "statistics", "tx_packets", &tx, err))
		return err->set ? false
				: error_at(err, (struct place){t->file, 1, 1}, "the samples have no rx_packets and tx_packets");
	m.rx = rx.by >= tx.by;
	m.packets = m.rx ? rx.by : tx.by;
	if (m.packets < PACKETS_LEAST) {
		guest_note(g, NOTE_ASSUMED, (struct place){t->file, rx.line, 1},
			   "%.0f packets are no measurement: only the settings are taken", m.packets);
		return true;
	}
	if (!probe_growth(t, "statistics", m.rx ? "rx_bytes" : "tx_bytes", &bytes, err) ||
	    !probe_growth(t, "statistics", m.rx ? "rx_dropped" : "tx_dropped", &dropped, err))
		return err->set ? false
				: error_at(err, (struct place){t->file, rx.line, 1}, "the samples have no bytes and drops");
	return take_traffic(&m, &bytes, &dropped) && take_claims(&m);
}
