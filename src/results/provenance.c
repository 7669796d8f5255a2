/* provenance.c - what made a result. */
#include "base/text_stream.h"
#include "results/provenance.h"
#include "base/version.h"
#include "report/json_value.h"
#include "results/folder.h"
#include <errno.h>
#include <gsl/gsl_version.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <xxhash.h>
#include <yaml.h>

#ifdef __clang__
#define COMPILER __VERSION__
#else
#define COMPILER "gcc " __VERSION__
#endif

#define SELF "/proc/self/exe"

/*
 * Of the program's own file: another build is another program, whatever its version says.  "" where there is no such file; one that
 * fails to be read must not make this program another one.
 */
static bool program_hash(char hex[17], struct error *err)
{
	char block[8192];
	struct error why = {0};
	FILE *f = fopen(SELF, "rb");
	*hex = '\0';
	if (!f) error_file(&why, (struct place){0}, errno, "can't read %s: %s", SELF, strerror(errno));
	if (!f) return !why.system || error_because(err, &why, why.at, "%s", why.text);
	XXH64_state_t *state = XXH64_createState();
	bool good = (state && XXH64_reset(state, 0) == XXH_OK) || error_memory(err);
	for (size_t n = 1; good && n > 0;) {
		n = fread(block, 1, sizeof(block), f);
		good = !ferror(f) || error_system(err, "can't read %s: %s", SELF, strerror(errno));
		good = good && (XXH64_update(state, block, n) == XXH_OK || error_memory(err));
	}
	if (good) snprintf(hex, 17, "%016llx", (unsigned long long)XXH64_digest(state));
	if (state) XXH64_freeState(state);
	fclose(f);
	return good;
}

static bool hash_axes(XXH64_state_t *state, const struct scenario *s, int64_t point)
{
	struct axis_value value[SCENARIO_MAX_AXES];
	bool good = true;
	scenario_point(s, point, value);
	for (int i = 0; i < scenario_axes(s); i++) {
		good = good && XXH64_update(state, value[i].key, strlen(value[i].key) + 1) == XXH_OK;
		good = good && XXH64_update(state, value[i].text, strlen(value[i].text) + 1) == XXH_OK;
	}
	return good;
}

bool identity_make(const struct scenario *s, struct arena *a, const volatile int *stop, struct identity *out, struct error *err)
{
	XXH64_state_t *state = XXH64_createState();
	int64_t points = scenario_points(s);
	out->id = arena_array(a, (size_t)points, sizeof(*out->id));
	bool good = out->id && state && XXH64_reset(state, 0) == XXH_OK;
	if (!good) error_memory(err);
	for (int64_t i = 0; good && i < points; i++) {
		struct arena one = {0};
		struct setup setup;
		good = !*stop && scenario_setup_id(s, i, &one, &setup, out->id[i], err);
		arena_free(&one);
		good = good && XXH64_update(state, out->id[i], sizeof(out->id[i])) == XXH_OK && hash_axes(state, s, i);
	}
	if (good) snprintf(out->scenario, sizeof(out->scenario), "%016llx", (unsigned long long)XXH64_digest(state));
	if (state) XXH64_freeState(state);
	return good;
}

static json_t *texts(const char *const *list, int n)
{
	json_t *v = json_array();
	for (int i = 0; v && i < n; i++)
		if (json_array_append_new(v, json_value_text(list[i])) != 0) return json_decref(v), NULL;
	return v;
}

static json_t *or_null(const char *text)
{
	return json_value_text(text && *text ? text : NULL);
}

static json_t *report_part(const struct told *t, const struct scenario *s)
{
	const char *const *show;
	int n_show = scenario_show(s, &show);
	return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o}", "title", or_null(scenario_title(s)), "source", or_null(scenario_source(s)),
			 "platform", or_null(scenario_platform_name(s, 0)), "platform_hash",
			 or_null(scenario_platform_hash(s, 0)), "set", texts(t->set, t->n_sets), "show", texts(show, n_show));
}

static json_t *libraries(void)
{
	char xxhash[32];
	unsigned v = XXH_versionNumber();
	snprintf(xxhash, sizeof(xxhash), "%u.%u.%u", v / 10000, v / 100 % 100, v % 100);
	return json_pack("{s:s,s:s,s:s,s:s}", "gsl", gsl_version, "libyaml", yaml_get_version_string(), "jansson",
			 JANSSON_VERSION, "xxhash", xxhash);
}

static json_t *provenance(const struct told *t, const struct scenario *s, const struct identity *who, const char *program,
			  struct error *err)
{
	struct arena a = {0};
	const char *seed = scenario_value(s, 0, "run.seed", &a);
	if (!seed) return arena_free(&a), error_memory(err), NULL; /* it has a default */
	json_t *v = json_pack("{s:s,s:s,s:s,s:o,s:o,s:s,s:I,s:I,s:o}", "simnic", SIMNIC_VERSION, "program", program, "compiler",
			      COMPILER, "libraries", libraries(), "scenario", json_value_text(scenario_path(s)), "scenario_hash",
			      who->scenario, "points", (json_int_t)scenario_points(s), "seed",
			      (json_int_t)strtoll(seed, NULL, 10), "set", texts(t->set, t->n_sets));
	arena_free(&a);
	if (!v) error_memory(err);
	return v;
}

static char *config_text(const struct scenario *s, struct error *err)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = text_stream(&text, &size);
	bool good = f && scenario_print_config(s, -1, f, err);
	if (f && fclose(f) != 0) good = false;
	if (good) return text;
	free(text);
	error_memory(err);
	return NULL;
}

char *journal_head(const struct told *t, const struct scenario *s, const struct identity *who, struct error *err)
{
	char program[17], base[512];
	char *config = config_text(s, err);
	if (!config || !program_hash(program, err)) return free(config), NULL;
	json_t *v = json_pack(
		"{s:i,s:I,s:o,s:o,s:s,s:s,s:s,s:b,s:o,s:o,s:o}", "journal", 1, "points", (json_int_t)scenario_points(s), "base",
		json_value_text(scenario_base(scenario_path(s), base, sizeof(base))), "file", json_value_text(scenario_path(s)),
		"scenario", who->scenario, "program", program, "version", SIMNIC_VERSION, "verbose", t->verbose, "report",
		report_part(t, s), "config", json_value_text(config), "provenance", provenance(t, s, who, program, err));
	if (v && t->tries && json_object_set_new(v, "what_if", json_string(t->tries)) != 0) json_decref(v), v = NULL;
	char *text = v ? json_value_dumps(v, JSON_COMPACT) : NULL;
	json_decref(v);
	free(config);
	if (!text) error_memory(err);
	return text;
}

json_t *provenance_of_run(int threads, double seconds, int64_t points_run, int64_t points_kept)
{
	struct utsname host;
	char when[32] = "";
	time_t t = time(NULL);
	struct tm utc;
	if (uname(&host) != 0) memset(&host, 0, sizeof(host));
	if (gmtime_r(&t, &utc)) strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &utc);
	return json_pack("{s:s,s:o,s:s,s:s,s:i,s:f,s:I,s:I}", "finished", when, "host", json_value_text(host.nodename), "system",
			 host.sysname, "machine", host.machine, "threads", threads, "seconds", floor(1000 * seconds + 0.5) / 1000,
			 "points_run", (json_int_t)points_run, "points_kept", (json_int_t)points_kept);
}
