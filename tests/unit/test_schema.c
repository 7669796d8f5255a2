/*
 * test_schema.c - the schemas of scenario, platform and fit files take every file of theirs that there is, and refuse what simnic refuses.
 * The validator is one of our own, of the keywords that they use and no others; that they are what strict validators take is looked at,
 * too. tests/cli/schema.sh asks other people's.
 */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include "base/text_stream.h"
#include "fit/fit.h"
#include "scenario/describe.h"
#include "scenario/platform.h"
#include "scenario/scenario.h"
#include "scenario/yaml.h"
#include <CUnit/CUnit.h>
#include <glob.h>
#include <jansson.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- YAML as JSON ---- */

static bool is_match(const char *pattern, const char *text)
{
	regex_t r;
	CU_ASSERT_FATAL(regcomp(&r, pattern, REG_EXTENDED | REG_NOSUB) == 0);
	bool yes = regexec(&r, text, 0, NULL, 0) == 0;
	regfree(&r);
	return yes;
}

static json_t *scalar_of(const struct node *n)
{
	if (n->quoted) return json_string(n->text);
	if (node_is_null(n)) return json_null();
	if (strcmp(n->text, "true") == 0 || strcmp(n->text, "false") == 0) return json_boolean(n->text[0] == 't');
	if (is_match("^-?(0|[1-9][0-9]{0,17})$", n->text)) return json_integer(strtoll(n->text, NULL, 10));
	if (is_match("^-?(0|[1-9][0-9]*)\\.[0-9]+$", n->text)) return json_real(strtod(n->text, NULL));
	return json_string(n->text);
}

static json_t *json_of(const struct node *n)
{
	if (n->kind == NODE_SCALAR) return scalar_of(n);
	json_t *v = n->kind == NODE_MAP ? json_object() : json_array();
	for (const struct node *c = n->first; c; c = c->next)
		CU_ASSERT_FATAL((n->kind == NODE_MAP ? json_object_set_new(v, c->key, json_of(c))
						     : json_array_append_new(v, json_of(c))) == 0);
	return v;
}

/* ---- a validator ---- */

static bool valid(const json_t *root, const json_t *s, const json_t *v);

static const json_t *referred(const json_t *root, const char *to)
{
	CU_ASSERT_FATAL(strncmp(to, "#/$defs/", 8) == 0);
	const json_t *s = json_object_get(json_object_get(root, "$defs"), to + 8);
	CU_ASSERT_FATAL(s != NULL);
	return s;
}

static bool is_type(const char *type, const json_t *v)
{
	if (strcmp(type, "object") == 0) return json_is_object(v);
	if (strcmp(type, "array") == 0) return json_is_array(v);
	if (strcmp(type, "string") == 0) return json_is_string(v);
	if (strcmp(type, "boolean") == 0) return json_is_boolean(v);
	if (strcmp(type, "integer") == 0) return json_is_integer(v);
	CU_ASSERT_STRING_EQUAL_FATAL(type, "number");
	return json_is_number(v);
}

/* How many of a list of schemas take v. */
static size_t taken(const json_t *root, const json_t *list, const json_t *v)
{
	size_t n = 0;
	for (size_t i = 0; i < json_array_size(list); i++)
		n += valid(root, json_array_get(list, i), v);
	return n;
}

static bool is_in(const json_t *list, const json_t *v)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (json_equal(json_array_get(list, i), v)) return true;
	return false;
}

static bool valid_members(const json_t *root, const json_t *s, json_t *v)
{
	json_t *properties = json_object_get(s, "properties"), *patterns = json_object_get(s, "patternProperties"),
	       *rest = json_object_get(s, "additionalProperties"), *required = json_object_get(s, "required"), *member, *of;
	const char *key, *pattern;
	if (json_object_size(v) < (size_t)json_integer_value(json_object_get(s, "minProperties"))) return false;
	for (size_t i = 0; i < json_array_size(required); i++)
		if (!json_object_get(v, json_string_value(json_array_get(required, i)))) return false;
	json_object_foreach(v, key, member)
	{
		bool known = json_object_get(properties, key) != NULL;
		if (known && !valid(root, json_object_get(properties, key), member)) return false;
		json_object_foreach(patterns, pattern, of)
		{
			if (!is_match(pattern, key)) continue;
			known = true;
			if (!valid(root, of, member)) return false;
		}
		if (!known && rest && !valid(root, rest, member)) return false;
	}
	return true;
}

