#include "xen/granted.h"
#include "xen/slots.h"

void grant_slots_init(void *self, const struct setup *setup, uint32_t ring)
{
	(void)self, (void)setup, (void)ring;
}

void grant_slots_traits(const void *self, struct scheme_traits *t)
{
	*t = (struct scheme_traits){.segments = 1, .mergeable = true, .uniform = true, .frames = !grant_slots_gso(self)};
}

int32_t grant_slots_transmit(const void *self, int32_t len, int32_t frags)
{
	(void)frags; /* each page of one is granted by itself */
	const struct grant_slots *s = self;
	return xen_tx_slots(len, (uint32_t)s->offset, grant_slots_gso(s) && len > FRAME_SMALL);
}

void grant_slots_post(struct buffer *b, int16_t pages)
{
	*b = (struct buffer){
		.bytes = PAGE_BYTES, .posted = PAGE_BYTES, .truesize = PAGE_BYTES, .segments = 1, .entries = 1, .pages = pages};
}

bool grant_slots_predict(const struct grant_slots *s, int32_t len, int32_t pages, struct counts *c)
{
	if (!s->sg && len > FRAME_SMALL) return false;
	int32_t n = xen_rx_slots(len, grant_slots_gso(s) && len > FRAME_SMALL);
	*c = (struct counts){.buffers = n,
			     .descriptors = n,
			     .segments = n,
			     .pages_posted = n * pages,
			     .posted_bytes = n * PAGE_BYTES,
			     .truesize = n * PAGE_BYTES,
			     .wasted = n * PAGE_BYTES - len};
	return true;
}
