/*
 * testpmd.c - what testpmd's `show port stats` prints.  Source: nic_stats_display() in DPDK's app/test-pmd/config.c:
 *
 *	  ######################## NIC statistics for port 0  ########################
 *	  RX-packets: 68152727   RX-missed: 0          RX-bytes:  3816552712
 *	  RX-errors: 0
 *	  RX-nombuf:  0
 *	  TX-packets: 68114967   TX-errors: 33216      TX-bytes:  3814438152
 *
 *	  Throughput (since last show)
 *	  Rx-pps:      6333196          Rx-bps:   2837272088
 *	  Tx-pps:      6333227          Tx-bps:   2837285936
 *	  ############################################################################
 *
 * Rx-pps or Tx-pps is packet_rate.  They are of the time since the show before, and 0 in the first.  Of several shows of a port the last is
 * taken.  All else has no time to it.
 */
#include "fit/measured.h"
#include <stdlib.h>
#include <string.h>

#define MOST_MIB 16
#define MOST_PORTS 32
#define MOST_PORT 65535
#define EXPECTED "expected what testpmd's 'show port stats' prints"

struct show {
	int port;
	struct place at;
	struct cell in, out; /* text NULL = not there */
};

struct shows {
	struct arena *arena;
	const char *path, *at; /* the rest of the text */
	int line;
	struct show show[MOST_PORTS]; /* the last of each port */
	int n;
	struct show *now; /* NULL = outside */
	struct error *err;
};

static struct place place_of(const struct shows *s, const char *c)
{
	return (struct place){s->path, s->line, (int)(c - s->at) + 1};
}

/* The word behind which something stands in this line; NULL = not in it. */
static const char *behind(const char *line, size_t n, const char *word)
{
	size_t size = strlen(word);
	for (size_t i = 0; i + size <= n; i++)
		if (memcmp(line + i, word, size) == 0) return line + i + size;
	return NULL;
}

static bool begin(struct shows *s, const char *number)
{
	char *end;
	long port = strtol(number, &end, 10);
	if (end == number || port < 0 || port > MOST_PORT)
		return error_at(s->err, place_of(s, number), "expected the number of a port, 0 to %d", MOST_PORT);
	int i = 0;
	while (i < s->n && s->show[i].port != port)
		i++;
	if (i == MOST_PORTS) return error_at(s->err, place_of(s, number), "more than %d ports", MOST_PORTS);
	if (i == s->n) s->n++;
	s->now = &s->show[i];
	*s->now = (struct show){.port = (int)port, .at = place_of(s, s->at)};
	return true;
}

static bool take(const struct shows *s, size_t n, const char *word, struct cell *out)
{
	const char *c = behind(s->at, n, word);
	if (!c) return true;
	c += strspn(c, " \t");
	size_t digits = strspn(c, "0123456789");
	if (!digits || digits > 18 || !strchr(" \t\r\n", c[digits]))
		return error_at(s->err, place_of(s, c), "%s expected a whole number of packets a second, without a unit", word);
	out->at = place_of(s, c);
	for (; digits > 1 && *c == '0'; digits--)
		c++;
	out->text = arena_printf(s->arena, "%.*spps", (int)digits, c);
	return out->text || error_memory(s->err);
}

static bool read_line(struct shows *s, size_t n)
{
	const char *heading = behind(s->at, n, "NIC statistics for port ");
	bool border = behind(s->at, n, "####") != NULL;
	if (heading && border) return begin(s, heading);
	if (border) s->now = NULL;
	return !s->now || (take(s, n, "Rx-pps:", &s->now->in) && take(s, n, "Tx-pps:", &s->now->out));
}

static bool read_lines(struct shows *s, const char *text)
{
	bool forward = false;
	for (s->at = text, s->line = 1; *s->at; s->line++) {
		size_t n = strcspn(s->at, "\n");
		forward = forward || behind(s->at, n, "Forward statistics for port ");
		if (!read_line(s, n)) return false;
		s->at += n + (s->at[n] == '\n');
	}
	if (s->n) return true;
	return error_at(s->err, (struct place){s->path, 1, 1}, "%s; " EXPECTED,
			forward ? "forward statistics tell packets, and not in which time"
				: "there are no statistics of a port in it");
}

/* The show of the port, or of the only one there is. */
static const struct show *choose(const struct shows *s, int port, struct place from)
{
	char list[300] = "";
	for (int i = 0; i < s->n; i++) {
		size_t used = strlen(list);
		if (s->show[i].port == port || (port < 0 && s->n == 1)) return &s->show[i];
		snprintf(list + used, sizeof list - used, "%s%d", i == 0 ? "" : ", ", s->show[i].port);
	}
	if (port < 0)
		error_at(s->err, from, "'%.200s' has statistics of ports %s; expected one of them as port:", s->path, list);
	else
		error_at(s->err, from, "'%.200s' has no statistics of port %d; expected one of %s", s->path, port, list);
	return NULL;
}

bool testpmd_read(struct arena *a, const char *path, int port, struct place from, struct measured *out, struct error *err)
{
	struct shows s = {.arena = a, .path = path, .err = err};
	const char *text = file_text(a, path, MOST_MIB, "statistics of testpmd", from, err);
	if (!text || !read_lines(&s, text)) return false;
	const struct show *chosen = choose(&s, port, from);
	if (!chosen) return false;
	if (!chosen->in.text || !chosen->out.text)
		return error_at(err, chosen->at, "these statistics are cut: there is no %s; " EXPECTED,
				chosen->in.text ? "Tx-pps" : "Rx-pps");
	*out = (struct measured){.by = MEASURED_PORT, .of = "packet_rate", .in = chosen->in, .out = chosen->out};
	return true;
}