static bool valid_items(const json_t *root, const json_t *s, const json_t *v)
{
	const json_t *items = json_object_get(s, "items"), *most = json_object_get(s, "maxItems");
	size_t n = json_array_size(v);
	if (n < (size_t)json_integer_value(json_object_get(s, "minItems"))) return false;
	if (most && n > (size_t)json_integer_value(most)) return false;
	for (size_t i = 0; i < n; i++) {
		if (items && !valid(root, items, json_array_get(v, i))) return false;
		for (size_t k = 0; k < i && json_is_true(json_object_get(s, "uniqueItems")); k++)
			if (json_equal(json_array_get(v, i), json_array_get(v, k))) return false;
	}
	return true;
}

static bool valid_number(const json_t *s, double v)
{
	const json_t *least = json_object_get(s, "minimum"), *above = json_object_get(s, "exclusiveMinimum"),
		     *most = json_object_get(s, "maximum");
	return (!least || v >= json_number_value(least)) && (!above || v > json_number_value(above)) &&
	       (!most || v <= json_number_value(most));
}

/* allOf, anyOf, oneOf, not, if */
static bool valid_parts(const json_t *root, const json_t *s, const json_t *v)
{
	const json_t *all = json_object_get(s, "allOf"), *any = json_object_get(s, "anyOf"), *one = json_object_get(s, "oneOf"),
		     *not = json_object_get(s, "not"), *given = json_object_get(s, "if");
	if (all && taken(root, all, v) != json_array_size(all)) return false;
	if (any && !taken(root, any, v)) return false;
	if (one && taken(root, one, v) != 1) return false;
	if (not &&valid(root, not, v)) return false;
	return !given || !valid(root, given, v) || valid(root, json_object_get(s, "then"), v);
}

static bool valid(const json_t *root, const json_t *s, const json_t *v)
{
	if (json_is_boolean(s)) return json_is_true(s);
	const char *type = json_string_value(json_object_get(s, "type")), *to = json_string_value(json_object_get(s, "$ref")),
		   *pattern = json_string_value(json_object_get(s, "pattern"));
	const json_t *words = json_object_get(s, "enum"), *only = json_object_get(s, "const");
	if (to && !valid(root, referred(root, to), v)) return false;
	if (type && !is_type(type, v)) return false;
	if ((words && !is_in(words, v)) || (only && !json_equal(only, v))) return false;
	if (pattern && json_is_string(v) && !is_match(pattern, json_string_value(v))) return false;
	if (json_is_number(v) && !valid_number(s, json_number_value(v))) return false;
	if (json_is_object(v) && !valid_members(root, s, json_incref((json_t *)v))) return json_decref((json_t *)v), false;
	if (json_is_object(v)) json_decref((json_t *)v);
	return (!json_is_array(v) || valid_items(root, s, v)) && valid_parts(root, s, v);
}

/* ---- what strict validators want ---- */

/* Each keyword that we know, with the type that has to stand beside it. */
static const char *const keywords[][2] = {
	{"properties", "object"},
	{"patternProperties", "object"},
	{"additionalProperties", "object"},
	{"required", "object"},
	{"minProperties", "object"},
	{"items", "array"},
	{"minItems", "array"},
	{"maxItems", "array"},
	{"uniqueItems", "array"},
	{"pattern", "string"},
	{"minimum", "number"},
	{"maximum", "number"},
	{"exclusiveMinimum", "number"},
	{"type", NULL},
	{"enum", NULL},
	{"const", NULL},
	{"anyOf", NULL},
	{"allOf", NULL},
	{"oneOf", NULL},
	{"not", NULL},
	{"if", NULL},
	{"then", NULL},
	{"$ref", NULL},
	{"$defs", NULL},
	{"$schema", NULL},
	{"title", NULL},
	{"description", NULL},
	{"default", NULL},
};

static bool strict_word(const json_t *s, const char *key, const char *type)
{
	for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
		const char *need = keywords[i][1];
		if (strcmp(keywords[i][0], key) != 0) continue;
		if (!need) return true;
		return type && (strcmp(type, need) == 0 || (strcmp(need, "number") == 0 && strcmp(type, "integer") == 0));
	}
	fprintf(stderr, "keyword %s of %s\n", key, json_dumps(s, JSON_COMPACT));
	return false;
}

