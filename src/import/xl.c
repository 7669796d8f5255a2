/* xl.c - the vifs of an xl.cfg: KEY = value lines, of which vif is a list of strings of key=value.  Source: Xen's xl-network-configuration(5). */
#include "import/readers.h"
#include "base/param.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cursor {
	const struct input *in;
	size_t i;
	struct guest *g;
	struct error *err;
};

static void pass_blanks(struct cursor *c, bool lines)
{
	for (;; c->i++) {
		char now = c->in->text[c->i];
		if (now == '#' && lines) c->i += strcspn(c->in->text + c->i, "\n");
		now = c->in->text[c->i];
		if (!now || !strchr(lines ? " \t\r\n" : " \t\r", now)) return;
	}
}

/* A name at the beginning of a line; "" where there is none. */
static void take_name(struct cursor *c, char *name, size_t size)
{
	size_t len = 0;
	for (; isalnum((unsigned char)c->in->text[c->i]) || c->in->text[c->i] == '_'; c->i++)
		if (len + 1 < size) name[len++] = c->in->text[c->i];
	name[len] = '\0';
}

/* A string in either quotes, on one line; NULL and err. */
static char *take_string(struct cursor *c, struct place *at)
{
	const char *s = c->in->text + c->i;
	const char quotes[] = {*s, '\n', '\0'};
	*at = input_place(c->in, c->i);
	if (*s != '\'' && *s != '"') return error_at(c->err, *at, "expected a text in quotes"), NULL;
	size_t len = strcspn(s + 1, quotes);
	if (s[len + 1] != *s) return error_at(c->err, *at, "this quote (%c) is not closed in its line", *s), NULL;
	char *text = arena_strndup(c->g->arena, s + 1, len);
	if (!text) error_memory(c->err);
	c->i += len + 2;
	return text;
}

/* "10Mb/s@50ms": bits or bytes a second; the interval only shapes bursts. */
static bool take_rate(struct cursor *c, struct card *card, const char *value, struct place at)
{
	char *unit, rate[40];
	double n = strtod(value, &unit);
	static const struct {
		const char *unit;
		double bits;
	} units[] = {{"Kb/s", 1e3}, {"Mb/s", 1e6}, {"Gb/s", 1e9}, {"b/s", 1},
		     {"KB/s", 8e3}, {"MB/s", 8e6}, {"GB/s", 8e9}, {"B/s", 8}};
	for (size_t i = 0; n > 0 && n < 1e9 && i < sizeof units / sizeof *units; i++) {
		size_t len = strlen(units[i].unit);
		if (strncmp(unit, units[i].unit, len) != 0 || (unit[len] && unit[len] != '@')) continue;
		double bits = n * units[i].bits;
		if (bits < 1 || bits > 1e15) break;
		snprintf(rate, sizeof rate, "%.0fb/s", bits);
		const char *shown = arena_printf(c->g->arena, "rate=%s", value);
		/* It limits what the guest sends. */
		return (shown && property_add(c->g, &card->net, ".rate_from_guest", rate, shown, at)) || error_memory(c->err);
	}
	return error_at(c->err, at, "rate=%.40s: expected a rate with its unit, such as 10Mb/s or 1MB/s@20ms", value);
}

static bool take_pair(struct cursor *c, struct card *card, char *pair, struct place at)
{
	static const char *const keys[] = {"mac",     "bridge", "gatewaydev", "model",   "type", "script",  "ip",
					   "backend", "rate",   "devid",      "vifname", "mtu",  "trusted", NULL};
	char *equals = strchr(pair, '=');
	if (!equals) return error_at(c->err, at, "vif: '%.40s': expected key=value", pair);
	*equals = '\0';
	const char *value = equals + 1, *near = nearest_word(pair, keys);
	int k = 0;
	int64_t n;
	while (keys[k] && strcmp(keys[k], pair) != 0)
		k++;
	if (!keys[k])
		return error_at(c->err, at, "'%.40s' is no key of a vif%s%s%s", pair, near ? "; did you mean '" : "",
				near ? near : "", near ? "'?" : "");
	if (strcmp(pair, "rate") == 0) return take_rate(c, card, value, at);
	if (strcmp(pair, "mtu") == 0) {
		const char *shown = arena_printf(c->g->arena, "mtu=%s", value);
		if (!whole_number(value, 65535, &n) || n < 68)
			return error_at(c->err, at, "mtu=%.40s: expected bytes from 68 to 65535, without a unit", value);
		return (shown && property_add(c->g, &card->device, "host_mtu", value, shown, at)) || error_memory(c->err);
	}
	if (strcmp(pair, "type") == 0 && strcmp(value, "ioemu") != 0 && strcmp(value, "vif") != 0)
		return error_at(c->err, at, "type=%.40s: expected ioemu or vif", value);
	if (strcmp(pair, "type") != 0)
		guest_note(c->g, NOTE_UNUSED, at, "%.40s: %s", pair,
			   strcmp(pair, "model") == 0 ? "of the emulated card, which a guest with netfront unplugs"
						      : "names and addresses are not copied");
	return true;
}

