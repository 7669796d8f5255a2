/* test_features.c - feature words: names, rules, and what a scenario's settings need of them. */
#include "nic/features.h"
#include "nic/model.h"
#include "scenario/describe.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The words of virtio-win/kvm-guest-drivers-windows issue 1078, bit by bit. */
#define HOST_1078 UINT64_C(0x000001035867ffe3)
#define GUEST_1078 UINT64_C(0x00000003186799a3)
static const char host_names[] =
	"CSUM GUEST_CSUM MAC GSO GUEST_TSO4 GUEST_TSO6 GUEST_ECN GUEST_UFO HOST_TSO4 HOST_TSO6 HOST_ECN HOST_UFO "
	"MRG_RXBUF STATUS CTRL_VQ CTRL_RX GUEST_ANNOUNCE MQ ANY_LAYOUT INDIRECT_DESC UNUSED VERSION_1 ACCESS_PLATFORM "
	"RING_RESET ";
static const char guest_names[] =
	"CSUM GUEST_CSUM MAC GUEST_TSO4 GUEST_TSO6 HOST_TSO4 HOST_TSO6 MRG_RXBUF STATUS CTRL_VQ CTRL_RX GUEST_ANNOUNCE "
	"MQ ANY_LAYOUT INDIRECT_DESC VERSION_1 ACCESS_PLATFORM ";
static const char not_taken[] = "GSO GUEST_ECN GUEST_UFO HOST_ECN HOST_UFO UNUSED RING_RESET ";

/* Its names in the order of their bits, without their prefixes. */
static const char *names_of(uint64_t word, char *buf)
{
	buf[0] = '\0';
	for (int bit = 0; bit < 64; bit++) {
		const struct feature_bit *f = feature_of(bit);
		if (!(word >> bit & 1)) continue;
		const char *name = f ? f->name : "?";
		if (strncmp(name, "VIRTIO_NET_F_", 13) == 0)
			name += 13;
		else if (strncmp(name, "VIRTIO_F_", 9) == 0)
			name += 9;
		strcat(strcat(buf, name), " ");
	}
	return buf;
}

static void known_words(void)
{
	char buf[2000];
	CU_ASSERT_STRING_EQUAL(names_of(HOST_1078, buf), host_names);
	CU_ASSERT_STRING_EQUAL(names_of(GUEST_1078, buf), guest_names);
	CU_ASSERT_STRING_EQUAL(names_of(HOST_1078 & ~GUEST_1078, buf), not_taken);
	CU_ASSERT_EQUAL(features_check(HOST_1078, GUEST_1078, NULL, 0), 0);
	CU_ASSERT_EQUAL(features_check(HOST_1078, FEATURES_ANY, NULL, 0), 0);
	CU_ASSERT_EQUAL(features_check(FEATURES_ANY, GUEST_1078, NULL, 0), 0);
	CU_ASSERT_EQUAL(features_check(FEATURES_ANY, FEATURES_ANY, NULL, 0), 0);
}

static void table(void)
{
	int n = 0;
	for (const struct feature_bit *f = feature_bits; f->name; f++, n++) {
		CU_ASSERT(f->bit >= 0 && f->bit < 64);
		CU_ASSERT(n == 0 || f->bit > f[-1].bit);
		CU_ASSERT_PTR_EQUAL(feature_of(f->bit), f);
		CU_ASSERT(strncmp(f->name, "VIRTIO_", 7) == 0 || BIT_OF(f->bit) & BITS_OF_VHOST);
		CU_ASSERT(strlen(f->help) > 10 && !strchr(f->help, '\n'));
	}
	CU_ASSERT(n > 45);
	CU_ASSERT_PTR_NULL(feature_of(4));
	CU_ASSERT_PTR_NULL(feature_of(45));
	CU_ASSERT_PTR_NULL(feature_of(64));
}

/* ---- rules ---- */