static bool strict(json_t *s)
{
	static const char *const lists[] = {"anyOf", "allOf", "oneOf"},
				 *const maps[] = {"properties", "patternProperties", "$defs"},
				 *const ones[] = {"not", "if", "then", "items", "additionalProperties"};
	const char *key, *type = json_string_value(json_object_get(s, "type"));
	json_t *v, *properties = json_object_get(s, "properties"), *required = json_object_get(s, "required");
	bool good = true;
	if (json_is_boolean(s)) return true;
	json_object_foreach(s, key, v) good = good && strict_word(s, key, type);
	for (size_t i = 0; i < json_array_size(required); i++)
		good = good && json_object_get(properties, json_string_value(json_array_get(required, i)));
	good = good && (!json_object_get(s, "then") == !json_object_get(s, "if"));
	for (size_t i = 0; i < 3; i++)
		for (size_t k = 0; k < json_array_size(json_object_get(s, lists[i])); k++)
			good = good && strict(json_array_get(json_object_get(s, lists[i]), k));
	for (size_t i = 0; i < 3; i++)
		json_object_foreach(json_object_get(s, maps[i]), key, v) good = good && strict(v);
	for (size_t i = 0; i < 5; i++)
		if (json_object_get(s, ones[i])) good = good && strict(json_object_get(s, ones[i]));
	return good;
}

static json_t *schema_of(bool (*write)(FILE *f))
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = text_stream(&text, &size);
	CU_ASSERT_FATAL(f && write(f) && fclose(f) == 0);
	json_t *s = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
	free(text);
	CU_ASSERT_FATAL(s != NULL);
	return s;
}

static void are_strict(void)
{
	static bool (*const write[])(FILE *) = {schema_scenario, schema_platform, schema_fit};
	for (size_t i = 0; i < 3; i++) {
		json_t *s = schema_of(write[i]);
		CU_ASSERT(strict(s));
		json_decref(s);
	}
}

/* ---- every file that is there ---- */

static bool takes_file(const json_t *schema, const char *path)
{
	struct arena a = {0};
	struct error err = {0};
	const struct node *tree = yaml_read_file(&a, path, path, (struct place){0}, &err);
	CU_ASSERT_FATAL(tree != NULL);
	json_t *v = json_of(tree);
	bool good = valid(schema, schema, v);
	json_decref(v);
	arena_free(&a);
	return good;
}

static void take_all(bool (*write)(FILE *f), const char *const *patterns, int least)
{
	json_t *s = schema_of(write);
	int n = 0;
	for (; *patterns; patterns++) {
		glob_t found;
		CU_ASSERT_FATAL(glob(*patterns, 0, NULL, &found) == 0);
		for (size_t i = 0; i < found.gl_pathc; i++, n++) {
			bool good = takes_file(s, found.gl_pathv[i]);
			if (!good) fprintf(stderr, "the schema refuses %s\n", found.gl_pathv[i]);
			CU_ASSERT(good);
		}
		globfree(&found);
	}
	CU_ASSERT(n >= least);
	json_decref(s);
}

static void take_what_is_there(void)
{
	take_all(schema_scenario,
		 (const char *const[]){"scenarios/*.yaml", "scenarios/theory/*.yaml", "tests/golden/*.yaml", NULL}, 40);
	take_all(schema_platform, (const char *const[]){"scenarios/platforms/*.yaml", "tests/*/*platform.yaml", NULL}, 10);
	take_all(schema_fit, (const char *const[]){"scenarios/fit/*.yaml", NULL}, 3);
}

/* ---- what simnic refuses ---- */

static bool load_scenario(const char *path, struct arena *a, struct error *err)
{
	struct scenario *s = scenario_load(a, path, NULL, 0, err);
	scenario_free(s);
	return s != NULL;
}

static bool load_platform(const char *path, struct arena *a, struct error *err)
{
	return platform_load(a, path, ".", (struct place){0}, err) != NULL;
}

static bool load_fit(const char *path, struct arena *a, struct error *err)
{
	struct fit *f = calloc(1, sizeof *f);
	CU_ASSERT_FATAL(f != NULL);
	bool good = fit_load(f, a, path, NULL, err);
	fit_close(f);
	free(f);
	return good;
}

typedef bool loader(const char *path, struct arena *a, struct error *err);

