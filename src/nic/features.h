/*
 * features.h - the 64-bit feature words by which a virtio-net device and its driver agree on what they use: the bits' names, the rules
 * between them, and what a scenario's settings need of them.  Sources: virtio 1.x 2.2 (negotiation), 5.1.3 (network device), 6
 * (reserved bits: the ring's), each with its legacy section.  Bits above 63 (64 RSS_CONTEXT, 65 on) do not fit in such a word.
 */
#ifndef NIC_FEATURES_H
#define NIC_FEATURES_H
#include <stdbool.h>
#include <stdint.h>

struct setup;
struct complaint;
struct need;

enum feature {
	F_CSUM = 0,
	F_GUEST_CSUM = 1,
	F_CTRL_GUEST_OFFLOADS = 2,
	F_MTU = 3,
	F_MAC = 5,
	F_GSO = 6,
	F_GUEST_TSO4 = 7,
	F_GUEST_TSO6 = 8,
	F_GUEST_ECN = 9,
	F_GUEST_UFO = 10,
	F_HOST_TSO4 = 11,
	F_HOST_TSO6 = 12,
	F_HOST_ECN = 13,
	F_HOST_UFO = 14,
	F_MRG_RXBUF = 15,
	F_STATUS = 16,
	F_CTRL_VQ = 17,
	F_CTRL_RX = 18,
	F_CTRL_VLAN = 19,
	F_CTRL_RX_EXTRA = 20,
	F_GUEST_ANNOUNCE = 21,
	F_MQ = 22,
	F_CTRL_MAC_ADDR = 23,
	F_NOTIFY_ON_EMPTY = 24,
	F_LOG_ALL = 26, /* vhost's own */
	F_ANY_LAYOUT = 27,
	F_INDIRECT_DESC = 28,
	F_EVENT_IDX = 29,
	F_UNUSED = 30, /* of a driver; PROTOCOL_FEATURES between the two sides of vhost-user */
	F_VERSION_1 = 32,
	F_ACCESS_PLATFORM = 33,
	F_RING_PACKED = 34,
	F_IN_ORDER = 35,
	F_ORDER_PLATFORM = 36,
	F_SR_IOV = 37,
	F_NOTIFICATION_DATA = 38,
	F_NOTIF_CONFIG_DATA = 39,
	F_RING_RESET = 40,
	F_ADMIN_VQ = 41,
	F_GUEST_RSC6 = 42,
	F_DEVICE_STATS = 50,
	F_HASH_TUNNEL = 51,
	F_VQ_NOTF_COAL = 52,
	F_NOTF_COAL = 53,
	F_GUEST_USO4 = 54,
	F_GUEST_USO6 = 55,
	F_HOST_USO = 56,
	F_HASH_REPORT = 57,
	F_GUEST_HDRLEN = 59,
	F_RSS = 60,
	F_RSC_EXT = 61,
	F_STANDBY = 62,
	F_SPEED_DUPLEX = 63
};
#define BIT_OF(f) (UINT64_C(1) << (f))
/* Bits by which vhost and who sets it up agree on something between them; no driver sees them. */
#define BITS_OF_VHOST (BIT_OF(F_LOG_ALL) | BIT_OF(F_UNUSED))
/* A word that is not given: nothing is known, so everything may be used. */
#define FEATURES_ANY UINT64_MAX

struct feature_bit {
	int bit;
	const char *name; /* "VIRTIO_NET_F_CSUM" */
	const char *help;
};
/* All known bits in ascending order, ends with name == NULL. */
extern const struct feature_bit feature_bits[];
const struct feature_bit *feature_of(int bit); /* NULL = unknown */

/* A rule that two words break. */
struct feature_fault {
	bool accepted;  /* the driver's word breaks it; else the device's */
	char text[360]; /* which bits, and the rule */
};
/*
 * Hold what a device offers and its driver accepts (FEATURES_ANY = not given) against the rules. Returns how many are broken; the
 * first `room` of them are in out.
 */
int features_check(uint64_t offered, uint64_t accepted, struct feature_fault *out, int room);

/* Does the run keep to its features.host and features.guest? Checks both words, then every setting that needs some bit. */
bool features_judge(const struct setup *s, struct complaint *c);
/* "VIRTIO_F_VERSION_1 (32) or ...": the bits of a mask, in buf. */
const char *features_shown(uint64_t mask, char *buf, int size);

/* ---- for models' tables of needs ---- */

#define BITS_ANY_LAYOUT (BIT_OF(F_ANY_LAYOUT) | BIT_OF(F_VERSION_1))
#define RULE_ANY_LAYOUT "virtio 1.x 5.1.6.6: else the header stands alone in its descriptor"
#define BITS_GUEST_GSO \
	(BIT_OF(F_GUEST_TSO4) | BIT_OF(F_GUEST_TSO6) | BIT_OF(F_GUEST_UFO) | BIT_OF(F_GUEST_USO4) | BIT_OF(F_GUEST_USO6))
/* Schemes with a parameter `header`: virtio_net_hdr grows with what was negotiated. */
#define BITS_NUM_BUFFERS (BIT_OF(F_VERSION_1) | BIT_OF(F_MRG_RXBUF))
#define RULE_HEADER "virtio 1.x 5.1.6: 10 B legacy, 12 B with num_buffers, 20 B with a hash, more with later features"
#define NEEDS_OF_HEADER                                                                                                    \
	{.path = "nic.scheme.header", .from = 0, .to = 11, .none_of = BITS_NUM_BUFFERS, .rule = RULE_HEADER},              \
		{.path = "nic.scheme.header",                                                                              \
		 .from = 12,                                                                                               \
		 .to = 19,                                                                                                 \
		 .any_of = BITS_NUM_BUFFERS,                                                                               \
		 .none_of = BIT_OF(F_HASH_REPORT),                                                                         \
		 .rule = RULE_HEADER},                                                                                     \
		{.path = "nic.scheme.header", .from = 20, .to = 23, .any_of = BIT_OF(F_HASH_REPORT), .rule = RULE_HEADER}, \
	{                                                                                                                  \
		.path = "nic.scheme.header", .from = 24, .to = 65535, .any_of = BIT_OF(F_VERSION_1), .rule = RULE_HEADER   \
	}
#define NEEDS_OF_RINGS                                                                                            \
	{.path = "nic.ring.indirect",                                                                             \
	 .from = 1,                                                                                               \
	 .to = 1,                                                                                                 \
	 .any_of = BIT_OF(F_INDIRECT_DESC),                                                                       \
	 .rule = "virtio 1.x 2.7.5.3, 2.8.7"},                                                                    \
		{.path = "nic.ring.in_order",                                                                     \
		 .from = 1,                                                                                       \
		 .to = 1,                                                                                         \
		 .any_of = BIT_OF(F_IN_ORDER),                                                                    \
		 .rule = "virtio 1.x 2.7.9, 2.8.8"},                                                              \
		{.path = "nic.ring.notification_data",                                                            \
		 .from = 1,                                                                                       \
		 .to = 1,                                                                                         \
		 .any_of = BIT_OF(F_NOTIFICATION_DATA),                                                           \
		 .rule = "virtio 1.x 2.9"},                                                                       \
	{                                                                                                         \
		.path = "nic.ring.notification_data", .from = 0, .to = 0, .none_of = BIT_OF(F_NOTIFICATION_DATA), \
		.rule = "virtio 1.x 6.1: a driver that accepts it passes the data"                                \
	}
#endif
