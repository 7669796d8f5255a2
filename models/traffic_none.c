/*
 * traffic_none.c - no traffic: what stands in the place of a second or third one that a scenario does not have.
 *
 * 1. Nothing ever comes.
 */
#include "nic/model.h"
#include "nic/setup.h"
#include "nic/traffic.h"

static bool init(void *self, const struct traffic_env *env)
{
	(void)self, (void)env;
	return true;
}

static bool next(void *self, struct arrival *out)
{
	(void)self, (void)out;
	return false;
}

static const struct traffic_ops ops = {.nothing = true, .init = init, .next = next};

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	(void)self;
	return setup->slot[SLOT_TRAFFIC].reg->model->ops != &ops ||
	       complain(c, "traffic.model", "nothing is sent, expected another model; none stands for a second or third traffic");
}

const struct model traffic_none = {.size = 1, .ops = &ops, .check = check};
