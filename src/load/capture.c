/*
 * capture.c - reads and distrusts packet captures.
 *
 * libpcap parses the file; what it lets pass (lengths that contradict each other, times that run backwards, files that are none)
 * is checked here.  The file is read twice, first to check and count, then to keep: so a bad file costs no memory and a good one
 * exactly what it needs.
 */
#define _DEFAULT_SOURCE /* pcap.h speaks of u_int and u_char, which POSIX alone does not have */
#include "load/capture.h"
#include "base/arena.h"
#include "base/error.h"
#include "nic/pcap_library.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NS_PER_S INT64_C(1000000000)
#define MAX_SPAN_S (INT64_C(100) * 24 * 3600) /* int64 picoseconds end after 106 days */
#define MAX_DATE_S (INT64_C(1) << 40)         /* 34,800 years from 1970, so that differences never overflow */
#define RECORD_HEADER 16                      /* classic pcap: seconds, fraction, captured length, length */
#define WORDS_EXPECTED "expected a packet capture in pcap or pcapng format"

struct reader {
	const char *path;
	struct error *err;
	int fd;
	int64_t size;
	bool ng;      /* pcapng, not classic pcap */
	FILE *stream; /* belongs to pcap once that is open */
	struct pcap_library lib;
	pcap_t *pcap;
	const struct framing *framing;
	/* The packet being looked at: its number from 1, and where in the file its record begins. */
	int64_t number, offset;
};

/* Where a packet's own bytes begin: a header whose place an Ethernet one takes, and where in it stands the type of what follows. */
struct framing {
	int dlt;
	int32_t header, type;
};
enum { ETHERNET = 1, COOKED = 0x71, COOKED_V2 = 0x114, ETHER_HEADER = 14 }; /* DLT_EN10MB, DLT_LINUX_SLL, DLT_LINUX_SLL2 */
static const struct framing framings[] = {{ETHERNET, ETHER_HEADER, 12}, {COOKED, 16, 14}, {COOKED_V2, 20, 0}};

#define PRINTF_LIKE __attribute__((format(printf, 2, 3)))
static bool refuse(const struct reader *r, const char *fmt, ...) PRINTF_LIKE;
static bool refuse_packet(const struct reader *r, const char *fmt, ...) PRINTF_LIKE;

static bool refuse(const struct reader *r, const char *fmt, ...)
{
	char why[sizeof r->err->text];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(why, sizeof why, fmt, ap);
	va_end(ap);
	return error_at(r->err, (struct place){r->path, 0, 0}, "%s", why);
}

/* A call failed with errno `number`. */
static bool failed(const struct reader *r, const char *what, int number)
{
	return error_file(r->err, (struct place){r->path, 0, 0}, number, "cannot be %s: %s", what, strerror(number));
}

static bool no_memory(const struct reader *r)
{
	return error_memory_for(r->err, "the capture %s", r->path);
}

static uint32_t word_at(const unsigned char *b, bool swapped)
{
	uint32_t little = b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
	uint32_t big = b[3] | (uint32_t)b[2] << 8 | (uint32_t)b[1] << 16 | (uint32_t)b[0] << 24;
	return swapped ? big : little;
}

/* ---- the file ---------------------------------------------------------------- */

static const char *file_kind(mode_t mode)
{
	if (S_ISDIR(mode)) return "a directory";
	if (S_ISCHR(mode)) return "a character device";
	if (S_ISBLK(mode)) return "a block device";
	if (S_ISFIFO(mode)) return "a pipe";
	return "a special file";
}

/* Compressed captures are common enough to deserve a hint. */
static const char *packed_as(const unsigned char *magic)
{
	if (magic[0] == 0x1f && magic[1] == 0x8b) return "gzip";
	if (!memcmp(magic, "\x28\xb5\x2f\xfd", 4)) return "zstd";
	if (!memcmp(magic, "\xfd\x37zX", 4)) return "xz";
	if (!memcmp(magic, "BZh", 3)) return "bzip2";
	return NULL;
}

/* libpcap also takes dialects whose records have other headers; only those whose lengths can be checked are let through. */
static bool check_magic(struct reader *r)
{
	enum { PCAPNG = 0x0a0d0d0a };
	static const uint32_t classic[] = {0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1};
	unsigned char b[4];
	ssize_t got = pread(r->fd, b, sizeof b, 0);
	if (got < 0) return failed(r, "read", errno);
	if (got < (ssize_t)sizeof b) return refuse(r, "has only %d bytes, " WORDS_EXPECTED, (int)got);
	uint32_t magic = word_at(b, false);
	r->ng = magic == PCAPNG;
	if (r->ng) return true;
	for (int i = 0; i < 4; i++)
		if (magic == classic[i]) return true;
	const char *packed = packed_as(b);
	if (packed) return refuse(r, "is packed by %s, " WORDS_EXPECTED "; unpack it first", packed);
	return refuse(r, "does not begin like one; " WORDS_EXPECTED); /* not how: it may be a secret */
}

