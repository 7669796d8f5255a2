/* describe.c - what the tables say, for people: --list and --describe. */
#include "nic/features.h"
#include "scenario/describe.h"
#include "scenario/internal.h"
#include <stdlib.h>
#include <string.h>

#define MOST_FAULTS 128 /* of two feature words that are told */

static const char list_of_statistics[] = "statistics", list_of_keys[] = "keys";

bool describe_list(FILE *f, const char *kind, struct error *err)
{
	const char *kinds[64], *last = "";
	char shown[400], hint[HINT_SIZE];
	int n = 0, width = 0;
	for (const struct registered *r = registry; r->kind; r++) {
		int len = (int)(strlen(r->kind) + strlen(r->name)) + 1;
		if (len > width) width = len;
		if (strcmp(last, r->kind) != 0 && n < 61) kinds[n++] = last = r->kind;
	}
	kinds[n++] = list_of_statistics;
	kinds[n++] = list_of_keys;
	kinds[n] = NULL;
	bool known = !kind;
	for (int i = 0; i < n && kind; i++)
		known |= strcmp(kinds[i], kind) == 0;
	if (!known)
		return error_plain(err, "there is no kind '%.60s', expected %s%s", kind, words_shown(kinds, shown, sizeof shown),
				   word_hint(kind, kinds, hint, sizeof hint));
	if (kind && strcmp(kind, list_of_statistics) == 0) list_statistics(f);
	if (kind && strcmp(kind, list_of_keys) == 0) list_keys(f);
	for (const struct registered *r = registry; r->kind; r++) {
		if (kind && strcmp(kind, r->kind) != 0) continue;
		int len = fprintf(f, "%s/%s", r->kind, r->name);
		fprintf(f, "%*s  %s\n", len < width ? width - len : 0, "", r->summary);
	}
	return true;
}

/* What a value looks like: by the default where the unit's own example is out of the parameter's range. */
static const char *expected(const struct param *p, char *buf, size_t size)
{
	const char *text = value_expected(p, buf, size), *such = strstr(text, "such as "), *example = such ? such + 8 : "";
	char first[64], why[200];
	int64_t value;
	snprintf(first, sizeof first, "%.*s", (int)strcspn(example, ",)"), example);
	char * or = strstr(first, " or ");
	if (or) * or = '\0';
	if (p->unit == UNIT_WORD || p->unit == UNIT_TEXT || p->unit == UNIT_BOOL || !such || !p->dflt ||
	    !unit_parse(p->unit, first, INT64_C(1000000000), &value, why, sizeof why) || (value >= p->min && value <= p->max))
		return text;
	snprintf(buf, size, "%.*s%s", (int)(such + 8 - text), text, p->dflt);
	return buf;
}

static void print_param(FILE *f, const struct param *p)
{
	char a[64], b[64], words[400];
	fprintf(f, "  %s: %s", p->key, expected(p, words, sizeof words));
	if (p->unit != UNIT_BOOL && p->unit != UNIT_WORD && p->unit != UNIT_TEXT && p->unit != UNIT_BITS) {
		unit_print(p->unit, p->min, a, sizeof a);
		unit_print(p->unit, p->max, b, sizeof b);
		if (p->max == INT64_MAX)
			fprintf(f, ", at least %s", a);
		else
			fprintf(f, ", %s to %s", a, b);
	}
	if (!p->dflt)
		fprintf(f, "; must be given\n");
	else
		fprintf(f, "; default %s\n", *p->dflt ? p->dflt : "empty");
	if (p->help) fprintf(f, "      %s\n", p->help);
}

static void print_params(FILE *f, const char *heading, const char *path, const struct param *p)
{
	if (!p || !p->key) return;
	fprintf(f, "\n%s, in %s:\n", heading, path);
	for (; p->key; p++)
		print_param(f, p);
}

/* Which switch moves a price along: "asked for instead of kick while ioeventfd is false". */
static void print_switch(FILE *f, const struct price *p, const struct param *params)
{
	char word[64];
	int64_t at[1] = {p->at};
	for (; p->instead_of && params && params->key; params++) {
		if (params->offset != p->switched) continue;
		struct param here = *params;
		here.offset = 0;
		fprintf(f, "      asked for instead of %s while %s is %s; where it is not given %s is\n", p->instead_of,
			params->key, value_print(&here, at, word, sizeof word), p->instead_of);
	}
}

