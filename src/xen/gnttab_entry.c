/* gnttab_entry.c - the grants of the pages that lie in a queue's transmit ring, by token: who may use them, and who does. */
#include "base/arena.h"
#include "xen/xen.h"

enum { GRANTED = 1, MAPPED = 2 };
struct gnttab {
	uint8_t *entry;
	int64_t maps;
	uint32_t size;
	const char *broken; /* the first rule that was broken */
};

bool gnttab_init(struct xen *x)
{
	struct gnttab *g = x->gnttab = arena_alloc(x->q->run->arena, sizeof *g);
	if (!g) return false;
	g->size = x->q->tx.ring.size;
	g->entry = arena_array(x->q->run->arena, g->size, sizeof *g->entry);
	return g->entry != NULL;
}

void gnttab_grant(struct gnttab *g, uint16_t token)
{
	g->entry[token] |= GRANTED;
}

void gnttab_end(struct gnttab *g, uint16_t token, bool stays)
{
	if (g->entry[token] & MAPPED) g->broken = "the guest ends a grant that is still mapped";
	if (!stays) g->entry[token] = 0;
}

void gnttab_use(struct gnttab *g, uint16_t token)
{
	if (!(g->entry[token] & GRANTED)) g->broken = "netback uses a grant that was ended";
}

void gnttab_map(struct gnttab *g, uint16_t token)
{
	g->entry[token] |= MAPPED;
	g->maps++;
}

bool gnttab_mapped(const struct gnttab *g, uint16_t token)
{
	return g->entry[token] & MAPPED;
}

void gnttab_unmap(struct gnttab *g, uint16_t token)
{
	if (!gnttab_mapped(g, token)) return;
	g->entry[token] &= (uint8_t)~MAPPED;
	g->maps--;
}

const char *gnttab_unsound(const struct gnttab *g)
{
	if (g->broken) return g->broken;
	return g->maps > g->size ? "more grants are mapped than the ring has slots" : NULL;
}
