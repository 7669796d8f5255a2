/* away.c - the absences of a setup: whose they are, and whether they go together. */
#include "nic/away.h"
#include "nic/backend.h"
#include "nic/setup.h"
#include <string.h>

static bool named_in(const struct core_list *list, const char *name)
{
	for (int i = 0; i < list->n; i++)
		if (strcmp(list->name[i], name) == 0) return true;
	return false;
}

const char *away_core(const struct chosen *c)
{
	const struct away_ops *ops = c->reg->model->ops;
	const char *name = ops->longer ? *(const char *const *)((const char *)c->conf + ops->core) : AWAY_ALL;
	return strcmp(name, AWAY_ALL) == 0 ? NULL : name;
}

bool away_is(const struct chosen *c)
{
	return ((const struct away_ops *)c->reg->model->ops)->longer;
}

bool away_check(const struct setup *s, struct complaint *c)
{
	const struct chosen *guest = &s->slot[SLOT_AWAY_GUEST], *host = &s->slot[SLOT_AWAY_HOST];
	const char *of_guest = away_core(guest), *of_host = away_core(host);
	if (of_guest && !named_in(&s->guest, of_guest))
		return complain(c, "away.guest.core", "'%s' is no name of cores.guest, expected one such as %s, or all", of_guest,
				s->guest.name[0]);
	if (of_host && !named_in(&s->host, of_host))
		return complain(c, "away.host.core", "'%s' is no name of cores.host, expected one such as %s, or all", of_host,
				s->host.name[0]);
	if (away_is(host) && ((const struct backend_ops *)s->slot[SLOT_BACKEND].reg->model->ops)->uses_link)
		return complain(c, "away.host", "the device needs no core of the host, expected never");
	for (int i = 0; away_is(guest) && away_is(host) && i < s->guest.n; i++) {
		const char *name = s->guest.name[i];
		if (named_in(&s->host, name) && (!of_guest || strcmp(of_guest, name) == 0) &&
		    (!of_host || strcmp(of_host, name) == 0))
			return complain(c, "away.host",
					"core '%s' is one of both sides and taken away twice, expected away.guest or away.host",
					name);
	}
	return true;
}
