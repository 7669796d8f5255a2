/*
 * mutate.c - damages good files at random, always in the same way.
 *
 * usage: mutate SEED COUNT PREFIX FILE...
 * Writes PREFIX0 ... PREFIX<COUNT - 1>, each a FILE (in turn) with one to four changes: bits and bytes changed, stretches and
 * lines taken out or doubled, words of the language put in, a stretch of another FILE put over it.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BYTES (1 << 16)

struct text {
	size_t len;
	unsigned char byte[2 * MAX_BYTES];
};

static uint64_t state;

/* SplitMix64: a number below n. */
static size_t below(size_t n)
{
	uint64_t z = (state += UINT64_C(0x9e3779b97f4a7c15));
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return n ? (size_t)((z ^ (z >> 31)) % n) : 0;
}

static void cut(struct text *t, size_t from, size_t len)
{
	memmove(t->byte + from, t->byte + from + len, t->len - from - len);
	t->len -= len;
}

static void put(struct text *t, size_t at, const unsigned char *what, size_t len)
{
	if (t->len + len > sizeof t->byte) return;
	memmove(t->byte + at + len, t->byte + at, t->len - at);
	memcpy(t->byte + at, what, len);
	t->len += len;
}

/* A stretch of t: from, and its length. */
static size_t stretch(const struct text *t, size_t most, size_t *len)
{
	size_t from = below(t->len + 1), rest = t->len - from;
	*len = below((rest < most ? rest : most) + 1);
	return from;
}

/* The line around a random byte, its end included. */
static size_t line(const struct text *t, size_t *len)
{
	size_t from = below(t->len), to = from;
	while (from > 0 && t->byte[from - 1] != '\n')
		from--;
	while (to < t->len && t->byte[to] != '\n')
		to++;
	*len = to - from + (to < t->len);
	return from;
}

static void change(struct text *t, const struct text *other)
{
	/* clang-format off */
	static const char *const words[] = {
		"[", "]", "{", "}", ": ", ", ", "- ", "? ", "*a", "&a ", "!!str ", "<<: ", "---\n", "...\n", "%YAML 9\n",
		"\"", "'", "|\n", ">\n", "#", "\t", "\n", "\r", "\xff", "\xef\xbb\xbf", "\xc3", "~", "null", "-1", "0",
		"65536", "18446744073709551616", "1e999", ".nan", "0x10", "ns", "us", "B", "KiB", "Gb/s", "%", "cycles",
		"true", "big", "small", "mergeable", "model: ", "nic: ", "run: ", "sweep: ", "nic.ring.entries: ",
		"[1, 2, 4]", "compare: {", "prices: {", "claims: ", "value: ", "source: ", "99999999999999999999999",
	};
	/* clang-format on */
	static unsigned char copy[MAX_BYTES];
	size_t len, from, word, more;
	switch (below(9)) {
	case 0:
		if (t->len) t->byte[below(t->len)] ^= (unsigned char)(1u << below(8));
		break;
	case 1:
		if (t->len) t->byte[below(t->len)] = (unsigned char)below(256);
		break;
	case 2:
		from = stretch(t, 40, &len);
		cut(t, from, len);
		break;
	case 3:
		from = stretch(t, 200, &len);
		memcpy(copy, t->byte + from, len);
		for (more = 1 + below(3); more; more--)
			put(t, from, copy, len);
		break;
	case 4:
		from = line(t, &len);
		cut(t, from, len);
		break;
	case 5:
		from = line(t, &len);
		if (len > sizeof copy) break;
		memcpy(copy, t->byte + from, len);
		put(t, line(t, &more), copy, len);
		break;
	case 6:
	case 7:
		word = below(sizeof words / sizeof *words);
		put(t, below(t->len + 1), (const unsigned char *)words[word], strlen(words[word]));
		break;
	default:
		from = stretch(t, 60, &len);
		cut(t, from, len);
		word = stretch(other, 60, &len);
		put(t, from, other->byte + word, len);
		break;
	}
}

static void fail(const char *path)
{
	perror(path);
	exit(1);
}

static void read_file(struct text *t, const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f) fail(path);
	t->len = fread(t->byte, 1, MAX_BYTES, f);
	if (ferror(f) || fclose(f)) fail(path);
}

int main(int argc, char **argv)
{
	static struct text t, other;
	if (argc < 5) {
		fputs("usage: mutate SEED COUNT PREFIX FILE...\n", stderr);
		return 2;
	}
	int files = argc - 4, count = atoi(argv[2]);
	state = strtoull(argv[1], NULL, 10);
	for (int i = 0; i < count; i++) {
		char path[4096];
		read_file(&t, argv[4 + i % files]);
		read_file(&other, argv[4 + (int)below((size_t)files)]);
		for (size_t n = 1 + below(2) * below(4); n; n--)
			change(&t, &other);
		snprintf(path, sizeof path, "%s%d", argv[3], i);
		FILE *f = fopen(path, "wb");
		if (!f) fail(path);
		fwrite(t.byte, 1, t.len, f);
		if (ferror(f) || fclose(f)) fail(path);
	}
	return 0;
}
