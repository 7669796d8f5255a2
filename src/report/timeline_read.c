/* timeline_read.c - a trace, an event a line, and the longest stall in it. */
#include "report/json_value.h"
#include "report/timeline_internal.h"
#include <jansson.h>
#include <string.h>

#define QUEUES 1024

static const char *text_in(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));
	return s ? s : "";
}

static double number_in(const json_t *o, const char *key)
{
	return json_number_value(json_object_get(o, key)); /* 0 of none */
}

/* Number of a name, which comes to the others if it is new; -1 when there is no room. */
static int name_of(struct recorded *r, struct arena *a, const char *text)
{
	for (int i = 0; i < r->n_names; i++)
		if (strcmp(r->name[i], text) == 0) return i;
	if (r->n_names == TRACE_NAMES || !(r->name[r->n_names] = arena_strdup(a, text))) return -1;
	return r->n_names++;
}

/* "queue 3 waiting" is what waits in queue 3: its number, and what follows it; -1 of anything else. */
static int queue_of(const char *text, const char **rest)
{
	int queue = -1, used = 0;
	if (sscanf(text, "queue %d%n", &queue, &used) != 1 || queue < 0 || queue >= QUEUES) return -1;
	*rest = text + used + (text[used] == ' ');
	return queue;
}

static void take_lane(struct recorded *r, struct arena *a, const json_t *o)
{
	int lane = (int)number_in(o, "tid");
	const char *name = text_in(json_object_get(o, "args"), "name"), *rest;
	if (lane < 0 || lane >= TRACE_LANES) return;
	r->lane[lane] = arena_strdup(a, name);
	r->lane_queue[lane] = queue_of(name, &rest);
}

static void take_levels(struct recorded *r, struct arena *a, const json_t *o, struct event *e)
{
	const char *series;
	json_t *value;
	json_object_foreach(json_object_get(o, "args"), series, value)
	{
		if (e->n == TRACE_SERIES) return;
		if (!r->series[e->name][e->n]) r->series[e->name][e->n] = arena_strdup(a, series);
		e->value[e->n++] = json_number_value(value);
	}
}

static void take_event(struct recorded *r, struct arena *a, const json_t *o)
{
	const char *kind = text_in(o, "ph"), *what = text_in(o, "name");
	if (*kind == 'M') take_lane(r, a, o);
	if (!strchr("XiC", *kind) || !*kind || r->n == r->room) return;
	struct event *e = &r->event[r->n];
	*e = (struct event){.at = number_in(o, "ts"), .lasts = number_in(o, "dur"), .kind = *kind, .queue = -1};
	e->lane = (int)number_in(o, "tid");
	if (*kind == 'C') e->queue = queue_of(what, &what);
	if (*kind == 'i' && e->lane >= 0 && e->lane < TRACE_LANES) e->queue = r->lane_queue[e->lane];
	e->name = name_of(r, a, what);
	if (e->name < 0 || e->lane < 0 || e->lane >= TRACE_LANES || (*kind == 'C' && e->queue < 0)) return;
	if (*kind == 'C') take_levels(r, a, o, e);
	r->n++;
}

bool recorded_read(struct recorded *r, const char *text, const char *file, struct arena *a, struct error *err)
{
	*r = (struct recorded){.room = 1};
	if (*text != '[') return error_plain(err, "%s: expected a trace, as --trace writes it", file);
	for (const char *c = text; *c; c++)
		r->room += *c == '\n';
	r->event = arena_array(a, (size_t)r->room, sizeof *r->event);
	if (!r->event) return error_memory(err);
	for (int i = 0; i < TRACE_LANES; i++)
		r->lane_queue[i] = -1;
	for (size_t size; *text; text += size + (text[size] == '\n')) {
		size = strcspn(text, "\n");
		if (*text != '{') continue;
		json_t *o = json_value_read(text, size - (text[size - 1] == ','), NULL);
		if (!o) return error_plain(err, "%s: a line of it is no event: is it whole?", file);
		take_event(r, a, o);
		json_decref(o);
	}
	return r->n > 0 || error_plain(err, "%s: nothing happens in this trace", file);
}

/* ---- stalls ---- */

/* What of a track waits for somebody: the used entries of a transmit ring, and available receive buffers, do for nobody. */
static bool is_waiting(const char *track, const char *series)
{
	if (strcmp(track, "waiting") == 0) return true;
	return (strcmp(track, "receive ring") == 0 && strcmp(series, "used") == 0) ||
	       (strcmp(track, "transmit ring") == 0 && strcmp(series, "available") == 0);
}

struct watch {
	double waits[TRACE_NAMES]; /* of each track */
	double since;              /* none was delivered, and some wait; < 0: none waits */
};

static double all_of(const struct watch *w)
{
	double sum = 0;
	for (int i = 0; i < TRACE_NAMES; i++)
		sum += w->waits[i];
	return sum;
}

static void watch_event(const struct recorded *r, const struct event *e, struct watch *w, struct stall *longest)
{
	bool delivers = strcmp(r->name[e->name], "delivered so far") == 0;
	if (!delivers) w->waits[e->name] = 0;
	for (int i = 0; i < e->n && !delivers; i++)
		if (is_waiting(r->name[e->name], r->series[e->name][i])) w->waits[e->name] += e->value[i];
	bool none = !(all_of(w) > 0); /* what was taken is delivered in the same moment, or worked on */
	if ((delivers || none) && w->since >= 0 && e->at - w->since > longest->to - longest->from)
		*longest = (struct stall){e->queue, w->since, e->at};
	if (none)
		w->since = -1;
	else if (delivers || w->since < 0)
		w->since = e->at;
}

struct stall recorded_stall(const struct recorded *r)
{
	struct stall longest = {.queue = 0};
	int queues = 0;
	double end = 0; /* one that nothing has ended lasts until then */
	for (int i = 0; i < r->n; i++)
		if (r->event[i].at > end) end = r->event[i].at;
	for (int i = 0; i < r->n; i++)
		if (r->event[i].queue >= queues) queues = r->event[i].queue + 1;
	for (int q = 0; q < queues; q++) {
		struct watch w = {.since = -1};
		for (int i = 0; i < r->n; i++)
			if (r->event[i].kind == 'C' && r->event[i].queue == q) watch_event(r, &r->event[i], &w, &longest);
		if (w.since >= 0 && end - w.since > longest.to - longest.from) longest = (struct stall){q, w.since, end};
	}
	return longest;
}
