/* fault_check.c - faults on purpose that can't be. */
#include "nic/backend.h"
#include "nic/faults.h"
#include "nic/poll.h"

/* keys: of its at and its chance. */
static bool check_rule(const struct fault_rule *r, const char *const keys[2], struct complaint *c)
{
	if ((r->every != 0) + (r->at != 0) + (r->chance != 0) <= 1) return true;
	return complain(c, keys[r->chance != 0], "a fault strikes by every, at or chance, expected only one of them%s",
			r->every ? ", and every is said, too (0 = none)" : "");
}

static bool check_looks(const struct setup *s, struct complaint *c)
{
	const struct backend_ops *ops = s->slot[SLOT_BACKEND].reg->model->ops;
	if (!fault_is(&s->fault[FAULT_RECHECK])) return true;
	if (ops->by_grants)
		return complain(c, "nic.backend.model",
				"netfront and netback always look once more (faults.recheck), expected virtio");
	if (s->recheck_side == FAULT_HOST && (!ops->picks_buffers || backend_polls(s)))
		return complain(c, "faults.recheck.side",
				"back end '%s' has no worker that sleeps until it is kicked, expected guest",
				s->slot[SLOT_BACKEND].reg->name);
	return s->recheck_window > 0 ||
	       complain(c, "faults.recheck.window",
			"nothing can come between a look and a wish that follows it in no time, expected some, such as 200ns");
}

bool faults_check(const struct setup *s, struct complaint *c)
{
	static const char *const keys[N_FAULTS][2] = {{"faults.kick.at", "faults.kick.chance"},
						      {"faults.interrupt.at", "faults.interrupt.chance"},
						      {"faults.recheck.at", "faults.recheck.chance"}};
	for (int k = 0; k < N_FAULTS; k++)
		if (!check_rule(&s->fault[k], keys[k], c)) return false;
	return check_looks(s, c);
}
