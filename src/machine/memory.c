#include "machine/memory.h"

static sim_time serial_delay(struct memory *m, sim_time at, sim_time needed, sim_time own)
{
	sim_time start = at > m->free_at ? at : m->free_at;
	m->free_at = start + needed;
	sim_time late = m->free_at - (at + own);
	return late > 0 ? late : 0;
}

sim_time memory_delay(struct memory *m, sim_time at, int64_t n, sim_time own)
{
	sim_time lost = 0;
	m->bytes += n;
	if (m->model == MEMORY_PER_BYTE)
		lost = n * m->fs * memory_others(m) / 1000;
	else if (m->model == MEMORY_SERIAL)
		lost = serial_delay(m, at, n * m->fs / 1000, own);
	m->lost += lost;
	return lost;
}
