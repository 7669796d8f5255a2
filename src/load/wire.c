#include "load/wire.h"

#define FRAME_LEAST 60 /* shorter frames are padded on the wire (IEEE 802.3, without FCS) */

static sim_time frame_time(const struct wire *w, int32_t len)
{
	int64_t bytes = (len < FRAME_LEAST ? FRAME_LEAST : len) + w->overhead;
	return (bytes * 8 * PS_PER_S + w->bps / 2) / w->bps;
}

sim_time wire_send(struct wire *w, sim_time from, int32_t len)
{
	sim_time start = wire_start(w, from);
	if (w->bps == 0) return start;
	if (len != w->last_len) {
		w->last_len = len;
		w->last_ps = frame_time(w, len);
	}
	w->free_at = start + w->last_ps < NEVER_ENDING ? start + w->last_ps : NEVER_ENDING;
	w->busy += w->free_at - start;
	return w->free_at;
}

sim_time wire_left(const struct wire *w, sim_time now, sim_time gone, int32_t len)
{
	sim_time all = frame_time(w, len);
	return gone <= now ? 0 : gone - now < all ? gone - now : all;
}
