/*
 * qemu.c - a QEMU command line: the options that say something about network cards, the machine and its CPUs; the others are passed over.
 * Options begin with - or --; -netdev and -device may come in any order.
 */
#include "import/readers.h"
#include "base/param.h"
#include "import/pairs.h"
#include "import/smp.h"
#include <string.h>

struct netdev {
	const char *id;
	struct place at;
	struct properties p;
	struct card *card; /* who has it */
	struct netdev *next;
};
struct line {
	struct guest *g;
	struct netdev *net;
	struct properties global; /* "PROP" of virtio-net cards */
	struct pairs *set;        /* -set device.ID.PROP=V, one each */
	const struct netdev *hub; /* the first -net that is no nic */
	struct error *err;
};

static bool no_memory(const struct line *l)
{
	return error_memory(l->err);
}

static bool keep(struct line *l, struct properties *to, const struct property *p)
{
	return property_add(l->g, to, p->name, p->value, p->shown, p->at) || no_memory(l);
}

/* ---- back ends ---- */

static struct netdev *netdev_of(const struct line *l, const char *id)
{
	for (struct netdev *n = l->net; n; n = n->next)
		if (n->id && strcmp(n->id, id) == 0) return n;
	return NULL;
}

static struct netdev *new_netdev(struct line *l, const struct pairs *p, struct place at, const char *const *others)
{
	const struct pair *type = pairs_find(p, "type");
	struct netdev *n = arena_alloc(l->g->arena, sizeof *n);
	if (!n) return no_memory(l), NULL;
	*n = (struct netdev){.at = at};
	if (!type) return error_at(l->err, at, "there is no type of back end in it, such as tap"), NULL;
	if (!known_type(&type->p, l->err) || !keep(l, &n->p, &type->p)) return NULL;
	for (int i = 0; i < p->n; i++) {
		const struct property *one = &p->pair[i].p;
		bool passed = strcmp(one->name, "type") == 0 || strcmp(one->name, "id") == 0;
		for (int k = 0; others && others[k]; k++)
			passed = passed || strcmp(one->name, others[k]) == 0;
		if (passed) continue;
		if (!known_of_net(type->p.value, one, p->pair[i].spelling, l->err) || !keep(l, &n->p, one)) return NULL;
	}
	struct netdev **end = &l->net;
	while (*end)
		end = &(*end)->next;
	return *end = n;
}

static bool take_netdev(struct line *l, const struct pairs *p, const struct word *w)
{
	const struct pair *id = pairs_find(p, "id");
	if (!id) return error_at(l->err, w->at, "-netdev: parameter 'id' is missing");
	if (!(id->p.value[0] >= 'a' && id->p.value[0] <= 'z') && !(id->p.value[0] >= 'A' && id->p.value[0] <= 'Z'))
		return error_at(l->err, id->p.at, "-netdev %.60s: an id begins with a letter", id->p.shown);
	if (netdev_of(l, id->p.value)) return error_at(l->err, id->p.at, "-netdev %.60s: this id is there twice", id->p.shown);
	struct netdev *n = new_netdev(l, p, w->at, NULL);
	if (n) n->id = id->p.value;
	return n;
}

/* ---- cards ---- */

static bool take_device(struct line *l, const struct pairs *p, const struct word *w)
{
	static const char *const nets[] = {"virtio-net", "e1000", "rtl8139", "vmxnet3",  "ne2k",
					   "pcnet",      "igb",   "usb-net", "vfio-pci", "i8255"};
	const struct pair *driver = pairs_find(p, "driver"), *id = pairs_find(p, "id"), *net = pairs_find(p, "netdev");
	if (!driver) return error_at(l->err, w->at, "-device: expected a driver, such as virtio-net-pci");
	bool is_net = net != NULL;
	for (size_t i = 0; i < sizeof nets / sizeof *nets; i++)
		is_net = is_net || strncmp(driver->p.value, nets[i], strlen(nets[i])) == 0;
	if (!is_net) return true;
	enum card_kind kind = known_driver(driver->p.value);
	if (kind == CARD_OTHER && strncmp(driver->p.value, "virtio-net", 10) == 0)
		return error_at(l->err, driver->p.at, "'%.60s' is no card of QEMU; expected virtio-net-pci or one like it",
				driver->p.value);
	struct card *c = guest_card(l->g, kind, id ? id->p.value : NULL, driver->p.value, w->at);
	if (!c) return no_memory(l);
	c->link = net ? net->p.value : NULL;
	for (int i = 0; i < p->n && kind == CARD_VIRTIO; i++) {
		const struct property *one = &p->pair[i].p;
		if (strcmp(one->name, "driver") == 0 || strcmp(one->name, "id") == 0 || strcmp(one->name, "netdev") == 0)
			continue;
		if (!known_of_card(one, p->pair[i].spelling, l->err) || !keep(l, &c->device, one)) return false;
	}
	return true;
}

