/* test_bind.c - scenarios to setups: values, defaults, errors with their places, what varies, ids, effective scenarios. */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include "nic/model.h"
#include "scenario/describe.h"
#include "scenario/claims.h"
#include <CUnit/CUnit.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A scenario in a folder of its own, line by line, so that a test replaces one line. */
enum { N_LINES = 9 };
static const char *const lines[N_LINES] = {
	"simnic: 1",
	"platform: p.yaml",
	"traffic: {direction: rx, model: constant, rate: 1Mpps, size: 1514B}",
	"nic:",
	"  backend: qemu",
	"  scheme: {model: big, skb_frags: 16}",
	"  ring: {format: split, entries: 128}",
	"run: {warmup: 1ms, length: 2ms}",
	"",
};
static const char platform[] = "simnic-platform: 1\n"
			       "name: test\n"
			       "clock: 2GHz\n"
			       "prices:\n"
			       "  page_alloc: {value: 100cycles, source: 'made up'}\n"
			       "  irq_handler: {value: 3us, source: 'made up'}\n"
			       "  page_free: {of: page_alloc, times: 0.7, source: 'tied'}\n"
			       "  app_wakeup: {of: irq_handler, source: 'tied'}\n"
			       "backends:\n"
			       "  qemu:\n"
			       "    irq_handler: {value: 5us, source: 'also made up'}\n"
			       "    irq_latency: {of: irq_handler, times: 1.5, source: 'tied'}\n"
			       "    kick: {of: page_alloc, times: 3, source: 'tied'}\n"
			       "unlisted: {value: 0ns, source: 'made up'}\n";

struct fixture {
	char folder[40], path[60], platform[60];
	struct arena arena;
	struct error err;
	struct scenario *s;
	char why[800];
};

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT(fputs(text, f) >= 0);
	CU_ASSERT_EQUAL(fclose(f), 0);
}

