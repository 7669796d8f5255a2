/* canonical.c - the name of a point: a hash of all values that take effect, whatever way they were written. */
#include "scenario/internal.h"
#include "nic/backend.h"
#include "nic/poll.h"
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

struct hashing {
	const struct bound *b;
	XXH64_state_t *state;
	bool good;
};

static void add(struct hashing *h, const char *path, const char *key, const char *value)
{
	const char *const part[] = {path, ".", key, "=", value};
	for (size_t i = 0; i < sizeof part / sizeof *part; i++)
		h->good = h->good && XXH64_update(h->state, part[i], strlen(part[i])) == XXH_OK;
	h->good = h->good && XXH64_update(h->state, "\n", 1) == XXH_OK;
}

/* Came, of a kind or of one model of it, when results were kept already: at its default it does not count, so that points of before are named as before. */
static bool came_later(const char *path, const struct param *p, const char *text, const struct registered *reg)
{
	static const char *const later[][3] = {{"traffic", "flows"},
					       {"traffic", "loss"},
					       {"traffic", "name"},
					       {"traffic", "queues"},
					       {"traffic", "from_queue"},
					       {"nic.ring", "rx_entries"},
					       {"nic.ring", "tx_entries"},
					       {"nic.notify.guest", "refill_count"},
					       {"nic.notify.guest", "posted"},
					       {"nic.notify.guest", "kick_after"},
					       {"nic", "tx_fragments"},
					       {"nic.scheme", "copy_break"},
					       {"nic.notify.guest", "gro"},
					       {"nic.notify.guest", "gro_flush_timeout"},
					       {"nic.notify.guest", "defer_hard_irqs"},
					       {"nic.notify.guest", "jiffy"},
					       {"nic", "software_gso"},
					       {"traffic", "message"},
					       {"traffic", "message_every"},
					       {"traffic", "nagle"},
					       {"traffic", "autocork"},
					       {"traffic", "idle_restart"},
					       {"traffic", "autosize"},
					       {"traffic", "autotune"},
					       {"reader", "rcvbuf"},
					       {"reader", "core"},
					       {"reader", "holds"},
					       {"memory", "bandwidth"},
					       {"memory", "per_byte"},
					       {"nic.backend", "tx_batch"},
					       {"nic.backend", "batches"},
					       {"nic.backend", "buffer"},
					       {"nic.backend", "functions"},
					       {"nic.backend", "weights"},
					       {"nic.backend", "quantum"},
					       {"nic.backend", "queue_rate"},
					       {"nic.backend", "queue_burst"},
					       {"nic.backend", "rate_queues"},
					       {"nic.backend", "waits_in"},
					       {"nic.backend", "descriptor_cache"},
					       {"nic.backend", "device_cache"},
					       {"nic.backend", "fetch"},
					       {"nic.backend", "fetches"},
					       {"nic.backend", "transactions"},
					       {"nic.link", "tax"},
					       {"nic.link", "ido"},
					       {"nic.link", "ddio"},
					       {"nic.link", "llc"},
					       {"nic.link", "flit_check"},
					       {"nic.link", "switches"},
					       {"nic.link", "distance"},
					       {"nic.backend", "queue_rates"},
					       {"nic.backend", "receive_rates"},
					       {"nic.ring", "indirect_always", "split"}};
	for (size_t i = 0; i < sizeof later / sizeof *later; i++)
		if (strcmp(later[i][0], path) == 0 && strcmp(later[i][1], p->key) == 0 &&
		    (!later[i][2] || (reg && strcmp(reg->name, later[i][2]) == 0)))
			return strcmp(text, p->dflt) == 0;
	return false;
}

/* A text that names a file counts by the file's contents, so that the same scenario has the same id in every folder. */
static void add_params(struct hashing *h, const char *path, const struct param *p, const void *base, const struct registered *reg)
{
	const struct group *g = reg ? NULL : group_of_path(path);
	char buf[64];
	for (; p && p->key; p++) {
		const char *text = value_print(p, base, buf, sizeof buf), *file = NULL;
		if (came_later(path, p, text, reg) || (g && g->unsaid && strcmp(text, p->dflt) == 0)) continue;
		if (reg) h->good = h->good && named_file(reg, p, text, h->b->scenario->base_dir, h->b->arena, &file);
		add(h, path, p->key, file ? "(file)" : text);
	}
}

