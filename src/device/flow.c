#include "device/flow.h"
#include "base/arena.h"

static int32_t smaller(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

bool flow_init(struct flow *f, int32_t headers, int32_t data, struct arena *a)
{
	*f = (struct flow){.headers = headers, .data = data};
	if (headers == 0 && data == 0) return true;
	int32_t most = headers == 0 ? data
		       : data == 0  ? headers
				    : smaller(headers, data); /* each takes one of a kind that is limited */
	uint32_t slots = 1;
	while (slots < (uint32_t)most + 1)
		slots *= 2;
	f->mask = slots - 1;
	f->slot = arena_array(a, slots, sizeof *f->slot);
	return f->slot;
}

static bool fits(int32_t there_are, int64_t out, int32_t more)
{
	return there_are == 0 || out == 0 || out + more <= there_are;
}

static void comes_back(struct flow *f)
{
	const struct went *w = &f->slot[f->head];
	f->headers_out -= w->headers;
	f->data_out -= w->data;
	f->head = (f->head + 1) & f->mask;
	f->count--;
}

sim_time flow_wait(struct flow *f, sim_time now, int32_t headers, int32_t data)
{
	while (f->count && f->slot[f->head].back <= now)
		comes_back(f);
	while (!fits(f->headers, f->headers_out, headers) || !fits(f->data, f->data_out, data)) {
		if (f->slot[f->head].back > now) now = f->slot[f->head].back;
		comes_back(f);
	}
	return now;
}

/* Of what there is some may be left over that is too little for another one like it. */
static int64_t share_of(int32_t there_are, int32_t taken, sim_time time)
{
	if (there_are == 0 || taken == 0) return 0;
	return taken >= there_are ? time : time / (there_are / taken);
}

void flow_take(struct flow *f, sim_time from, sim_time back, int32_t headers, int32_t data)
{
	if (f->headers == 0) headers = 0;
	if (f->data == 0) data = 0;
	if (headers == 0 && data == 0) return;
	const struct went *last = &f->slot[(f->head + f->count - 1) & f->mask];
	if (f->count && last->back > back) back = last->back;
	f->header_time += share_of(f->headers, headers, back - from);
	f->data_time += share_of(f->data, data, back - from);
	f->slot[(f->head + f->count++) & f->mask] = (struct went){back, headers, data};
	f->headers_out += headers;
	f->data_out += data;
}
