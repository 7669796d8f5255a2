/*
 * iperf.c - what `iperf3 -J` prints at its end.  Sources: iperf 3.12's own output, and iperf_print_results() in its src/iperf_api.c.
 *
 * TCP: end.sum_received.bits_per_second, the payload that reached the receiver, is throughput: simnic counts a segment's payload, too.
 * UDP: datagrams that came over the receiver's seconds are packet_rate.  `packets` of a sum is the highest number on a datagram, so that those
 * lost are among them; older versions have end.sum alone, with the sender's bytes, of which the rate can't be taken.
 */
#include "fit/measured.h"
#include <jansson.h>
#include <math.h>
#include <string.h>

#define MOST_MIB 16
#define APART 0.01 /* bytes over seconds are the rate to that fraction; versions round seconds otherwise */
#define EXPECTED "expected what 'iperf3 -J' prints"

struct iperf {
	struct arena *arena;
	const char *path, *text;
	json_t *root;
	struct error *err;
};

static struct place where(const struct iperf *p, const char *member)
{
	return json_where(p->path, p->text, member);
}

static const json_t *find(const struct iperf *p, const char *member)
{
	const json_t *at = p->root;
	char key[40];
	while (at && *member) {
		size_t n = strcspn(member, ".");
		snprintf(key, sizeof key, "%.*s", (int)n, member);
		at = json_object_get(at, key);
		member += n + (member[n] == '.');
	}
	return at;
}

static bool is_both_ways(const json_t *root)
{
	const json_t *end = json_object_get(root, "end");
	return json_object_get(end, "sum_bidir_reverse") || json_object_get(end, "sum_received_bidir_reverse");
}

/* Tests that go both ways have keys twice, also where nobody changed anything; what is wrong with them is told by check_kind. */
static json_t *load_again(const char *text)
{
	json_t *root = json_loads(text, 0, NULL);
	if (is_both_ways(root)) return root;
	json_decref(root);
	return NULL;
}

/* Errors of jansson end in what stands there, which may be of a file that is nobody's business. */
static json_t *load(const char *path, const char *text, struct error *err)
{
	json_error_t why;
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &why);
	if (!root && json_error_code(&why) == json_error_duplicate_key) root = load_again(text);
	if (root) return root;
	if (json_error_code(&why) == json_error_out_of_memory) return error_memory(err), NULL;
	char *quoted = strstr(why.text, " near '");
	if (quoted) *quoted = '\0';
	error_at(err, (struct place){path, why.line > 0 ? why.line : 1, why.column > 0 ? why.column : 1},
		 "no JSON: %s; " EXPECTED, why.text);
	return NULL;
}

static bool check_kind(const struct iperf *p)
{
	const char *version = json_string_value(find(p, "start.version"));
	if (json_is_string(find(p, "event")))
		return error_at(p->err, where(p, "event"), "this is the stream of iperf3's --json-stream; " EXPECTED);
	if (!version || strncmp(version, "iperf 3", 7) != 0)
		return error_at(p->err, where(p, ""), "this is no result of iperf3; " EXPECTED);
	const char *failed = json_string_value(find(p, "error"));
	if (failed) return error_at(p->err, where(p, "error"), "this test of iperf3 failed: %.200s", failed);
	if (is_both_ways(p->root) || json_integer_value(find(p, "start.test_start.bidir")) > 0)
		return error_at(p->err, where(p, "end"),
				"this test went both ways at once (--bidir); expected one direction, of which a row is made");
	return true;
}

static bool number(const struct iperf *p, const char *sum, const char *name, double least, double *out)
{
	char member[80];
	snprintf(member, sizeof member, "%s.%s", sum, name);
	const json_t *n = find(p, member);
	*out = json_number_value(n);
	if (json_is_number(n) && isfinite(*out) && *out >= least) return true;
	return error_at(p->err, where(p, member), "%s: expected a number%s%s", member, least > 0 ? " above 0" : " of 0 or more",
			n ? "" : ", but there is none");
}

#define ABOVE_0 1e-9

static bool take(const struct iperf *p, struct measured *out, const char *unit, double value, const char *member)
{
	char text[60];
	snprintf(text, sizeof text, "%.0f%s", value, unit);
	out->in = (struct cell){arena_strdup(p->arena, text), where(p, member)};
	out->out = out->in;
	return out->in.text || error_memory(p->err);
}

static bool take_stream(const struct iperf *p, struct measured *out)
{
	static const char sum[] = "end.sum_received";
	double rate, bytes, seconds;
	if (!number(p, sum, "seconds", ABOVE_0, &seconds) || !number(p, sum, "bytes", 1, &bytes) ||
	    !number(p, sum, "bits_per_second", ABOVE_0, &rate))
		return false;
	if (fabs(rate - 8 * bytes / seconds) > APART * rate)
		return error_at(p->err, where(p, "end.sum_received.bits_per_second"),
				"end.sum_received.bits_per_second is not 8 x bytes / seconds: expected b/s, as iperf3 writes it");
	out->by = MEASURED_STREAM;
	out->of = "throughput";
	return take(p, out, "b/s", rate, "end.sum_received.bits_per_second");
}

static bool take_packets(const struct iperf *p, struct measured *out)
{
	const char *sum = find(p, "end.sum_received.packets") ? "end.sum_received" : "end.sum";
	double packets, lost, seconds;
	char member[40];
	if (!number(p, sum, "seconds", ABOVE_0, &seconds) || !number(p, sum, "packets", 1, &packets) ||
	    !number(p, sum, "lost_packets", 0, &lost))
		return false;
	snprintf(member, sizeof member, "%s.packets", sum);
	if (lost >= packets)
		return error_at(p->err, where(p, member), "%s: of %.0f packets %.0f are lost: none came", sum, packets, lost);
	out->by = MEASURED_PACKETS;
	out->of = "packet_rate";
	return take(p, out, "pps", (packets - lost) / seconds, member);
}

static bool take_result(const struct iperf *p, struct measured *out)
{
	static const char protocol[] = "start.test_start.protocol";
	if (!check_kind(p)) return false;
	const char *word = json_string_value(find(p, protocol));
	if (word && strcmp(word, "TCP") == 0) return take_stream(p, out);
	if (word && strcmp(word, "UDP") == 0) return take_packets(p, out);
	return error_at(p->err, where(p, protocol), "%s: expected TCP or UDP%s%.20s", protocol, word ? ", not " : "",
			word ? word : "");
}

bool iperf_read(struct arena *a, const char *path, struct place from, struct measured *out, struct error *err)
{
	struct iperf p = {.arena = a, .path = path, .err = err};
	p.text = file_text(a, path, MOST_MIB, "JSON of iperf3", from, err);
	p.root = p.text ? load(path, p.text, err) : NULL;
	bool ok = p.root && take_result(&p, out);
	json_decref(p.root);
	return ok;
}