/* Exactly one rule broken, by that side, and the text holds both parts. */
static void one_fault(uint64_t offered, uint64_t accepted, bool by_accepted, const char *part, const char *rule)
{
	struct feature_fault f = {0};
	int n = features_check(offered, accepted, &f, 1);
	if (n != 1 || !strstr(f.text, part) || !strstr(f.text, rule))
		printf("%d faults: %s; expected '%s', '%s'\n", n, f.text, part, rule);
	CU_ASSERT_EQUAL(n, 1);
	CU_ASSERT_EQUAL(f.accepted, by_accepted);
	CU_ASSERT_PTR_NOT_NULL(strstr(f.text, part));
	CU_ASSERT_PTR_NOT_NULL(strstr(f.text, rule));
}

#define B(name) BIT_OF(F_##name)
/* Specification 5.1.3.1, line by line: the bit, and all that it stands on; each of `any` is enough. */
static const struct {
	int bit;
	uint64_t any, beside;
} required[] = {
	{F_GUEST_TSO4, B(GUEST_CSUM), 0},
	{F_GUEST_TSO6, B(GUEST_CSUM), 0},
	{F_GUEST_ECN, B(GUEST_TSO4) | B(GUEST_TSO6), B(GUEST_CSUM)},
	{F_GUEST_UFO, B(GUEST_CSUM), 0},
	{F_GUEST_USO4, B(GUEST_CSUM), 0},
	{F_GUEST_USO6, B(GUEST_CSUM), 0},
	{F_HOST_TSO4, B(CSUM), 0},
	{F_HOST_TSO6, B(CSUM), 0},
	{F_HOST_ECN, B(HOST_TSO4) | B(HOST_TSO6), B(CSUM)},
	{F_HOST_UFO, B(CSUM), 0},
	{F_HOST_USO, B(CSUM), 0},
	{F_CTRL_RX, B(CTRL_VQ), 0},
	{F_CTRL_VLAN, B(CTRL_VQ), 0},
	{F_GUEST_ANNOUNCE, B(CTRL_VQ), 0},
	{F_MQ, B(CTRL_VQ), 0},
	{F_CTRL_MAC_ADDR, B(CTRL_VQ), 0},
	{F_NOTF_COAL, B(CTRL_VQ), 0},
	{F_RSC_EXT, B(HOST_TSO4) | B(HOST_TSO6), B(CSUM)},
	{F_RSS, B(CTRL_VQ), 0},
	{F_VQ_NOTF_COAL, B(CTRL_VQ), 0},
	{F_HASH_TUNNEL, B(CTRL_VQ), B(HASH_REPORT)},
	{F_HASH_TUNNEL, B(RSS) | B(HASH_REPORT), B(CTRL_VQ)},
};

static void dependencies(void)
{
	for (size_t i = 0; i < sizeof required / sizeof *required; i++) {
		uint64_t word = BIT_OF(required[i].bit) | required[i].beside | B(VERSION_1);
		char name[60];
		snprintf(name, sizeof name, "%s (%d) requires ", feature_of(required[i].bit)->name, required[i].bit);
		one_fault(word, B(VERSION_1), false, name, "5.1.3.1, 2.2.2");
		one_fault(FEATURES_ANY, word, true, name, "5.1.3.1, 2.2.1");
		for (int bit = 0; bit < 64; bit++)
			if (required[i].any >> bit & 1)
				CU_ASSERT_EQUAL(features_check(word | BIT_OF(bit), word | BIT_OF(bit), NULL, 0), 0);
	}
}

