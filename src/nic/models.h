/* models.h - the models at work in a queue, one a slot: what they can do, and the queue's own copy of the configured struct. */
#ifndef NIC_MODELS_H
#define NIC_MODELS_H
#include "nic/setup.h"

struct part {
	const void *ops;
	void *self;
};
#define PART(id, ops_of, name)                  \
	struct {                                \
		const struct ops_of##_ops *ops; \
		void *self;                     \
	} name;
/* By number, and by the name of the slot. */
union models {
	struct part part[N_SLOTS];
	struct {
		SLOTS(PART)
	};
};
#undef PART
#endif
