/* rules.c - the settings of one card, part by part, and which card is meant. */
#include "import/rules.h"
#include "base/param.h"
#include "nic/features.h"
#include <stdio.h>
#include <string.h>

/* "net0: virtio-net-pci on tap; net1: rtl8139" */
static void list_cards(const struct guest *g, char *buf, size_t size, bool all)
{
	size_t at = 0;
	*buf = '\0';
	for (const struct card *c = g->card; c && at + 1 < size; c = c->next) {
		if (!all && c->kind == CARD_OTHER) continue;
		const char *type = property_text(&c->net, "type", NULL), *queues = property_text(&c->net, "queues", NULL);
		int n = snprintf(buf + at, size - at, "%s%.40s: %.40s%s%.20s%s%.10s", at ? "; " : "", c->id, c->driver,
				 type ? " on " : "", type ? type : "", queues ? ", queues=" : "", queues ? queues : "");
		at += n > 0 ? (size_t)n : 0;
	}
}

static const struct card *card_named(struct guest *g, const char *nic, struct error *err)
{
	const char *best = NULL;
	int cost = 0;
	char list[400];
	for (const struct card *c = g->card; c; c = c->next) {
		if (strcmp(c->id, nic) == 0 && c->kind == CARD_OTHER) {
			error_at(err, c->at,
				 "%.60s is a card of model %.60s, which is not simulated here; expected one of virtio-net", nic,
				 c->driver);
			return NULL;
		}
		if (strcmp(c->id, nic) == 0) return c;
		nearest_offer(nic, c->id, &best, &cost);
	}
	list_cards(g, list, sizeof list, true);
	error_at(err, (struct place){g->file, 1, 1}, "--nic %.60s: there is no card of that name%s%.60s%s; there is %.400s", nic,
		 best ? "; did you mean '" : "", best ? best : "", best ? "'?" : "", *list ? list : "none");
	return NULL;
}

const struct card *card_chosen(struct guest *g, const char *nic, struct error *err)
{
	const struct card *found = NULL;
	char list[400];
	int n = 0;
	if (nic) return card_named(g, nic, err);
	for (const struct card *c = g->card; c; c = c->next)
		if (c->kind != CARD_OTHER) {
			n++;
			found = c;
		}
	if (n == 1) return found;
	list_cards(g, list, sizeof list, n == 0);
	if (n == 0)
		error_at(err, g->card ? g->card->at : (struct place){g->file, 1, 1}, "no virtio card is in it: there is %s%s",
			 *list ? list : "no network card at all", *list ? ", and none of these is simulated here" : "");
	else
		error_at(err, g->card->at, "there are %d cards, expected --nic with the name of one: %s", n, list);
	return NULL;
}

static const char *platform_of(const struct view *v)
{
	if (strcmp(v->back_end, "vhost_user") == 0) return "dpdk-2022";
	if (strcmp(v->back_end, "hardware") == 0) return "hw-nic-2024";
	if (strcmp(v->back_end, "netback") == 0) return "xen-hosta";
	return "kvm-modern";
}

static void put_platform(struct view *v)
{
	const struct wish *w = v->wish;
	if (w->platform)
		setting_put(v->out, "platform", TAKEN, "--platform", "%s", w->platform);
	else
		setting_put(v->out, "platform", NOT_IN_INPUT, "no input has prices: --platform chooses them", "%s/%s.yaml",
			    w->folder ? w->folder : "scenarios/platforms", platform_of(v));
}

