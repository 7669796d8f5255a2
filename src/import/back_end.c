/*
 * back_end.c - who serves the card, and with how many queue pairs.  Sources: QEMU 7.2 net/tap.c (when vhost is used, what goes with file
 * descriptors), Linux virtio_net.c (virtnet_probe: pairs used by default).
 */
#include "import/rules.h"
#include "nic/features.h"
#include <string.h>

enum { PAIRS_MOST = 16 };

static int64_t descriptors(const struct property *p)
{
	int64_t n = p ? 1 : 0;
	for (const char *c = p ? p->value : ""; *c; c++)
		n += *c == ':';
	return n;
}

/* What tap refuses together. */
static bool tap_holds(struct view *v)
{
	static const char *const not_with_fd[] = {"ifname", "script", "downscript", "helper", "queues"};
	const struct properties *net = &v->card->net;
	const struct property *fd = property_of(net, "fd"), *fds = property_of(net, "fds"), *vhost = property_of(net, "vhost");
	const struct property *vhost_fds = property_of(net, "vhostfds"), *vhost_fd = property_of(net, "vhostfd");
	for (size_t i = 0; (fd || fds) && i < sizeof not_with_fd / sizeof *not_with_fd; i++)
		if (property_of(net, not_with_fd[i]))
			return error_at(v->err, (fd ? fd : fds)->at, "%.40s= does not go with %s=: QEMU refuses it",
					not_with_fd[i], fd ? "fd" : "fds");
	bool on = true;
	if (vhost && on_or_off(vhost->value, &on) && !on && (vhost_fd || vhost_fds))
		return error_at(v->err, vhost->at, "vhostfd= is not valid without vhost: QEMU refuses it");
	if (vhost_fds && fds && descriptors(fds) != descriptors(vhost_fds))
		return error_at(v->err, vhost_fds->at, "%lld vhostfds for %lld fds: their numbers must be the same",
				(long long)descriptors(vhost_fds), (long long)descriptors(fds));
	return true;
}

/* The property that makes tap use vhost-net; NULL = it does not. */
static const struct property *vhost_of_tap(const struct properties *net)
{
	static const char *const by[] = {"vhost", "vhostfd", "vhostfds", "vhostforce"};
	for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
		const struct property *p = property_of(net, by[i]);
		bool on = true;
		if (!p) continue;
		if (strcmp(by[i], "vhost") == 0 || strcmp(by[i], "vhostforce") == 0) {
			if (!on_or_off(p->value, &on)) on = strcmp(p->value, "true") == 0;
			if (!on && strcmp(by[i], "vhost") == 0) return NULL; /* wins over vhostforce */
		}
		if (on) return p;
	}
	return NULL;
}

bool back_end_find(struct view *v)
{
	const struct property *type = property_of(&v->card->net, "type");
	const char *name = type ? type->value : "";
	v->back_end = "qemu";
	v->back_end_how = TAKEN;
	v->back_end_why = type ? property_said(v->g, type) : "no back end in the input";
	if (!type) {
		v->back_end_how = NOT_IN_INPUT;
		guest_note(v->g, NOTE_CONTRADICTION, v->card->at,
			   "%.60s has no -netdev: no packet can come; QEMU's I/O thread with tap is taken", v->card->id);
	}
	if (strcmp(name, "tap") == 0) {
		const struct property *vhost = vhost_of_tap(&v->card->net);
		if (!tap_holds(v)) return false;
		if (vhost) v->back_end = "vhost";
		if (vhost) v->back_end_why = property_said(v->g, vhost);
	} else if (strcmp(name, "netback") == 0)
		v->back_end = "netback";
	else if (strcmp(name, "vhost-user") == 0)
		v->back_end = "vhost_user";
	else if (strcmp(name, "vhost-vdpa") == 0) {
		if (!v->wish->back_end)
			return error_at(v->err, type->at,
					"vhost-vdpa: the input does not say what hardware is behind it; --as hardware takes a "
					"virtio NIC on PCI Express, --as vhost the kernel's");
		v->back_end = "hardware";
	}
	if (v->wish->back_end && v->card->kind == CARD_XEN)
		return error_at(v->err, v->card->at, "--as %s: a vif of Xen is served by netback", v->wish->back_end);
	if (v->wish->back_end) {
		v->back_end = v->wish->back_end;
		v->back_end_why = "--as";
	}
	return true;
}

bool queues_find(struct view *v)
{
	const struct card *c = v->card;
	const struct property *cpus = property_of(&v->g->machine, "cpus"), *queues = property_of(&c->net, "queues");
	const struct property *fds = property_of(&c->net, "fds"), *mq = property_of(&c->device, "mq");
	const struct property *used = property_of(&c->device, ".used");
	v->cpus = v->pairs = v->used = 1;
	if (cpus) whole_number(cpus->value, INT32_MAX, &v->cpus);
	if (queues && (!whole_number(queues->value, 1024, &v->pairs) || v->pairs < 1))
		return error_at(v->err, queues->at, "%.60s: expected from 1 to 1024 queue pairs", queues->shown);
	if (fds) v->pairs = descriptors(fds);
	const struct property *said = queues ? queues : fds;
	bool multi = v->offer.word & (BIT_OF(F_MQ) | BIT_OF(F_RSS));
	v->used_how = said || mq ? TAKEN : BY_DEFAULT;
	if (used && whole_number(used->value, 1024, &v->used) && v->used >= 1) {
		v->used_why = property_said(v->g, used);
		v->used_how = TAKEN;
	} else if (!said)
		v->used_why = mq && multi ? "mq is on, but the back end has one queue pair" : "one queue pair, as none is said";
	else if (!multi)
		v->used_why = "the card has no mq=on: the guest uses one pair";
	else {
		v->used = v->pairs < v->cpus ? v->pairs : v->cpus;
		v->used_why = arena_printf(v->g->arena, "%s, %lld virtual CPU%s: Linux uses the smaller number",
					   property_said(v->g, said), (long long)v->cpus, v->cpus == 1 ? "" : "s");
	}
	if (!v->used_why) return error_memory(v->err);
	if (said && v->pairs > 1 && v->used < v->pairs)
		guest_note(v->g, NOTE_CONTRADICTION, said->at, "%lld queue pairs are there and %lld used: %s",
			   (long long)v->pairs, (long long)v->used, multi ? "the guest has no more virtual CPUs" : "mq is off");
	if (mq && multi && v->pairs == 1)
		guest_note(v->g, NOTE_CONTRADICTION, mq->at, "mq is on and the back end has one queue pair: one is used");
	if (v->used > PAIRS_MOST)
		return error_at(v->err, (said ? said : &(struct property){.at = c->at})->at,
				"%lld queue pairs are used, each on a core of its own; simnic names at most %d cores",
				(long long)v->used, PAIRS_MOST);
	return true;
}
