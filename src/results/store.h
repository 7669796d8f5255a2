/* store.h - the results folder of a scenario while it is run: an end at any moment loses nothing that was finished. */
#ifndef RESULTS_STORE_H
#define RESULTS_STORE_H
#include "base/arena.h"
#include "results/collection.h"
#include "results/hold.h"
#include "results/previous.h"
#include "results/provenance.h"

/* What is to be kept, and how. */
struct keeping {
	const char *dir;   /* NULL = results/NAME */
	bool resume;       /* go on with what is there */
	bool force;        /* replace another result */
	const char *rerun; /* a point's id: it alone is run, the others are there; NULL = none */
	int shard, shards; /* the part of the points, from 1; 0 = all */
	bool on[N_FORMATS];
	struct told told;
	int threads;
	tell_line *say; /* warnings */
	bool quiet;     /* and nothing else */
	const volatile int *stop;
};

struct store {
	const struct keeping *o;
	const struct scenario *scenario;
	struct arena arena;
	struct identity who;
	char *head;
	char dir[1024];
	char base[600];               /* of the files: the scenario's, with the shard's number */
	const char *hidden, *visible; /* journals: of this time, and of the results that are there */
	struct hold hold;
	struct previous old;             /* the results that are there */
	struct collection have;          /* before this time */
	int64_t unfinished;              /* bytes of whole lines in the hidden journal that is gone on with */
	int64_t *todo, n_todo, n_wanted; /* points: to run, and in the results in the end */
	bool begun;                      /* the hidden journal is of this work */
	bool replaces;                   /* an unfinished --force is gone on with: what is there is another result */
	struct journal journal;
	struct error err;
};

#define STORE_CLOSED                                       \
	{                                                  \
		.hold = {.fd = -1}, .journal = {.fd = -1 } \
	}

/* The folder: dir, else results/NAME. */
const char *store_folder(const char *dir, const char *scenario_path, char *buf, size_t size);
/* Everything below: false with s->err.  store_close is due whatever happened. */
bool store_open(struct store *s, const struct keeping *o, const struct scenario *scenario);
/* A point that was run is kept. */
bool store_take(struct store *s, const struct point *p);
/* No more points will come. */
bool store_end(struct store *s);
/* None came. */
void store_forget(struct store *s);
/* The files, of all points that are there; p says what they are. */
bool store_publish(struct store *s, double seconds, struct publication *p);
void store_close(struct store *s);
#endif
