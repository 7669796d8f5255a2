/* rules_unused.c - what the input says and no setting holds, and what of it does not go together. */
#include "import/rules.h"
#include "nic/features.h"
#include <string.h>

/* Properties without a key or a price, and why. */
static const struct {
	const char *name, *why;
} rows[] = {
	{"page-per-vq", "where doorbells lie has no price here"},
	{"ats", "address translation has no price here"},
	{"iommu_platform", "an IOMMU's work has no price here"},
	{"disable-legacy", "only which driver may use the card"},
	{"rss", "how flows are dealt to queues is traffic.flows"},
	{"guest_rsc_ext", "nothing depends on it here"},
	{"speed", "what the guest is told, not what limits"},
	{"duplex", "what the guest is told, not what limits"},
	{"mac", "addresses are not copied"},
	{"failover", "the other device of the pair is not simulated"},
	{"status", "nothing depends on it here"},
	{"guest_announce", "nothing depends on it here"},
	{"ctrl_vq", "the control queue carries no packets"},
	{"ctrl_rx", "the control queue carries no packets"},
	{"ctrl_vlan", "the control queue carries no packets"},
	{"ctrl_rx_extra", "the control queue carries no packets"},
	{"ctrl_mac_addr", "the control queue carries no packets"},
	{"ctrl_guest_offloads", "the control queue carries no packets"},
	{"queue_reset", "rings are not reset while it runs"},
	{"romfile", "firmware carries no packets"},
	{"bootindex", "firmware carries no packets"},
	{"addr", "the bus of an emulated card has no price"},
	{"bus", "the bus of an emulated card has no price"},
	{"sndbuf", "bytes under way towards the host: there is no such limit here"},
	{"ifname", "names are not copied"},
	{"br", "names are not copied"},
	{"script", "names are not copied"},
	{"downscript", "names are not copied"},
	{"x-svq", "a copy of the ring in software is not simulated"},
	{"hostfwd", "addresses are not copied"},
	{NULL, NULL},
};

static void tell_list(struct view *v, const struct properties *list)
{
	for (const struct property *p = list->first; p; p = p->next)
		for (size_t i = 0; rows[i].name; i++)
			if (strcmp(rows[i].name, p->name) == 0)
				guest_note(v->g, NOTE_UNUSED, p->at, "%.60s: %s", p->name, rows[i].why);
}

/* Two values for one key: the last one counted. */
static void tell_twice(struct view *v, const struct properties *list)
{
	for (const struct property *p = list->first; p; p = p->next) {
		const struct property *last = property_of(list, p->name);
		if (last != p && strcmp(last->value, p->value) != 0)
			guest_note(v->g, NOTE_CONTRADICTION, p->at,
				   "%.60s is said twice, %.60s and then %.60s: the last one counts", p->name, p->value,
				   last->value);
	}
}

static void tell_vectors(struct view *v)
{
	const struct property *p = property_of(&v->card->device, "vectors");
	int64_t n;
	if (!p || !whole_number(p->value, UINT32_MAX, &n)) return;
	if (n == 0)
		guest_note(v->g, NOTE_CONTRADICTION, p->at,
			   "%.80s: no MSI-X, one interrupt line for all rings, whose cost is not simulated", p->shown);
	else if (n < 1 + 2 * v->used)
		guest_note(v->g, NOTE_CONTRADICTION, p->at,
			   "%.80s: fewer than %lld, so all rings share one interrupt; here each has its own", p->shown,
			   (long long)(1 + 2 * v->used));
	else
		guest_note(v->g, NOTE_UNUSED, p->at, "vectors: enough for an interrupt for each ring");
}

/* Exits cost otherwise where the processor is emulated. */
static void tell_accelerator(struct view *v)
{
	const struct property *accel = property_of(&v->g->machine, "accel");
	if (v->card->fixed_word || v->card->kind == CARD_XEN) return;
	if (!accel)
		guest_note(v->g, NOTE_CONTRADICTION, (struct place){v->g->file, 0, 0},
			   "KVM is not asked for: QEMU then emulates the processor, for which the prices of the platforms do not "
			   "hold");
	else if (strncmp(accel->value, "tcg", 3) == 0)
		guest_note(v->g, NOTE_CONTRADICTION, accel->at,
			   "%.80s: the processor is emulated, for which the prices of the platforms do not hold", accel->shown);
}

void tell_unused(struct view *v)
{
	const struct card *c = v->card;
	const struct property *legacy = property_of(&c->device, "disable-legacy"),
			      *modern = property_of(&c->device, "disable-modern");
	const struct property *iommu = property_of(&c->device, "iommu_platform");
	bool no_legacy = (legacy && card_has(c, "disable-legacy", false)) || strstr(c->driver, "non-transitional");
	tell_twice(v, &c->device);
	tell_twice(v, &c->net);
	tell_vectors(v);
	tell_accelerator(v);
	if (iommu && card_has(c, "iommu_platform", false) && !no_legacy)
		guest_note(v->g, NOTE_CONTRADICTION, iommu->at,
			   "iommu_platform is on without disable-legacy=on: QEMU refuses that on a PCI slot");
	if (modern && no_legacy && card_has(c, "disable-modern", false))
		guest_note(v->g, NOTE_CONTRADICTION, modern->at,
			   "disable-legacy and disable-modern are both on: QEMU refuses that");
	tell_list(v, &c->device);
	tell_list(v, &c->net);
}
