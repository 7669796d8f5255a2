/* rules_parts.c - cores, traffic and notification. */
#include "import/rules.h"
#include "nic/features.h"
#include <stdio.h>
#include <string.h>

/* "[vcpu0, cpu2]": n names PREFIXi, or cpuN where thread i is pinned to one CPU.  Whether any is pinned. */
static bool list_cores(const struct view *v, char *buf, size_t size, const char *prefix, int64_t n)
{
	size_t at = (size_t)snprintf(buf, size, "[");
	bool pinned = false, apart = true;
	for (int64_t i = 0; i < n && i < PINS_KEPT; i++) {
		pinned = pinned || v->g->pin[i] != PIN_NONE;
		for (int64_t k = 0; k < i; k++) /* one name is not listed twice */
			apart = apart && (v->g->pin[i] == PIN_NONE || v->g->pin[i] != v->g->pin[k]);
	}
	if (pinned && !apart) {
		guest_note(v->g, NOTE_CONTRADICTION, (struct place){v->g->file, 0, 0},
			   "several virtual CPUs are pinned to one CPU: they are given cores of their own here");
		pinned = false;
	}
	for (int64_t i = 0; i < n && at + 24 < size; i++) {
		bool own = i < PINS_KEPT && pinned && v->g->pin[i] != PIN_NONE;
		at += (size_t)snprintf(buf + at, size - at, "%s%s%d", i ? ", " : "", own ? "cpu" : prefix,
				       own ? v->g->pin[i] : (int)i);
	}
	snprintf(buf + at, size - at, "]");
	return pinned;
}

void put_cores(struct view *v)
{
	char list[400];
	const struct property *pin = property_of(&v->g->machine, ".emulator_pin"), *cpus = property_of(&v->g->machine, "cpus");
	bool vhost = strcmp(v->back_end, "vhost") == 0, each = vhost || v->card->fixed_word;
	int64_t n = each ? v->used : 1;
	if (pin)
		setting_put(v->out, "cores.host", TAKEN, property_said(v->g, pin), "[cpu%s]", pin->value);
	else if (strcmp(v->back_end, "netback") != 0) {
		const char *name = vhost                                    ? "vhost"
				   : strcmp(v->back_end, "vhost_user") == 0 ? "pmd"
				   : strcmp(v->back_end, "hardware") == 0   ? "host"
									    : "io";
		size_t at = (size_t)snprintf(list, sizeof list, "[");
		for (int64_t i = 0; i < n && at + 24 < sizeof list; i++)
			at += (size_t)snprintf(list + at, sizeof list - at, "%s%s%d", i ? ", " : "", name, (int)i);
		snprintf(list + at, sizeof list - at, "]");
		setting_put(v->out, "cores.host", NOT_IN_INPUT,
			    each ? "a thread for each queue pair; on cores of their own, as none is said"
				 : "on a core of its own, as none is said",
			    "%s", list);
	}
	bool pinned = list_cores(v, list, sizeof list, "vcpu", v->used);
	const char *said = cpus ? property_said(v->g, cpus) : "a machine has one virtual CPU when none is said";
	if (pinned)
		setting_put(v->out, "cores.guest", TAKEN, "virtual CPUs as they are pinned, one for each queue pair", "%s", list);
	else
		setting_put(v->out, "cores.guest", cpus ? TAKEN : BY_DEFAULT, said, "%s", list);
}

static int64_t mtu_of(const struct view *v, const struct property **said)
{
	int64_t mtu = 0;
	*said = property_of(&v->card->device, "host_mtu");
	if (*said && whole_number((*said)->value, 65535, &mtu) && mtu >= 68) return mtu;
	*said = NULL;
	return 1500;
}

/* What was measured: packets of their mean length at random, as many a second. */
static void put_measured(struct view *v, const struct property *pps)
{
	const struct property *size = property_of(&v->card->net, ".size"), *way = property_of(&v->card->net, ".direction");
	v->receives_only = strcmp(way->value, "rx") == 0;
	setting_put(v->out, "traffic.direction", TAKEN, property_said(v->g, way), "%s", way->value);
	setting_put(v->out, "traffic.model", NOT_IN_INPUT, "when packets came is not in the input: at random", "poisson");
	setting_put(v->out, "traffic.rate", TAKEN, property_said(v->g, pps), "%s", pps->value);
	setting_put(v->out, "traffic.size", TAKEN, property_said(v->g, size), "%s", size->value);
}

