/* test_capture.c - captures in every format read alike, bad ones are refused in the expected words. Run from the top folder. */
#define _DEFAULT_SOURCE
#include "load/capture.h"
#include "base/arena.h"
#include "base/error.h"
#include <CUnit/CUnit.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- writing small captures ---------------------------------------------------------------- */

struct image {
	unsigned char b[4096];
	int n;
	bool big; /* byte order */
};

static void put(struct image *m, uint64_t v, int size)
{
	for (int i = 0; i < size; i++)
		m->b[m->n++] = (unsigned char)(v >> 8 * (m->big ? size - 1 - i : i));
}

static void put_bytes(struct image *m, const void *p, int n)
{
	memcpy(m->b + m->n, p, (size_t)n);
	m->n += n;
}

static const unsigned char head[34] = {2,  0, 0, 0, 0, 1,  2, 0, 0, 0,  0, 2, 8, 0,  0x45, 0, 0,
				       20, 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0,    0, 2};

static void put_classic(struct image *m, uint32_t magic, const int64_t *ns, const uint32_t *len, int n)
{
	int64_t unit = magic == 0xa1b23c4d ? 1 : 1000;
	put(m, magic, 4);
	put(m, 2, 2);
	put(m, 4, 2);
	put(m, 0, 8);
	put(m, 65535, 4);
	put(m, 1, 4);
	for (int i = 0; i < n; i++) {
		put(m, (uint64_t)(ns[i] / 1000000000), 4);
		put(m, (uint64_t)(ns[i] % 1000000000 / unit), 4);
		put(m, sizeof head, 4);
		put(m, len[i], 4);
		put_bytes(m, head, sizeof head);
	}
}

/* resolution: the if_tsresol option, 6 = microseconds, 9 = nanoseconds. */
static void put_ng(struct image *m, int resolution, const int64_t *ns, const uint32_t *len, int n)
{
	put(m, 0x0a0d0d0a, 4);
	put(m, 28, 4);
	put(m, 0x1a2b3c4d, 4);
	put(m, 1, 2);
	put(m, 0, 2);
	put(m, UINT64_MAX, 8);
	put(m, 28, 4);
	put(m, 1, 4); /* interface: Ethernet, any length, one option */
	put(m, 32, 4);
	put(m, 1, 2);
	put(m, 0, 6);
	put(m, 9, 2);
	put(m, 1, 2);
	put_bytes(m, (unsigned char[]){(unsigned char)resolution, 0, 0, 0}, 4);
	put(m, 0, 4);
	put(m, 32, 4);
	for (int i = 0; i < n; i++) {
		uint64_t stamp = (uint64_t)ns[i] / (resolution == 9 ? 1 : 1000);
		put(m, 6, 4);
		put(m, 68, 4);
		put(m, 0, 4);
		put(m, stamp >> 32, 4);
		put(m, stamp & 0xffffffff, 4);
		put(m, sizeof head, 4);
		put(m, len[i], 4);
		put_bytes(m, head, sizeof head);
		put(m, 0, 2);
		put(m, 68, 4);
	}
}

static char folder[64];

static bool make_folder(void)
{
	snprintf(folder, sizeof folder, "/tmp/simnic-capture-XXXXXX");
	return mkdtemp(folder) != NULL;
}