static void negotiation(void)
{
	one_fault(B(CSUM), B(CSUM) | B(MAC), true, "VIRTIO_NET_F_MAC (5) is accepted but was not offered", "2.2.1");
	one_fault(B(UNUSED), B(UNUSED), true, "UNUSED (30) is accepted", "legacy interface");
	CU_ASSERT_EQUAL(features_check(B(UNUSED) | B(LOG_ALL), B(UNUSED) | B(LOG_ALL), NULL, 0), 0);
	one_fault(B(RING_PACKED) | B(VERSION_1), B(RING_PACKED), true,
		  "VIRTIO_F_RING_PACKED (34) is accepted without VIRTIO_F_VERSION_1 (32)", "2.2.3");
	CU_ASSERT_EQUAL(features_check(B(RING_PACKED) | B(VERSION_1), 0, NULL, 0), 0); /* a legacy driver */
	CU_ASSERT_EQUAL(features_check(B(UNUSED), 0, NULL, 0), 0);
	/* Beside VERSION_1, where no driver sees it, it is vhost-user's. */
	CU_ASSERT_EQUAL(features_check(B(UNUSED) | B(VERSION_1), B(UNUSED) | B(VERSION_1), NULL, 0), 0);
	CU_ASSERT_EQUAL(features_check(B(LOG_ALL), B(LOG_ALL), NULL, 0), 0);
	one_fault(0, B(LOG_ALL), true, "VHOST_F_LOG_ALL (26) is accepted but was not offered", "2.2.1");
	/* More faults than room: all are counted. */
	struct feature_fault f[2];
	CU_ASSERT_EQUAL(features_check(0, B(MAC) | B(STATUS) | B(MTU), f, 2), 3);
	CU_ASSERT_PTR_NOT_NULL(strstr(f[0].text, "MTU"));
	CU_ASSERT_PTR_NOT_NULL(strstr(f[1].text, "MAC"));
	one_fault(0, BIT_OF(4), true, "bit (4) is accepted but was not offered", "2.2.1");
}

/* ---- scenarios ---- */

static void refused(const char *settings, const char *part, const char *rule)
{
	struct tried t;
	try_load(&t, TRY_RX, "%s", settings);
	CU_ASSERT(try_refused(&t, part));
	CU_ASSERT(try_refused(&t, rule));
	try_end(&t);
}

static void accepted(const char *settings)
{
	struct tried t;
	bool ok = try_load(&t, TRY_RX, "%s", settings) || try_say(&t);
	CU_ASSERT(ok);
	try_end(&t);
}

#define WORDS_1078 "features.host=0x000001035867ffe3 features.guest=0x00000003186799a3 "
#define NET "0x10003" /* bits 0, 1, 16: a legacy device without options */

static void settings(void)
{
	accepted(WORDS_1078);
	accepted(WORDS_1078 "nic.queues=4 nic.ring.indirect=true nic.scheme=small nic.scheme.header=12B");
	refused(WORDS_1078 "nic.ring.format=packed",
		"nic.ring.format: ring 'packed' needs VIRTIO_F_RING_PACKED (34), which features.guest", "2.8");
	refused(WORDS_1078 "nic.notify.host=event_idx", "needs VIRTIO_F_EVENT_IDX (29)", "2.7.7");
	refused(WORDS_1078 "nic.ring.in_order=true", "needs VIRTIO_F_IN_ORDER (35)", "2.7.9");
	refused(WORDS_1078 "nic.ring.notification_data=true", "needs VIRTIO_F_NOTIFICATION_DATA (38)", "2.9");
	refused(WORDS_1078 "nic.moderation.time=1us", "needs VIRTIO_NET_F_VQ_NOTF_COAL (52) or VIRTIO_NET_F_NOTF_COAL (53)",
		"5.1.6.5");
	refused(WORDS_1078 "nic.moderation.packets=4", "nic.moderation.packets: 4 needs", "5.1.6.5");
	refused(WORDS_1078 "nic.scheme.header=20B", "needs VIRTIO_NET_F_HASH_REPORT (57)", "5.1.6");
	refused(WORDS_1078 "nic.scheme=small nic.scheme.header=10B",
		"does not go with VIRTIO_NET_F_MRG_RXBUF (15) or VIRTIO_F_VERSION_1 (32)", "5.1.6");
	refused("features.host=" NET " nic.scheme=small nic.scheme.layout=legacy nic.scheme.header=10B nic.ring.indirect=true",
		"needs VIRTIO_F_INDIRECT_DESC (28), which features.host 0x0000000000010003 does not offer", "2.7.5.3");
	refused("features.host=" NET " nic.scheme=mergeable", "needs VIRTIO_NET_F_MRG_RXBUF (15)", "5.1.6.3.2");
	refused("features.host=" NET " nic.scheme=small nic.scheme.header=10B",
		"needs VIRTIO_F_ANY_LAYOUT (27) or VIRTIO_F_VERSION_1 (32)", "5.1.6.6");
	refused("features.host=" NET " nic.scheme=small nic.scheme.layout=legacy", "nic.scheme.header: 12B needs", "5.1.6");
	refused("features.host=" NET " nic.scheme=small nic.scheme.layout=legacy nic.scheme.header=10B nic.queues=2",
		"nic.queues: 2 needs", "5.1.2");
	refused("features.host=" NET " nic.scheme=big nic.scheme.header=10B",
		"nic.scheme.guest_gso: true needs VIRTIO_NET_F_GUEST_TSO4 (7)", "5.1.6.3.1");
	accepted("features.host=" NET " nic.scheme=big nic.scheme.header=10B nic.scheme.guest_gso=false");
	accepted("features.host=" NET " nic.scheme=small nic.scheme.layout=legacy nic.scheme.header=10B");
}