static void begin(struct fixture *x)
{
	memset(x, 0, sizeof *x);
	strcpy(x->folder, "/tmp/simnic-bind-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(x->folder));
	snprintf(x->path, sizeof x->path, "%s/s", x->folder);
	snprintf(x->platform, sizeof x->platform, "%s/p.yaml", x->folder);
	write_file(x->platform, platform);
}

static void drop(struct fixture *x)
{
	scenario_free(x->s);
	arena_free(&x->arena);
	x->s = NULL;
	x->err = (struct error){0};
}

static void end(struct fixture *x)
{
	drop(x);
	unlink(x->path);
	unlink(x->platform);
	CU_ASSERT_EQUAL(rmdir(x->folder), 0);
}

/* Load the scenario with one line (1-based, 0 = none) replaced; x->why is the error without the folder's name. */
static struct scenario *load(struct fixture *x, int line, const char *instead, const char *const *sets, int n_sets)
{
	char text[8192] = "", full[800];
	drop(x);
	for (int i = 0; i < N_LINES; i++) {
		strcat(text, i + 1 == line ? instead : lines[i]);
		strcat(text, "\n");
	}
	write_file(x->path, text);
	x->s = scenario_load(&x->arena, x->path, sets, n_sets, &x->err);
	x->why[0] = '\0';
	if (x->s) return x->s;
	error_format(&x->err, full, sizeof full);
	const char *start = strncmp(full, x->folder, strlen(x->folder)) == 0 ? full + strlen(x->folder) + 1 : full;
	snprintf(x->why, sizeof x->why, "%s", start);
	return NULL;
}

static void refused(struct fixture *x, int line, const char *instead, const char *message)
{
	CU_ASSERT_PTR_NULL(load(x, line, instead, NULL, 0));
	if (strcmp(x->why, message) != 0) fprintf(stderr, "got      '%s'\nexpected '%s'\n", x->why, message);
	CU_ASSERT_STRING_EQUAL(x->why, message);
}

/* "big, mergeable or small" in place of the message's %s: what is registered, so that another scheme changes no test. */
static const char *with_schemes(char text[500], const char *message)
{
	const char *at = strstr(message, "%s");
	int used = snprintf(text, 500, "%.*s", (int)(at - message), message);
	const struct registered *before = NULL;
	for (const struct registered *r = registry; r->kind; r++) {
		if (strcmp(r->kind, "scheme")) continue;
		bool last = !r[1].kind || strcmp(r[1].kind, "scheme") != 0;
		used += snprintf(text + used, 500 - (size_t)used, "%s%s", !before ? "" : last ? " or " : ", ", r->name);
		before = r;
	}
	snprintf(text + used, 500 - (size_t)used, "%s", at + 2);
	return text;
}

/* The error of the last load begins so. */
static void begins(const struct fixture *x, const char *start)
{
	if (strncmp(x->why, start, strlen(start)) != 0) fprintf(stderr, "got      '%s'\nexpected '%s...'\n", x->why, start);
	CU_ASSERT_NSTRING_EQUAL(x->why, start, strlen(start));
}

static void set_refused(struct fixture *x, const char *set, const char *message)
{
	CU_ASSERT_PTR_NULL(load(x, 0, NULL, &set, 1));
	if (strcmp(x->why, message) != 0) fprintf(stderr, "got      '%s'\nexpected '%s'\n", x->why, message);
	CU_ASSERT_STRING_EQUAL(x->why, message);
}

/* The value of a key at a point must be this. */
static void value_is(struct fixture *x, int64_t point, const char *key, const char *expected)
{
	struct arena a = {0};
	CU_ASSERT_PTR_NOT_NULL_FATAL(x->s);
	const char *value = scenario_value(x->s, point, key, &a);
	if (!value || !expected)
		CU_ASSERT(value == expected)
	else
		CU_ASSERT_STRING_EQUAL(value, expected);
	arena_free(&a);
}

static void must_load(struct fixture *x, int line, const char *instead, const char *const *sets, int n_sets)
{
	if (!load(x, line, instead, sets, n_sets)) fprintf(stderr, "%s\n", x->why);
	CU_ASSERT_PTR_NOT_NULL_FATAL(x->s);
}

static void values(void)
{
	struct fixture x;
	struct arena a = {0};
	struct setup u;
	begin(&x);
	must_load(&x, 0, NULL, NULL, 0);
	CU_ASSERT_FATAL(scenario_setup(x.s, 0, &a, &u, &x.err));
	CU_ASSERT_EQUAL(u.warmup, INT64_C(1000000000));
	CU_ASSERT_EQUAL(u.length, INT64_C(2000000000));
	CU_ASSERT_EQUAL(u.direction, DIR_RX);
	CU_ASSERT_EQUAL(u.irq_handler, 5000000); /* the back end's own price wins */
	CU_ASSERT_EQUAL(u.guest_rx_packet, 0);
	CU_ASSERT_STRING_EQUAL(u.slot[SLOT_SCHEME].reg->name, "big");
	CU_ASSERT_STRING_EQUAL(u.slot[SLOT_BACKEND].reg->name, "qemu");
	CU_ASSERT_STRING_EQUAL(u.slot[SLOT_POLL].reg->name, slots[SLOT_POLL].dflt);
	CU_ASSERT(u.host.n == 1 && strcmp(u.host.name[0], "host0") == 0 && strcmp(u.guest.name[0], "guest0") == 0);
	value_is(&x, 0, "nic.scheme.skb_frags", "16");
	value_is(&x, 0, "nic.ring.entries", "128");
	value_is(&x, 0, "run.seed", "1");
	value_is(&x, 0, "prices.page_alloc", "100cycles");
	value_is(&x, 0, "nic.scheme.none", NULL);
	CU_ASSERT_EQUAL(scenario_points(x.s), 1);
	CU_ASSERT_EQUAL(scenario_axes(x.s), 0);
	CU_ASSERT_STRING_EQUAL(scenario_title(x.s), "");
	CU_ASSERT_STRING_EQUAL(scenario_platform_name(x.s, 0), "test");
	arena_free(&a);
	end(&x);
}

static void cores(void)
{
	struct fixture x;
	struct arena a = {0};
	struct setup u;
	begin(&x);
	must_load(&x, 9, "cores: {host: [io, shared], guest: shared}", NULL, 0);
	CU_ASSERT_FATAL(scenario_setup(x.s, 0, &a, &u, &x.err));
	CU_ASSERT(u.host.n == 2 && strcmp(u.host.name[1], "shared") == 0 && u.guest.n == 1 &&
		  strcmp(u.guest.name[0], "shared") == 0);
	arena_free(&a);
	refused(&x, 9, "cores: {host: [io, io]}", "s:9:20: error: cores.host: core 'io' is named twice");
	refused(&x, 9, "cores: {host: []}",
		"s:9:15: error: cores.host: expected a list of core names such as [host0], not an empty one");
	refused(&x, 9, "cores: {guest: [a-b]}",
		"s:9:17: error: cores.guest: expected a core's name of the letters a-z, digits and _, not 'a-b'");
	refused(&x, 9, "cores: {hosts: [a]}",
		"s:9:9: error: unknown key 'hosts' in cores, expected host or guest; did you mean 'host'?");
	end(&x);
}

static void keys(void)
{
	char text[500];
	struct fixture x;
	begin(&x);
	refused(&x, 1, "simnic: 2", "s:1:9: error: simnic: unknown version '2', expected 1");
	refused(&x, 1, "title: x", "s:1:1: error: missing key 'simnic'; a scenario begins with 'simnic: 1'");
	refused(&x, 2, "", "s:1:1: error: missing key 'platform', expected the path of a platform file");
	refused(&x, 9, "rum: {}", "s:9:1: error: unknown key 'rum'; did you mean 'run'?");
	refused(&x, 9, "banana: {}",
		"s:9:1: error: unknown key 'banana', expected simnic, title, source, platform, prices, cores, traffic, nic, "
		"reader, memory, "
		"features, run, "
		"compare, sweep, when, claims, calibrated, show, away, idle, traffic2, traffic3 or faults");
	refused(&x, 9, "title: [a]", "s:9:8: error: key 'title': expected a text, not a list");
	refused(&x, 4, "nic:\n  queue: 1", "s:5:3: error: unknown key 'queue' in nic; did you mean 'queues'?");
	refused(&x, 4, "nic:\n  notify: napi", "s:5:11: error: key 'notify': expected a mapping, not 'napi'");
	refused(&x, 4, "nic:\n  notify: {gest: napi}", "s:5:12: error: unknown key 'gest' in nic.notify; did you mean 'guest'?");
	refused(&x, 7, "  ring: {model: split}", "s:7:10: error: unknown key 'model' in nic.ring; did you mean 'format'?");
	refused(&x, 6, "  scheme: {model: bgi}",
		with_schemes(text, "s:6:19: error: there is no scheme 'bgi', expected %s; did you mean 'big'?"));
	refused(&x, 6, "  scheme: {model: big, skb_frag: 16}",
		"s:6:24: error: unknown key 'skb_frag' in nic.scheme; did you mean 'skb_frags'?");
	refused(&x, 6, "  scheme: {model: small, skb_frags: 16}",
		"s:6:26: error: key 'skb_frags' belongs to scheme 'big', not to 'small'");
	end(&x);
}

static void missing(void)
{
	struct fixture x;
	begin(&x);
	refused(&x, 3, "traffic: {model: constant}",
		"s:3:1: error: missing key 'rate', which traffic 'constant' needs; expected a packet rate such as 14.88Mpps");
	CU_ASSERT_PTR_NULL(load(&x, 3, "", NULL, 0));
	begins(&x, "s:1:1: error: missing key 'traffic.model', expected burst, ");
	refused(&x, 7, "  ring: {entries: }", "s:7:19: error: key 'entries' has no value; expected a whole number such as 256");
	refused(&x, 7, "  ring: {entries: ~}", "s:7:19: error: key 'entries' has no value; expected a whole number such as 256");
	refused(&x, 7, "  ring: {entries: [1]}", "s:7:19: error: key 'entries': expected a whole number such as 256, not a list");
	end(&x);
}

static void ranges(void)
{
	struct fixture x;
	begin(&x);
	refused(&x, 7, "  ring: {entries: 40000}", "s:7:19: error: key 'entries': 40000 is out of range, expected 1 to 32768");
	refused(&x, 7, "  ring: {entries: 1k}",
		"s:7:19: error: key 'entries': expected a whole number such as 256, not '1k'; write all digits");
	refused(&x, 7, "  ring: {indirect: yes}", "s:7:20: error: key 'indirect': expected true or false, not 'yes'; write true");
	refused(&x, 3, "traffic: {direction: tz, model: constant, rate: 1Mpps}",
		"s:3:22: error: key 'direction': unknown word 'tz', expected rx, tx, rr, guest2guest or forward; did you mean "
		"'tx'?");
	refused(&x, 3, "traffic: {model: constant, rate: 1Mpps, link: 10Gbps}",
		"s:3:47: error: key 'link': expected a bit rate such as 10Gb/s, not '10Gbps'; write 10Gb/s");
	refused(&x, 8, "run: {length: 90000s}", "s:8:15: error: key 'length': 90000s is out of range, expected 1ps to 86400s");
	must_load(&x, 8, "run: {length: 2000000cycles, seed: '7'}", NULL, 0);
	end(&x);
}

static void as_a_whole(void)
{
	struct fixture x;
	begin(&x);
	CU_ASSERT_PTR_NULL(load(&x, 7, "  ring: {entries: 100}", NULL, 0));
	begins(&x, "s:7:19: error: nic.ring.entries: ");
	const char *set = "nic.ring.entries=100";
	CU_ASSERT_PTR_NULL(load(&x, 0, NULL, &set, 1));
	begins(&x, "--set nic.ring.entries=100: error: nic.ring.entries: ");
	end(&x);
}

static void platform_is(struct fixture *x, const char *text, const char *message)
{
	write_file(x->platform, text);
	CU_ASSERT_PTR_NULL(load(x, 0, NULL, NULL, 0));
	if (strcmp(x->why, message) != 0) fprintf(stderr, "got      '%s'\nexpected '%s'\n", x->why, message);
	CU_ASSERT_STRING_EQUAL(x->why, message);
}

#define HEAD "simnic-platform: 1\nname: t\n"
static void platforms(void)
{
	struct fixture x;
	char message[200];
	begin(&x);
	snprintf(message, sizeof message,
		 "s:2:11: error: can't open '%s/q.yaml': No such file or directory; expected a YAML file", x.folder);
	refused(&x, 2, "platform: q.yaml", message);
	platform_is(&x, "name: t\n",
		    "p.yaml:1:1: error: missing key 'simnic-platform'; a platform file begins with 'simnic-platform: 1'");
	platform_is(&x, HEAD, "p.yaml:1:1: error: missing key 'prices', expected a mapping of prices to {value, source}");
	platform_is(&x, HEAD "prices: {page_aloc: {value: 1ns, source: x}}\n",
		    "p.yaml:3:10: error: unknown price 'page_aloc': no model asks for it; did you mean 'page_alloc'?");
	platform_is(&x, HEAD "prices: {page_alloc: 1ns}\n",
		    "p.yaml:3:22: error: key 'page_alloc': expected a mapping {value: ..., source: ...}, not '1ns'");
	platform_is(
		&x, HEAD "prices: {page_alloc: {value: 1ns}}\n",
		"p.yaml:3:10: error: price 'page_alloc' has no key 'source'; expected who says so (paper, measurement, guess)");
	platform_is(
		&x, HEAD "prices: {page_alloc: {value: 1ns, source: ' '}}\n",
		"p.yaml:3:43: error: price 'page_alloc': the source is empty; expected who says so (paper, measurement, guess)");
	platform_is(&x, HEAD "prices: {page_alloc: {value: 1ns/B, source: x}}\n",
		    "p.yaml:3:30: error: price 'page_alloc': expected a time such as 1.5us, not '1ns/B'; the unit must be one of "
		    "ns, us, "
		    "ms, s, ps, cycles");
	platform_is(&x, HEAD "prices: {page_alloc: {value: 1001s, source: x}}\n",
		    "p.yaml:3:30: error: price 'page_alloc': 1001s is out of range, expected at most 1000s");
	platform_is(&x, HEAD "prices: {page_alloc: {value: 9cycles, source: x}}\n",
		    "p.yaml:3:30: error: price 'page_alloc': expected a time such as 1.5us, not '9cycles'; cycles need a clock, "
		    "and the "
		    "platform gives none");
	platform_is(&x, HEAD "prices: {}\nbackends: {qemo: {}}\nunlisted: {value: 0ns, source: x}\n",
		    "p.yaml:4:12: error: there is no backend 'qemo', expected bare, descriptor_nic, hardware, ideal, lguest, "
		    "netback, "
		    "qemu, venet, vhost or vhost_user; did you "
		    "mean "
		    "'qemu'?");
	write_file(x.platform, HEAD "prices: {}\n");
	CU_ASSERT_PTR_NULL(load(&x, 0, NULL, NULL, 0));
	begins(&x, "s:2:11: error: platform 't' has no price 'guest_rx_packet', which the guest needs (");
	end(&x);
}

static void overrides(void)
{
	struct fixture x;
	struct arena a = {0};
	struct price_used *list;
	int n, seen = 0;
	begin(&x);
	refused(&x, 9, "prices: {page_aloc: 1ns}",
		"s:9:10: error: unknown price 'page_aloc': no model asks for it; did you mean 'page_alloc'?");
	refused(&x, 9, "prices: {page_alloc: 1}",
		"s:9:22: error: price 'page_alloc': expected a time such as 1.5us, not '1'; times need a unit: 1ns");
	refused(&x, 9, "prices: {slab_alloc: 1}", /* not used here, wrong all the same */
		"s:9:22: error: price 'slab_alloc': expected a time such as 1.5us, not '1'; times need a unit: 1ns");
	must_load(&x, 9, "prices: {page_alloc: 10cycles, core_switch: {value: 1us, source: guess}}", NULL, 0);
	CU_ASSERT_FATAL(scenario_prices(x.s, 0, &a, &list, &n, &x.err));
	for (int i = 0; i < n; i++) {
		for (int k = 0; k < i; k++)
			CU_ASSERT_STRING_NOT_EQUAL(list[i].key, list[k].key);
		const struct price_used *p = &list[i];
		if (strcmp(p->key, "page_alloc") == 0) {
			CU_ASSERT(p->value == 5000 && strcmp(p->text, "10cycles") == 0 && strcmp(p->from, "scenario") == 0 &&
				  ++seen);
		} else if (strcmp(p->key, "core_switch") == 0) {
			CU_ASSERT(p->value == 1000000 && strcmp(p->source, "guess") == 0 && strcmp(p->needed_by, "guest") == 0 &&
				  ++seen);
		} else if (strcmp(p->key, "irq_handler") == 0) {
			CU_ASSERT(strcmp(p->from, "platform test, backend qemu") == 0 && strcmp(p->source, "also made up") == 0 &&
				  ++seen);
		} else {
			CU_ASSERT(strncmp(p->from, "platform test", 13) == 0);
		}
	}
	CU_ASSERT_EQUAL(seen, 3);
	arena_free(&a);
	end(&x);
}

static void axes(void)
{
	struct fixture x;
	struct axis_value v[SCENARIO_MAX_AXES];
	begin(&x);
	must_load(
		&x, 9,
		"sweep: {nic.ring.entries: [64, 128, 256]}\ncompare: {nic.scheme: [big, mergeable], nic.ring.indirect: [false]}",
		NULL, 0);
	CU_ASSERT_EQUAL(scenario_points(x.s), 6);
	CU_ASSERT_EQUAL(scenario_axes(x.s), 3);
	CU_ASSERT_EQUAL(scenario_compared(x.s), 2);
	scenario_point(x.s, 4, v);
	CU_ASSERT(strcmp(v[0].key, "nic.scheme.model") == 0 && strcmp(v[0].text, "mergeable") == 0 && v[0].type == 's');
	CU_ASSERT(strcmp(v[1].key, "nic.ring.indirect") == 0 && strcmp(v[1].text, "false") == 0 && v[1].type == 'b');
	CU_ASSERT(strcmp(v[2].key, "nic.ring.entries") == 0 && strcmp(v[2].text, "128") == 0 && v[2].type == 'i');
	value_is(&x, 4, "nic.ring.entries", "128");
	value_is(&x, 0, "nic.scheme.skb_frags", "16");
	value_is(&x, 4, "nic.scheme.skb_frags", NULL); /* dropped with the model it was for */
	CU_ASSERT(scenario_same_value("traffic.size", "1KiB", "1024B") && !scenario_same_value("traffic.size", "1KiB", "1kB"));
	end(&x);
}

static void amounts(void)
{
	struct fixture x;
	struct axis_value v[SCENARIO_MAX_AXES];
	begin(&x);
	must_load(&x, 9,
		  "sweep: {traffic.size: [64B, \"1KiB\"], prices.page_alloc: [100cycles, 1us], nic.ring.entries: [\"64\", 128]}",
		  NULL, 0);
	scenario_point(x.s, 0, v);
	CU_ASSERT(v[0].type == 'q' && v[0].of.number == 64 && strcmp(v[0].of.unit, "B") == 0);
	CU_ASSERT(v[1].type == 'q' && v[1].of.number == 0.05 && strcmp(v[1].of.unit, "us") == 0);
	CU_ASSERT_STRING_EQUAL(v[1].text, "100cycles");
	CU_ASSERT(v[2].type == 'i' && strcmp(v[2].text, "64") == 0);
	scenario_point(x.s, 7, v);
	CU_ASSERT(v[0].type == 'q' && v[0].of.number == 1024 && v[1].of.number == 1);
	/* Cycles are a time where the clock is known. */
	CU_ASSERT(scenario_axis_value(x.s, 1, 0).type == 's' && scenario_axis_value(x.s, 1, 1).type == 'q');
	v[0] = scenario_value_of("traffic.link", "10Gb/s");
	v[1] = scenario_value_of("traffic.file", "5us");
	CU_ASSERT(v[0].type == 'q' && v[0].of.number == 10 && v[1].type == 's');
	end(&x);
}

static void axes_refused(void)
{
	char text[500];
	struct fixture x;
	begin(&x);
	refused(&x, 9, "sweep: {nic.ring.entrys: [1]}",
		"s:9:9: error: unknown key 'nic.ring.entrys'; did you mean 'nic.ring.entries'?");
	refused(&x, 9, "sweep: {ring.entries: [1]}",
		"s:9:9: error: unknown key 'ring.entries'; did you mean 'nic.ring.entries'?");
	refused(&x, 9, "sweep: {nic.notify: [napi]}",
		"s:9:9: error: 'nic.notify' is a mapping; expected one of the keys below it, such as nic.notify.host");
	refused(&x, 9, "sweep: {nic.ring.entries: []}",
		"s:9:27: error: 'nic.ring.entries': expected a list of values such as [a, b], not an empty list");
	refused(&x, 9, "sweep: {nic.ring.entries: 64}",
		"s:9:27: error: 'nic.ring.entries': expected a list of values such as [a, b], not '64'");
	refused(&x, 9, "sweep: {nic.ring.entries: [64, 65536]}",
		"s:9:32: error: key 'entries': 65536 is out of range, expected 1 to 32768");
	refused(&x, 9, "sweep: {traffic.size: [1024B, 1KiB]}",
		"s:9:31: error: duplicate value '1KiB' of 'traffic.size'; it stands first as '1024B' in line 9, column 24");
	refused(&x, 9, "compare: {nic.scheme: [big]}\nsweep: {nic.scheme.model: [big]}",
		"s:10:9: error: 'nic.scheme.model' varies already; it stands first in line 9, column 11");
	refused(&x, 9, "compare: {nic.scheme: [big, mergable]}",
		with_schemes(text, "s:9:29: error: there is no scheme 'mergable', expected %s; did you mean 'mergeable'?"));
	refused(&x, 9, "sweep: {nic.scheme.size: [64B]}",
		"s:9:27: error: key 'size' belongs to scheme 'mergeable', not to 'big'");
	end(&x);
}

static void too_many(void)
{
	struct fixture x;
	char text[7000] = "sweep: {run.seed: [0";
	begin(&x);
	for (int i = 1; i <= 1000; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), ",%d", i);
	strcat(text, "], nic.queues: [1, 2], nic.host_queue: [10, 20]");
	strcat(text, "}");
	must_load(&x, 9, text, NULL, 0);
	CU_ASSERT_EQUAL(scenario_points(x.s), 4004);
	char *line = malloc(2 * sizeof text);
	CU_ASSERT_PTR_NOT_NULL_FATAL(line);
	char *list = strchr(text, '[');
	snprintf(line, 2 * sizeof text, "sweep: {run.seed: %.*s, nic.guest_queue: [1%.*s}", (int)(strchr(list, ']') - list) + 1,
		 list, (int)(strchr(list, ']') - list) - 3, list + 4);
	/* 1001 * 1000 points */
	CU_ASSERT_PTR_NULL(load(&x, 9, line, NULL, 0));
	CU_ASSERT_PTR_NOT_NULL(strstr(x.why, "points, more than 1000000"));
	free(line);
	end(&x);
}