static const char *in_folder(const char *name)
{
	static char path[200];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static const char *write_image(const struct image *m)
{
	const char *path = in_folder("x.pcap");
	FILE *f = fopen(path, "wb");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT_EQUAL_FATAL(fwrite(m->b, 1, (size_t)m->n, f), (size_t)m->n);
	CU_ASSERT_EQUAL_FATAL(fclose(f), 0);
	return path;
}

/* ---- good ones ---------------------------------------------------------------- */

static void every_format(void)
{
	/* Whole microseconds, so that all formats can hold them; across a second; two at the same time. */
	static const int64_t ns[] = {INT64_C(1700000000999999000), INT64_C(1700000001000001000), INT64_C(1700000001000001000),
				     INT64_C(1700000003500000000)};
	static const uint32_t len[] = {60, 1514, 65226, FRAME_MAX};
	CU_ASSERT_FATAL(make_folder());
	for (int format = 0; format < 8; format++) {
		struct image m = {.big = format & 1};
		bool nano = format & 2;
		if (format & 4)
			put_ng(&m, nano ? 9 : 6, ns, len, 4);
		else
			put_classic(&m, nano ? 0xa1b23c4d : 0xa1b2c3d4, ns, len, 4);
		struct arena a = {0};
		struct error err = {0};
		const struct capture *c = capture_load(write_image(&m), &a, &err);
		CU_ASSERT_STRING_EQUAL(err.text, "");
		CU_ASSERT_PTR_NOT_NULL_FATAL(c);
		CU_ASSERT_EQUAL_FATAL(c->n, 4);
		CU_ASSERT_EQUAL(c->bytes, 60 + 1514 + 65226 + FRAME_MAX);
		for (int i = 0; i < 4; i++) {
			CU_ASSERT_EQUAL(c->packet[i].at, (ns[i] - ns[0]) * PS_PER_NS);
			CU_ASSERT_EQUAL(c->packet[i].len, (int32_t)len[i]);
			CU_ASSERT_EQUAL(c->packet[i].flow, capture_flow(head, sizeof head));
		}
		arena_free(&a);
	}
	unlink(in_folder("x.pcap"));
	CU_ASSERT_EQUAL(rmdir(folder), 0);
}

/* As capture cards and several queues write them: packets 2 and 5 are late; those of one time keep their order. */
static void late_ones_are_sorted(void)
{
	static const int64_t ns[] = {INT64_C(1700000001000000000), INT64_C(1700000000999998000), INT64_C(1700000001000002000),
				     INT64_C(1700000002000002000), INT64_C(1700000001000002000), INT64_C(1700000002000002000)};
	static const uint32_t len[] = {60, 61, 62, 63, 64, 65};
	static const int64_t at_us[] = {0, 2, 4, 4, 1000004, 1000004};
	static const int32_t sorted[] = {61, 60, 62, 64, 63, 65};
	CU_ASSERT_FATAL(make_folder());
	for (int format = 0; format < 2; format++) {
		struct image m = {0};
		struct arena a = {0};
		struct error err = {0};
		if (format)
			put_ng(&m, 9, ns, len, 6);
		else
			put_classic(&m, 0xa1b2c3d4, ns, len, 6);
		const struct capture *c = capture_load(write_image(&m), &a, &err);
		CU_ASSERT_STRING_EQUAL(err.text, "");
		CU_ASSERT_PTR_NOT_NULL_FATAL(c);
		for (int i = 0; i < 6; i++) {
			CU_ASSERT_EQUAL(c->packet[i].at, at_us[i] * PS_PER_US);
			CU_ASSERT_EQUAL(c->packet[i].len, sorted[i]);
		}
		CU_ASSERT_EQUAL(c->late, 2);
		CU_ASSERT_EQUAL(c->latest, PS_PER_S);
		CU_ASSERT_FALSE(c->cooked);
		arena_free(&a);
	}
	unlink(in_folder("x.pcap"));
	CU_ASSERT_EQUAL(rmdir(folder), 0);
}

/* A long one, of which each packet is late by a time that goes round. */
static void many_late_ones(void)
{
	enum { N = 60 };
	int64_t ns[N];
	uint32_t len[N];
	struct image m = {0};
	struct arena a = {0};
	struct error err = {0};
	for (int i = 0; i < N; i++) {
		ns[i] = INT64_C(1000000000) * 1000 + (i * 37 % N) * 1000;
		len[i] = 60 + (uint32_t)(i * 37 % N);
	}
	int64_t last = 0, late = 0, latest = 0; /* of those before, how many are late and how late the latest is */
	for (int i = 0; i < N; i++) {
		late += ns[i] < last;
		latest = last - ns[i] > latest ? last - ns[i] : latest;
		last = ns[i] > last ? ns[i] : last;
	}
	CU_ASSERT_FATAL(make_folder());
	put_classic(&m, 0xa1b2c3d4, ns, len, N);
	const struct capture *c = capture_load(write_image(&m), &a, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(c);
	CU_ASSERT_EQUAL(c->late, late);
	CU_ASSERT_EQUAL(c->latest, latest * PS_PER_NS);
	for (int i = 0; i < N; i++) {
		CU_ASSERT_EQUAL(c->packet[i].at, i * PS_PER_US);
		CU_ASSERT_EQUAL(c->packet[i].len, 60 + i);
	}
	arena_free(&a);
	unlink(in_folder("x.pcap"));
	CU_ASSERT_EQUAL(rmdir(folder), 0);
}

/* What tcpdump -i any writes, in both forms: lengths and flows are those of the Ethernet frames. */
static void cooked_packets(void)
{
	static const struct {
		uint32_t link, header;
		const char *bytes; /* the cooked header: IPv4 follows */
	} forms[] = {{113, 16, "\0\0\0\1\0\6\2\0\0\0\0\2\0\0\x08\0"}, {276, 20, "\x08\0\0\0\0\0\0\2\0\1\0\6\2\0\0\0\0\2\0\0"}};
	CU_ASSERT_FATAL(make_folder());
	for (int form = 0; form < 2; form++) {
		struct image m = {0};
		struct arena a = {0};
		struct error err = {0};
		uint32_t header = forms[form].header;
		put(&m, 0xa1b2c3d4, 4);
		put(&m, 0x00040002, 4);
		put(&m, 0, 8);
		put(&m, 65535, 4);
		put(&m, forms[form].link, 4);
		/* An ordinary packet, the largest, and one of which only the beginning was kept. */
		const uint32_t len[] = {header + 1500, header + FRAME_MAX - 14, header}, kept[] = {header + 20, header + 20, 4};
		for (int i = 0; i < 3; i++) {
			put(&m, 1, 4);
			put(&m, 0, 4);
			put(&m, kept[i], 4);
			put(&m, len[i], 4);
			put_bytes(&m, forms[form].bytes, (int)(kept[i] < header ? kept[i] : header));
			if (kept[i] > header) put_bytes(&m, head + 14, 20);
		}
		const struct capture *c = capture_load(write_image(&m), &a, &err);
		CU_ASSERT_STRING_EQUAL(err.text, "");
		CU_ASSERT_PTR_NOT_NULL_FATAL(c);
		CU_ASSERT_TRUE(c->cooked);
		CU_ASSERT_EQUAL(c->packet[0].len, 1514);
		CU_ASSERT_EQUAL(c->packet[1].len, FRAME_MAX);
		CU_ASSERT_EQUAL(c->packet[2].len, 14);
		CU_ASSERT_EQUAL(c->bytes, 1514 + FRAME_MAX + 14);
		CU_ASSERT_EQUAL(c->packet[0].flow, capture_flow(head, sizeof head)); /* as the same packet on a wire */
		arena_free(&a);
	}
	unlink(in_folder("x.pcap"));
	CU_ASSERT_EQUAL(rmdir(folder), 0);
}

/* More was captured than the file says that would be: the packet is as long as it was. */
static void beyond_the_snapshot(void)
{
	struct image m = {0};
	struct arena a = {0};
	struct error err = {0};
	put(&m, 0xa1b2c3d4, 4);
	put(&m, 0x00040002, 4);
	put(&m, 0, 8);
	put(&m, 20, 4);
	put(&m, 1, 4);
	for (int i = 0; i < 2; i++) {
		put(&m, 1, 4);
		put(&m, (uint64_t)i, 4);
		put(&m, sizeof head, 4);
		put(&m, i ? 1514 : sizeof head, 4);
		put_bytes(&m, head, sizeof head);
	}
	CU_ASSERT_FATAL(make_folder());
	const struct capture *c = capture_load(write_image(&m), &a, &err);
	CU_ASSERT_STRING_EQUAL(err.text, "");
	CU_ASSERT_PTR_NOT_NULL_FATAL(c);
	CU_ASSERT_EQUAL(c->n, 2);
	CU_ASSERT_EQUAL(c->packet[0].len, sizeof head);
	CU_ASSERT_EQUAL(c->packet[1].len, 1514);
	arena_free(&a);
	unlink(in_folder("x.pcap"));
	CU_ASSERT_EQUAL(rmdir(folder), 0);
}

static void nanoseconds_are_kept(void)
{
	static const int64_t ns[] = {INT64_C(1700000000999999999), INT64_C(1700000001000000000)};
	static const uint32_t len[] = {60, 60};
	CU_ASSERT_FATAL(make_folder());
	for (int ng = 0; ng < 2; ng++) {
		struct image m = {0};
		if (ng)
			put_ng(&m, 9, ns, len, 2);
		else
			put_classic(&m, 0xa1b23c4d, ns, len, 2);
		struct arena a = {0};
		struct error err = {0};
		const struct capture *c = capture_load(write_image(&m), &a, &err);
		CU_ASSERT_PTR_NOT_NULL_FATAL(c);
		CU_ASSERT_EQUAL(c->packet[1].at, PS_PER_NS);
		arena_free(&a);
	}
	unlink(in_folder("x.pcap"));
	CU_ASSERT_EQUAL(rmdir(folder), 0);
}

static void the_captures_that_come_along(void)
{
	static const struct {
		const char *path;
		int64_t bytes, span_us;
		int32_t first, longest;
	} known[] = {{"scenarios/captures/bulk-gso.pcap", 195690976, 196706, 74, 65226},
		     {"scenarios/captures/bulk-mtu.pcap", 6011832, 24557, 74, 1514},
		     {"scenarios/captures/redis-mix.pcap", 2434949, 54419, 74, 622}};
	for (int i = 0; i < 3; i++) {
		struct arena a = {0};
		struct error err = {0};
		const struct capture *c = capture_load(known[i].path, &a, &err);
		CU_ASSERT_PTR_NOT_NULL_FATAL(c);
		CU_ASSERT_EQUAL(c->n, 4000);
		CU_ASSERT_EQUAL(c->bytes, known[i].bytes);
		CU_ASSERT_EQUAL(c->packet[0].at, 0);
		CU_ASSERT_EQUAL(c->packet[3999].at, known[i].span_us * PS_PER_US);
		CU_ASSERT_EQUAL(c->packet[0].len, known[i].first);
		int32_t longest = 0;
		for (int k = 0; k < c->n; k++)
			longest = c->packet[k].len > longest ? c->packet[k].len : longest;
		CU_ASSERT_EQUAL(longest, known[i].longest);
		arena_free(&a);
	}
}

/* ---- flows ---------------------------------------------------------------- */

static int ip4(unsigned char *f, bool tagged, unsigned fragment, unsigned char protocol, const char *ends)
{
	struct image m = {.big = true};
	put_bytes(&m, head, 12);
	if (tagged) put(&m, 0x81000007, 4);
	put(&m, 0x0800, 2);
	put(&m, 0x45000028, 4);
	put(&m, fragment, 4);
	put(&m, (uint64_t)64 << 24 | (uint64_t)protocol << 16, 4);
	put_bytes(&m, ends, 12); /* addresses, ports */
	memcpy(f, m.b, (size_t)m.n);
	return m.n;
}

static void flows(void)
{
	static const char there[] = "\x0a\0\0\1\x0a\0\0\2\x10\0\0\x50", back[] = "\x0a\0\0\2\x0a\0\0\1\0\x50\x10\0",
			  other[] = "\x0a\0\0\1\x0a\0\0\2\x10\1\0\x50";
	unsigned char f[100], g[100];
	uint32_t n = (uint32_t)ip4(f, false, 0, 6, there);
	uint32_t flow = capture_flow(f, n);
	CU_ASSERT_NOT_EQUAL(flow, (ip4(g, false, 0, 6, back), capture_flow(g, n)));
	CU_ASSERT_NOT_EQUAL(flow, (ip4(g, false, 0, 6, other), capture_flow(g, n)));
	CU_ASSERT_EQUAL(flow, (ip4(g, true, 0, 6, there), capture_flow(g, n + 4)));
	/* The same addresses are one flow where ports are not to be had: other protocols, fragments, short captures. */
	uint32_t hosts = capture_flow(f, n - 1);
	CU_ASSERT_NOT_EQUAL(hosts, flow);
	CU_ASSERT_EQUAL(hosts, (ip4(g, false, 0, 1, other), capture_flow(g, n)));
	CU_ASSERT_EQUAL(hosts, (ip4(g, false, 0x2000, 17, there), capture_flow(g, n)));
	CU_ASSERT_EQUAL(hosts, (ip4(g, false, 0x00b9, 17, other), capture_flow(g, n)));
	/* Unknown protocols: the Ethernet addresses. */
	g[12] = 0x88;
	uint32_t stations = capture_flow(g, n);
	CU_ASSERT_NOT_EQUAL(stations, hosts);
	CU_ASSERT_EQUAL(stations, capture_flow(g, 12));
	g[0]++;
	CU_ASSERT_NOT_EQUAL(stations, capture_flow(g, n));
}

static void flows_of_ipv6(void)
{
	unsigned char f[60] = {[12] = 0x86, [13] = 0xdd, [14] = 0x60, [20] = 6, [37] = 1, [53] = 2, [55] = 80};
	uint32_t flow = capture_flow(f, 58);
	f[55] = 81;
	CU_ASSERT_NOT_EQUAL(flow, capture_flow(f, 58));
	f[55] = 80;
	f[53] = 3;
	CU_ASSERT_NOT_EQUAL(flow, capture_flow(f, 58));
	f[53] = 2;
	CU_ASSERT_EQUAL(flow, capture_flow(f, 58));
	CU_ASSERT_NOT_EQUAL(flow, capture_flow(f, 57));
	/* Cut anywhere: never a byte read beyond the end. */
	for (uint32_t n = 0; n <= 58; n++) {
		unsigned char *exact = malloc(n ? n : 1);
		CU_ASSERT_PTR_NOT_NULL_FATAL(exact);
		memcpy(exact, f, n);
		CU_ASSERT_EQUAL(capture_flow(exact, n), capture_flow(f, n));
		free(exact);
	}
}

/* ---- bad ones ---------------------------------------------------------------- */

static void expect_refusal(const char *path, const char *message)
{
	struct arena a = {0};
	struct error err = {0};
	CU_ASSERT_PTR_NULL(capture_load(path, &a, &err));
	CU_ASSERT(err.set);
	CU_ASSERT_PTR_EQUAL(err.at.file, path);
	CU_ASSERT_EQUAL(err.at.line, 0);
	CU_ASSERT(a.used < 1000); /* checked before memory is taken */
	if (strcmp(err.text, message)) {
		printf("%s: \"%s\", expected \"%s\"\n", path, err.text, message);
		CU_FAIL("other words");
	}
	arena_free(&a);
}

/* Each capture of tests/bad/captures, written out, in the words it has there. */
static void bad_files(void)
{
	static const char lead[] = "error: ";
	CU_ASSERT_FATAL(make_folder());
	char command[200], line[1000];
	snprintf(command, sizeof command, "sh tests/bad/lib-captures.sh %s tests/bad/captures/*.cases", folder);
	FILE *list = popen(command, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(list);
	int files = 0;
	for (; fgets(line, sizeof line, list); files++) {
		const char *name = strtok(line, "\t");
		CU_ASSERT_PTR_NOT_NULL(strtok(NULL, "\t")); /* where it stands */
		const char *text = strtok(NULL, "\n");
		CU_ASSERT_FATAL(text && !strncmp(text, lead, strlen(lead)));
		expect_refusal(in_folder(name), text + strlen(lead));
		unlink(in_folder(name));
	}
	CU_ASSERT_EQUAL(pclose(list), 0);
	CU_ASSERT(files >= 69);
	CU_ASSERT_EQUAL(rmdir(folder), 0);
}

static void not_files(void)
{
	CU_ASSERT_FATAL(make_folder());
	expect_refusal(folder, "is a directory, expected a regular file with a packet capture");
	expect_refusal("/dev/zero", "is a character device, expected a regular file with a packet capture");
	expect_refusal(in_folder("none"),
		       "cannot be opened: No such file or directory; expected a packet capture in pcap or pcapng format");

	CU_ASSERT_EQUAL_FATAL(symlink("/dev/zero", in_folder("link")), 0);
	expect_refusal(in_folder("link"), "is a character device, expected a regular file with a packet capture");
	unlink(in_folder("link"));

	CU_ASSERT_EQUAL_FATAL(mkfifo(in_folder("fifo"), 0600), 0);
	expect_refusal(in_folder("fifo"), "is a pipe, expected a regular file with a packet capture");
	unlink(in_folder("fifo"));

	FILE *f = fopen(in_folder("huge"), "wb");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	fclose(f);
	CU_ASSERT_EQUAL_FATAL(truncate(in_folder("huge"), CAPTURE_MAX_FILE + 1), 0);
	expect_refusal(in_folder("huge"), "has 1073741825 bytes, expected at most 1073741824 (1 GiB)");
	unlink(in_folder("huge"));
	CU_ASSERT_EQUAL(rmdir(folder), 0);
}

/* A good capture cut at every byte is either refused or ends between two packets. */
static void cut_anywhere(void)
{
	static const int64_t ns[] = {1000, 2000, 3000};
	static const uint32_t len[] = {60, 61, 62};
	CU_ASSERT_FATAL(make_folder());
	for (int ng = 0; ng < 2; ng++) {
		struct image m = {0};
		if (ng)
			put_ng(&m, 6, ns, len, 3);
		else
			put_classic(&m, 0xa1b2c3d4, ns, len, 3);
		int first = ng ? 60 : 24, record = ng ? 68 : 50;
		CU_ASSERT_EQUAL_FATAL(m.n, first + 3 * record);
		for (int whole = m.n; m.n >= 0; m.n--) {
			struct arena a = {0};
			struct error err = {0};
			const struct capture *c = capture_load(write_image(&m), &a, &err);
			bool between = m.n > first && (m.n - first) % record == 0;
			CU_ASSERT_EQUAL(c != NULL, between);
			CU_ASSERT_EQUAL(err.set, !between);
			if (c) CU_ASSERT_EQUAL(c->n, 3 - (whole - m.n) / record);
			arena_free(&a);
		}
	}
	unlink(in_folder("x.pcap"));
	CU_ASSERT_EQUAL(rmdir(folder), 0);
}

CU_TestInfo test_capture[] = {{"every_format", every_format},
			      {"late_ones_are_sorted", late_ones_are_sorted},
			      {"many_late_ones", many_late_ones},
			      {"cooked_packets", cooked_packets},
			      {"beyond_the_snapshot", beyond_the_snapshot},
			      {"nanoseconds_are_kept", nanoseconds_are_kept},
			      {"the_captures_that_come_along", the_captures_that_come_along},
			      {"flows", flows},
			      {"flows_of_ipv6", flows_of_ipv6},
			      {"bad_files", bad_files},
			      {"not_files", not_files},
			      {"cut_anywhere", cut_anywhere},
			      CU_TEST_INFO_NULL};
