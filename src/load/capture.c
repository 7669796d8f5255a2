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
	/* The packet being looked at: its number from 1, and where in the file its record begins. */
	int64_t number, offset;
};

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
	if (type == DLT_EN10MB) return true;
	const char *name = r->lib.datalink_val_to_name(type), *what = r->lib.datalink_val_to_description(type);
	if (!name) return refuse(r, "holds packets of link type %d (unknown), expected EN10MB (Ethernet)", type);
	return refuse(r, "holds packets of link type %s (%s), expected EN10MB (Ethernet)", name, what ? what : "?");
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

static bool check_lengths(const struct reader *r, const struct pcap_pkthdr *h)
{
	int64_t captured = captured_length(r, h), length = h->len, snapshot = r->lib.snapshot(r->pcap);
	const char *of = captured > length ? "the frame's length" : captured > snapshot ? "the file's snapshot length" : NULL;
	if (of)
		return refuse_packet(r, "captured length %" PRId64 " exceeds %s, expected at most %" PRId64, captured, of,
				     captured > length ? length : snapshot);
	if (length < FRAME_MIN || length > FRAME_MAX)
		return refuse_packet(r, "length %" PRId64 " is no frame's, expected %d to %d bytes", length, FRAME_MIN,
				     FRAME_MAX);
	return true;
}

/* Nanoseconds as a length of time for a message: "3.5 s", "250 ns". */
static void print_ns(char *buf, size_t size, int64_t seconds, int64_t ns)
{
	if (seconds)
		snprintf(buf, size, "%" PRId64 ".%09" PRId64 " s", seconds, ns);
	else
		snprintf(buf, size, "%" PRId64 " ns", ns);
}

/* Time since the first packet in *ps. first and last: times of the first packet and of the one before. */
static bool check_time(const struct reader *r, const struct pcap_pkthdr *h, const struct timeval *first,
		       const struct timeval *last, sim_time *ps)
{
	/* tv_usec counts nanoseconds, as was asked for when opening; larger numbers libpcap may have cut to 32 bits. */
	int64_t s = h->ts.tv_sec, ns = h->ts.tv_usec;
	if (ns < 0 || ns >= NS_PER_S)
		return refuse_packet(r, "its fraction of a second is a whole second or more, expected less than 1000000000 ns");
	if (s < -MAX_DATE_S || s > MAX_DATE_S)
		return refuse_packet(r, "its time is %" PRId64 " s from 1970, expected at most %" PRId64, s, MAX_DATE_S);
	if (s < last->tv_sec || (s == last->tv_sec && ns < last->tv_usec)) {
		int64_t back_s = last->tv_sec - s, back_ns = last->tv_usec - ns;
		if (back_ns < 0) {
			back_s--;
			back_ns += NS_PER_S;
		}
		char by[60];
		print_ns(by, sizeof by, back_s, back_ns);
		return refuse_packet(r, "its time is %s before that of the last packet, expected times in order", by);
	}
	int64_t since = s - first->tv_sec;
	if (since > MAX_SPAN_S)
		return refuse_packet(r, "its time is %" PRId64 " s after the first packet's, expected at most %" PRId64, since,
				     MAX_SPAN_S);
	*ps = since * PS_PER_S + (ns - first->tv_usec) * PS_PER_NS;
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
		if (!check_lengths(r, h) || !check_time(r, h, &first, &last, &at)) return false;
		if (c->n == CAPTURE_MAX_PACKETS) return refuse_packet(r, "one too many, expected at most 50000000 packets");
		last = h->ts;
		c->bytes += h->len;
		if (!keep) continue;
		if (c->n == room) return refuse(r, "grew while it was read");
		keep[c->n] = (struct capture_packet){at, (int32_t)h->len, capture_flow(bytes, h->caplen)};
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
	*c = (struct capture){.packet = keep};
	if (!open_pass(r) || !read_packets(r, c, keep, room)) return false;
	return c->n == room || refuse(r, "shrank while it was read");
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