void put_traffic(struct view *v)
{
	const struct property *pps = property_of(&v->card->net, ".pps");
	if (pps && (!v->wish->direction || strcmp(v->wish->direction, property_text(&v->card->net, ".direction", "")) == 0)) {
		put_measured(v, pps);
		return;
	}
	const struct property *said, *rate = property_of(&v->card->net, ".rate_towards_guest");
	bool tx = v->wish->direction && strcmp(v->wish->direction, "tx") == 0;
	if (tx) rate = property_of(&v->card->net, ".rate_from_guest");
	int64_t mtu = mtu_of(v, &said);
	setting_put(v->out, "traffic.direction", v->wish->direction ? TAKEN : NOT_IN_INPUT,
		    v->wish->direction ? "--direction" : "no input says what is sent: bulk TCP towards the guest", "%s",
		    tx ? "tx" : "rx");
	setting_put(v->out, "traffic.model", NOT_IN_INPUT, "as above", "window");
	setting_put(v->out, "traffic.mtu", said ? TAKEN : BY_DEFAULT,
		    said ? property_said(v->g, said) : "Ethernet's, as no other is said", "%lldB", (long long)mtu);
	setting_put(v->out, "traffic.segment", said ? TAKEN : BY_DEFAULT,
		    "the MTU less 20 B of IPv4 and 32 B of TCP with timestamps", "%lldB", (long long)(mtu > 120 ? mtu - 52 : 68));
	setting_put(v->out, "traffic.window", NOT_IN_INPUT, "a guess", "512KiB");
	if (strcmp(v->back_end, "netback") == 0) { /* the other end is on the same machine */
		if (rate)
			guest_note(v->g, NOTE_UNUSED, rate->at,
				   "%.60s: no wire that it could be the rate of lies between Xen's domains here", rate->shown);
		return;
	}
	if (rate)
		setting_put(v->out, "traffic.link", TAKEN, property_said(v->g, rate), "%s", rate->value);
	else
		setting_put(v->out, "traffic.link", NOT_IN_INPUT, "a guess", "10Gb/s");
}

/* Of vhost and hardware, sending starts with the kick. */
static void put_flush(struct view *v)
{
	const struct property *tx = property_of(&v->card->device, "tx"), *timer = property_of(&v->card->device, "x-txtimer");
	bool qemu = strcmp(v->back_end, "qemu") == 0;
	if (!qemu) {
		setting_put(v->out, "nic.notify.tx_flush.model", BY_DEFAULT, "this back end sends with the kick", "now");
		if (tx) guest_note(v->g, NOTE_UNUSED, tx->at, "%.80s: of QEMU's own back end, which is not used", tx->shown);
		return;
	}
	bool is_timer = tx && strcmp(tx->value, "timer") == 0;
	if (tx && !is_timer && strcmp(tx->value, "bh") != 0)
		guest_note(v->g, NOTE_CONTRADICTION, tx->at, "%.80s: QEMU knows timer and bh, warns and takes bh", tx->shown);
	if (v->card->fixed_word) {
		setting_put(v->out, "nic.notify.tx_flush.model", BY_DEFAULT, "its thread sends with the kick", "now");
		return;
	}
	setting_put(v->out, "nic.notify.tx_flush.model", tx ? TAKEN : BY_DEFAULT,
		    tx ? property_said(v->g, tx) : "QEMU's default since 2010", "%s", is_timer ? "timer" : "bh");
	if (!is_timer) return;
	int64_t ns = 150000;
	if (timer) whole_number(timer->value, INT32_MAX, &ns);
	setting_put(v->out, "nic.notify.tx_flush.interval", timer ? TAKEN : BY_DEFAULT,
		    timer ? property_said(v->g, timer) : "x-txtimer=150000 ns is QEMU's default", "%lldns", (long long)ns);
	setting_put(v->out, "nic.notify.tx_flush.rearm_floor", BY_DEFAULT, "QEMU of today arms its timer plainly", "0us");
	setting_put(v->out, "nic.notify.tx_flush.early", BY_DEFAULT, "a kick while the timer runs sends at once", "1");
}

void put_notify(struct view *v)
{
	const struct property *idx = property_of(&v->card->device, "event_idx"),
			      *complete = property_of(&v->card->device, ".tx_complete");
	bool has = v->offer.word & BIT_OF(F_EVENT_IDX);
	if (strcmp(v->back_end, "netback") == 0) {
		setting_put(v->out, "nic.notify.host.model", BY_DEFAULT, "Xen's rings have req_event and rsp_event", "event_idx");
		return;
	}
	setting_put(v->out, "nic.notify.host.model", idx ? TAKEN : BY_DEFAULT,
		    idx   ? property_said(v->g, idx)
		    : has ? "EVENT_IDX (29) is among the features"
			  : "EVENT_IDX (29) is not among the features",
		    "%s", has ? "event_idx" : "flags");
	if (complete)
		setting_put(v->out, "nic.notify.tx_complete.model", TAKEN, property_said(v->g, complete), "%s", complete->value);
	else
		setting_put(v->out, "nic.notify.tx_complete.model", NOT_IN_INPUT,
			    "the guest's napi_tx: Y (Linux 5.3 on, recalled) is napi, N is orphan", "napi");
	put_flush(v);
	const struct property *time = property_of(&v->card->device, ".moderation_time"),
			      *packets = property_of(&v->card->device, ".moderation_packets");
	if (time && packets) {
		setting_put(v->out, "nic.moderation.time", TAKEN, property_said(v->g, time), "%sus", time->value);
		setting_put(v->out, "nic.moderation.packets", TAKEN, property_said(v->g, packets), "%s", packets->value);
	}
}