/* A card without properties of its own and without MSI-X: vectors=0 (QEMU 7.2 net_param_nic). */
static struct card *plain_card(struct line *l, const struct pair *model, const char *id, struct place at)
{
	const char *name = model ? model->p.value : "e1000";
	if (strcmp(name, "virtio") == 0) name = "virtio-net-pci";
	struct card *c = guest_card(l->g, known_driver(name), id, name, at);
	if (!c) return no_memory(l), NULL;
	return property_add(l->g, &c->device, "vectors", "0", "-nic or -net nic: vectors=0", at) ? c : (no_memory(l), NULL);
}

static bool take_nic(struct line *l, const struct pairs *p, const struct word *w)
{
	static const char *const of_card[] = {"model", "mac", "addr", "vectors", NULL};
	const struct pair *id = pairs_find(p, "id"), *type = pairs_find(p, "type"), *vectors = pairs_find(p, "vectors");
	if (type && strcmp(type->p.value, "none") == 0) return true;
	if (vectors)
		return error_at(l->err, vectors->p.at,
				"'vectors' is no property of -nic: QEMU refuses it; expected -netdev and -device");
	struct netdev *n = new_netdev(l, p, w->at, of_card);
	struct card *c = n ? plain_card(l, pairs_find(p, "model"), id ? id->p.value : NULL, w->at) : NULL;
	if (!c) return false;
	n->card = c;
	c->net = n->p;
	return true;
}

/* -net nic and -net TYPE meet in a hub. */
static bool take_net(struct line *l, const struct pairs *p, const struct word *w)
{
	const struct pair *type = pairs_find(p, "type"), *name = pairs_find(p, "name");
	static const char *const others[] = {"name", "vlan", NULL};
	if (type && strcmp(type->p.value, "none") == 0) return true;
	if (type && strcmp(type->p.value, "nic") == 0) {
		struct card *c = plain_card(l, pairs_find(p, "model"), name ? name->p.value : NULL, w->at);
		if (c) c->link = "hub";
		return c;
	}
	struct netdev *n = new_netdev(l, p, w->at, others);
	if (n && !l->hub) l->hub = n;
	return n;
}

/* ---- the machine ---- */

static bool take_machine(struct line *l, const struct pairs *p, const struct word *w)
{
	(void)w;
	for (int i = 0; i < p->n; i++)
		if (!keep(l, &l->g->machine, &p->pair[i].p)) return false;
	return true;
}

static bool take_smp(struct line *l, const struct pairs *p, const struct word *w)
{
	return smp_read(l->g, p, w, l->err);
}

/* DRIVER.PROP=V, or driver=,property=,value=; only of virtio-net cards. */
static bool take_global(struct line *l, const struct pairs *p, const struct word *w)
{
	const struct pair *driver = pairs_find(p, "driver"), *name = pairs_find(p, "property"), *value = pairs_find(p, "value");
	struct property one = {.at = w->at, .shown = arena_printf(l->g->arena, "-global %s", w->text)};
	const char *dot = p->n ? strchr(p->pair[0].p.name, '.') : NULL;
	if (!one.shown) return no_memory(l);
	if (driver && name && value) {
		one.name = name->p.value;
		one.value = value->p.value;
		if (known_driver(driver->p.value) != CARD_VIRTIO) return true;
	} else if (dot) {
		char *of = arena_strndup(l->g->arena, p->pair[0].p.name, (size_t)(dot - p->pair[0].p.name));
		if (!of) return no_memory(l);
		if (known_driver(of) != CARD_VIRTIO) return true;
		one.name = dot + 1;
		one.value = p->pair[0].p.value;
	} else
		return error_at(l->err, w->at, "-global %.60s: expected DRIVER.PROPERTY=VALUE", w->text);
	return known_of_card(&one, SPELT_PLAIN, l->err) && keep(l, &l->global, &one);
}

/* device.ID.PROP=V, behind everything else. */
static bool take_set(struct line *l, const struct pairs *p, const struct word *w)
{
	const char *name = p->n ? p->pair[0].p.name : "", *id = name + 7, *dot = strrchr(name, '.');
	if (strncmp(name, "device.", 7) != 0 || dot <= id) return true;
	for (struct card *c = l->g->card; c; c = c->next)
		if (strlen(c->id) == (size_t)(dot - id) && strncmp(c->id, id, (size_t)(dot - id)) == 0) {
			struct property one = {dot + 1, p->pair[0].p.value, arena_printf(l->g->arena, "-set %s", w->text), w->at,
					       NULL};
			if (!one.shown) return no_memory(l);
			if (c->kind != CARD_VIRTIO) return true;
			return known_of_card(&one, SPELT_PLAIN, l->err) && keep(l, &c->device, &one);
		}
	return error_at(l->err, w->at, "-set %.60s: there is no device of that id before it", w->text);
}