/* params: of the model that asks for it; NULL = none. */
static void print_price(FILE *f, const struct price *p, const struct param *params)
{
	fprintf(f, "  %s: %s; ", p->key, unit_example(p->unit));
	if (p->kind)
		fprintf(f, "charged to %s", p->kind);
	else
		fprintf(f, "a latency, no core is busy");
	fprintf(f, "%s\n", p->absent ? "; optional" : "");
	if (p->help) fprintf(f, "      %s\n", p->help);
	if (p->absent) fprintf(f, "      " PRICE_ABSENT ", %s\n", p->absent);
	print_switch(f, p, params);
}

static void print_prices(FILE *f, const char *heading, const struct price *p, const struct param *params)
{
	if (!p || !p->key) return;
	fprintf(f, "\n%s:\n", heading);
	for (; p->key; p++)
		print_price(f, p, params);
}

static void print_stats(FILE *f, const struct statistic *s)
{
	if (!s || !s->name) return;
	fprintf(f, "\nStatistics it adds:\n");
	for (; s->name; s++) {
		fprintf(f, "  %s%s%s%s\n", s->name, *s->unit ? ", in " : "", s->unit,
			s->scale == PER_PACKET ? ", per packet" : "");
		fprintf(f, "      %s\n", s->help);
	}
}

static const struct registered *find_model(const char *which, struct error *err)
{
	const char *slash = strchr(which, '/'), *best = NULL;
	char name[128], hint[HINT_SIZE] = "", keep[128] = "";
	int least = 0;
	for (const struct registered *r = registry; r->kind; r++) {
		snprintf(name, sizeof name, "%s/%s", r->kind, r->name);
		if (strcmp(name, which) == 0) return r;
		int cost = spelled_near(which, slash ? name : r->name);
		if (!cost || (least && cost >= least)) continue;
		least = cost;
		snprintf(keep, sizeof keep, "%s", name);
		best = keep;
	}
	if (best)
		hint_shown(best, hint, sizeof hint);
	else
		key_hint(which, hint, sizeof hint);
	error_plain(err,
		    slash ? "there is no model '%.60s'%s"
			  : "'%.60s': expected kind/name such as scheme/big, a mapping such as nic, or a key such as "
			    "nic.ring.entries%s",
		    which, hint);
	return NULL;
}

/* The values that bring a need into force; nothing where naming the model does. */
static void print_range(FILE *f, const struct need *n, const struct param *p)
{
	char from[64], to[64];
	if (!p) return;
	unit_print(p->unit, n->from, from, sizeof from);
	unit_print(p->unit, n->to, to, sizeof to);
	fprintf(f, ": %s", p->unit == UNIT_WORD ? p->words[n->from] : from);
	if (n->to > n->from) fprintf(f, " to %s", p->unit == UNIT_WORD ? p->words[n->to] : to);
}

static void print_needs(FILE *f, const struct model *m)
{
	const struct need *n = m->needs;
	char bits[300];
	if (!n || !n->path) return;
	fprintf(f, "\nFeature bits, where features: says what was negotiated:\n");
	for (; n->path; n++) {
		fprintf(f, "  %s", n->path);
		print_range(f, n, param_find(m->params, strrchr(n->path, '.') + 1));
		if (n->any_of) fprintf(f, " needs %s", features_shown(n->any_of, bits, sizeof bits));
		if (n->none_of)
			fprintf(f, "%s not go with %s", n->any_of ? " and does" : " does",
				features_shown(n->none_of, bits, sizeof bits));
		if (n->unless) fprintf(f, ", unless %s", features_shown(n->unless, bits, sizeof bits));
		fprintf(f, "\n      %s\n", n->rule);
	}
}

/* A word as --features takes it: as scenarios do, and hexadecimal without 0x where a letter tells. */
static bool read_word(const char *text, size_t len, uint64_t *word, struct error *err)
{
	char one[160], why[300];
	int64_t value = 0;
	bool letters = strspn(text, "0123456789") < len, hex = strspn(text, "0123456789abcdefABCDEF") >= len;
	snprintf(one, sizeof one, "%s%.*s", len && letters && hex ? "0x" : "", (int)len, text);
	if (len >= sizeof one || strcmp(one, "any") == 0 || !unit_parse(UNIT_BITS, one, 0, &value, why, sizeof why))
		return error_plain(err,
				   "--features %.60s: expected a feature word such as 0x103000000, or two with a comma between: "
				   "offered,accepted",
				   text);
	*word = (uint64_t)value;
	return true;
}