static void sets(void)
{
	static const char *const two[] = {"nic.ring.entries=64", "nic.ring.entries=256"};
	static const char *const model[] = {"nic.scheme=mergeable", "nic.scheme.size=2KiB"};
	static const char *const stranger[] = {"nic.scheme.model=small", "nic.scheme.skb_frags=3"};
	static const char *const axis[] = {"nic.scheme=small"};
	static const char *const lists[] = {"nic.scheme=[small, big, mergeable]", "nic.ring.entries=[128, 256]"};
	static const char *const dropped[] = {"nic.scheme.skb_frags=3"};
	struct fixture x;
	begin(&x);
	must_load(&x, 0, NULL, two, 2);
	value_is(&x, 0, "nic.ring.entries", "256");
	must_load(&x, 0, NULL, model, 2);
	value_is(&x, 0, "nic.scheme.model", "mergeable");
	value_is(&x, 0, "nic.scheme.size", "2KiB");
	value_is(&x, 0, "nic.scheme.skb_frags", NULL);
	CU_ASSERT_PTR_NULL(load(&x, 0, NULL, stranger, 2));
	CU_ASSERT_STRING_EQUAL(x.why,
			       "--set nic.scheme.skb_frags=3: error: key 'skb_frags' belongs to scheme 'big', not to 'small'");
	must_load(&x, 9, "compare: {nic.scheme: [big, mergeable], nic.queues: [1, 2]}", axis, 1);
	CU_ASSERT_EQUAL(scenario_points(x.s), 2);
	CU_ASSERT_STRING_EQUAL(scenario_axis_key(x.s, 0), "nic.queues");
	value_is(&x, 1, "nic.scheme.model", "small");
	must_load(&x, 9, "compare: {nic.scheme: [big, mergeable]}", dropped, 1);
	value_is(&x, 0, "nic.scheme.skb_frags", "3");
	value_is(&x, 1, "nic.scheme.skb_frags", NULL);
	set_refused(&x, "nic.scheme", "--set nic.scheme: error: expected key=value, such as nic.ring.entries=512");
	set_refused(&x, "nic.ring.entires=8",
		    "--set nic.ring.entires=8: error: unknown key 'nic.ring.entires'; did you mean 'nic.ring.entries'?");
	set_refused(&x, "nic.ring.entries=0",
		    "--set nic.ring.entries=0: error: key 'entries': 0 is out of range, expected 1 to 32768");
	set_refused(&x, "nic.ring.entries=",
		    "--set nic.ring.entries=: error: key 'entries' has no value; expected a whole number such as 256");
	set_refused(&x, "title=[a, b]", "--set title=[a, b]: error: expected one value, not a list");
	set_refused(&x, "nic.scheme={}", "--set nic.scheme={}: error: expected one value, not a mapping");
	set_refused(&x, "nic.queues=[]",
		    "--set nic.queues=[]: error: expected a value or a list of values such as [a, b], not an empty list");
	set_refused(&x, "nic.queues=[1, 2, 1]", "--set nic.queues=[1, 2, 1]: error: duplicate value '1' of 'nic.queues'");
	set_refused(&x, "nic.queues=[1, 999]",
		    "--set nic.queues=[1, 999]: error: key 'queues': 999 is out of range, expected 1 to 256");
	/* A list makes an axis, or takes the place of one. */
	must_load(&x, 9, "compare: {nic.scheme: [big, mergeable], nic.queues: [1, 2]}", lists, 2);
	CU_ASSERT_EQUAL(scenario_points(x.s), 12);
	CU_ASSERT_EQUAL(scenario_compared(x.s), 2);
	CU_ASSERT_STRING_EQUAL(scenario_axis_key(x.s, 0), "nic.scheme.model");
	CU_ASSERT_STRING_EQUAL(scenario_axis_key(x.s, 2), "nic.ring.entries");
	value_is(&x, 0, "nic.scheme.model", "small");
	value_is(&x, 1, "nic.ring.entries", "256");
	end(&x);
}