static bool take_kvm(struct line *l, const struct pairs *p, const struct word *w)
{
	(void)p;
	return property_add(l->g, &l->g->machine, "accel", "kvm", "-enable-kvm", w->at) || no_memory(l);
}

static bool take_config(struct line *l, const struct pairs *p, const struct word *w)
{
	(void)p;
	guest_note(l->g, NOTE_ASSUMED, w->at,
		   "-readconfig: the file it names is not read; cards that it describes are missing here");
	return true;
}

/* ---- options ---- */

static const struct option {
	const char *name, *implied; /* implied: of the first part */
	bool alone;                 /* nothing stands behind it */
	bool (*take)(struct line *l, const struct pairs *p, const struct word *w);
} options[] = {
	{"device", "driver", false, take_device},
	{"netdev", "type", false, take_netdev},
	{"nic", "type", false, take_nic},
	{"net", "type", false, take_net},
	{"machine", "type", false, take_machine},
	{"M", "type", false, take_machine},
	{"accel", "accel", false, take_machine},
	{"smp", "cpus", false, take_smp},
	{"global", NULL, false, take_global},
	{"set", NULL, false, take_set},
	{"enable-kvm", NULL, true, take_kvm},
	{"readconfig", NULL, false, take_config},
	{NULL, NULL, false, NULL},
};

static bool take_option(struct line *l, const struct option *o, const struct word *name, const struct word *w)
{
	struct pairs p = {NULL, 0, 0};
	if (o->alone) return o->take(l, NULL, name);
	if (!w) return error_at(l->err, name->at, "%.60s: expected something behind it, found the end", name->text);
	return pairs_read(&p, l->g->arena, name->text, w, o->implied, l->err) && o->take(l, &p, w);
}

/* A slip of the pen in one of those that matter would be passed over like an option of something else. */
static bool refuse_near(const struct line *l, const struct word *w, const char *name)
{
	static const char *const others[] = {"drive", "smbios", "name", "m", "set", "vga", "vnc", "mon", "no-acpi", "nodefaults"};
	const char *best = NULL;
	int cost = 0;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strcmp(name, others[i]) == 0) return true;
	for (const struct option *o = options; o->name; o++)
		if (strlen(o->name) > 2) nearest_offer(name, o->name, &best, &cost);
	return !best || error_at(l->err, w->at, "%.60s is no option of QEMU; did you mean -%s?", w->text, best);
}

/* Each device has its back end, and the other way round. */
static bool join(struct line *l)
{
	for (struct card *c = l->g->card; c; c = c->next) {
		struct netdev *n = c->link && strcmp(c->link, "hub") != 0 ? netdev_of(l, c->link) : NULL;
		struct properties own = c->device;
		c->device = (struct properties){NULL, NULL};
		for (const struct property *p = l->global.first; p && c->kind == CARD_VIRTIO; p = p->next)
			if (!keep(l, &c->device, p)) return false;
		if (c->device.last)
			c->device.last->next = own.first;
		else
			c->device.first = own.first;
		if (own.last) c->device.last = own.last;
		if (c->link && !n && strcmp(c->link, "hub") != 0)
			return error_at(l->err, c->at, "netdev=%.60s: there is no -netdev of that id", c->link);
		if (n && n->card) return error_at(l->err, c->at, "netdev=%.60s: it is in use by %.60s", c->link, n->card->id);
		if (n) n->card = c;
		if (n) c->net = n->p;
		if (c->link && !n && l->hub) c->net = l->hub->p;
	}
	for (const struct netdev *n = l->net; n; n = n->next)
		if (n->id && !n->card) guest_note(l->g, NOTE_UNUSED, n->at, "-netdev of id %.60s: no card has it", n->id);
	return true;
}

bool qemu_read(struct guest *g, const struct word *word, int n, struct error *err)
{
	struct line l = {.g = g, .err = err};
	int met = 0;
	g->what = "a QEMU command line";
	for (int i = 0; i < n; i++) {
		const char *name = word[i].text;
		if (*name != '-' || !name[1]) continue;
		name += name[1] == '-' ? 2 : 1;
		const struct option *o = options;
		while (o->name && strcmp(o->name, name) != 0)
			o++;
		met++;
		if (!o->name) {
			if (!refuse_near(&l, &word[i], name)) return false;
			if (i + 1 < n && word[i + 1].text[0] != '-') i++; /* what belongs to it */
			continue;
		}
		if (!take_option(&l, o, &word[i], !o->alone && i + 1 < n ? &word[i + 1] : NULL)) return false;
		i += !o->alone;
	}
	struct place start = n ? word[0].at : (struct place){g->file, 1, 1};
	if (!met) return error_at(err, start, "no option of QEMU is in it, such as -device virtio-net-pci,netdev=n0");
	return join(&l);
}
