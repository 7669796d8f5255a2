/* traffics.c - several traffics in one setup: each as though it were alone, and what can not go together. */
#include "nic/traffics.h"
#include "nic/backend.h"
#include "nic/sender.h"
#include "nic/traffic.h"
#include <stdio.h>
#include <string.h>

static const enum slot_id places[TRAFFICS_MOST] = {SLOT_TRAFFIC, SLOT_TRAFFIC2, SLOT_TRAFFIC3};

enum slot_id traffic_slot(int k)
{
	return places[k];
}

int traffic_of_slot(int slot)
{
	for (int k = 0; k < TRAFFICS_MOST; k++)
		if ((int)places[k] == slot) return k;
	return -1;
}

static const struct traffic_ops *ops_of(const struct setup *s, int k)
{
	return s->slot[places[k]].reg->model->ops;
}

bool traffic_is(const struct setup *s, int k)
{
	return !ops_of(s, k)->nothing;
}

bool traffics_several(const struct setup *s)
{
	for (int k = 1; k < TRAFFICS_MOST; k++)
		if (traffic_is(s, k)) return true;
	return false;
}

enum direction traffic_direction(const struct setup *s, int k)
{
	return (enum direction)(k == 0 ? s->direction : s->of[k].direction);
}

static bool any_but(const struct setup *s, enum direction way)
{
	for (int k = 0; k < TRAFFICS_MOST; k++)
		if (traffic_is(s, k) && traffic_direction(s, k) != way) return true;
	return false;
}

bool traffics_receive(const struct setup *s)
{
	return any_but(s, DIR_TX);
}

bool traffics_send(const struct setup *s)
{
	return any_but(s, DIR_RX);
}

static int64_t queues_of(const struct setup *s, int k)
{
	return s->of[k].queues ? s->of[k].queues : s->queues - s->of[k].from_queue;
}

int traffic_queue(const struct setup *s, int k, int queue)
{
	int64_t place = queue - s->of[k].from_queue;
	return place >= 0 && place < queues_of(s, k) ? (int)place : -1;
}

void traffic_view(const struct setup *s, int k, struct setup *view)
{
	static const struct of_traffic alone;
	*view = *s;
	view->slot[SLOT_TRAFFIC] = s->slot[places[k]];
	view->direction = traffic_direction(s, k);
	view->queues = queues_of(s, k);
	for (int i = 0; i < TRAFFICS_MOST; i++)
		view->of[i] = alone;
	for (int i = 1; i < TRAFFICS_MOST; i++)
		view->slot[places[i]] = (struct chosen){model_find(slots[places[i]].kind, slots[places[i]].dflt), NULL};
	if (k > 0) view->slot[SLOT_SENDER] = (struct chosen){model_find("sender", slots[SLOT_SENDER].dflt), NULL};
}

/* ---- what goes together ---- */

bool traffics_blame(struct complaint *c, int k, const char *key)
{
	size_t len = strlen(slots[SLOT_TRAFFIC].path);
	const char *rest =
		strncmp(key, slots[SLOT_TRAFFIC].path, len) == 0 && (key[len] == '.' || key[len] == '\0') ? key + len : NULL;
	c->path = key;
	if (!rest) return false;
	snprintf(c->own_path, sizeof c->own_path, "%s%s", slots[places[k]].path, rest);
	c->path = c->own_path;
	return false;
}

static bool complain_of(struct complaint *c, int k, const char *key, const char *text)
{
	snprintf(c->text, sizeof c->text, "%s", text);
	return traffics_blame(c, k, key);
}

static bool name_is_good(const char *name)
{
	size_t n = strlen(name);
	return n >= 1 && n <= 24 && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == n;
}

static bool check_name(const struct setup *s, int k, struct complaint *c)
{
	if (!name_is_good(s->of[k].name))
		return complain_of(c, k, "traffic.name",
				   "expected 1 to 24 of a to z, 0 to 9 and _, as it is part of statistics' names");
	for (int i = 0; i < k; i++)
		if (traffic_is(s, i) && strcmp(s->of[i].name, s->of[k].name) == 0)
			return complain_of(c, k, "traffic.name", "another traffic is called so, expected a name of its own");
	return true;
}

static bool check_queues(const struct setup *s, int k, struct complaint *c)
{
	const struct of_traffic *t = &s->of[k];
	if (t->from_queue < s->queues && t->from_queue + t->queues <= s->queues) return true;
	traffics_blame(c, k, t->from_queue < s->queues ? "traffic.queues" : "traffic.from_queue");
	snprintf(c->text, sizeof c->text, "%lld from queue %lld on, and nic.queues is %lld, expected fewer", (long long)t->queues,
		 (long long)t->from_queue, (long long)s->queues);
	return false;
}

/* What only a traffic alone can have. */
static bool check_run(const struct setup *s, struct complaint *c)
{
	struct sender_policy sender;
	((const struct sender_ops *)s->slot[SLOT_SENDER].reg->model->ops)->policy(s->slot[SLOT_SENDER].conf, &sender);
	if (((const struct backend_ops *)s->slot[SLOT_BACKEND].reg->model->ops)->by_grants)
		return complain(c, "nic.backend.model",
				"several traffics go over virtio's rings alone, expected another back end, or one traffic");
	if (s->direction == DIR_GUESTS || s->direction == DIR_FORWARD)
		return complain(c, "traffic.direction", "beside another traffic, expected rx, tx or rr");
	if (sender.burst > 0)
		return complain(c, "traffic.sender.model",
				"a process on the host sends one traffic alone, expected peer, or one traffic");
	if (s->flows)
		return complain(c, "traffic.flows",
				"flows are hashed to queues for one traffic alone, expected 0; traffic.queues and from_queue say "
				"which ones each takes");
	if (s->packets) return complain(c, "run.packets", "several traffics are measured for a time, expected 0 and run.length");
	return true;
}

/* Of each way one is acknowledged, the first traffic if any is: the answer speaks of that. */
static bool check_model(const struct setup *s, int k, struct complaint *c)
{
	if (k == 0 || !ops_of(s, k)->answer_every) return true;
	if (!ops_of(s, 0)->answer_every)
		return complain_of(
			c, k, "traffic.model",
			"it is acknowledged (window, tcp), and the first traffic is not, expected that it stands first");
	for (int i = 0; i < k; i++)
		if (ops_of(s, i)->answer_every && traffic_direction(s, i) == traffic_direction(s, k))
			return complain_of(
				c, k, "traffic.model",
				"another traffic of its direction is acknowledged (window, tcp), expected one each way");
	return true;
}

bool traffics_check(const struct setup *s, struct complaint *c)
{
	if (!traffics_several(s)) return true;
	if (!check_run(s, c)) return false;
	for (int k = 0; k < TRAFFICS_MOST; k++) {
		if (!traffic_is(s, k)) continue;
		if (!check_name(s, k, c) || !check_queues(s, k, c) || !check_model(s, k, c)) return false;
	}
	return true;
}
