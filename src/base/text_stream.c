/* text_stream.c - a FILE into memory that tells when there is none. */
#define _GNU_SOURCE /* fopencookie */
#include "base/text_stream.h"
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FIRST 4096

struct memory {
	char **text, *bytes;
	size_t *size, used, room;
	bool bad; /* bytes were lost: whoever writes need not have looked */
};

static ssize_t put(void *cookie, const char *from, size_t n)
{
	struct memory *m = cookie;
	size_t wanted = m->room ? m->room : FIRST;
	while (wanted - m->used <= n)
		wanted *= 2;
	char *more = m->bad || wanted == m->room ? m->bytes : realloc(m->bytes, wanted);
	if (m->bad || !more) {
		m->bad = true;
		errno = ENOMEM;
		return 0;
	}
	m->bytes = more;
	m->room = wanted;
	memcpy(m->bytes + m->used, from, n);
	m->used += n;
	return (ssize_t)n;
}

static int finish(void *cookie)
{
	struct memory *m = cookie;
	put(m, "", 1);
	bool bad = m->bad;
	if (bad) free(m->bytes);
	*m->text = bad ? NULL : m->bytes;
	*m->size = bad ? 0 : m->used - 1;
	free(m);
	return bad ? -1 : 0;
}

FILE *text_stream(char **text, size_t *size)
{
	struct memory *m = calloc(1, sizeof *m);
	*text = NULL;
	*size = 0;
	if (!m) return NULL;
	*m = (struct memory){.text = text, .size = size};
	FILE *f = fopencookie(m, "w", (cookie_io_functions_t){.write = put, .close = finish});
	if (!f) free(m);
	return f;
}
