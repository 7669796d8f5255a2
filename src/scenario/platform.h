/* platform.h - price lists: files that say what each thing costs on one machine, and who says so. */
#ifndef SCENARIO_PLATFORM_H
#define SCENARIO_PLATFORM_H
#include "nic/setup.h"
#include "scenario/tree.h"

/* One price as some file gives it. */
struct price_entry {
	const char *key, *text, *source;
	enum unit unit;
	int64_t value;
	/* What it may be instead, and is not known better: between:, or half and twice where the source begins with "guess"; else value. */
	int64_t low, high;
	/* What it is tied to, if it is: so many times another price of the platform, in millionths. */
	const struct price_entry *base;
	int64_t times;
	bool base_of_backend;          /* base stands in the list of a back end */
	const struct node *of;         /* where the other price is named; NULL = not tied */
	const struct node *calibrated; /* list of the claims it was set by; NULL = none */
	struct price_entry *next;
};
struct price_list {
	const char *backend; /* the back end it is for */
	struct price_entry *first;
	struct price_list *next;
};
/* A setting of the NIC that a point on this platform has where nobody says otherwise (defaults.c). */
struct platform_default {
	const char *key; /* canonical */
	const struct node *value;
	const char *source; /* "" when none is given */
	struct platform_default *next;
};
struct platform {
	const char *ref;  /* as the scenario names it */
	const char *path; /* as opened */
	const char *name, *title;
	char hash[17]; /* hex XXH64 of the file */
	int64_t clock; /* Hz, 0 = none given */
	int64_t cores; /* 0 = not told */
	struct price_entry *prices;
	struct price_list *backends;
	struct price_entry *unlisted;
	struct platform_default *defaults;
	struct platform *next;
};

/* Read and check the whole file into a.  ref is relative to base_dir; from is where ref stands. NULL on failure. */
struct platform *platform_load(struct arena *a, const char *ref, const char *base_dir, struct place from, struct error *err);
/*
 * Read one price written as a quantity or as {value, between, source, calibrated}; need_source: the second form with a source is a must.  Only in
 * platform files, thus with need_source, it may be tied to another: {of: guest_copy_byte, times: 2, source}; its value comes later then.
 */
bool price_entry_read(const struct node *n, const struct price *price, int64_t clock, bool need_source, struct price_entry *out,
		      struct error *err);
/* Read defaults: of a platform file. */
bool defaults_read(struct platform *p, const struct node *map, struct arena *a, struct error *err);
/* What a platform says about a price for a back end, and in which of its lists; NULL = nothing. */
enum price_from { PRICE_SCENARIO, PRICE_BACKEND, PRICE_PLATFORM, PRICE_UNLISTED, PRICE_NOWHERE };
const struct price_entry *platform_price(const struct platform *p, const char *backend, const struct price *price,
					 enum price_from *from);
/* path relative to base_dir, in a. */
const char *path_join(struct arena *a, const char *base_dir, const char *path);
#endif
