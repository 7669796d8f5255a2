/*
 * idle_halt.c - a guest's core with nothing to do halts: KVM polls for a wake-up for a while, then gives the core up, which sleeps.
 *
 * 1. HLT leaves the guest (halt_exit). KVM polls for as long as its window says, at most `poll`, and sees a wake-up at once then
 *    (virt/kvm/kvm_main.c kvm_vcpu_halt). Each virtual CPU has a window of its own, which begins with 0.
 * 2. Nothing came: the thread sleeps, and the core goes to the deepest state that the rest of the stay is long enough for, as a core of
 *    `idle: sleep` does. A wake-up then takes leaving that state and dispatching the thread (halt_wakeup).
 * 3. Either way the guest is entered again (halt_entry).
 * 4. By the whole time from the halt until the thread runs again, h: within the window it stays as it is; h > `poll`: the window
 *    shrinks, by `shrink`, to 0 where that is 0 or leaves less than grow_start; h < `poll` and the window < `poll`: it grows, by `grow`, to
 *    grow_start at least (halt-polling.rst). Where h is `poll` or more each time, it is never polled.
 * 5. Polling takes the host's core as work does: `spin`. What the rest takes is `wakeup`.
 */
#include "nic/idle.h"
#include "nic/model.h"

struct halt {
	int64_t poll, grow, grow_start, shrink, limit;
	int64_t exit, entry, wakeup; /* prices */
	struct sleep_state state[SLEEP_STATES];
	sim_time window;
};

static const struct param params[] = {
	{"poll", UNIT_TIME, 0, PS_PER_S, "200us", NULL, offsetof(struct halt, poll),
	 "longest time to poll (halt_poll_ns, KVM_CAP_HALT_POLL); 0us = a halted core sleeps at once"},
	{"grow", UNIT_COUNT, 0, 1000, "2", NULL, offsetof(struct halt, grow),
	 ONLY("poll!=0us") "times that the window grows by (halt_poll_ns_grow); 0 = it does not"},
	{"grow_start", UNIT_TIME, 0, PS_PER_S, "10us", NULL, offsetof(struct halt, grow_start),
	 ONLY("poll!=0us") "what a window grows to at least (halt_poll_ns_grow_start)"},
	{"shrink", UNIT_COUNT, 0, 1000, "2", NULL, offsetof(struct halt, shrink),
	 ONLY("poll!=0us") "part that the window shrinks to (halt_poll_ns_shrink; older kernels: 0); 0 = to nothing"},
	{"limit", UNIT_TIME, 0, PS_PER_S, "1s", NULL, offsetof(struct halt, limit),
	 "no sleep state that takes longer to leave (cpu_dma_latency)"},
	{0},
};
static const struct price prices[] = {
	{"halt_exit", UNIT_TIME, "wakeup", offsetof(struct halt, exit), "from HLT in the guest until its thread is in the host",
	 OPTIONAL("it takes no time")},
	{"halt_entry", UNIT_TIME, "wakeup", offsetof(struct halt, entry), "entering a guest again that halted",
	 OPTIONAL("it takes no time")},
	{"halt_wakeup", UNIT_TIME, "wakeup", offsetof(struct halt, wakeup),
	 "from the wake-up of a halted guest's sleeping thread until it runs, its core awake", OPTIONAL("it takes no time")},
	SLEEP_PRICES(struct halt, state),
	{0},
};

static void grow(struct halt *h)
{
	if (!h->grow) return;
	/* No window is longer than `poll` as it is used; beyond a second nothing would be told apart. */
	h->window *= h->grow;
	if (h->window < h->grow_start) h->window = h->grow_start;
	if (h->window > PS_PER_S) h->window = PS_PER_S;
}

static void shrink(struct halt *h)
{
	h->window = h->shrink ? h->window / h->shrink : 0;
	if (h->window < h->grow_start) h->window = 0;
}

/* It was halted for so long in all. */
static void learn(struct halt *h, sim_time halted)
{
	if (h->poll == 0)
		h->window = 0;
	else if (halted <= h->window)
		return;
	else if (h->window && halted > h->poll)
		shrink(h);
	else if (h->window < h->poll && halted < h->poll)
		grow(h);
}

static void until(void *self, sim_time from, sim_time now, bool wanted, struct idle_took *took)
{
	struct halt *h = self;
	const sim_time window = h->window < h->poll ? h->window : h->poll, stay = now - from;
	sim_time halted = stay - h->exit;
	took->entering = halted < 0 ? stay : h->exit;
	if (!wanted) {
		took->polled = halted < 0 ? 0 : halted < window ? halted : window;
		return;
	}
	if (halted < 0) { /* on its way out: it sees that there is work, and turns round */
		took->waking = -halted;
		halted = 0;
	}
	took->caught = halted <= window;
	took->polled = took->caught ? halted : window;
	if (!took->caught) {
		sim_time back = h->wakeup + sleep_exit(h->state, halted - window, h->limit);
		halted += back;
		took->waking += back;
	}
	took->waking += h->entry;
	h->window = window;
	learn(h, halted);
}

static const struct idle_ops ops = {.until = until, .guest_only = true};

const struct model idle_halt = {.size = sizeof(struct halt), .params = params, .prices = prices, .ops = &ops};
