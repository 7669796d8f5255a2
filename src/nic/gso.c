#include "nic/gso.h"
#include "nic/scheme.h"
#include "nic/setup.h"
#include "nic/traffic.h"

static bool fits(const struct setup *s, int32_t len)
{
	const struct chosen *scheme = &s->slot[SLOT_SCHEME];
	struct counts c;
	return ((const struct scheme_ops *)scheme->reg->model->ops)->predict(scheme->conf, len, &c);
}

static bool takes_frames(const struct setup *s)
{
	const struct chosen *scheme = &s->slot[SLOT_SCHEME];
	struct scheme_traits t = {0};
	((const struct scheme_ops *)scheme->reg->model->ops)->traits(scheme->conf, &t);
	return t.frames;
}

bool gso_comes(const struct setup *s, struct gso *g)
{
	const struct chosen *traffic = &s->slot[SLOT_TRAFFIC];
	const struct traffic_ops *ops = traffic->reg->model->ops;
	*g = (struct gso){0};
	if (s->direction != DIR_RX || !ops->frame_of) return false;
	ops->frame_of(traffic->conf, &g->payload, &g->headers);
	return g->payload > 0 && ops->nominal_length(traffic->conf) > g->payload + g->headers;
}

bool gso_is_due(const struct setup *s, struct gso *g)
{
	const struct chosen *traffic = &s->slot[SLOT_TRAFFIC];
	if (!gso_comes(s, g) || !fits(s, g->payload + g->headers)) return false;
	return takes_frames(s) || !fits(s, ((const struct traffic_ops *)traffic->reg->model->ops)->nominal_length(traffic->conf));
}

struct gso gso_of(const struct setup *s)
{
	struct gso g;
	return s->software_gso && gso_is_due(s, &g) ? g : (struct gso){0};
}