/* Ratios, ranges, refusals, and values set for a claim alone. */
static void claims_extended(struct fixture *x)
{
	const struct claim *list;
	struct arena a = {0};
	struct error err = {0};
	must_load(x, 9,
		  "compare: {nic.scheme: [big, small]}\n"
		  "claims:\n  - {id: a, of: kicks, at: {nic.scheme: big, nic.ring.entries: 64}, over: {nic.scheme: small}, "
		  "published: {from: 1, to: 2.5},\n"
		  "     kind: predicted}\n"
		  "  - {id: b, at: {nic.scheme: big}, refused: {nic.ring.entries: 96}, kind: exact}\n"
		  "  - {id: c, at: {nic.scheme: big}, refused: {nic.ring.entries: 64}, kind: exact}\n"
		  "  - {id: d, at: {nic.scheme: big, nic.ring.entries: 96}, refused: {nic.host_queue: 10}, kind: exact}",
		  NULL, 0);
	CU_ASSERT_EQUAL_FATAL(scenario_claims(x->s, &list), 4);
	CU_ASSERT(list[0].n_over == 1 && strcmp(list[0].published, "1") == 0 && strcmp(list[0].published_to, "2.5") == 0);
	CU_ASSERT(list[1].n_refused == 1 && !*list[1].of && !list[1].published_to);
	const char *const *show;
	CU_ASSERT_EQUAL(scenario_show(x->s, &show), 1);
	struct scenario *at = claim_scenario(x->s, &list[0], CLAIM_AT, &a, &err);
	struct scenario *over = claim_scenario(x->s, &list[0], CLAIM_OVER, &a, &err);
	CU_ASSERT_FATAL(at && over);
	CU_ASSERT_EQUAL(scenario_points(at), 1);
	CU_ASSERT_STRING_EQUAL(scenario_value(at, 0, "nic.scheme.model", &a), "big");
	CU_ASSERT_STRING_EQUAL(scenario_value(over, 0, "nic.scheme.model", &a), "small");
	CU_ASSERT_STRING_EQUAL(scenario_value(over, 0, "nic.ring.entries", &a), "64");
	CU_ASSERT_STRING_EQUAL(scenario_value(x->s, 0, "nic.ring.entries", &a), "128");
	CU_ASSERT_EQUAL(claim_refusal(x->s, &list[1], &a, &err), REFUSED_THERE);
	err = (struct error){0};
	CU_ASSERT_EQUAL(claim_refusal(x->s, &list[2], &a, &err), NOT_REFUSED);
	CU_ASSERT_EQUAL(claim_refusal(x->s, &list[3], &a, &err), REFUSED_ANYWAY);
	arena_free(&a);
}

