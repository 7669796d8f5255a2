/*
 * probe_busy.c - how busy the processors are that handle receive interrupts.  Sources: Linux fs/proc/stat.c (a row: user nice system idle iowait irq
 * softirq steal, then guest, which is within user), /proc/interrupts (its head names the columns).
 */
#include "import/probe.h"
#include "nic/statistic.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 256, FIELDS = 8, IDLE = 3, WAITING = 4, STOLEN = 7 };
#define MOSTLY 0.9 /* of a ring's interrupts on one processor */
#define MUCH 0.01  /* of the time taken away by the host */

/* The counts of the row whose name ends so; how many there are, 0 = no such row. */
static int columns_of(const struct section *s, const char *end, double *out)
{
	size_t len = strlen(end);
	for (int i = 1; s && i < s->n; i++) {
		const char *text = s->line[i].text, *at = strchr(text, ':');
		size_t all = strlen(text);
		int n = 0;
		if (!at || all < len || strcmp(text + all - len, end) != 0) continue;
		for (at++; n < COLUMNS; n++) {
			char *next;
			out[n] = strtod(at, &next);
			if (next == at || !strchr(" \t", *next)) break;
			at = next;
		}
		return n;
	}
	return 0;
}

/* The processor of a column: "CPU3" is 3; -1 = the head does not say. */
static int processor_of(const struct section *s, int column)
{
	const char *at = s && s->n ? s->line[0].text : "";
	for (int i = 0; *(at += strspn(at, " \t")); i++) {
		int64_t n;
		char word[16];
		size_t len = strcspn(at, " \t");
		snprintf(word, sizeof word, "%.*s", len > 15 ? 15 : (int)len, at);
		if (i == column) return strncmp(word, "CPU", 3) == 0 && whole_number(word + 3, 4096, &n) ? (int)n : -1;
		at += len;
	}
	return -1;
}

/* The processor that took nearly all receive interrupts of a queue; -1 = none. */
static int processor_of_queue(const struct probe_text *t, int queue)
{
	double before[COLUMNS], after[COLUMNS], sum = 0, most = 0;
	char name[40];
	int column = -1;
	const struct section *b = probe_section(t, "B interrupts");
	snprintf(name, sizeof name, "-input.%d", queue);
	int n = columns_of(probe_section(t, "A interrupts"), name, before);
	if (!n || columns_of(b, name, after) != n) return -1;
	for (int i = 0; i < n; i++) {
		double by = after[i] - before[i];
		sum += by;
		if (by > most) {
			most = by;
			column = i;
		}
	}
	return column >= 0 && most >= MOSTLY * sum ? processor_of(b, column) : -1;
}

static bool times(const struct section *s, int processor, double *field, int *line)
{
	char name[16];
	struct line at;
	snprintf(name, sizeof name, "cpu%d", processor);
	const char *text = probe_value(s, name, &at);
	for (int i = 0; text && i < FIELDS; i++) {
		char *end;
		field[i] = strtod(text, &end);
		if (end == text) return false;
		text = end;
	}
	if (text) *line = at.number;
	return text;
}

bool probe_busy(struct guest *g, const struct probe_text *t, int queue, struct error *err)
{
	double before[FIELDS], after[FIELDS], all = 0;
	char of[60], core[16], value[24];
	int line = 0, processor = processor_of_queue(t, queue);
	if (processor < 0 || !times(probe_section(t, "A processors"), processor, before, &line) ||
	    !times(probe_section(t, "B processors"), processor, after, &line))
		return true;
	const struct place at = {t->file, line, 1};
	for (int i = 0; i < FIELDS; i++) {
		if (after[i] < before[i] && i != WAITING) /* which Linux says may fall */
			return error_at(err, at, "cpu%d: its times went back: the machine was started anew", processor);
		all += after[i] - before[i];
	}
	double share = all > 0 ? 1 - (after[IDLE] + after[WAITING] - before[IDLE] - before[WAITING]) / all : 0;
	if (share <= 0 || share > 1) return true;
	if (after[STOLEN] - before[STOLEN] > MUCH * all)
		guest_note(g, NOTE_CONTRADICTION, at,
			   "cpu%d: the host took it away for %.0f %% of the time, which is no setting here (away.guest)",
			   processor, 100 * (after[STOLEN] - before[STOLEN]) / all);
	snprintf(core, sizeof core, "vcpu%d", queue);
	statistic_name(&statistics[STAT_cpu_busy], core, of, sizeof of);
	snprintf(value, sizeof value, "%.2f%%", 100 * share);
	const char *id = arena_printf(g->arena, "probe-busy%d", queue), *name = arena_strdup(g->arena, of);
	if (!id || !name) return error_memory(err);
	guest_claim(g, id, name, value, at);
	return !g->no_memory || error_memory(err);
}
