#include "unit/theory.h"
#include "batch/execute.h"
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#define US 1e6 /* per second */

/* Little's law gives the third from the other two. */
static struct truth truth_of(double inside, double rate, double lost)
{
	return (struct truth){.inside = inside, .rate = rate, .time = inside / rate * US, .lost = lost};
}

struct truth mm1_truth(double load)
{
	return truth_of(load / (1 - load), load * US, 0);
}

/* Pollaczek and Khinchine with no variance of the service. */
struct truth md1_truth(double load)
{
	return truth_of(load + load * load / (2 * (1 - load)), load * US, 0);
}

/* n inside with probability in proportion to load^n, n = 0 .. room. */
struct truth mm1k_truth(double load, int room)
{
	double weight = 1, sum = 0, inside = 0, full = 1;
	for (int n = 0; n <= room; n++, weight *= load) {
		sum += weight;
		inside += n * weight;
		full = weight;
	}
	double lost = full / sum;
	return truth_of(inside / sum, load * US * (1 - lost), lost);
}

/* n at the server with probability in proportion to N!/(N-n)! think^-n; it serves one per us unless nobody is there. */
struct truth closed_truth(int requesters, double think)
{
	double weight = 1, sum = 0, inside = 0;
	for (int n = 0; n <= requesters; n++) {
		sum += weight;
		inside += n * weight;
		weight *= (requesters - n) / think;
	}
	return truth_of(inside / sum, (1 - 1 / sum) * US, 0);
}

/* ---- running ---- */

struct errand {
	theory_take *take;
	void *user;
	bool failed;
};

static bool deliver(void *user, struct point *p)
{
	struct errand *e = user;
	if (p->failed) {
		printf("%s\n", p->failure);
		e->failed = true;
		return false;
	}
	e->take(e->user, p);
	return true;
}

static bool execute_all(struct scenario *s, struct errand *errand, struct error *err)
{
	struct names names = {0};
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	struct execution e = {.scenario = s,
			      .threads = processors > 0 ? (int)processors : 1,
			      .names = &names,
			      .deliver = deliver,
			      .user = errand};
	enum execute_end end = execute(&e, NULL, err);
	names_free(&names);
	return end == EXECUTE_DONE;
}

bool theory_run(const char *file, const char *const *sets, int n, theory_take *take, void *user)
{
	struct arena a = {0};
	struct error err = {0};
	struct errand errand = {.take = take, .user = user};
	struct scenario *s = scenario_load(&a, file, sets, n, &err);
	bool ok = s && execute_all(s, &errand, &err);
	if (err.set) {
		char text[1024];
		error_format(&err, text, sizeof text);
		printf("%s\n", text);
	}
	scenario_free(s);
	arena_free(&a);
	return ok && !errand.failed;
}
