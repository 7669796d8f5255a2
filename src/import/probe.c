/*
 * probe.c - what simnic-probe found in a guest: settings as properties of one card.  Sources: Linux 6.1 virtio_net.c (what ethtool tells of it,
 * names of its counters), virtio.c (the order of bits in sysfs).
 */
#include "import/probe.h"
#include "import/readers.h"
#include <stdio.h>
#include <string.h>

struct probing {
	struct guest *g;
	struct card *card;
	const struct probe_text *t;
	struct error *err;
};

static struct place place_of(const struct probing *p, const struct line *at)
{
	return (struct place){p->t->file, at->number, 1};
}

static bool add(const struct probing *p, struct properties *to, const char *name, const char *value, const char *from,
		const struct line *at)
{
	char *shown = arena_printf(p->g->arena, "%s %.60s", from, at->text + strspn(at->text, " \t"));
	for (char *c = shown; c && *c; c++)
		if (*c == '\t') *c = ' ';
	return (shown && property_add(p->g, to, name, value, shown, place_of(p, at))) || error_memory(p->err);
}

/* The lines of ethtool's second block. */
static struct section current(const struct section *s)
{
	struct section out = {.n = 0};
	for (int i = 0; s && i < s->n; i++)
		if (strncmp(s->line[i].text, "Current hardware settings", 25) == 0)
			out = (struct section){.line = s->line + i, .n = s->n - i};
	return out;
}

/* A whole number behind a word of a section, as a property; where it is not there nothing is. */
static bool take_number(const struct probing *p, const struct section *s, const char *word, const char *from,
			const char *property, int64_t least, int64_t most)
{
	struct line at;
	int64_t n;
	const char *text = probe_value(s, word, &at);
	if (!text || strcmp(text, "n/a") == 0) return true;
	if (!whole_number(text, most, &n) || n < least)
		return error_at(p->err, place_of(p, &at), "%.40s: expected a whole number from %lld to %lld, not '%.40s'", word,
				(long long)least, (long long)most, text);
	return add(p, &p->card->device, property, text, from, &at);
}

static bool take_features(const struct probing *p)
{
	const struct section *s = probe_section(p->t, "features");
	if (!s || s->n != 1)
		return error_at(p->err, (struct place){p->t->file, s ? s->number : 1, 1},
				"features: expected one line of 0 and 1");
	const char *text = s->line[0].text;
	size_t len = strlen(text);
	if (len < 32 || len > 256 || strspn(text, "01") != len)
		return error_at(p->err, place_of(p, &s->line[0]), "features: expected at least 32 characters, each 0 or 1");
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '0') continue;
		if (i < 64)
			p->card->word |= UINT64_C(1) << i;
		else
			guest_note(p->g, NOTE_UNUSED, place_of(p, &s->line[0]), "feature %d: beyond the 64 that are known here",
				   (int)i);
	}
	return add(p, &p->card->device, ".guest_features", text, "features", &s->line[0]);
}

static bool take_coalescing(const struct probing *p)
{
	struct line at;
	const struct section *s = probe_section(p->t, "coalesce");
	const char *adaptive = probe_value(s, "Adaptive RX", &at);
	bool can = p->card->word & (UINT64_C(1) << 53 | UINT64_C(1) << 52);
	if (adaptive && strncmp(adaptive, "on", 2) == 0) {
		guest_note(p->g, NOTE_UNUSED, place_of(p, &at),
			   "moderation is adaptive: it has no fixed value; nic.moderation.model: dim does the same");
		return true;
	}
	if (!can) return true;
	return take_number(p, s, "rx-usecs", "ethtool -c:", ".moderation_time", 0, 1000000) &&
	       take_number(p, s, "rx-frames", "ethtool -c:", ".moderation_packets", 0, 1048576);
}

/* Transmit interrupts handled by polling, or none. */
static bool take_completion(const struct probing *p)
{
	struct line at;
	const char *napi = probe_value(probe_section(p->t, "module"), "napi_tx", &at);
	if (!napi) return true;
	if (strcmp(napi, "Y") != 0 && strcmp(napi, "N") != 0)
		return error_at(p->err, place_of(p, &at), "napi_tx: expected Y or N, not '%.20s'", napi);
	return add(p, &p->card->device, ".tx_complete", *napi == 'Y' ? "napi" : "orphan", "module parameter", &at);
}

/* Only packed rings may have any number of entries. */
static bool sizes_hold(const struct probing *p)
{
	static const char *const name[] = {"rx_queue_size", "tx_queue_size"};
	bool packed = p->card->word & (UINT64_C(1) << 34);
	for (int i = 0; i < 2 && !packed; i++) {
		const struct property *size = property_of(&p->card->device, name[i]);
		int64_t n;
		if (size && whole_number(size->value, 32768, &n) && (n & (n - 1)))
			return error_at(p->err, size->at, "%.60s: a split ring has a power of two entries", size->shown);
	}
	return true;
}

static bool take_settings(const struct probing *p)
{
	struct section ring = current(probe_section(p->t, "ring")), channels = current(probe_section(p->t, "channels"));
	const struct section *link = probe_section(p->t, "link");
	if (!take_features(p)) return false;
	if (!ring.n)
		guest_note(p->g, NOTE_ASSUMED, (struct place){p->t->file, 0, 0},
			   "ethtool -g tells no ring sizes: rings of 256 are assumed");
	return take_number(p, &ring, "RX", "ethtool -g:", "rx_queue_size", 1, 32768) &&
	       take_number(p, &ring, "TX", "ethtool -g:", "tx_queue_size", 1, 32768) &&
	       take_number(p, &channels, "Combined", "ethtool -l:", ".used", 1, 1024) &&
	       take_number(p, link, "mtu", "sysfs:", "host_mtu", 68, 65535) && take_coalescing(p) && take_completion(p);
}

bool probe_read(struct guest *g, const struct input *in, struct error *err)
{
	struct probe_text t;
	struct probing p = {.g = g, .t = &t, .err = err};
	struct line at;
	g->what = "a probe of a guest";
	if (!probe_text_read(&t, g->arena, in, err)) return false;
	const char *driver = probe_value(probe_section(&t, "machine"), "driver", &at);
	if (!driver) return error_at(err, (struct place){in->file, 1, 1}, "the section 'machine' names no driver");
	if (strcmp(driver, "virtio_net") != 0)
		return error_at(err, place_of(&p, &at),
				"a card of driver %.40s, which is not simulated here; expected virtio_net", driver);
	p.card = guest_card(g, CARD_VIRTIO, "if0", "virtio_net", (struct place){in->file, at.number, 1});
	if (!p.card) return error_memory(err);
	p.card->fixed_word = true;
	guest_note(g, NOTE_ASSUMED, (struct place){in->file, 0, 0},
		   "a guest does not see who serves its card: vhost is assumed; --as says another");
	if (!property_add(g, &p.card->net, "type", "tap", "a guest does not see its back end", (struct place){0}) ||
	    !property_add(g, &p.card->net, "vhost", "on", "a guest does not see its back end: vhost is assumed",
			  (struct place){0}))
		return error_memory(err);
	return take_settings(&p) && sizes_hold(&p) && probe_measure(g, p.card, &t, err);
}