/* What was negotiated must also be used, where the specification leaves no choice. */
static void nothing_else(void)
{
	refused("features.guest=0x500000000 nic.scheme=small", "ring 'split' does not go with VIRTIO_F_RING_PACKED (34)",
		"selects the packed layout");
	refused("features.guest=0x120000000 nic.scheme=small nic.notify.host=flags", "does not go with VIRTIO_F_EVENT_IDX (29)",
		"flags of a split ring stay 0");
	accepted("features.guest=0x120000000 nic.scheme=small nic.notify.host=event_idx");
	accepted("features.guest=0x520000000 nic.scheme=small nic.notify.host=flags nic.ring.format=packed");
	refused("features.guest=0x4100000000 nic.scheme=small", "does not go with VIRTIO_F_NOTIFICATION_DATA (38)",
		"passes the data");
	accepted("features.guest=0x4100000000 nic.scheme=small nic.ring.notification_data=true");
	accepted("features.host=0x140000000 nic.scheme=small"); /* bit 30 offered: nobody takes it */
	/* As vhost and vhost-user write words: with bits of their own. */
	accepted("features.host=0x144000000 features.guest=0x144000000 nic.scheme=small");
	accepted("features.host=0x144000000 features.guest=0x140000000 nic.scheme=small");
}

static void words_in_scenarios(void)
{
	struct tried t;
	refused("features.host=0x1 features.guest=0x21", "features.guest: VIRTIO_NET_F_MAC (5) is accepted but was not offered",
		"2.2.1");
	refused("features.host=0x80",
		"features.host: VIRTIO_NET_F_GUEST_TSO4 (7) requires VIRTIO_NET_F_GUEST_CSUM (1), which is not offered",
		"5.1.3.1");
	/* In decimal, and as sysfs shows it. */
	accepted("features.guest=4294967296 nic.scheme=small");
	refused("features.guest=21474836480 nic.scheme=small", "VIRTIO_F_RING_PACKED (34)", "0x0000000500000000");
	CU_ASSERT_FATAL(try_load(
		&t, TRY_RX,
		"features.guest=0000000000000001100000000000000010000000000000000000000000000000 nic.scheme.guest_gso=false"));
	CU_ASSERT_EQUAL((uint64_t)t.setup.features_guest, UINT64_C(0x100018000));
	try_end(&t);
	refused("features.host=25f", "expected a feature word", "write 0x in front of it");
	refused("features.host=0x", "expected a feature word", "not '0x'");
	refused("features.host=0x10000000000000000", "expected a feature word", "more than 64 bits");
	refused("features.host=0xg", "expected a feature word", "'0xg'");
	CU_ASSERT_FATAL(try_load(&t, TRY_RX, "features.host=any features.guest=0x8000000300008000 nic.scheme.guest_gso=false"));
	CU_ASSERT_EQUAL((uint64_t)t.setup.features_guest, UINT64_C(0x8000000300008000)); /* bit 63 too */
	CU_ASSERT_EQUAL((uint64_t)t.setup.features_host, FEATURES_ANY);
	try_end(&t);
	CU_ASSERT_FATAL(try_load(&t, TRY_RX, "nic.ring.format=packed"));
	CU_ASSERT_EQUAL((uint64_t)t.setup.features_guest, FEATURES_ANY);
	try_end(&t);
}

