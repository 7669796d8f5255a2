/*
 * libvirt.c - a domain XML, in the words of the QEMU command line that libvirt makes of it.  Source: libvirt 9.0.0 src/qemu/qemu_command.c
 * (qemuBuildNicDevProps, qemuBuildHostNetProps) and its documentation of <interface>.
 */
#include "import/known.h"
#include "import/readers.h"
#include "import/xml.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct domain {
	struct guest *g;
	const struct xml *root;
	struct error *err;
	bool kvm, ccw;
};

static const char *shown(const struct domain *d, const struct xml *e, const char *attribute, const char *value)
{
	const char *s = arena_printf(d->g->arena, "<%s %s='%.80s'>", e->name, attribute, value);
	if (!s) d->g->no_memory = true;
	return s ? s : "";
}

static bool add(struct domain *d, struct properties *to, const char *name, const char *value, const struct xml *e,
		const char *attribute)
{
	const char *said = shown(d, e, attribute, xml_value(e, attribute) ? xml_value(e, attribute) : value);
	return property_add(d->g, to, name, value, said, e->at) || error_memory(d->err);
}

/* Attributes that are properties of the card under another name, or none. */
struct row {
	const char *attribute, *property;
};
static const struct row of_driver[] = {
	{"rx_queue_size", "rx_queue_size"},
	{"tx_queue_size", "tx_queue_size"},
	{"ioeventfd", "ioeventfd"},
	{"event_idx", "event_idx"},
	{"packed", "packed"},
	{"rss", "rss"},
	{"rss_hash_report", "hash"},
	{"page_per_vq", "page-per-vq"},
	{"iommu", "iommu_platform"},
	{"ats", "ats"},
	{NULL, NULL},
};
static const struct row of_host[] = {
	{"csum", "csum"},    {"gso", "gso"},      {"tso4", "host_tso4"},      {"tso6", "host_tso6"},
	{"ecn", "host_ecn"}, {"ufo", "host_ufo"}, {"mrg_rxbuf", "mrg_rxbuf"}, {NULL, NULL},
};
static const struct row of_guest[] = {
	{"csum", "guest_csum"}, {"tso4", "guest_tso4"}, {"tso6", "guest_tso6"},
	{"ecn", "guest_ecn"},   {"ufo", "guest_ufo"},   {NULL, NULL},
};
static const char *const apart[] = {"name", "queues", "txmode", NULL}; /* of <driver>: looked at elsewhere */

static bool take_rows(struct domain *d, struct card *c, const struct xml *e, const struct row *rows)
{
	for (const struct xml_attribute *a = e ? e->attribute : NULL; a; a = a->next) {
		const struct row *r = rows;
		bool known = false;
		while (r->attribute && strcmp(r->attribute, a->name) != 0)
			r++;
		for (int i = 0; rows == of_driver && apart[i]; i++)
			known = known || strcmp(apart[i], a->name) == 0;
		if (r->attribute) {
			struct property p = {r->property, a->value, shown(d, e, a->name, a->value), e->at, NULL};
			if (!known_of_card(&p, SPELT_PLAIN, d->err) || !add(d, &c->device, r->property, a->value, e, a->name))
				return false;
		} else if (!known)
			guest_note(d->g, NOTE_UNUSED, e->at,
				   "<%.40s %.40s>: not known here; libvirt passes over what it does not know, too", e->name,
				   a->name);
	}
	return true;
}

static bool take_queues(struct domain *d, struct card *c, const struct xml *driver, const char *type)
{
	const char *queues = xml_value(driver, "queues");
	int64_t n;
	if (!queues) return true;
	if (!whole_number(queues, 1024, &n) || n < 1)
		return error_at(d->err, driver->at, "<driver queues='%.40s'>: expected a whole number from 1 to 1024", queues);
	if (n == 1) return true; /* as if it were not there */
	char vectors[24];
	snprintf(vectors, sizeof vectors, "%lld", (long long)(2 * n + 2));
	if (!add(d, &c->device, "mq", "on", driver, "queues")) return false;
	if (!d->ccw && !add(d, &c->device, "vectors", vectors, driver, "queues")) return false;
	return strcmp(type, "user") == 0 || add(d, &c->net, "queues", queues, driver, "queues");
}