static bool check_file(struct reader *r)
{
	struct stat st;
	if (fstat(r->fd, &st)) return failed(r, "examined", errno);
	if (!S_ISREG(st.st_mode)) return refuse(r, "is %s, expected a regular file with a packet capture", file_kind(st.st_mode));
	if (st.st_size == 0) return refuse(r, "is empty, " WORDS_EXPECTED);
	if (st.st_size > CAPTURE_MAX_FILE)
		return refuse(r, "has %" PRId64 " bytes, expected at most %" PRId64 " (1 GiB)", (int64_t)st.st_size,
			      CAPTURE_MAX_FILE);
	r->size = st.st_size;
	return check_magic(r);
}

/* ---- opening and closing one pass ---------------------------------------------------------------- */

static void close_pass(struct reader *r)
{
	/* pcap_close closes the stream too. Nothing was written, so there is no error to lose. */
	if (r->pcap)
		r->lib.close(r->pcap);
	else if (r->stream)
		fclose(r->stream);
	r->pcap = NULL;
	r->stream = NULL;
}

static bool check_link_type(struct reader *r)
{
	int type = r->lib.datalink(r->pcap);
	for (size_t i = 0; i < sizeof framings / sizeof *framings; i++)
		if (framings[i].dlt == type) {
			r->framing = &framings[i];
			return true;
		}
	const char *name = r->lib.datalink_val_to_name(type), *what = r->lib.datalink_val_to_description(type);
	if (!name)
		return refuse(r,
			      "holds packets of link type %d (unknown), expected EN10MB (Ethernet) or LINUX_SLL (tcpdump -i any)",
			      type);
	return refuse(r, "holds packets of link type %s (%s), expected EN10MB (Ethernet) or LINUX_SLL (tcpdump -i any)", name,
		      what ? what : "?");
}

/*
 * libpcap has failed, before which errno was 0.  Of memory and of reading it tells in words alone, as it does of a bad file: those
 * are reported here; true when neither is to blame.
 */
static bool pcap_failed(const struct reader *r)
{
	if (errno == ENOMEM) return no_memory(r);
	return !ferror(r->stream) || failed(r, "read", errno);
}

static bool open_library(struct reader *r)
{
	char why[PCAP_ERRBUF_SIZE];
	if (pcap_library_open(&r->lib, why)) return true;
	return error_file(r->err, (struct place){r->path, 0, 0}, ENOSYS, "can't be read, for want of libpcap: %s", why);
}

static bool open_pass(struct reader *r)
{
	char why[PCAP_ERRBUF_SIZE];
	int fd = dup(r->fd);
	if (fd < 0) return failed(r, "opened again", errno);
	r->stream = fdopen(fd, "rb");
	if (!r->stream) {
		failed(r, "opened again", errno);
		close(fd);
		return false;
	}
	/* Seeking also makes the C library remember where it is, which saves ftello a system call for each packet. */
	if (fseeko(r->stream, 0, SEEK_SET)) return failed(r, "read again", errno);
	errno = 0;
	r->pcap = r->lib.fopen_offline_with_tstamp_precision(r->stream, PCAP_TSTAMP_PRECISION_NANO, why);
	if (!r->pcap) return pcap_failed(r) && refuse(r, "cannot be read: %s; " WORDS_EXPECTED, why);
	return check_link_type(r);
}

/* ---- one packet ---------------------------------------------------------------- */

/* In pcapng other blocks may stand before the packet's: step over those that are whole. */
static int64_t record_offset(const struct reader *r)
{
	enum { PACKET = 2, SIMPLE_PACKET = 3, ENHANCED_PACKET = 6 };
	int64_t at = r->offset;
	unsigned char head[8];
	while (r->ng && pread(r->fd, head, sizeof head, (off_t)at) == (ssize_t)sizeof head) {
		uint32_t type = word_at(head, r->lib.is_swapped(r->pcap)), length = word_at(head + 4, r->lib.is_swapped(r->pcap));
		if (type == PACKET || type == SIMPLE_PACKET || type == ENHANCED_PACKET) break;
		if (length < 12 || length % 4 || length >= r->size - at) break;
		at += length;
	}
	return at;
}

