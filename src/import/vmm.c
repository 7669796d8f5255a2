/*
 * vmm.c - the JSON of Firecracker and Cloud Hypervisor.  Sources: Firecracker src/vmm/src/devices/virtio/net (what is offered; 256 entries, one
 * pair), Cloud Hypervisor virtio-devices/src/net.rs and vmm/src/config.rs (num_queues counts rings; neither merged buffers nor tables).
 */
#include "import/readers.h"
#include "base/param.h"
#include "nic/features.h"
#include "scenario/yaml.h"
#include <stdio.h>
#include <string.h>

#define SEGMENTS (BIT_OF(F_GUEST_TSO4) | BIT_OF(F_GUEST_TSO6) | BIT_OF(F_HOST_TSO4) | BIT_OF(F_HOST_TSO6))
#define DATAGRAMS (BIT_OF(F_GUEST_UFO) | BIT_OF(F_HOST_UFO))
#define CHECKSUMS (BIT_OF(F_CSUM) | BIT_OF(F_GUEST_CSUM))
#define ALWAYS (BIT_OF(F_VERSION_1) | BIT_OF(F_EVENT_IDX) | BIT_OF(F_MAC))

struct vmm {
	struct guest *g;
	struct error *err;
};

static bool add(const struct vmm *m, struct properties *to, const char *name, const struct node *n, const char *value)
{
	const char *shown = arena_printf(m->g->arena, "%s: %s", n->key ? n->key : "", n->kind == NODE_SCALAR ? n->text : "...");
	return (shown && property_add(m->g, to, name, value, shown, n->at)) || error_memory(m->err);
}

static bool whole(const struct vmm *m, const struct node *n, int64_t from, int64_t to, int64_t *out)
{
	if (n->kind == NODE_SCALAR && !n->quoted && whole_number(n->text, to, out) && *out >= from) return true;
	return error_at(m->err, n->at, "%.40s: expected a whole number from %lld to %lld", n->key ? n->key : "", (long long)from,
			(long long)to);
}

static bool on(const struct vmm *m, const struct node *n, bool *out)
{
	if (!n) return true;
	*out = n->kind == NODE_SCALAR && strcmp(n->text, "true") == 0;
	return *out || (n->kind == NODE_SCALAR && !n->quoted && strcmp(n->text, "false") == 0) ||
	       error_at(m->err, n->at, "%.40s: expected true or false", n->key ? n->key : "");
}