static bool take_vif(struct cursor *c, char *text, struct place at)
{
	struct card *card = guest_card(c->g, CARD_XEN, NULL, "vif", at);
	if (!card || !property_add(c->g, &card->net, "type", "netback", "vif", at)) return error_memory(c->err);
	for (char *next; text && *text; text = next) {
		next = strchr(text, ',');
		if (next) *next++ = '\0';
		text += strspn(text, " \t");
		if (*text && !take_pair(c, card, text, at)) return false;
	}
	return true;
}

static bool take_vifs(struct cursor *c)
{
	struct place at = input_place(c->in, c->i);
	if (c->in->text[c->i] != '[') return error_at(c->err, at, "vif: expected a list, ['mac=...,bridge=...']");
	c->i++;
	for (pass_blanks(c, true); c->in->text[c->i] != ']'; pass_blanks(c, true)) {
		struct place where;
		char *text;
		if (!c->in->text[c->i]) return error_at(c->err, at, "vif: this list is not closed");
		if (!(text = take_string(c, &where)) || !take_vif(c, text, where)) return false;
		pass_blanks(c, true);
		if (c->in->text[c->i] == ',') c->i++;
	}
	c->i++;
	return true;
}

static bool take_cpus(struct cursor *c)
{
	char text[24];
	struct place at = input_place(c->in, c->i);
	int64_t n;
	snprintf(text, sizeof text, "%.*s", (int)strcspn(c->in->text + c->i, " \t\r\n#;"), c->in->text + c->i);
	if (!whole_number(text, 4096, &n) || n < 1)
		return error_at(c->err, at, "vcpus: expected a whole number from 1 to 4096, not '%.20s'", text);
	const char *shown = arena_printf(c->g->arena, "vcpus = %s", text);
	return (shown && property_add(c->g, &c->g->machine, "cpus", text, shown, at)) || error_memory(c->err);
}

/* What stands behind the = of a key that is not looked at: to the end of its line, or of its list. */
static bool pass_value(struct cursor *c)
{
	struct place at = input_place(c->in, c->i);
	int depth = 0;
	for (char quote = 0; c->in->text[c->i]; c->i++) {
		char now = c->in->text[c->i];
		if (quote && now == quote)
			quote = 0;
		else if (!quote && (now == '\'' || now == '"'))
			quote = now;
		else if (!quote && now == '[')
			depth++;
		else if (!quote && now == ']')
			depth--;
		if (now == '\n') quote = 0;
		if (now == '\n' && depth <= 0) break;
	}
	return depth <= 0 || error_at(c->err, at, "this list is not closed");
}

bool xl_is(const struct input *in)
{
	static const char *const words[] = {"vif",        "name", "builder", "type",    "kernel", "memory", "vcpus", "disk",
					    "bootloader", "pvh",  "maxmem",  "ramdisk", "extra",  "root",   "uuid"};
	struct cursor c = {.in = in};
	char name[40];
	pass_blanks(&c, true);
	take_name(&c, name, sizeof name);
	pass_blanks(&c, false);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i], name) == 0) return in->text[c.i] == '=';
	return false;
}

bool xl_read(struct guest *g, const struct input *in, struct error *err)
{
	struct cursor c = {in, 0, g, err};
	g->what = "a configuration of Xen's xl";
	if (memchr(in->text, '\0', in->len)) return error_at(err, input_place(in, strlen(in->text)), "a NUL byte; expected text");
	bool had_vif = false;
	for (pass_blanks(&c, true); c.in->text[c.i]; pass_blanks(&c, true)) {
		char name[40];
		struct place at = input_place(in, c.i);
		take_name(&c, name, sizeof name);
		pass_blanks(&c, false);
		if (!*name || (c.in->text[c.i] != '=' && c.in->text[c.i] != '+'))
			return error_at(err, at, "expected KEY = value");
		c.i += c.in->text[c.i] == '+';
		if (c.in->text[c.i++] != '=') return error_at(err, at, "expected KEY = value");
		pass_blanks(&c, false);
		bool vif = strcmp(name, "vif") == 0;
		if (vif && had_vif) return error_at(err, at, "vif is there twice: one list of all");
		had_vif = had_vif || vif;
		if (vif ? !take_vifs(&c) : strcmp(name, "vcpus") == 0 ? !take_cpus(&c) || !pass_value(&c) : !pass_value(&c))
			return false;
	}
	return true;
}
