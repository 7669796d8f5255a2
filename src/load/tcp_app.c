#include "load/tcp_app.h"
#include "load/tcp_ring.h"

/* ---- who writes ---- */

static bool is_held_back(const struct tcp_writer *w, const struct tcp_flow *f)
{
	return w->nagle && f->nxt > f->una && w->small_ends > f->una;
}

bool tcp_writer_offers(const struct tcp_writer *w, const struct tcp_flow *f, struct tcp_send *s)
{
	const int64_t left = w->written - w->given, full = left / w->unit, rest = left % w->unit;
	if (s->again || full >= s->n) return true;
	if (left == 0 && f->probing) {
		*s = (struct tcp_send){.first = f->nxt - 1, .n = 1, .again = true};
		return true;
	}
	s->n = (int32_t)full;
	if (rest > 0 && (f->probing || !is_held_back(w, f))) s->n++;
	return s->n > 0;
}

void tcp_writer_gave(struct tcp_writer *w, struct tcp_flow *f, const struct tcp_send *s)
{
	int64_t left = w->written - w->given, bytes = s->n * w->unit;
	if (s->again) return;
	if (bytes > left) {
		tcp_seg(f, f->nxt - 1)->lacks = (uint16_t)(bytes - left);
		w->small_ends = f->nxt;
		bytes = left;
	}
	w->given += bytes;
}

void tcp_writer_takes_back(struct tcp_writer *w, int64_t bytes)
{
	w->given -= bytes;
}

int64_t tcp_lacks(const struct tcp_flow *f, int64_t first, int32_t n, bool fresh)
{
	int64_t sum = 0;
	for (int64_t s = first > f->una ? first : f->una; s < first + n; s++)
		if (!fresh || (s >= f->next && !tcp_seg(f, s)->has_come)) sum += tcp_seg(f, s)->lacks;
	return sum;
}

int64_t tcp_lacks_of(const struct tcp_flow *f, uint32_t serial)
{
	if (!tcp_ring_has(&f->txs, serial)) return 0;
	return tcp_lacks(f, tcp_tx(f, serial)->first, tcp_tx(f, serial)->n, true);
}

bool tcp_is_again(const struct tcp_flow *f, uint32_t serial)
{
	return tcp_tx(f, serial)->again;
}

#define GSO_MOST 65215 /* 65536 less what is kept for headers (sk_setup_caps: gso_max_size - MAX_TCP_HEADER - 1) */
#define TSO_RTT_LOG 9  /* so many us, as a power of two, halve what a short round trip adds (tcp_tso_rtt_log) */
#define TSO_LEAST 2    /* tcp_min_tso_segs */
int32_t tcp_autosize(int64_t rate, sim_time least, int64_t unit, int32_t most)
{
	int64_t shift = (least / PS_PER_US) >> TSO_RTT_LOG, bytes = rate / 1024 + (shift < 31 ? GSO_MOST >> shift : 0);
	if (bytes > GSO_MOST) bytes = GSO_MOST;
	int64_t n = bytes / unit > TSO_LEAST ? bytes / unit : TSO_LEAST;
	return n < most ? (int32_t)n : most;
}

void tcp_restart(struct tcp_flow *f, sim_time now, int32_t initial)
{
	const sim_time rto = tcp_flow_rto(f);
	sim_time idle = now - f->last_sent;
	struct tcp_cong *c = &f->cong;
	if (f->nxt > f->una || f->last_sent == 0) return;
	tcp_cong_paused(c, now, idle);
	if (idle <= rto) return;
	int32_t kept = c->cwnd / 2 + c->cwnd / 4, least = initial < c->cwnd ? initial : c->cwnd;
	if (c->ssthresh < kept) c->ssthresh = kept; /* tcp_current_ssthresh */
	for (idle -= rto; idle > 0 && c->cwnd > least; idle -= rto)
		c->cwnd /= 2;
	if (c->cwnd < least) c->cwnd = least;
}

/* ---- who reads ---- */

#define SPACE_MORE 16 /* segments of room besides what is expected */
int64_t tcp_space_read(struct tcp_space *r, sim_time now, int64_t bytes, sim_time rtt, int64_t mss)
{
	r->copied += bytes;
	if (rtt <= 0 || now - r->since < rtt) return 0;
	const int64_t copied = r->copied, before = r->at_most;
	r->since = now;
	r->copied = 0;
	if (copied <= before) return 0;
	int64_t window = 2 * copied + SPACE_MORE * mss;
	window += 2 * window * (copied - before) / before;
	r->at_most = copied;
	return window;
}