static void print_bits(FILE *f, uint64_t word)
{
	for (int bit = 0; bit < 64; bit++) {
		const struct feature_bit *b = feature_of(bit);
		if (!(word >> bit & 1)) continue;
		if (b)
			fprintf(f, "  %2d  %-33s %s\n", bit, b->name, b->help);
		else
			fprintf(f, "  %2d  %-33s %s\n", bit, "unknown", "reserved, or newer than this program");
	}
}

static void print_heading(FILE *f, const char *what, uint64_t word)
{
	int n = 0;
	for (uint64_t rest = word; rest; rest &= rest - 1)
		n++;
	fprintf(f, "%s0x%016llx, %d bit%s\n", what, (unsigned long long)word, n, n == 1 ? "" : "s");
}

/* The rules that two words break; -1 when memory is exhausted. */
static int print_faults(FILE *f, uint64_t offered, uint64_t accepted)
{
	struct feature_fault *fault = calloc(MOST_FAULTS, sizeof *fault);
	if (!fault) return -1;
	int broken = features_check(offered, accepted, fault, MOST_FAULTS);
	if (broken) fprintf(f, "\nrules broken: %d\n", broken);
	for (int i = 0; i < broken && i < MOST_FAULTS; i++)
		fprintf(f, "  %s: %s\n", fault[i].accepted ? "accepted" : "offered", fault[i].text);
	free(fault);
	return broken;
}

bool describe_features(FILE *f, const char *words, int *broken, struct error *err)
{
	const char *comma = strchr(words, ',');
	uint64_t offered, accepted;
	*broken = 0;
	if (!read_word(words, comma ? (size_t)(comma - words) : strlen(words), &offered, err)) return false;
	if (!comma) {
		print_heading(f, "", offered);
		print_bits(f, offered);
		return true;
	}
	if (!read_word(comma + 1, strlen(comma + 1), &accepted, err)) return false;
	print_heading(f, "offered ", offered);
	print_bits(f, offered);
	print_heading(f, "\naccepted ", accepted);
	print_bits(f, accepted);
	print_heading(f, "\noffered, not accepted ", offered & ~accepted);
	print_bits(f, offered & ~accepted);
	*broken = print_faults(f, offered, accepted);
	return *broken >= 0 || error_memory(err);
}

static void describe_model(FILE *f, const struct registered *r)
{
	fprintf(f, "%s/%s - %s\n\n", r->kind, r->name, r->summary);
	for (const char *const *line = r->steps; *line; line++)
		fprintf(f, "%s\n", *line);
	for (int i = 0; i < N_SLOTS; i++) {
		if (strcmp(slots[i].kind, r->kind) != 0) continue;
		bool dflt = slots[i].dflt && strcmp(slots[i].dflt, r->name) == 0;
		fprintf(f, "\nChosen by %s.%s: %s%s\n", slots[i].path, slots[i].selector, r->name, dflt ? " (the default)" : "");
		print_params(f, "Parameters", slots[i].path, r->model->params);
		print_params(f, "Common parameters", slots[i].path, slots[i].common);
	}
	char line[1000];
	for (int i = 0; r->model->says && r->model->says(i, line, sizeof line); i++)
		fprintf(f, "%s%s\n", i ? "" : "\n", line);
	print_prices(f, "Prices it asks of the platform", r->model->prices, r->model->params);
	print_stats(f, r->model->stats);
	print_needs(f, r->model);
}

static void print_cores(FILE *f)
{
	fprintf(f, "cores - which cores the host's and the guest's work runs on; a name on both sides is one shared core\n");
	fprintf(f, "\nKeys, in cores:\n");
	for (int i = 0; i < 2; i++)
		fprintf(f, "  %s: a name, or a list of up to %d; default [%s0]\n", i ? "guest" : "host", MAX_CORE_NAMES,
			i ? "guest" : "host");
}

static void print_axes(FILE *f)
{
	fputs("compare, sweep - keys and the values they take: every combination is a point, compared ones side by side\n\n"
	      "  KEY: [A, B, ...]                        these values\n"
	      "  KEY: {from: A, to: B, step: C}          A, A + C, ... up to B\n"
	      "  KEY: {from: A, to: B, factor: F}        A, A * F, ... up to B\n"
	      "  KEY: {from: A, to: B, points: N}        N values evenly from A to B\n\n"
	      "Only in sweep:\n"
	      "  zip: {KEY: VALUES, KEY: VALUES}         keys that run together; also a list of such mappings\n"
	      "  where: [COMPARISON, ...]                KEY == != < <= > >= VALUE or KEY, joined by and, or; all must hold\n"
	      "  design: sobol, points: N                N quasi-random points of all that is swept; {from, to} is enough\n",
	      f);
}