/* And prices, where there are none, or nobody asks for them. */
static bool price_came_later(const struct hashing *h, const struct price *p, const void *base)
{
	const struct chosen *poll = &h->b->setup->slot[SLOT_POLL];
	const struct poll_ops *ops = poll->reg->model->ops;
	static const char *const later[] = {
		"switch_port",  "socket_crossing",   "cache_miss",         "cache_miss_next", "dma_read_miss", "guest_head",
		"guest_build",  "guest_fragment",    "guest_page_return",  "reader_packet",   "reader_byte",   "reader_wakeup",
		"host_segment", "dma_read_interval", "dma_write_interval", "guest_timer",     "host_tx_call"};
	int64_t value;
	if (strcmp(p->key, "guest_gro_frame") == 0) return !ops->merges || !ops->merges(poll->conf);
	memcpy(&value, (const char *)base + p->offset, sizeof value);
	for (size_t i = 0; i < sizeof later / sizeof *later && value == 0; i++)
		if (strcmp(later[i], p->key) == 0) return true;
	return false;
}

static void add_prices(struct hashing *h, const char *path, const struct price *p, const void *base)
{
	char buf[64];
	for (; p && p->key; p++)
		if (!p->instead_of && !price_came_later(h, p, base)) add(h, path, p->key, price_print(p, base, buf, sizeof buf));
}

/* Is a slot's model its default that goes unsaid? */
static bool is_unsaid(const struct hashing *h, int slot)
{
	return slots[slot].unsaid_behind && strcmp(h->b->setup->slot[slot].reg->name, slots[slot].dflt) == 0;
}

static void add_slot(struct hashing *h, int slot)
{
	const struct chosen *c = &h->b->setup->slot[slot];
	char digest[24];
	if (is_unsaid(h, slot) && slots[slot].common) return; /* there is no such traffic */
	if (!is_unsaid(h, slot)) add(h, slots[slot].path, slots[slot].selector, c->reg->name);
	add_params(h, slots[slot].path, slots[slot].common, h->b->setup, NULL);
	add_params(h, slots[slot].path, c->reg->model->params, c->conf, c->reg);
	add_prices(h, slots[slot].path, c->reg->model->prices, c->conf);
	snprintf(digest, sizeof digest, "%016llx", (unsigned long long)h->b->digest[slot]);
	if (h->b->digest[slot]) add(h, slots[slot].path, "files", digest);
}

static void add_group(struct hashing *h, const struct group *g)
{
	const struct setup *s = h->b->setup;
	if (s->until_ci || strcmp(g->path, "run.until") != 0) add_params(h, g->path, g->params, s, NULL);
	for (int i = 0; i < N_SLOTS; i++)
		if (is_unsaid(h, i) && strcmp(slots[i].unsaid_behind, g->path) == 0) add_slot(h, i);
}

static void add_all(struct hashing *h)
{
	const struct setup *s = h->b->setup;
	for (const struct group *g = groups; g->path; g++)
		add_group(h, g);
	for (int i = 0; i < N_SLOTS; i++)
		if (!is_unsaid(h, i)) add_slot(h, i);
	const struct chosen *backend = &s->slot[SLOT_BACKEND];
	const struct backend_ops *ops = backend->reg->model->ops;
	if (ops->pools && ops->pools(backend->conf, s)) {
		char n[24];
		snprintf(n, sizeof n, "%lld", (long long)s->platform_cores);
		add(h, "platform", "cores", n);
	}
	for (int i = 0; i < s->host.n; i++)
		add(h, "cores", "host", s->host.name[i]);
	for (int i = 0; i < s->guest.n; i++)
		add(h, "cores", "guest", s->guest.name[i]);
	add_prices(h, "prices", guest_prices, s);
}

bool bound_id(const struct bound *b, char id[17])
{
	struct hashing h = {b, XXH64_createState(), true};
	h.good = h.state && XXH64_reset(h.state, 0) == XXH_OK;
	if (h.good) add_all(&h);
	if (h.good) snprintf(id, 17, "%016llx", (unsigned long long)XXH64_digest(h.state));
	if (h.state) XXH64_freeState(h.state);
	return h.good || error_memory(b->err);
}

bool scenario_id(const struct scenario *s, int64_t point, char id[17], struct error *err)
{
	struct arena a = {0};
	struct bound b = {0};
	struct setup setup;
	bool good = bind_point(s, point, &a, &setup, &b, err) && bound_load(&b) && bound_id(&b, id);
	arena_free(&a);
	return good;
}