/* In the text, @ is the folder the tests are run in. Both say the same of it. */
static void both(const json_t *schema, loader *load, const char *text, bool expected)
{
	char path[] = "/tmp/simnic-schema-XXXXXX", here[500];
	struct arena a = {0};
	struct error err = {0};
	int fd = mkstemp(path);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
	CU_ASSERT_FATAL(f && getcwd(here, sizeof here));
	for (const char *c = text; *c; c++)
		if (*c == '@')
			fputs(here, f);
		else
			fputc(*c, f);
	CU_ASSERT_FATAL(fclose(f) == 0);
	bool loads = load(path, &a, &err), fits = takes_file(schema, path);
	if (loads != expected || fits != expected)
		fprintf(stderr, "%s the program %s, the schema %s it: %s\n", text, loads ? "takes" : "refuses",
			fits ? "takes" : "refuses", loads ? "" : err.text);
	CU_ASSERT(loads == expected && fits == expected);
	unlink(path);
	arena_free(&a);
}

#define P "simnic-platform: 1\nname: t\n"
#define KICK "kick: {value: 1us, source: x}"
#define EWMA "nic.scheme.buffers: {value: ewma, source: x}"
#define PRICES P "prices: {" KICK ", "
static void platforms(void)
{
	static const char *const good[] = {
		P "prices: {" KICK "}\n",
		P "unlisted: {value: 0ns, source: x}\n",
		PRICES "irq_handler: {of: kick, times: 0.5, source: x}}\nclock: 2.4GHz\ncores: 8\ntitle: a machine\n",
		PRICES "guest_rx_byte: {value: 0.5ns/B, between: [0.1ns/B, 1ns/B], source: x, calibrated: [a-1]}}\n",
		PRICES "}\nbackends: {vhost: {" KICK "}, qemu: {}}\n",
		"simnic-platform: 1\nbase: @/scenarios/platforms/kvm-2008.yaml\n",
		PRICES "}\ndefaults: {" EWMA ", nic.backend: {ioeventfd: {value: true, source: y}}}\n",
		PRICES "}\ndefaults: {nic: {scheme: {any_layout: {value: true, source: x}}}}\n",
	};
	static const char *const bad[] = {
		P,
		"simnic-platform: 2\nname: t\nprices: {" KICK "}\n",
		"name: t\nprices: {" KICK "}\n",
		"simnic-platform: 1\nprices: {" KICK "}\n",
		"simnic-platform: 1\nname: ' '\nprices: {" KICK "}\n",
		P "prices: [a]\n",
		PRICES "}\ndefaults: [a]\n",
		PRICES "}\ndefaults: {nic.scheme.any_layout: true}\n",
		PRICES "}\ndefaults: {nic.scheme.any_layout: {value: true}}\n",
		PRICES "}\ndefaults: {traffic.rate: {value: 1kpps, source: x}}\n",
		PRICES "}\ndefaults: {nic.scheme.any_layout: {value: true, source: ' '}}\n",
		PRICES "}\ndefaults: {nic.scheme.any_layout: {value: true, source: x, why: x}}\n",
		P "price: {}\nprices: {" KICK "}\n",
		P "prices: {kick: 1us}\n",
		P "prices: {kick: {value: 1us}}\n",
		P "prices: {kick: {source: x}}\n",
		P "prices: {kick: {value: 1us, source: ' '}}\n",
		P "prices: {kick: {value: 1us, source: [x]}}\n",
		P "prices: {kick: {value: 1, source: x}}\n",
		P "prices: {kick: {value: 1ns/B, source: x}}\n",
		P "prices: {kick: {value: -1us, source: x}}\n",
		P "prices: {kick: {value: 1us, source: x, price: 1}}\n",
		P "prices: {kick: {value: 1us, source: x, between: [1us]}}\n",
		P "prices: {kick: {value: 1us, source: x, between: [1us, 2us, 3us]}}\n",
		P "prices: {kick: {value: 1us, source: x, between: 1us}}\n",
		P "prices: {kick: {value: 1us, source: x, calibrated: []}}\n",
		P "prices: {kik: {value: 1us, source: x}}\n",
		PRICES "irq_handler: {of: kick, value: 1us, source: x}}\n",
		PRICES "irq_handler: {of: kick, between: [1us, 2us], source: x}}\n",
		PRICES "irq_handler: {of: kik, source: x}}\n",
		PRICES "irq_handler: {of: guest_rx_byte, source: x}, guest_rx_byte: {value: 1ns/B, source: x}}\n",
		PRICES "irq_handler: {of: kick}}\n",
		PRICES "irq_handler: {of: kick, times: 0, source: x}}\n",
		PRICES "irq_handler: {of: kick, times: 1001, source: x}}\n",
		PRICES "}\nbackends: {vhos: {" KICK "}}\n",
		PRICES "}\nbackends: {vhost: 1us}\n",
		PRICES "}\nbackends: {vhost: {kick: 1us}}\n",
		PRICES "}\nclock: 2\n",
		PRICES "}\nclock: fast\n",
		PRICES "}\ncores: 0\n",
		PRICES "}\ncores: many\n",
		PRICES "}\nunlisted: 0ns\n",
		PRICES "}\nunlisted: {value: 0ns/B, source: x}\n",
	};
	json_t *s = schema_of(schema_platform);
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		both(s, load_platform, good[i], true);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		both(s, load_platform, bad[i], false);
	json_decref(s);
}
#undef P

