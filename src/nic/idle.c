/* idle.c - which sleep state a core takes, and whether a setup's sides can be idle as they are told. */
#include "nic/idle.h"
#include "nic/backend.h"
#include "nic/poll.h"
#include "nic/setup.h"
#include <string.h>

sim_time sleep_exit(const struct sleep_state state[SLEEP_STATES], sim_time stay, sim_time limit)
{
	for (int i = SLEEP_STATES - 1; i >= 0; i--)
		if (state[i].given && state[i].residency <= stay && state[i].exit <= limit) return state[i].exit;
	return 0;
}

bool idle_is(const struct chosen *c)
{
	return ((const struct idle_ops *)c->reg->model->ops)->until;
}

static bool of_both(const struct setup *s, const char *name)
{
	for (int i = 0; i < s->host.n; i++)
		if (strcmp(s->host.name[i], name) == 0) return true;
	return false;
}

bool idle_check(const struct setup *s, struct complaint *c)
{
	const struct chosen *guest = &s->slot[SLOT_IDLE_GUEST], *host = &s->slot[SLOT_IDLE_HOST];
	if (((const struct idle_ops *)host->reg->model->ops)->guest_only)
		return complain(c, "idle.host", "'%s' is what a virtual CPU does, expected sleep or awake", host->reg->name);
	if (idle_is(host) && ((const struct backend_ops *)s->slot[SLOT_BACKEND].reg->model->ops)->uses_link)
		return complain(c, "idle.host", "the device needs no core of the host, expected awake");
	if (idle_is(host) && backend_polls(s))
		return complain(c, "idle.host", "back end '%s' polls for ever, expected awake", s->slot[SLOT_BACKEND].reg->name);
	if (idle_is(guest) && guest_polls(s))
		return complain(c, "idle.guest", "the driver polls for ever (nic.notify.guest), expected awake");
	for (int i = 0; (idle_is(guest) || idle_is(host)) && i < s->guest.n; i++)
		if (of_both(s, s->guest.name[i]))
			return complain(c, idle_is(guest) ? "idle.guest" : "idle.host",
					"core '%s' is one of both sides, which take turns on it, expected awake",
					s->guest.name[i]);
	return true;
}