/* Every key is one of the list, and stands there as often as JSON lets it: once. */
static bool known(const struct vmm *m, const struct node *map, const char *const *keys)
{
	for (const struct node *n = map->first; n; n = n->next) {
		const char *near = nearest_word(n->key, keys);
		bool found = false;
		for (int i = 0; keys[i]; i++)
			found = found || strcmp(keys[i], n->key) == 0;
		if (!found)
			return error_at(m->err, n->key_at, "'%.60s' is no key of a network interface%s%s%s", n->key,
					near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	}
	return true;
}

/* A token bucket: so many bytes, filled again in so many milliseconds. */
static bool take_rate(const struct vmm *m, struct card *c, const struct node *limiter, const char *property)
{
	const struct node *bucket = limiter ? node_child(limiter, "bandwidth") : NULL,
			  *size = bucket ? node_child(bucket, "size") : NULL;
	const struct node *time = bucket ? node_child(bucket, "refill_time") : NULL;
	int64_t bytes, ms;
	char rate[40];
	if (limiter && limiter->kind != NODE_MAP && !node_is_null(limiter))
		return error_at(m->err, limiter->at, "expected a mapping");
	if (!size || !time) return true;
	if (!whole(m, size, 1, INT64_C(1) << 40, &bytes) || !whole(m, time, 1, 86400000, &ms)) return false;
	double bits = (double)bytes * 8000 / (double)ms;
	if (bits < 1 || bits > 1e15)
		return error_at(m->err, size->at, "%.40s: its mean rate is beyond what is simulated, 1 b/s to 1000 Tb/s",
				limiter->key);
	snprintf(rate, sizeof rate, "%.0fb/s", bits);
	guest_note(m->g, NOTE_UNUSED, limiter->at,
		   "%.40s: a token bucket's mean rate is taken, as that of the wire; its bursts are not simulated", limiter->key);
	return add(m, &c->net, property, limiter, rate);
}

static struct card *begin(const struct vmm *m, const struct node *n, const char *driver, const struct node *id)
{
	if (n->kind != NODE_MAP) return error_at(m->err, n->at, "expected an interface, which is a mapping"), NULL;
	if (id && id->kind != NODE_SCALAR) return error_at(m->err, id->at, "%.40s: expected a name", id->key), NULL;
	struct card *c = guest_card(m->g, CARD_VIRTIO, id ? id->text : NULL, driver, n->at);
	if (!c) return error_memory(m->err), NULL;
	c->fixed_word = true;
	return property_add(m->g, &c->net, "type", "tap", "a tap device, read by the monitor itself", n->at)
		       ? c
		       : (error_memory(m->err), NULL);
}

static bool take_mtu(const struct vmm *m, struct card *c, const struct node *mtu)
{
	int64_t n;
	if (!mtu || node_is_null(mtu)) return true;
	c->word |= BIT_OF(F_MTU);
	return whole(m, mtu, 68, 65535, &n) && add(m, &c->device, "host_mtu", mtu, mtu->text);
}

static bool firecracker(const struct vmm *m, const struct node *n)
{
	static const char *const keys[] = {"iface_id",        "host_dev_name",   "guest_mac", "mtu",
					   "rx_rate_limiter", "tx_rate_limiter", NULL};
	struct card *c = begin(m, n, "virtio-net of Firecracker", node_child(n, "iface_id"));
	if (!c || !known(m, n, keys)) return false;
	c->word = CHECKSUMS | SEGMENTS | DATAGRAMS | ALWAYS | BIT_OF(F_MRG_RXBUF);
	if (node_child(n, "guest_mac")) guest_note(m->g, NOTE_UNUSED, n->at, "guest_mac: addresses are not copied");
	return take_mtu(m, c, node_child(n, "mtu")) && take_rate(m, c, node_child(n, "rx_rate_limiter"), ".rate_towards_guest") &&
	       take_rate(m, c, node_child(n, "tx_rate_limiter"), ".rate_from_guest");
}

static bool take_sizes(const struct vmm *m, struct card *c, const struct node *n, int64_t cpus)
{
	const struct node *queues = node_child(n, "num_queues"), *size = node_child(n, "queue_size");
	int64_t rings = 2, entries;
	char text[24];
	if (queues && !whole(m, queues, 2, 512, &rings)) return false;
	if (rings / 2 > cpus)
		return error_at(
			m->err, queues->at,
			"num_queues: %lld rings are %lld pairs, more than the %lld virtual CPUs: Cloud Hypervisor refuses it",
			(long long)rings, (long long)(rings / 2), (long long)cpus);
	snprintf(text, sizeof text, "%lld", (long long)(rings / 2));
	if (queues && (!add(m, &c->net, "queues", queues, text) || !add(m, &c->device, "mq", queues, "on"))) return false;
	if (!size) return true;
	if (!whole(m, size, 1, 32768, &entries)) return false;
	if (entries & (entries - 1)) return error_at(m->err, size->at, "queue_size: expected a power of two");
	return add(m, &c->device, "rx_queue_size", size, size->text) && add(m, &c->device, "tx_queue_size", size, size->text);
}

static bool cloud_hypervisor(const struct vmm *m, const struct node *n, int64_t cpus)
{
	static const char *const keys[] = {
		"tap",         "ip",          "mask",         "mac",          "host_mac", "mtu", "iommu", "num_queues",
		"queue_size",  "vhost_user",  "vhost_socket", "vhost_mode",   "id",       "fds", "fd",    "rate_limiter_config",
		"pci_segment", "offload_tso", "offload_ufo",  "offload_csum", NULL};
	struct card *c = begin(m, n, "virtio-net of Cloud Hypervisor", node_child(n, "id"));
	bool tso = true, ufo = true, sum = true, user = false;
	if (!c || !known(m, n, keys)) return false;
	const struct node *checksum = node_child(n, "offload_csum"), *tap = node_child(n, "vhost_user");
	if (!on(m, node_child(n, "offload_tso"), &tso) || !on(m, node_child(n, "offload_ufo"), &ufo) || !on(m, checksum, &sum) ||
	    !on(m, tap, &user))
		return false;
	if (!sum && (tso || ufo))
		return error_at(m->err, checksum->at,
				"offload_csum is off and segments are offloaded: Cloud Hypervisor refuses it");
	if (user) c->net = (struct properties){NULL, NULL}; /* not the tap that it begins with */
	if (user && !property_add(m->g, &c->net, "type", "vhost-user", "vhost_user: true", tap->at)) return error_memory(m->err);
	c->word =
		ALWAYS | BIT_OF(F_MQ) | BIT_OF(F_CTRL_VQ) | (sum ? CHECKSUMS : 0) | (tso ? SEGMENTS : 0) | (ufo ? DATAGRAMS : 0);
	if (node_child(n, "rate_limiter_config"))
		guest_note(m->g, NOTE_UNUSED, n->at, "rate_limiter_config: there is no token bucket here");
	return take_mtu(m, c, node_child(n, "mtu")) && take_sizes(m, c, n, cpus);
}

/* The number of virtual CPUs, as a property of the machine. */
static bool take_cpus(const struct vmm *m, const struct node *root, int64_t *cpus)
{
	const struct node *n = tree_find(root, "machine-config.vcpu_count");
	if (!n) n = tree_find(root, "cpus.boot_vcpus");
	*cpus = 1;
	return !n || (whole(m, n, 1, 255, cpus) && add(m, &m->g->machine, "cpus", n, n->text));
}

bool vmm_read(struct guest *g, const struct input *in, struct error *err)
{
	const struct vmm m = {g, err};
	int64_t cpus;
	const struct node *root = yaml_read_json(g->arena, in->text, in->len, in->file, err);
	if (!root) return false;
	const struct node *fire = node_child(root, "network-interfaces"), *cloud = node_child(root, "net"),
			  *list = fire ? fire : cloud;
	g->what = fire ? "a configuration of Firecracker" : "a configuration of Cloud Hypervisor";
	if (!list)
		return error_at(err, root->at,
				"neither 'network-interfaces' (Firecracker) nor 'net' (Cloud Hypervisor) is in it");
	if (list->kind != NODE_LIST) return error_at(err, list->at, "%.40s: expected a list of interfaces", list->key);
	if (!take_cpus(&m, root, &cpus)) return false;
	for (const struct node *n = list->first; n; n = n->next)
		if (!(fire ? firecracker(&m, n) : cloud_hypervisor(&m, n, cpus))) return false;
	return true;
}