/* Rows that are quickly run: each is tried when the file is read. */
#define F                                                                                           \
	"simnic-fit: 1\nscenario: '@/tests/fuzz/base.yaml'\nplatform: '@/tests/fuzz/prices.yaml'\n" \
	"rows: '@/tests/fuzz/fit/rows.csv'\n"
#define G "simnic-fit: 1\nscenario: '@/tests/fuzz/base.yaml'\nplatform: '@/tests/fuzz/prices.yaml'\n"
#define FREE "free: {guest_rx_packet: {from: 1us, to: 40us}}\n"
static void fits(void)
{
	static const char *const good[] = {
		F FREE,
		F "free: {prices.guest_copy_byte: {from: 1ps/B, to: 5ns/B, start: 1ns/B}, run.jitter: {from: 1%, to: 20%}}\n",
		F "free: {backends.qemu.host_rx_packet: {from: 1us, to: 40us, prior: {value: 20us, factor: 1.5}}}\n",
		F
		"free: {guest_rx_packet: {from: 300cycles, to: 6000cycles, prior: none}}\nloss: squares\nleave_one_out: linear\n"
		"starts: 2\nfolds: 0\nseed: 7\nerror: 5%\nstep: 2%\nset: {run.repeat: 1}\nhold_out: []\ntitle: x\n",
		G FREE "rows: {iperf3: '@/tests/data/measured/udp.json', at: {nic.scheme: big}}\n",
		G FREE "rows: [{testpmd: '@/tests/data/measured/testpmd.txt', port: 0, at: {nic.scheme: big}}]\n",
	};
	static const char *const bad[] = {
		F,
		F FREE "simnic-fits: 1\n",
		"simnic-fit: 2\nscenario: a\nplatform: b\nrows: c\n" FREE,
		"simnic-fit: 1\nscenario: a\nplatform: b\n" FREE,
		F "free: {}\n",
		F "free: guest_rx_packet\n",
		F "free: {guest_rx_packet: 1us}\n",
		F "free: {guest_rx_packet: {from: 1us}}\n",
		F "free: {guest_rx_packet: {from: 1us, to: 2}}\n",
		F "free: {guest_rx_packet: {from: 1us, to: 2ns/B}}\n",
		F "free: {guest_rx_packet: {from: 1us, to: 2us, until: 3us}}\n",
		F "free: {guest_rx_packet: {from: 1us, to: 4us, prior: 2us}}\n",
		F "free: {guest_rx_packet: {from: 1us, to: 4us, prior: {value: 2us}}}\n",
		F "free: {guest_rx_packet: {from: 1us, to: 4us, prior: {value: 2us, factor: 1}}}\n",
		F "free: {guest_rx_paket: {from: 1us, to: 4us}}\n",
		F "free: {prices.guest_rx_paket: {from: 1us, to: 4us}}\n",
		F "free: {backends.lgest.host_rx_packet: {from: 1us, to: 4us}}\n",
		F "free: {nic.ring.entries: {from: 1, to: 4}}\n",
		F "free: {run.jiter: {from: 1%, to: 4%}}\n",
		F FREE "loss: hard\n",
		F FREE "starts: 0\n",
		F FREE "starts: many\n",
		F FREE "error: 5\n",
		F FREE "set: 3\n",
		F FREE "set: {run.repeat: [1, 2]}\n",
		F FREE "hold_out: 3\n",
		F FREE "hold_out: [3]\n",
		F FREE "hold_out: [{}]\n",
		F FREE "hold_out: [{nic.ring.entries: [1]}]\n",
		G FREE "rows: {}\n",
		G FREE "rows: []\n",
		G FREE "rows: ['@/tests/fuzz/fit/rows.csv']\n",
		G FREE "rows: {iperf: '@/tests/data/measured/udp.json'}\n",
		G FREE "rows: {iperf3: '@/tests/data/measured/udp.json', port: 0}\n",
		G FREE "rows: {iperf3: '@/tests/data/measured/udp.json', at: 256}\n",
		G FREE "rows: {iperf3: '@/tests/data/measured/udp.json', at: {nic.ring.entries: [256]}}\n",
		G FREE "rows: {testpmd: '@/tests/data/measured/testpmd.txt', port: one}\n",
	};
	json_t *s = schema_of(schema_fit);
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		both(s, load_fit, good[i], true);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		both(s, load_fit, bad[i], false);
	json_decref(s);
}
#undef F

