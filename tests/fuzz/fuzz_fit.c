/* fuzz_fit.c - a fit file, and the rows of one. */
#include "fit/fit.h"
#include "fit/internal.h"
#include "fuzz/fuzz.h"

/* As after an interruption: everything is read, nothing is run. */
static void load_at(const char *path)
{
	struct arena a = {0};
	struct error err = {0};
	struct fit f;
	const volatile int stop = 1;
	bool good = fit_load(&f, &a, path, &stop, &err);
	fuzz_check_error(&err, !good);
	if (good) {
		fuzz_hold(fit_fitted(&f) >= 0 && f.n_points > 0, "a fit has points");
		if (free_bind(&f, &err)) {
			fuzz_accept();
			for (int i = 0; i < f.n_free; i++)
				fuzz_hold(f.free[i].start >= f.free[i].from && f.free[i].start <= f.free[i].to,
					  "what is free starts within its limits");
		}
	}
	fit_close(&f);
	arena_free(&a);
}

void fuzz_fit(const uint8_t *data, size_t size);
void fuzz_fit(const uint8_t *data, size_t size)
{
	load_at(fuzz_file("scenarios/fit/input.yaml", data, size));
}

void fuzz_csv(const uint8_t *data, size_t size);
void fuzz_csv(const uint8_t *data, size_t size)
{
	char path[128];
	fuzz_file("scenarios/fit/input.csv", data, size);
	snprintf(path, sizeof path, "%s/scenarios/fit/of-input.yaml", fuzz_folder());
	load_at(path);
}