/* A value the axis has is that value, however it is spelled: the point is the same, and so is its id. */
static void claim_point(void)
{
	struct fixture x;
	const struct claim *list;
	struct arena a = {0};
	char own[17], id[17];
	begin(&x);
	must_load(&x, 9,
		  "sweep: {traffic.size: [1KiB, 2KiB]}\n"
		  "claims: [{id: a, of: kicks, at: {traffic.size: 2048B}, published: 1, kind: exact}]",
		  NULL, 0);
	CU_ASSERT_EQUAL_FATAL(scenario_claims(x.s, &list), 1);
	struct scenario *at = claim_scenario(x.s, &list[0], CLAIM_AT, &a, &x.err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(at);
	CU_ASSERT(scenario_id(x.s, 1, id, &x.err) && scenario_id(at, 0, own, &x.err));
	CU_ASSERT_STRING_EQUAL(id, own);
	arena_free(&a);
	end(&x);
}

/* What a price says it was set by, wherever it stands; each of a list. */
static void calibrations(void)
{
	struct fixture x;
	struct calibration *list = NULL;
	int n = 0;
	begin(&x);
	write_file(x.platform, "simnic-platform: 1\nname: test\nprices:\n"
			       "  page_alloc: {value: 1us, source: 'made up', calibrated: [1-a, 1-b]}\n"
			       "backends: {qemu: {irq_handler: {value: 5us, source: 'made up', calibrated: [2-a]}}}\n"
			       "unlisted: {value: 0ns, source: 'made up'}\n");
	must_load(&x, 9, "prices: {kick: {value: 1us, calibrated: [3-a]}}", NULL, 0);
	CU_ASSERT(scenario_calibrations(x.s, &x.arena, &list, &n, &x.err));
	CU_ASSERT_EQUAL_FATAL(n, 4);
	CU_ASSERT(strcmp(list[0].where, "test") == 0 && strcmp(list[0].price, "page_alloc") == 0);
	CU_ASSERT(strcmp(list[0].claim, "1-a") == 0 && strcmp(list[1].claim, "1-b") == 0 && list[1].at.line == 4);
	CU_ASSERT(strcmp(list[2].where, "test/qemu") == 0 && strcmp(list[2].claim, "2-a") == 0);
	CU_ASSERT(strcmp(list[3].where, x.path) == 0 && strcmp(list[3].price, "kick") == 0);
	end(&x);
}

static void claims(void)
{
	struct fixture x;
	const struct claim *list;
	begin(&x);
	must_load(&x, 9,
		  "claims:\n  - {id: a, of: ring_capacity, at: {nic.scheme: big}, published: 12, tolerance: 0, kind: exact}\n"
		  "  - {id: b, of: throughput, published: 2.5Gb/s, tolerance: 10%, kind: flagged, note: why}",
		  NULL, 0);
	CU_ASSERT_EQUAL_FATAL(scenario_claims(x.s, &list), 2);
	CU_ASSERT(strcmp(list[0].id, "a") == 0 && list[0].kind == CLAIM_EXACT && list[0].n_at == 1 && list[0].tolerance == 0);
	CU_ASSERT(strcmp(list[0].at[0].key, "nic.scheme.model") == 0 && strcmp(list[0].at[0].text, "big") == 0);
	CU_ASSERT(strcmp(list[1].published, "2.5Gb/s") == 0 && list[1].tolerance == 100000 && list[1].place.line == 11);
	CU_ASSERT_STRING_EQUAL(list[1].note, "why");
	refused(&x, 9, "claims: [{id: a, of: kicks, published: 1, kind: exakt}]",
		"s:9:49: error: key 'kind': unknown word 'exakt', expected exact, calibrated, predicted or flagged; did you mean "
		"'exact'?");
	refused(&x, 9, "claims: [{id: a, of: kicks, published: many, kind: exact}]",
		"s:9:40: error: key 'published': expected a quantity such as 12, 2Gb/s or 35us, not 'many'");
	refused(&x, 9, "claims: [{id: a, published: 1, kind: exact}]",
		"s:9:10: error: missing key 'of' in a claim, expected the name of a statistic such as throughput");
	refused(&x, 9, "claims: [{id: a, of: kicks, published: 1, kind: exact}, {id: a, of: kicks, published: 1, kind: exact}]",
		"s:9:62: error: duplicate claim 'a'; it stands first in line 9");
	claims_extended(&x);
	refused(&x, 9, "claims: [{id: a, of: kicks, published: 1, kind: exact, at: {nic.rin.entries: 1}}]",
		"s:9:61: error: unknown key 'nic.rin.entries'; did you mean 'nic.ring.entries'?");
	end(&x);
}

static void shows(void)
{
	struct fixture x;
	const char *const *list;
	begin(&x);
	must_load(&x, 9, "show: [kicks, dropped]\nclaims: [{id: a, of: throughput, published: 1, kind: exact}]", NULL, 0);
	CU_ASSERT_EQUAL_FATAL(scenario_show(x.s, &list), 3);
	CU_ASSERT(strcmp(list[0], "kicks") == 0 && strcmp(list[1], "dropped") == 0 && strcmp(list[2], "throughput") == 0);
	CU_ASSERT_EQUAL(scenario_show_place(x.s, 1).col, 15);
	must_load(&x, 0, NULL, NULL, 0);
	CU_ASSERT_EQUAL(scenario_show(x.s, &list), 0);
	refused(&x, 9, "show: kicks",
		"s:9:7: error: key 'show': expected a list of statistics such as [throughput, dropped], not 'kicks'");
	refused(&x, 9, "show: [kicks, Kicks!]",
		"s:9:15: error: key 'show': expected the name of a statistic such as throughput, not 'Kicks!'");
	refused(&x, 9, "show: [kicks, kicks]", "s:9:15: error: key 'show': duplicate statistic 'kicks'");
	end(&x);
}

/* Prices say who changed them, and are told from the platform's. */
static void overridden_prices(void)
{
	static const char *const sets[] = {"prices.page_alloc=7ns"};
	struct fixture x;
	struct arena a = {0};
	struct price_used *list;
	int n, own = 0;
	begin(&x);
	must_load(&x, 9, "prices: {irq_handler: 1us, page_alloc: {value: 1ns, source: me}}", sets, 1);
	CU_ASSERT_FATAL(scenario_prices(x.s, 0, &a, &list, &n, &x.err));
	for (int i = 0; i < n; i++) {
		const char *by = strcmp(list[i].key, "page_alloc") == 0    ? "--set"
				 : strcmp(list[i].key, "irq_handler") == 0 ? "scenario"
									   : NULL;
		CU_ASSERT_EQUAL(list[i].overridden, by != NULL);
		own += list[i].overridden;
		if (by) CU_ASSERT(strcmp(list[i].from, by) == 0 && strcmp(list[i].source, by) == 0);
	}
	CU_ASSERT_EQUAL(own, 2);
	CU_ASSERT_EQUAL(strspn(scenario_platform_hash(x.s, 0), "0123456789abcdef"), 16);
	arena_free(&a);
	end(&x);
}

/* The price list a test's platform is based on lacks `unattributed`, which no run must have. */
static void based_on_shipped(struct fixture *x, const char *prices)
{
	char text[600], top[300];
	CU_ASSERT_PTR_NOT_NULL_FATAL(getcwd(top, sizeof top));
	snprintf(text, sizeof text, HEAD "base: %s/scenarios/platforms/kvm-2008.yaml\n%s", top, prices);
	write_file(x->platform, text);
}

static struct price_used price_of(struct fixture *x, struct arena *a, const char *key)
{
	struct price_used *list;
	int n;
	CU_ASSERT_FATAL(scenario_prices(x->s, 0, a, &list, &n, &x->err));
	for (int i = 0; i < n; i++)
		if (strcmp(list[i].key, key) == 0) return list[i];
	CU_FAIL_FATAL("a price that no run asks for");
	return (struct price_used){0};
}

/* A price that is optional: absent it is 0 and says so, with what that means; whoever gives it is told as of any other price. */
static void optional_prices(void)
{
	static const struct {
		const char *platform, *scenario, *set;
		bool absent;
		const char *text, *source, *from;
		int64_t value;
	} row[] = {
		{"", "", NULL, true, PRICE_ABSENT, "nothing is left over", "platform t", 0},
		{"prices: {unattributed: {value: 0ns, source: a}}\n", "", NULL, false, "0ns", "a", "platform t", 0},
		{"prices: {unattributed: {value: 5ns, source: a}}\n", "", NULL, false, "5ns", "a", "platform t", 5000},
		{"backends: {qemu: {unattributed: {value: 6ns, source: a}}}\n", "", NULL, false, "6ns", "a",
		 "platform t, backend qemu", 6000},
		{"unlisted: {value: 7ns, source: a}\n", "", NULL, false, "7ns", "a", "platform t, unlisted", 7000},
		{"", "prices: {unattributed: 8ns}", NULL, false, "8ns", "scenario", "scenario", 8000},
		{"", "prices: {unattributed: 8ns}", "prices.unattributed=9ns", false, "9ns", "--set", "--set", 9000},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct fixture x;
		struct arena a = {0};
		struct setup u;
		begin(&x);
		based_on_shipped(&x, row[i].platform);
		must_load(&x, 9, row[i].scenario, &row[i].set, row[i].set != NULL);
		struct price_used p = price_of(&x, &a, "unattributed");
		CU_ASSERT_EQUAL(p.absent, row[i].absent);
		CU_ASSERT_EQUAL(p.value, row[i].value);
		CU_ASSERT_STRING_EQUAL(p.text, row[i].text);
		CU_ASSERT_STRING_EQUAL(p.source, row[i].source);
		CU_ASSERT_STRING_EQUAL(p.from, row[i].from);
		CU_ASSERT_FATAL(scenario_setup(x.s, 0, &a, &u, &x.err));
		CU_ASSERT_EQUAL(u.unattributed, row[i].value);
		arena_free(&a);
		end(&x);
	}
}

static void id_of(struct fixture *x, int64_t point, char id[17])
{
	strcpy(id, "?");
	CU_ASSERT_PTR_NOT_NULL_FATAL(x->s);
	CU_ASSERT(scenario_id(x->s, point, id, &x->err));
	CU_ASSERT_EQUAL(strspn(id, "0123456789abcdef"), 16);
}

/* Spelling, titles and defaults written out change nothing; values and prices do. */
static void ids(void)
{
	struct fixture x;
	char first[17], other[17];
	begin(&x);
	must_load(&x, 0, NULL, NULL, 0);
	id_of(&x, 0, first);
	must_load(&x, 9, "title: anything", NULL, 0);
	id_of(&x, 0, other);
	CU_ASSERT_STRING_EQUAL(first, other);
	must_load(&x, 8, "run: {length: 2000us, warmup: 0.001s, seed: 1}", NULL, 0);
	id_of(&x, 0, other);
	CU_ASSERT_STRING_EQUAL(first, other);
	must_load(&x, 9, "prices: {page_alloc: 50ns}", NULL, 0); /* 100 cycles at 2 GHz */
	id_of(&x, 0, other);
	CU_ASSERT_STRING_EQUAL(first, other);
	must_load(&x, 9, "prices: {page_alloc: 51ns}", NULL, 0);
	id_of(&x, 0, other);
	CU_ASSERT_STRING_NOT_EQUAL(first, other);
	must_load(&x, 8, "run: {length: 2ms, warmup: 1ms, seed: 2}", NULL, 0);
	id_of(&x, 0, other);
	CU_ASSERT_STRING_NOT_EQUAL(first, other);
	must_load(&x, 9, "cores: {host: guest0}", NULL, 0);
	id_of(&x, 0, other);
	CU_ASSERT_STRING_NOT_EQUAL(first, other);
	end(&x);
}

/* The effective scenario of `point` as text; the caller frees it. */
static char *config(struct fixture *x, int64_t point)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT(scenario_print_config(x->s, point, f, &x->err));
	CU_ASSERT_EQUAL(fclose(f), 0);
	return text;
}

