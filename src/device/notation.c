#include "device/notation.h"
#include "base/arena.h"
#include "base/error.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ENTRIES 64 /* of a direction */
#define MOST_BYTES 65536
#define MOST_TIMES 64
#define MOST_PER (1 << 20)
#define FILE_BYTES 65536

static const struct {
	const char *word;
	enum transaction_op op;
} ops[] = {
	{"dev rd ", DEVICE_READ}, {"dev wr ", DEVICE_WRITE}, {"drv wr ", CPU_WRITE}, {"drv rd ", CPU_READ}, {"msi", INTERRUPT}};
#define N_OPS (sizeof ops / sizeof *ops)

/* ---- to text ---- */

static const char *bytes_text(const struct transaction *t, char *buf, size_t size)
{
	char inner[40];
	if (t->bytes != PACKET_BYTES)
		snprintf(inner, sizeof inner, "%d", (int)t->bytes);
	else if (t->more)
		snprintf(inner, sizeof inner, "L%+d", (int)t->more);
	else
		snprintf(inner, sizeof inner, "L");
	if (t->align)
		snprintf(buf, size, "align%d(%s)", (int)t->align, inner);
	else
		snprintf(buf, size, "%s", inner);
	return buf;
}

void notation_entry(const struct transaction *t, bool tx, char *buf, size_t size)
{
	char bytes[64] = "", per[16] = "pkt", times[16] = "";
	const char *word = "";
	for (size_t i = 0; i < N_OPS; i++)
		if (ops[i].op == t->op) word = ops[i].word;
	if (t->op != INTERRUPT) bytes_text(t, bytes, sizeof bytes);
	if (t->per > 1) snprintf(per, sizeof per, "%d", (int)t->per);
	if (t->times > 1) snprintf(times, sizeof times, " x%d", (int)t->times);
	snprintf(buf, size, "%s %s%s/%s%s", tx ? "tx" : "rx", word, bytes, per, times);
}

bool notation_nic(const struct transaction_nic *nic, bool tx, char *buf, size_t size)
{
	size_t n = (size_t)snprintf(buf, size, "%s", nic->name);
	for (const struct transaction *t = tx ? nic->tx : nic->rx; t->what && n < size; t++) {
		char entry[120];
		notation_entry(t, tx, entry, sizeof entry);
		n += (size_t)snprintf(buf + n, size - n, "%s %s", t == (tx ? nic->tx : nic->rx) ? ":" : ";", entry);
	}
	return true;
}

/* ---- from text ---- */

static void skip_blanks(const char **s)
{
	*s += strspn(*s, " \t");
}

/* A word, and nothing of a longer one. */
static bool take(const char **s, const char *word)
{
	size_t n = strlen(word);
	if (strncmp(*s, word, n) != 0) return false;
	*s += n;
	return true;
}

static bool take_number(const char **s, int64_t least, int64_t most, int32_t *out)
{
	char *end;
	if (**s < '0' || **s > '9') return false;
	errno = 0;
	long long n = strtoll(*s, &end, 10);
	if (errno || n < least || n > most) return false;
	*s = end;
	*out = (int32_t)n;
	return true;
}

/* L, L+n, L-n or a number. */
static bool take_size(const char **s, struct transaction *t)
{
	if (!take(s, "L")) return take_number(s, 1, MOST_BYTES, &t->bytes);
	t->bytes = PACKET_BYTES;
	bool less = **s == '-';
	if (!less && **s != '+') return true;
	++*s;
	if (!take_number(s, 1, MOST_BYTES, &t->more)) return false;
	if (less) t->more = -t->more;
	return true;
}

static bool take_bytes(const char **s, struct transaction *t)
{
	if (!take(s, "align")) return take_size(s, t);
	return take_number(s, 2, 4096, &t->align) && (t->align & (t->align - 1)) == 0 && take(s, "(") && take_size(s, t) &&
	       take(s, ")");
}

