/*
 * away_never.c - the core is always there.
 *
 * 1. Nobody else wants the core: a host that gives each vCPU, or each worker, a core of its own and keeps everything else off it.
 */
#include "nic/away.h"
#include "nic/model.h"

static const struct away_ops ops = {0};

const struct model away_never = {.size = 1, .ops = &ops};