static bool take_driver(struct domain *d, struct card *c, const struct xml *i, const char *type)
{
	const struct xml *driver = xml_child(i, "driver");
	const char *mode = xml_value(driver, "txmode"), *name = xml_value(driver, "name");
	if (mode && strcmp(mode, "timer") != 0 && strcmp(mode, "iothread") != 0)
		return error_at(d->err, driver->at, "<driver txmode='%.40s'>: expected iothread or timer", mode);
	if (mode && !add(d, &c->device, "tx", strcmp(mode, "timer") == 0 ? "timer" : "bh", driver, "txmode")) return false;
	if (name && strcmp(name, "vhost") != 0 && strcmp(name, "qemu") != 0)
		return error_at(d->err, driver->at, "<driver name='%.40s'>: expected vhost or qemu", name);
	if (!take_queues(d, c, driver, type) || !take_rows(d, c, driver, of_driver) ||
	    !take_rows(d, c, xml_child(driver, "host"), of_host) || !take_rows(d, c, xml_child(driver, "guest"), of_guest))
		return false;
	if (strcmp(type, "tap") != 0) {
		if (name && strcmp(name, "vhost") == 0)
			guest_note(d->g, NOTE_CONTRADICTION, driver->at,
				   "<driver name='vhost'> has no effect on this type of interface: it is served by %s",
				   strcmp(type, "vhost-user") == 0 ? "vhost-user" : "QEMU");
		return true;
	}
	if (!d->kvm) {
		if (name && strcmp(name, "vhost") == 0)
			guest_note(d->g, NOTE_CONTRADICTION, driver->at,
				   "<driver name='vhost'>: libvirt does not use vhost without KVM");
		return true;
	}
	if (name) return strcmp(name, "qemu") == 0 || add(d, &c->net, "vhost", "on", driver, "name");
	guest_note(d->g, NOTE_ASSUMED, i->at,
		   "%.60s names no <driver name>: libvirt uses vhost where /dev/vhost-net opens, which is assumed", c->id);
	return property_add(d->g, &c->net, "vhost", "on", "no <driver name>: vhost where /dev/vhost-net opens", i->at) ||
	       error_memory(d->err);
}

/* Number of kilobytes a second, as a rate. */
static bool take_bandwidth(struct domain *d, struct card *c, const struct xml *i)
{
	static const char *const way[] = {"inbound", "outbound"}, *const property[] = {".rate_towards_guest", ".rate_from_guest"};
	for (int k = 0; k < 2; k++) {
		const struct xml *e = xml_child(xml_child(i, "bandwidth"), way[k]);
		const char *average = xml_value(e, "average");
		int64_t n;
		char rate[40];
		if (!average) continue;
		if (!whole_number(average, INT32_MAX, &n) || n < 1)
			return error_at(d->err, e->at, "<%s average='%.40s'>: expected a whole number of kilobytes a second",
					way[k], average);
		snprintf(rate, sizeof rate, "%lldkb/s", (long long)(8 * n));
		if (!add(d, &c->net, property[k], rate, e, "average")) return false;
		guest_note(d->g, NOTE_UNUSED, e->at,
			   "<%s>: only its average is taken, as the rate of the wire; there is no token bucket here", way[k]);
	}
	return true;
}

static const struct {
	const char *element, *why;
} elements[] = {
	{"mac", "addresses are not copied"},
	{"source", "names are not copied"},
	{"target", "names are not copied"},
	{"address", "the bus of an emulated card has no price"},
	{"alias", NULL},
	{"model", NULL},
	{"driver", NULL},
	{"mtu", NULL},
	{"bandwidth", NULL},
	{"boot", "firmware carries no packets"},
	{"rom", "firmware carries no packets"},
	{"filterref", "filters are not simulated"},
	{"vlan", "tags are not simulated"},
	{"virtualport", "how the switch knows the port has no price"},
	{"coalesce", "rx-frames of the tap device: packets gathered from the guest, which is no moderation of interrupts"},
	{"tune", "bytes under way towards the host: there is no such limit here"},
	{"backend", "which device files are opened has no price"},
	{"teaming", "the other device of the pair is not simulated"},
	{"port", "isolation from others has no price"},
	{"ip", "addresses are not copied"},
	{"route", "addresses are not copied"},
	{"script", "names are not copied"},
	{"guest", "names are not copied"},
	{"actual", NULL},
	{"link", NULL},
	{"acpi", "nothing depends on it here"},
	{"portForward", "addresses are not copied"},
	{NULL, NULL},
};