/* Print, read back from another folder, print again: same points, same ids, same text. */
static void round_trip_of(struct fixture *x, int64_t point)
{
	char path[] = "/tmp/simnic-config-XXXXXX", id[17], again_id[17];
	char *text = config(x, point), *again_text;
	struct fixture y = {0};
	int fd = mkstemp(path);
	CU_ASSERT_FATAL(fd >= 0 && text);
	close(fd);
	write_file(path, text);
	y.s = scenario_load(&y.arena, path, NULL, 0, &y.err);
	if (!y.s) fprintf(stderr, "%s\n%s\n", y.err.text, text);
	CU_ASSERT_PTR_NOT_NULL_FATAL(y.s);
	CU_ASSERT_EQUAL(scenario_points(y.s), point < 0 ? scenario_points(x->s) : 1);
	for (int64_t i = 0; i < scenario_points(y.s); i++) {
		id_of(x, point < 0 ? i : point, id);
		id_of(&y, i, again_id);
		CU_ASSERT_STRING_EQUAL(id, again_id);
	}
	again_text = config(&y, point < 0 ? -1 : 0);
	CU_ASSERT_STRING_EQUAL(text, again_text);
	free(text);
	free(again_text);
	drop(&y);
	CU_ASSERT_EQUAL(unlink(path), 0);
}