/* Every need names a key that there is, some known bits, and who says so. */
static void needs_of_models(void)
{
	int n = 0;
	for (const struct registered *r = registry; r->kind; r++)
		for (const struct need *d = r->model->needs; d && d->path; d++, n++) {
			bool slot = false, key = false;
			const char *last = strrchr(d->path, '.');
			CU_ASSERT_PTR_NOT_NULL_FATAL(last);
			for (int i = 0; i < N_SLOTS; i++) {
				size_t len = (size_t)(last - d->path);
				if (strcmp(slots[i].kind, r->kind) != 0 || strlen(slots[i].path) != len ||
				    strncmp(slots[i].path, d->path, len))
					continue;
				slot = true;
				key = strcmp(last + 1, slots[i].selector) == 0;
			}
			for (const struct param *p = r->model->params; p && p->key; p++)
				key |= strcmp(p->key, last + 1) == 0;
			if (!slot || !key) printf("%s_%s: needs of %s\n", r->kind, r->name, d->path);
			CU_ASSERT(slot && key);
			CU_ASSERT(d->from <= d->to);
			CU_ASSERT(d->any_of || d->none_of);
			CU_ASSERT(strncmp(d->rule, "virtio 1.x ", 11) == 0);
			for (int bit = 0; bit < 64; bit++)
				if ((d->any_of | d->none_of | d->unless) >> bit & 1) CU_ASSERT_PTR_NOT_NULL(feature_of(bit));
		}
	CU_ASSERT(n > 10);
}

/* ---- --features ---- */

static char *described(const char *words, int *broken, bool *good)
{
	char *text = NULL;
	size_t size;
	struct error err = {0};
	FILE *f = open_memstream(&text, &size);
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	*good = describe_features(f, words, broken, &err);
	CU_ASSERT_EQUAL(fclose(f), 0);
	CU_ASSERT_EQUAL(*good, !err.set);
	return text;
}

static void in_words(void)
{
	static const char *const bad[] = {"",   ",",  "x",  "0x", "1,", ",1", "1,2,3", "any", "0x11111111111111111",
					  "-1", " 1", "1 2"};
	int broken;
	bool good;
	char *text = described("0x400000000001", &broken, &good);
	CU_ASSERT(good && broken == 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "0x0000400000000001, 2 bits\n   0  VIRTIO_NET_F_CSUM "));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n  46  unknown "));
	free(text);
	text = described("0x3,0x80", &broken, &good);
	CU_ASSERT(good && broken == 2);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\noffered, not accepted 0x0000000000000003, 2 bits\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\nrules broken: 2\n  accepted: VIRTIO_NET_F_GUEST_TSO4 (7) requires"));
	free(text);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		free(described(bad[i], &broken, &good));
		if (good) printf("taken: '%s'\n", bad[i]);
		CU_ASSERT_FALSE(good);
	}
}

/*
 * Each bit by itself, against the rules as they are written: the legacy interface has the bits below 32; 32 says that it is not that one, so
 * that all above need it; without it 30 is never to be accepted.
 */
static void bits_of_the_legacy_interface(void)
{
	struct feature_fault fault[8];
	for (int bit = 0; bit < 64; bit++)
		for (int modern = 0; modern <= 1; modern++) {
			uint64_t word = BIT_OF(bit) | (modern ? BIT_OF(F_VERSION_1) : 0);
			int n = features_check(word, word, fault, 8), legacy = 0, unused = 0;
			for (int i = 0; i < n; i++) {
				legacy += strstr(fault[i].text, "is accepted without VIRTIO_F_VERSION_1 (32)") != NULL;
				unused += strstr(fault[i].text, "should not be negotiated") != NULL;
			}
			if (legacy != (bit > 32 && !modern)) printf("bit %d, %s\n", bit, modern ? "modern" : "legacy");
			CU_ASSERT_EQUAL(legacy, bit > 32 && !modern);
			CU_ASSERT_EQUAL(unused, bit == 30 && !modern);
		}
}

CU_TestInfo test_features[] = {
	{"known_words", known_words},
	{"table", table},
	{"dependencies", dependencies},
	{"negotiation", negotiation},
	{"settings", settings},
	{"nothing_else", nothing_else},
	{"words_in_scenarios", words_in_scenarios},
	{"needs_of_models", needs_of_models},
	{"in_words", in_words},
	{"bits of the legacy interface", bits_of_the_legacy_interface},
	CU_TEST_INFO_NULL,
};