static void tell_elements(struct domain *d, const struct xml *i)
{
	for (const struct xml *e = i->child; e; e = e->next) {
		size_t k = 0;
		while (elements[k].element && strcmp(elements[k].element, e->name) != 0)
			k++;
		if (!elements[k].element)
			guest_note(d->g, NOTE_UNUSED, e->at, "<%.40s>: not known here", e->name);
		else if (elements[k].why)
			guest_note(d->g, NOTE_UNUSED, e->at, "<%.40s>: %s", e->name, elements[k].why);
	}
}

/* The type of back end that QEMU gets; NULL = a device that is passed through. */
static const char *net_of(const char *type)
{
	static const struct {
		const char *type, *net;
	} rows[] = {
		{"bridge", "tap"},    {"network", "tap"},          {"direct", "tap"},      {"ethernet", "tap"},
		{"user", "user"},     {"vhostuser", "vhost-user"}, {"vdpa", "vhost-vdpa"}, {"client", "socket"},
		{"server", "socket"}, {"mcast", "socket"},         {"udp", "socket"},      {"internal", "tap"},
		{"null", "user"},
	};
	for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
		if (strcmp(rows[k].type, type) == 0) return rows[k].net;
	return NULL;
}

/* virtio, in any case of letters, or what the machine has when nothing is said. */
static const char *driver_of(const struct domain *d, const struct xml *i, const char *type)
{
	const char *model = xml_value(xml_child(i, "model"), "type");
	const char *arch = xml_value(xml_child(xml_child(d->root, "os"), "type"), "arch");
	bool x86 = !arch || strcmp(arch, "x86_64") == 0 || strcmp(arch, "i686") == 0;
	if (!model) return strcmp(type, "vdpa") == 0 || !x86 ? d->ccw ? "virtio-net-ccw" : "virtio-net-pci" : "rtl8139";
	if (strcasecmp(model, "virtio") == 0) return d->ccw ? "virtio-net-ccw" : "virtio-net-pci";
	if (strcasecmp(model, "virtio-transitional") == 0) return "virtio-net-pci-transitional";
	if (strcasecmp(model, "virtio-non-transitional") == 0) return "virtio-net-pci-non-transitional";
	return model;
}

static bool take_interface(struct domain *d, const struct xml *i)
{
	const char *type = xml_value(i, "type"), *alias = xml_value(xml_child(i, "alias"), "name"),
		   *real = xml_value(xml_child(i, "actual"), "type");
	if (!type) return error_at(d->err, i->at, "<interface>: it has no type, such as bridge");
	if (real) type = real;
	const char *net = net_of(type), *driver = driver_of(d, i, type), *link = xml_value(xml_child(i, "link"), "state");
	bool passed = strcmp(type, "hostdev") == 0;
	if (!net && !passed) return error_at(d->err, i->at, "<interface type='%.40s'>: libvirt has no such type", type);
	enum card_kind kind = passed ? CARD_OTHER : known_driver(driver);
	struct card *c = guest_card(d->g, kind, alias, passed ? "vfio-pci" : driver, i->at);
	if (!c) return error_memory(d->err);
	if (kind == CARD_OTHER) return true;
	if (strcmp(type, "network") == 0)
		guest_note(d->g, NOTE_ASSUMED, i->at, "%.60s is of a network: a bridge is assumed; only the live XML tells",
			   c->id);
	if (link && strcmp(link, "down") == 0)
		guest_note(d->g, NOTE_CONTRADICTION, i->at, "%.60s: its link is down, no packet can come", c->id);
	const char *mtu = xml_value(xml_child(i, "mtu"), "size");
	int64_t n;
	if (mtu && (!whole_number(mtu, 65535, &n) || n < 68))
		return error_at(d->err, xml_child(i, "mtu")->at,
				"<mtu size='%.40s'>: expected bytes from 68 to 65535, without a unit", mtu);
	if (mtu && !add(d, &c->device, "host_mtu", mtu, xml_child(i, "mtu"), "size")) return false;
	tell_elements(d, i);
	return add(d, &c->net, "type", net, i, "type") && take_driver(d, c, i, net) && take_bandwidth(d, c, i);
}

