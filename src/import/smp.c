/* smp.c - QEMU's -smp (hw/core/machine-smp.c): cpus, maxcpus, and a hierarchy whose product must be maxcpus. */
#include "import/smp.h"
#include <stdio.h>
#include <string.h>

enum { CPUS_MOST = 4096 };

bool smp_read(struct guest *g, const struct pairs *p, const struct word *w, struct error *err)
{
	static const char *const level[] = {"sockets", "dies", "clusters", "modules", "cores", "threads", "drawers", "books"};
	int64_t cpus = 0, most = 0, product = 1, n;
	bool cores = false, sockets = false, threads = false;
	for (int i = 0; i < p->n; i++) {
		const struct property *one = &p->pair[i].p;
		int64_t *to = strcmp(one->name, "cpus") == 0 ? &cpus : strcmp(one->name, "maxcpus") == 0 ? &most : NULL;
		bool of_level = false;
		for (size_t k = 0; k < sizeof level / sizeof *level; k++)
			of_level = of_level || strcmp(one->name, level[k]) == 0;
		if (!to && !of_level) return error_at(err, one->at, "'%.60s' is no property of -smp", one->name);
		if (!whole_number(one->value, CPUS_MOST, &n) || n < 1)
			return error_at(err, one->at, "-smp %.60s: expected a whole number from 1 to %d", one->shown, CPUS_MOST);
		if (to)
			*to = n;
		else
			product = product > CPUS_MOST ? product : product * n;
		cores = cores || strcmp(one->name, "cores") == 0;
		sockets = sockets || strcmp(one->name, "sockets") == 0;
		threads = threads || strcmp(one->name, "threads") == 0;
	}
	if (!most) most = cpus ? cpus : product;
	if (!cpus) cpus = most;
	if (cpus > most) return error_at(err, w->at, "-smp %.60s: more CPUs than maxcpus, which QEMU refuses", w->text);
	bool whole = sockets && cores && threads;
	if (most % product || (whole && product != most))
		return error_at(err, w->at, "-smp %.60s: the product of the hierarchy, %lld, must match maxcpus, %lld", w->text,
				(long long)product, (long long)most);
	char text[24];
	snprintf(text, sizeof text, "%lld", (long long)cpus);
	const char *shown = arena_printf(g->arena, "-smp %s", w->text);
	return (shown && property_add(g, &g->machine, "cpus", text, shown, w->at)) || error_memory(err);
}
