/* asked.h - a link alone, of tests/scenarios/hardware.yaml with other settings, which a test asks for transfers. */
#ifndef UNIT_ASKED_H
#define UNIT_ASKED_H
#include "base/arena.h"
#include "device/bus.h"
#include "unit/same.h"
#include "unit/try.h"

#define HARDWARE "tests/scenarios/hardware.yaml"
#define NS PS_PER_NS

struct asked {
	struct tried t;
	sim_time clock;
	struct bus b;
	struct counters c;
};

/* try_end(&a->t) gives back what it takes. */
static inline void ask(struct asked *a, const char *settings)
{
	*a = (struct asked){.c = {0}};
	CU_ASSERT_FATAL(try_load(&a->t, HARDWARE, "%s", settings) || try_say(&a->t));
	const struct chosen *link = &a->t.setup.slot[SLOT_LINK];
	CU_ASSERT_FATAL(bus_init(&a->b, link->reg->model->ops, link->conf, &a->clock, &a->t.arena));
	CU_ASSERT_FATAL(bus_seed(&a->b, 1, 0, &a->t.arena));
}
#endif