static void put_back_end(struct view *v)
{
	const struct properties *net = &v->card->net, *dev = &v->card->device;
	const struct property *poll = property_of(net, "poll-us"), *eventfd = property_of(dev, "ioeventfd"),
			      *burst = property_of(dev, "x-txburst");
	setting_put(v->out, "nic.backend.model", v->back_end_how, v->back_end_why, "%s", v->back_end);
	if (strcmp(v->back_end, "qemu") == 0) {
		setting_put(v->out, "nic.backend.ioeventfd", eventfd ? TAKEN : BY_DEFAULT,
			    eventfd ? property_said(v->g, eventfd) : "ioeventfd=on is QEMU's default", "%s",
			    card_has(v->card, "ioeventfd", true) ? "true" : "false");
		setting_put(v->out, "nic.backend.burst", burst ? TAKEN : BY_DEFAULT,
			    burst ? property_said(v->g, burst) : "x-txburst=256 is QEMU's default", "%s",
			    burst ? burst->value : "256");
	}
	if (strcmp(v->back_end, "vhost") == 0 && poll)
		setting_put(v->out, "nic.backend.busyloop", TAKEN, property_said(v->g, poll), "%sus", poll->value);
	if (poll && strcmp(v->back_end, "vhost") != 0)
		guest_note(v->g, NOTE_CONTRADICTION, poll->at, "poll-us is of vhost, which is not used here: it has no effect");
	if (strcmp(v->back_end, "hardware") == 0)
		setting_put(v->out, "nic.link.model", BY_DEFAULT,
			    "a NIC in hardware lies behind PCI Express; its lanes are not in the input", "pcie");
}

static void put_word(struct view *v, const char *key, enum how how, const char *value, const char *before, const char *behind)
{
	char why[300];
	snprintf(why, sizeof why, "%s%s", before, behind);
	setting_put(v->out, key, how, why, "%s", value);
}

/* The word is a setting where all of it is known and it keeps virtio's rules; QEMU itself does not tie its bits. */
static void put_features(struct view *v)
{
	const struct offer *o = &v->offer;
	const struct property *guest = property_of(&v->card->device, ".guest_features");
	struct feature_fault fault;
	char word[24];
	if (v->card->kind == CARD_XEN) return;
	snprintf(word, sizeof word, "0x%016llx", (unsigned long long)o->word);
	if (guest ? features_check(FEATURES_ANY, o->word, &fault, 1) : features_check(o->word, FEATURES_ANY, &fault, 1)) {
		guest_note(v->g, NOTE_CONTRADICTION, v->card->at, "the features break a rule, so features: does not say them: %s",
			   fault.text);
		put_word(v, "features.host", NOT_IN_INPUT, "any", word, " is offered, which breaks a rule");
	} else if (guest)
		put_word(v, "features.guest", TAKEN, word, property_said(v->g, guest), "");
	else if (o->masked || (strcmp(v->back_end, "qemu") != 0 && !v->card->fixed_word))
		put_word(v, "features.host", NOT_IN_INPUT, "any", word,
			 " is what QEMU offers, of which the back end may keep less");
	else
		put_word(v, "features.host", o->version_assumed ? NOT_IN_INPUT : BY_DEFAULT, word,
			 v->card->fixed_word ? "what this monitor offers, whatever is configured" : o->version_said, "");
}

/* What QEMU takes and simnic does not. */
static bool limits_hold(struct view *v)
{
	const struct {
		const struct properties *list;
		const char *name;
		int64_t most;
	} rows[] = {
		{&v->card->device, "x-txtimer", 1000000000},
		{&v->card->device, "x-txburst", 1 << 20},
		{&v->card->net, "poll-us", 1000000},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct property *p = property_of(rows[i].list, rows[i].name);
		int64_t n;
		if (p && !whole_number(p->value, rows[i].most, &n))
			return error_at(v->err, p->at, "%.80s: simnic takes at most %lld", p->shown, (long long)rows[i].most);
	}
	return true;
}

bool rules_apply(struct guest *g, const struct card *c, const struct wish *wish, struct settings *out, struct error *err)
{
	struct view v = {.g = g, .card = c, .wish = wish, .out = out, .err = err};
	if (c->kind == CARD_OTHER)
		return error_at(err, c->at, "%.60s is a card of model %.60s, which is not simulated here", c->id, c->driver);
	if (!offer_find(&v.offer, g, c, wish->version, err) || !back_end_find(&v) || !queues_find(&v) || !limits_hold(&v))
		return false;
	put_platform(&v);
	put_cores(&v);
	put_traffic(&v);
	setting_put(out, "nic.queues", v.used_how, v.used_why, "%lld", (long long)v.used);
	put_back_end(&v);
	put_rings(&v);
	put_scheme(&v);
	put_notify(&v);
	put_features(&v);
	tell_unused(&v);
	return !(g->no_memory || out->no_memory) || error_memory(err);
}