/* ---- the machine ---- */

static bool take_vcpus(struct domain *d)
{
	const struct xml *vcpu = xml_child(d->root, "vcpu");
	const char *text = xml_value(vcpu, "current");
	int64_t n;
	if (!vcpu) return true;
	if (!text) text = vcpu->text;
	if (!whole_number(text, 4096, &n) || n < 1)
		return error_at(d->err, vcpu->at, "<vcpu>: expected a whole number from 1 to 4096, not '%.40s'", text);
	const char *said = arena_printf(d->g->arena, "<vcpu>: %s", text);
	return (said && property_add(d->g, &d->g->machine, "cpus", text, said, vcpu->at)) || error_memory(d->err);
}

/* A cpuset that is one CPU; PIN_NONE when it is several. */
static int one_cpu(const char *set)
{
	int64_t n;
	return set && whole_number(set, 4095, &n) ? (int)n : PIN_NONE;
}

static bool take_pins(struct domain *d)
{
	const struct xml *tune = xml_child(d->root, "cputune"), *emulator = xml_child(tune, "emulatorpin");
	for (const struct xml *p = xml_child(tune, "vcpupin"); p; p = xml_next(p, "vcpupin")) {
		int64_t n;
		const char *vcpu = xml_value(p, "vcpu"), *set = xml_value(p, "cpuset");
		if (!vcpu || !set || !whole_number(vcpu, 4095, &n))
			return error_at(d->err, p->at, "<vcpupin>: expected vcpu='N' and cpuset='CPUS'");
		if (n < PINS_KEPT) d->g->pin[n] = one_cpu(set);
		if (one_cpu(set) == PIN_NONE)
			guest_note(d->g, NOTE_UNUSED, p->at,
				   "<vcpupin>: virtual CPU %lld may run on several CPUs: it gets a core of its own",
				   (long long)n);
	}
	const char *set = xml_value(emulator, "cpuset");
	int cpu = one_cpu(set);
	if (emulator && cpu == PIN_NONE)
		guest_note(d->g, NOTE_UNUSED, emulator->at, "<emulatorpin>: several CPUs: the back end gets a core of its own");
	char text[16];
	snprintf(text, sizeof text, "%d", cpu);
	return cpu == PIN_NONE || add(d, &d->g->machine, ".emulator_pin", text, emulator, "cpuset");
}

static const struct xml *domain_in(const struct xml *root)
{
	if (strcmp(root->name, "domain") == 0) return root;
	const struct xml *in = xml_child(root, "domain");
	if (!in) in = xml_child(xml_child(root, "inactiveDomain"), "domain");
	return in;
}

bool libvirt_read(struct guest *g, const struct input *in, struct error *err)
{
	struct domain d = {.g = g, .err = err};
	const struct xml *root = xml_read(g->arena, in, err);
	g->what = "a libvirt domain";
	if (!root) return false;
	d.root = domain_in(root);
	if (!d.root) return error_at(err, root->at, "<%.40s>: expected <domain>, as virsh dumpxml prints it", root->name);
	const char *type = xml_value(d.root, "type");
	const struct xml *os = xml_child(xml_child(d.root, "os"), "type");
	const char *machine = xml_value(os, "machine");
	d.kvm = type && strcmp(type, "kvm") == 0;
	d.ccw = machine && strncmp(machine, "s390-ccw", 8) == 0;
	if (type && !add(&d, &g->machine, "accel", d.kvm ? "kvm" : "tcg", d.root, "type")) return false;
	if (machine && !add(&d, &g->machine, "type", machine, os, "machine")) return false;
	if (!take_vcpus(&d) || !take_pins(&d)) return false;
	for (const struct xml *i = xml_child(xml_child(d.root, "devices"), "interface"); i; i = xml_next(i, "interface"))
		if (!take_interface(&d, i)) return false;
	return true;
}
