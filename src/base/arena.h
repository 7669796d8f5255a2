/* arena.h - memory that is taken piece by piece and given back all at once. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H
#include <stdbool.h>
#include <stddef.h>

struct arena_block;
struct arena_region;
/*
 * What arenas gave back and the next one takes: getting pages from the system, and giving them back, takes longer than a short run.  Of one
 * thread at a time.  It holds about what the last arena took, and of each region no more than ARENA_KEPT bytes that were touched.  In the
 * checked build it keeps nothing, so that the sanitizers see what is used too long.  Zero-initialise.
 */
struct arena_pool {
	struct arena_block *block;
	struct arena_region *region;
};
#define ARENA_KEPT ((size_t)1 << 20)
void arena_pool_free(struct arena_pool *p);

struct arena {
	struct arena_block *head;
	size_t used;     /* bytes handed out so far: a run that allocates nothing leaves it unchanged */
	size_t reserved; /* bytes that were reserved in addition, for the worst case */
	size_t refused;  /* bytes that were last asked for in vain; 0 = none ever */
	struct arena_region *region;
	struct arena_pool *pool; /* where memory comes from and goes to; NULL = the system */
	bool measured; /* it is made only to know how much would be taken: no more than what is certain may be touched of what is reserved */
};

/* Zeroed memory aligned for any type, owned by the arena.  NULL when memory is exhausted. */
void *arena_alloc(struct arena *a, size_t size);
/* Zeroed memory for n items of size bytes; NULL also when n * size overflows. */
void *arena_array(struct arena *a, size_t n, size_t size);
/*
 * The same for memory most of which may never be used: it takes none until it is touched, page by page.  What must fit at the worst, but
 * seldom comes, costs nothing; what is touched stays taken until arena_free.  certain, at most n: how many items are used in any case.  It is
 * not zeroed: what is read was written before.
 */
void *arena_reserve(struct arena *a, size_t n, size_t certain, size_t size);
/* Copies, NULL when memory is exhausted. */
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Frees everything; the arena can be used again. */
void arena_free(struct arena *a);
#endif
