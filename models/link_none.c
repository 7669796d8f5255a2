/*
 * link_none.c - no link between device and host (software back ends).
 *
 * 1. Device and driver share memory, as software back ends do: nothing crosses a link, nothing is counted, nothing waits.
 */
#include "nic/link.h"
#include "nic/model.h"

static void transfer(const void *self, uint32_t offset, int32_t n, struct dma *d)
{
	(void)self, (void)offset, (void)n, (void)d;
}
static void mmio(const void *self, int32_t n, struct dma *d)
{
	(void)self, (void)n, (void)d;
}
static void interrupt(const void *self, struct dma *d)
{
	(void)self, (void)d;
}

static void traits(const void *self, struct link_traits *t)
{
	(void)self;
	*t = (struct link_traits){0};
}

static const struct link_ops ops = {
	.write = transfer, .read = transfer, .mmio_write = mmio, .mmio_read = mmio, .interrupt = interrupt, .traits = traits};

const struct model link_none = {.size = 1, .ops = &ops};
