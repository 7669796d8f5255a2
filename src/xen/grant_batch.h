/* grant_batch.h - operations on grant tables, as one thread of the host has them done (grant.c). */
#ifndef XEN_GRANT_BATCH_H
#define XEN_GRANT_BATCH_H
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct xen_thread;

enum xen_domain { XEN_DOM0, XEN_GUEST, XEN_OTHER_GUEST, XEN_DOMAINS };
enum grant_op { GRANT_COPY, GRANT_COPY_BOTH, GRANT_MAP, GRANT_UNMAP };

/* Grant operations to be done one after the other; each run of copies, maps or unmaps is one hypercall. */
struct grant_batch {
	struct {
		int32_t bytes;
		enum grant_op op;
	} * todo;
	int room, n, next, step, unflushed; /* step: of the operation begun; unflushed: unmaps since the last flush */
	int64_t per_call;                   /* operations of one hypercall at most; 0 = all of a kind */
	bool entered;                       /* the hypercall of the next operation was begun */
	enum xen_domain granter, source;    /* whose tables; source: where the bytes come from another guest's pages */
};

bool grants_init(struct grant_batch *b, int room, struct arena *a);
void grants_add(struct grant_batch *b, enum grant_op op, int32_t bytes);
/* Copies of a packet of len bytes between pages, source at `offset`; they cross no page on either side. */
void grants_add_copies(struct grant_batch *b, enum grant_op op, int32_t len, uint32_t offset, bool apart);
/* Begin the next piece of the batch: false = all is done. */
bool grants_step(struct xen_thread *t);
#endif