static void round_trip(void)
{
	struct fixture x;
	begin(&x);
	must_load(&x, 9,
		  "title: \"a: 'b' \\\\ \\\"c\\\" # [\\u2028\\u00e4\\t\\n\"\nsource: >\n  folded\n  text\n"
		  "prices: {page_alloc: 12cycles, core_switch: {value: 1us, source: 'x: y'}}\ncores: {host: [a, b], guest: a}",
		  NULL, 0);
	round_trip_of(&x, 0);
	round_trip_of(&x, -1);
	must_load(&x, 9,
		  "compare: {nic.scheme: [big, mergeable, small], cores.guest: [a, host0]}\n"
		  "sweep: {nic.ring.entries: [64, 128], prices.page_alloc: [0ns, 9cycles], traffic.rate: [1kpps, 2kpps]}\n"
		  "claims:\n"
		  "- {id: a, of: kicks, at: {nic.scheme: big, cores.guest: a, nic.ring.entries: 64, prices.page_alloc: 0ns, "
		  "traffic.rate: 1kpps},\n"
		  "   over: {nic.scheme: small, platform: p.yaml}, published: {from: 1, to: 2.5}, kind: predicted, note: \"a, "
		  "b\"}\n"
		  "- {id: b, refused: {nic.ring.entries: 96}, at: {nic.scheme: big, cores.guest: a, prices.page_alloc: 0ns, "
		  "traffic.rate: 1kpps},\n"
		  "   kind: exact}",
		  NULL, 0);
	for (int64_t i = 0; i < scenario_points(x.s); i += 7)
		round_trip_of(&x, i);
	round_trip_of(&x, -1);
	end(&x);
}

/* Two frames of 60 zero bytes, a millisecond apart: a capture that some model reads when it is loaded. */
static void write_capture(const char *path, unsigned char last)
{
	static const unsigned char head[24] = {0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, [16] = 0xff, 0xff, [20] = 1};
	FILE *f = fopen(path, "wb");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT_EQUAL(fwrite(head, 1, sizeof head, f), sizeof head);
	for (int i = 0; i < 2; i++) {
		unsigned char packet[76] = {[4] = (unsigned char)(i * 100), [8] = 60, [12] = 60, [75] = last};
		CU_ASSERT_EQUAL(fwrite(packet, 1, sizeof packet, f), sizeof packet);
	}
	CU_ASSERT_EQUAL(fclose(f), 0);
}