#define HEAD "simnic: 1\nplatform: '@/scenarios/platforms/ideal.yaml'\n"
#define TRAFFIC "traffic: {model: constant, rate: 1Mpps}\n"
#define NIC "nic: {backend: vhost, scheme: small}\n"
static void scenarios(void)
{
	static const char *const good[] = {
		HEAD TRAFFIC NIC,
		HEAD "traffic: {model: window, sender: {model: local}}\n" NIC,
		HEAD "traffic: {model: constant, rate: 1Mpps, sender: peer}\n" NIC,
		HEAD TRAFFIC NIC "prices: {backends.vhost.kick: 2us, backends: {qemu: {kick: {value: 1us, source: x}}}}\n",
		HEAD TRAFFIC NIC "prices: {kick: 1us, irq_handler: {value: 1us, between: [0.5us, 2us], source: x}}\n",
		HEAD TRAFFIC
		"nic: {backend: vhost, scheme: {skb_frags: 16}}\nsweep: {zip: {nic.scheme: [big, big], nic.ring.entries: [64, "
		"128]}}\n",
	};
	static const char *const bad[] = {
		"simnic: 2\nplatform: '@/scenarios/platforms/ideal.yaml'\n" TRAFFIC NIC,
		HEAD TRAFFIC,
		HEAD TRAFFIC NIC "run: {lenght: 1ms}\n",
		HEAD TRAFFIC NIC "run: {length: 1}\n",
		HEAD TRAFFIC "nic: {backend: vhost, scheme: smal}\n",
		HEAD TRAFFIC "nic: {backend: vhost, scheme: {model: small, skb_frags: 16}}\n",
		HEAD TRAFFIC "nic: {backend: vhost, scheme: small, queues: 0}\n",
		HEAD "traffic: {model: constant, rate: 1Mpps, senders: peer}\n" NIC,
		HEAD "traffic: {model: constant, rate: 1Mpps, sender: pear}\n" NIC,
		HEAD "traffic: {model: constant, rate: 1Mpps, sender: {modell: peer}}\n" NIC,
		HEAD TRAFFIC NIC "prices: {kik: 1us}\n",
		HEAD TRAFFIC NIC "prices: {backends.vhost.kik: 1us}\n",
		HEAD TRAFFIC NIC "prices: {backends.vhost.kick: 1}\n",
		HEAD TRAFFIC NIC "prices: {backends.vhos.kick: 1us}\n",
		HEAD TRAFFIC NIC "prices: {backends: {vhost: {kik: 1us}}}\n",
		HEAD TRAFFIC NIC "prices: {kick: {source: x}}\n",
		HEAD TRAFFIC NIC "cores: {host: []}\n",
		HEAD TRAFFIC NIC "show: []\n",
		HEAD TRAFFIC NIC "claims: [{id: a}]\n",
		HEAD TRAFFIC NIC "sweep: {nic.ring.entries: 64}\n",
		HEAD TRAFFIC NIC "sweep: {nic.ring.entries: {from: 64, till: 128}}\n",
	};
	json_t *s = schema_of(schema_scenario);
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		both(s, load_scenario, good[i], true);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		both(s, load_scenario, bad[i], false);
	json_decref(s);
}

CU_TestInfo test_schema[] = {
	{"they are strict", are_strict},
	{"they take what is there", take_what_is_there},
	{"scenarios", scenarios},
	{"platforms", platforms},
	{"fits", fits},
	CU_TEST_INFO_NULL,
};