static void print_claims(FILE *f)
{
	fprintf(f, "claims - published numbers the results stand beside, judged by --claims: a list of mappings\n");
	fprintf(f, "\nKeys, in each of claims:\n");
	for (const struct claim_key *k = claim_keys; k->key; k++)
		fprintf(f, "  %s: %s\n", k->key, k->help);
}

static void print_all_prices(FILE *f)
{
	fprintf(f, "prices - what the scenario sets instead of the platform: a quantity, or {value: ..., source: ...}\n"
		   "         (calibrated: [ID, ...] beside them names the claims a price was set by);\n"
		   "         backends.vhost.kick, or backends: {vhost: {kick: ...}}: where that is the back end\n");
	print_prices(f, "Prices every run asks for", guest_prices, NULL);
	for (const struct registered *r = registry; r->kind; r++) {
		char heading[160];
		snprintf(heading, sizeof heading, "Prices of %s/%s", r->kind, r->name);
		print_prices(f, heading, r->model->prices, r->model->params);
	}
}

static void print_slot(FILE *f, const struct slot *s)
{
	char models[400];
	fprintf(f, "\n%s.%s: %s; %s%s\n", s->path, s->selector, models_shown(s->kind, models, sizeof models),
		s->dflt ? "default " : "must be given", s->dflt ? s->dflt : "");
	if (s->help) fprintf(f, "      %s\n", s->help);
	print_params(f, "Parameters of every model", s->path, s->common);
	fprintf(f, "  (a model's own: --describe %s/NAME)\n", s->kind);
}

/* A mapping and all below it. */
static void print_container(FILE *f, const char *path)
{
	size_t len;
	const struct group *top = group_of_path(path);
	fprintf(f, "%s%s%s\n", path, top && top->help ? " - " : "", top && top->help ? top->help : "");
	for (const struct group *g = groups; g->path; g++)
		if (strcmp(g->path, path) == 0 || key_below(g->path, path, &len)) print_params(f, "Keys", g->path, g->params);
	for (int i = 0; i < N_SLOTS; i++)
		if (strcmp(slots[i].path, path) == 0 || key_below(slots[i].path, path, &len)) print_slot(f, &slots[i]);
}

/* One key; of several models with it, each one's. */
static bool print_key(FILE *f, const char *path)
{
	struct key k = key_find(path);
	const char *dot = strrchr(path, '.'), *name = dot ? dot + 1 : path;
	if (k.what == KEY_PRICE) {
		fprintf(f, "%s\n", path);
		print_price(f, k.price, NULL);
	} else if (k.what == KEY_SELECTOR) {
		print_container(f, slots[k.slot].path);
	} else if (k.what == KEY_CORES) {
		print_cores(f);
	} else if (k.what == KEY_PARAM) {
		fprintf(f, "%s\n", path);
		if (!k.owner) print_param(f, k.param);
		for (const struct registered *r = k.owner; r && r->kind; r = param_owner(k.slot, name, r + 1)) {
			fprintf(f, "\nOf %s/%s:\n", r->kind, r->name);
			print_param(f, param_find(r->model->params, name));
		}
	} else if (k.what == KEY_PLATFORM) {
		fprintf(f, "platform\n  the path of a platform file, relative to the scenario's folder; must be given\n");
	} else {
		return false;
	}
	return true;
}

bool describe_any(FILE *f, const char *which, struct error *err)
{
	if (strcmp(which, "cores") == 0)
		print_cores(f);
	else if (strcmp(which, "prices") == 0)
		print_all_prices(f);
	else if (strcmp(which, "calibrated") == 0)
		fputs("calibrated - parameters that were set by published numbers: a mapping of keys to lists of claims\n", f);
	else if (strcmp(which, "claims") == 0)
		print_claims(f);
	else if (strcmp(which, "sweep") == 0 || strcmp(which, "compare") == 0)
		print_axes(f);
	else if (key_is_container(which))
		print_container(f, which);
	else if (!print_key(f, which)) {
		const struct registered *r = find_model(which, err);
		if (!r) return false;
		describe_model(f, r);
	}
	return true;
}