static bool refuse_packet(const struct reader *r, const char *fmt, ...)
{
	char why[sizeof r->err->text];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(why, sizeof why, fmt, ap);
	va_end(ap);
	return refuse(r, "packet %" PRId64 " at byte %" PRId64 ": %s", r->number, record_offset(r), why);
}

/* What the record says was captured. libpcap cuts a classic record at the snapshot length, so count the bytes passed over. */
static int64_t captured_length(const struct reader *r, const struct pcap_pkthdr *h)
{
	return r->ng ? (int64_t)h->caplen : (int64_t)ftello(r->stream) - r->offset - RECORD_HEADER;
}

enum { BIG_TCP_MAX = 1 << 19 }; /* the largest packets that Linux makes, since 5.19 */

/* The length of a packet as an Ethernet frame, whatever header it was recorded with. */
static int64_t frame_length(const struct reader *r, const struct pcap_pkthdr *h)
{
	return (int64_t)h->len - r->framing->header + ETHER_HEADER;
}

/* More than the snapshot length may have been captured, as some programs do: what counts is the original length. */
static bool check_lengths(const struct reader *r, const struct pcap_pkthdr *h)
{
	int64_t captured = captured_length(r, h), length = h->len, frame = frame_length(r, h);
	if (captured > length)
		return refuse_packet(r, "captured length %" PRId64 " exceeds the frame's length, expected at most %" PRId64,
				     captured, length);
	if (length < r->framing->header || frame < FRAME_MIN || frame > BIG_TCP_MAX)
		return refuse_packet(r, "length %" PRId64 " is no frame's, expected %d to %d bytes", length,
				     (int)r->framing->header, FRAME_MAX - ETHER_HEADER + (int)r->framing->header);
	if (frame > FRAME_MAX)
		return refuse_packet(r,
				     "length %" PRId64
				     " is more than virtio-net takes, expected at most %d bytes; it is BIG TCP: record "
				     "without it (ip link set dev IF gso_max_size 65536 gro_max_size 65536)",
				     frame, FRAME_MAX);
	return true;
}

static uint32_t flow_of(const struct reader *r, const unsigned char *bytes, const struct pcap_pkthdr *h)
{
	const struct framing *f = r->framing;
	if (f->dlt == ETHERNET) return capture_flow(bytes, h->caplen);
	if (h->caplen < (uint32_t)f->header) return 0;
	unsigned type = (unsigned)bytes[f->type] << 8 | bytes[f->type + 1];
	return capture_flow_of(type, bytes + f->header, h->caplen - (uint32_t)f->header, 0);
}

/* Nanoseconds as a length of time for a message: "3.5 s", "250 ns". */
static void print_ns(char *buf, size_t size, int64_t seconds, int64_t ns)
{
	if (seconds)
		snprintf(buf, size, "%" PRId64 ".%09" PRId64 " s", seconds, ns);
	else
		snprintf(buf, size, "%" PRId64 " ns", ns);
}

/* Time since the first packet of the file in *ps, below 0 when it is earlier. last: the latest time so far. */
static bool check_time(const struct reader *r, const struct pcap_pkthdr *h, const struct timeval *first, struct timeval *last,
		       struct capture *c, sim_time *ps)
{
	/* tv_usec counts nanoseconds, as was asked for when opening; larger numbers libpcap may have cut to 32 bits. */
	int64_t s = h->ts.tv_sec, ns = h->ts.tv_usec;
	if (ns < 0 || ns >= NS_PER_S)
		return refuse_packet(r, "its fraction of a second is a whole second or more, expected less than 1000000000 ns");
	if (s < -MAX_DATE_S || s > MAX_DATE_S)
		return refuse_packet(r, "its time is %" PRId64 " s from 1970, expected at most %" PRId64, s, MAX_DATE_S);
	int64_t since = s - first->tv_sec, back_s = last->tv_sec - s, back_ns = last->tv_usec - ns;
	if (since > MAX_SPAN_S)
		return refuse_packet(r, "its time is %" PRId64 " s after the first packet's, expected at most %" PRId64, since,
				     MAX_SPAN_S);
	if (since >= -MAX_SPAN_S) *ps = since * PS_PER_S + (ns - first->tv_usec) * PS_PER_NS; /* else it is refused below */
	if (back_s < 0 || (back_s == 0 && back_ns <= 0)) {
		*last = h->ts;
		return true;
	}
	if (back_ns < 0) {
		back_s--;
		back_ns += NS_PER_S;
	}
	char by[60];
	print_ns(by, sizeof by, back_s, back_ns);
	int64_t most_s = CAPTURE_MAX_LATE / PS_PER_S;
	if (back_s > most_s || (back_s == most_s && back_ns > 0))
		return refuse_packet(
			r,
			"its time is %s before that of a packet in front of it, expected times in order, or at most 1 s "
			"back; reordercap sorts a capture",
			by);
	sim_time back = back_s * PS_PER_S + back_ns * PS_PER_NS;
	c->late++;
	if (back > c->latest) c->latest = back;
	return true;
}