/* Files that models read: missing ones are blamed on the value; ids go by contents, not by names; all points share one reading. */
static void files(void)
{
	struct fixture x;
	char capture[60], id[17], other[17];
	begin(&x);
	snprintf(capture, sizeof capture, "%s/c.pcap", x.folder);
	CU_ASSERT_PTR_NULL(load(&x, 3, "traffic: {model: pcap, file: c.pcap}", NULL, 0));
	begins(&x, "s:3:30: error: ");
	write_capture(capture, 0);
	must_load(&x, 3, "traffic: {model: pcap, file: c.pcap}", NULL, 0);
	id_of(&x, 0, id);
	round_trip_of(&x, 0);
	round_trip_of(&x, -1);
	write_capture(capture, 1);
	must_load(&x, 3, "traffic: {model: pcap, file: c.pcap}", NULL, 0);
	id_of(&x, 0, other);
	CU_ASSERT_STRING_NOT_EQUAL(id, other);
	must_load(&x, 9,
		  "compare: {traffic.model: [constant, pcap]}\nsweep: {traffic.file: [c.pcap, ./c.pcap], run.seed: [1, 2, 3]}",
		  NULL, 0);
	CU_ASSERT_EQUAL(scenario_points(x.s), 12);
	struct arena a = {0}, b = {0};
	struct setup u, v;
	CU_ASSERT_FATAL(scenario_setup(x.s, 6, &a, &u, &x.err) && scenario_setup(x.s, 7, &b, &v, &x.err));
	CU_ASSERT_EQUAL(memcmp(u.slot[SLOT_TRAFFIC].conf, v.slot[SLOT_TRAFFIC].conf, u.slot[SLOT_TRAFFIC].reg->model->size), 0);
	arena_free(&a);
	arena_free(&b);
	CU_ASSERT_EQUAL(unlink(capture), 0);
	end(&x);
}

struct task {
	const struct scenario *s;
	uint64_t sum;
	bool good;
};

static void *set_up(void *arg)
{
	struct task *t = arg;
	t->good = true;
	for (int64_t i = 0; i < scenario_points(t->s); i++) {
		struct arena a = {0};
		struct error err = {0};
		struct setup u;
		t->good = scenario_setup(t->s, i, &a, &u, &err) && t->good;
		t->sum = t->sum * 31 + (uint64_t)u.seed + (uint64_t)u.queues + strlen(u.slot[SLOT_SCHEME].reg->name);
		arena_free(&a);
	}
	return NULL;
}

static void threads(void)
{
	struct fixture x;
	pthread_t thread[4];
	struct task task[4];
	begin(&x);
	must_load(&x, 9,
		  "compare: {nic.scheme: [big, mergeable, small]}\nsweep: {run.seed: [1, 2, 3, 4, 5, 6, 7, 8, 9], nic.queues: "
		  "[1, 2, 4]}",
		  NULL, 0);
	for (int i = 0; i < 4; i++) {
		task[i] = (struct task){.s = x.s};
		CU_ASSERT_EQUAL_FATAL(pthread_create(&thread[i], NULL, set_up, &task[i]), 0);
	}
	for (int i = 0; i < 4; i++)
		CU_ASSERT_EQUAL(pthread_join(thread[i], NULL), 0);
	for (int i = 0; i < 4; i++)
		CU_ASSERT(task[i].good && task[i].sum == task[0].sum);
	end(&x);
}

static void descriptions(void)
{
	char *text = NULL;
	size_t len = 0;
	struct error err = {0};
	FILE *f = open_memstream(&text, &len);
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT(describe_list(f, NULL, &err));
	for (const struct registered *r = registry; r->kind; r++) {
		char which[128];
		snprintf(which, sizeof which, "%s/%s", r->kind, r->name);
		CU_ASSERT(describe_any(f, which, &err));
	}
	CU_ASSERT(schema_scenario(f));
	CU_ASSERT_EQUAL(fclose(f), 0);
	for (const struct registered *r = registry; r->kind; r++) {
		for (const struct param *p = r->model->params; p && p->key; p++)
			CU_ASSERT_PTR_NOT_NULL(strstr(text, p->key));
		CU_ASSERT_PTR_NOT_NULL(strstr(text, r->summary));
		for (const char *const *line = r->steps; *line; line++)
			CU_ASSERT_PTR_NOT_NULL(strstr(text, *line));
	}
	free(text);
	CU_ASSERT_FALSE(describe_any(stderr, "nic.ring.entires", &err));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "did you mean 'nic.ring.entries'?"));
	err = (struct error){0};
	CU_ASSERT_FALSE(describe_any(stderr, "scheme/bgi", &err));
	CU_ASSERT_STRING_EQUAL(err.text, "there is no model 'scheme/bgi'; did you mean 'scheme/big'?");
	err = (struct error){0};
	CU_ASSERT_FALSE(describe_list(stderr, "schem", &err));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "did you mean 'scheme'?"));
}

/* A price tied to another is so many times that of its own list, else that outside lists; in cycles where that one is. */
static void ties(void)
{
	static const struct {
		const char *key, *text, *of;
		int64_t value;
		bool of_backend;
	} row[] = {
		{"page_free", "0.7 x page_alloc", "page_alloc", 35000, false},
		{"app_wakeup", "1 x irq_handler", "irq_handler", 3000000, false},
		{"irq_latency", "1.5 x irq_handler", "irq_handler", 7500000, true},
		{"kick", "3 x page_alloc", "page_alloc", 150000, false},
	};
	struct fixture x;
	struct arena a = {0};
	struct price_used *list = NULL;
	int n = 0, found = 0;
	begin(&x);
	must_load(&x, 0, NULL, NULL, 0);
	CU_ASSERT_FATAL(scenario_prices(x.s, 0, &a, &list, &n, &x.err));
	for (int i = 0; i < n; i++) {
		for (size_t k = 0; k < sizeof row / sizeof *row; k++) {
			if (strcmp(list[i].key, row[k].key) != 0) continue;
			found++;
			CU_ASSERT_EQUAL(list[i].value, row[k].value);
			CU_ASSERT_STRING_EQUAL(list[i].text, row[k].text);
			CU_ASSERT_STRING_EQUAL(list[i].tied_to, row[k].of);
			CU_ASSERT_EQUAL(list[i].tied_to_backend, row[k].of_backend);
		}
	}
	CU_ASSERT_EQUAL(found, 4);
	arena_free(&a);
	end(&x);
}

CU_TestInfo test_bind[] = {{"ties", ties},
			   {"values and defaults", values},
			   {"cores", cores},
			   {"keys", keys},
			   {"missing values", missing},
			   {"values out of range", ranges},
			   {"values that do not go together", as_a_whole},
			   {"platforms", platforms},
			   {"prices of the scenario", overrides},
			   {"axes", axes},
			   {"amounts", amounts},
			   {"axes refused", axes_refused},
			   {"too many points", too_many},
			   {"--set", sets},
			   {"claims", claims},
			   {"a claim's point is that of the axes", claim_point},
			   {"prices say which claims set them", calibrations},
			   {"show", shows},
			   {"overridden prices", overridden_prices},
			   {"prices that may be absent", optional_prices},
			   {"ids", ids},
			   {"effective scenarios read back", round_trip},
			   {"files that models read", files},
			   {"threads", threads},
			   {"descriptions and schema", descriptions},
			   CU_TEST_INFO_NULL};