/* Its words one after the other; what was expected where it is not one, NULL = all is well. */
static const char *take_entry(const char *s, struct transaction *t, bool *tx)
{
	size_t op = 0;
	*t = (struct transaction){.what = "entry"};
	*tx = take(&s, "tx ");
	if (!*tx && !take(&s, "rx ")) return "tx or rx in front";
	skip_blanks(&s);
	while (op < N_OPS && !take(&s, ops[op].word))
		op++;
	if (op == N_OPS) return "dev rd, dev wr, drv rd, drv wr or msi";
	t->op = ops[op].op;
	skip_blanks(&s);
	if (t->op != INTERRUPT && !take_bytes(&s, t))
		return "bytes from 1 to 65536, L, L+n, L-n or align16(L+n), the power of two at most 4096";
	if (!take(&s, "/") || !(take(&s, "pkt") ? (t->per = 1) : take_number(&s, 1, MOST_PER, &t->per)))
		return "/pkt, or / and a number of packets from 1 to 1048576";
	skip_blanks(&s);
	if (take(&s, "x") && !take_number(&s, 1, MOST_TIMES, &t->times)) return "x and a number of times from 1 to 64";
	skip_blanks(&s);
	return *s ? "nothing behind it" : NULL;
}

struct lists {
	struct transaction of[2][MOST_ENTRIES + 1]; /* rx, tx */
	int n[2];
};

/* The entry in s[0..len), blanks around it taken off. */
static bool add_entry(struct lists *l, const char *s, size_t len, struct error *err)
{
	char entry[120];
	struct transaction t;
	bool tx;
	while (len && strchr(" \t\r", *s))
		s++, len--;
	while (len && strchr(" \t\r", s[len - 1]))
		len--;
	if (len == 0) return true;
	if (len >= sizeof entry)
		return error_plain(err, "entry '%.60s...' is too long, expected at most %d characters", s, (int)sizeof entry - 1);
	memcpy(entry, s, len);
	entry[len] = '\0';
	const char *expected = take_entry(entry, &t, &tx);
	if (expected) return error_plain(err, "entry '%s': expected %s", entry, expected);
	if (l->n[tx] == MOST_ENTRIES)
		return error_plain(err, "entry '%s': expected at most %d of a direction", entry, MOST_ENTRIES);
	l->of[tx][l->n[tx]++] = t;
	return true;
}

static const struct transaction *keep(const struct lists *l, bool tx, struct arena *a)
{
	struct transaction *list = arena_array(a, (size_t)l->n[tx] + 1, sizeof *list);
	if (list) memcpy(list, l->of[tx], (size_t)l->n[tx] * sizeof *list);
	return list;
}

bool notation_read(const char *text, struct arena *a, struct transaction_nic *nic, struct error *err)
{
	struct lists l = {.n = {0, 0}};
	for (const char *s = text; *s; s += *s == ';' || *s == '\n') {
		if (*s == '#') {
			s += strcspn(s, "\n");
			continue;
		}
		size_t len = strcspn(s, ";\n#");
		if (!add_entry(&l, s, len, err)) return false;
		s += len;
		if (*s == '#') s += strcspn(s, "\n");
	}
	if (l.n[0] + l.n[1] == 0) return error_plain(err, "expected a list of entries, such as tx dev rd L/pkt");
	*nic = (struct transaction_nic){.name = "list", .summary = "", .tx = keep(&l, true, a), .rx = keep(&l, false, a)};
	return (nic->tx && nic->rx) || error_memory_for(err, "a list of transactions");
}

bool notation_load(const char *text, const char *base_dir, struct arena *a, struct transaction_nic *nic, struct error *err)
{
	static const size_t most = FILE_BYTES;
	if (strncmp(text, "tx ", 3) == 0 || strncmp(text, "rx ", 3) == 0) return notation_read(text, a, nic, err);
	bool relative = text[0] != '/' && base_dir && strcmp(base_dir, ".") != 0;
	const char *path = relative ? arena_printf(a, "%s/%s", base_dir, text) : text;
	char *in = arena_alloc(a, most + 1);
	if (!path || !in) return error_memory_for(err, "the list %s", text);
	FILE *f = fopen(path, "r");
	if (!f)
		return error_file(err, (struct place){path, 0, 0}, errno,
				  "cannot be opened: %s; expected the name of a file, or entries that begin with tx or rx",
				  strerror(errno));
	size_t n = fread(in, 1, most, f);
	bool good = !ferror(f) && n < most && !memchr(in, '\0', n);
	fclose(f);
	if (!good) return error_plain(err, "%s: expected a text of less than 64 KiB", path);
	in[n] = '\0';
	return notation_read(in, a, nic, err);
}