/* ---- order ---------------------------------------------------------------- */

/* By time, two runs to one; of equal times the left one comes first. */
static void merge(const struct capture_packet *from, int64_t left, int64_t right, int64_t end, struct capture_packet *to)
{
	int64_t i = left, k = right;
	for (int64_t at = left; at < end; at++)
		to[at] = i < right && (k == end || from[i].at <= from[k].at) ? from[i++] : from[k++];
}

static bool sort_packets(const struct reader *r, struct capture_packet *p, int64_t n)
{
	struct capture_packet *spare = malloc((size_t)n * sizeof *spare), *from = p, *to = spare;
	if (!spare) return no_memory(r);
	for (int64_t width = 1; width < n; width *= 2) {
		for (int64_t i = 0; i < n; i += 2 * width)
			merge(from, i, i + width < n ? i + width : n, i + 2 * width < n ? i + 2 * width : n, to);
		struct capture_packet *done = to;
		to = from;
		from = done;
	}
	if (from != p) memcpy(p, from, (size_t)n * sizeof *p);
	free(spare);
	return true;
}

/* In order, and counted from the earliest. */
static bool put_in_order(const struct reader *r, struct capture *c, struct capture_packet *p)
{
	if (c->late && !sort_packets(r, p, c->n)) return false;
	sim_time begin = p[0].at;
	for (int64_t i = 0; begin && i < c->n; i++)
		p[i].at -= begin;
	return true;
}

/* ---- one pass ---------------------------------------------------------------- */

/* Read all packets: count them in c, and keep them in keep[room] unless that is NULL. */
static bool read_packets(struct reader *r, struct capture *c, struct capture_packet *keep, int64_t room)
{
	struct timeval first = {0, 0}, last = {0, 0};
	for (;; c->n++) {
		struct pcap_pkthdr *h;
		const unsigned char *bytes;
		sim_time at = 0;
		r->number = c->n + 1;
		r->offset = (int64_t)ftello(r->stream);
		errno = 0;
		int got = r->lib.next_ex(r->pcap, &h, &bytes);
		if (got == PCAP_ERROR_BREAK) return true;
		if (got != 1) return pcap_failed(r) && refuse_packet(r, "%s; expected an intact record", r->lib.geterr(r->pcap));
		if (c->n == 0) first = last = h->ts;
		if (!check_lengths(r, h) || !check_time(r, h, &first, &last, c, &at)) return false;
		if (c->n == CAPTURE_MAX_PACKETS) return refuse_packet(r, "one too many, expected at most 50000000 packets");
		c->bytes += frame_length(r, h);
		if (!keep) continue;
		if (c->n == room) return refuse(r, "grew while it was read");
		keep[c->n] = (struct capture_packet){at, (int32_t)frame_length(r, h), flow_of(r, bytes, h)};
	}
}

static bool read_twice(struct reader *r, struct arena *a, struct capture *c)
{
	if (!open_pass(r) || !read_packets(r, c, NULL, 0)) return false;
	if (c->n == 0) return refuse(r, "holds no packets, expected at least one");
	close_pass(r);

	int64_t room = c->n;
	struct capture_packet *keep = arena_array(a, (size_t)room, sizeof *keep);
	if (!keep) return no_memory(r);
	*c = (struct capture){.packet = keep, .cooked = r->framing->dlt != ETHERNET};
	if (!open_pass(r) || !read_packets(r, c, keep, room)) return false;
	return c->n == room ? put_in_order(r, c, keep) : refuse(r, "shrank while it was read");
}

const struct capture *capture_load(const char *path, struct arena *a, struct error *err)
{
	/* O_NONBLOCK: a pipe nobody writes to must not hold us. */
	struct reader r = {.path = path, .err = err, .fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)};
	if (r.fd < 0) {
		error_file(err, (struct place){path, 0, 0}, errno, "cannot be opened: %s; " WORDS_EXPECTED, strerror(errno));
		return NULL;
	}
	struct capture *c = arena_alloc(a, sizeof *c);
	bool ok = c ? check_file(&r) && open_library(&r) && read_twice(&r, a, c) : no_memory(&r);
	close_pass(&r);
	pcap_library_close(&r.lib);
	close(r.fd);
	return ok ? c : NULL;
}
