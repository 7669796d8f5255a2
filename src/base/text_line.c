/* text_line.c - a line, but not as much of one as memory holds. */
#include "base/text_line.h"
#include <errno.h>
#include <stdlib.h>

#define ROOM_FIRST 4096

static bool grow(char **buffer, size_t *room, size_t most)
{
	size_t wanted = *room ? 2 * *room : ROOM_FIRST;
	if (wanted > most + 2) wanted = most + 2;
	char *more = realloc(*buffer, wanted);
	if (!more) return false;
	*buffer = more;
	*room = wanted;
	return true;
}

ssize_t text_line(FILE *f, char **buffer, size_t *room, size_t most)
{
	size_t n = 0;
	errno = 0;
	flockfile(f);
	for (int c = 0; c != '\n' && (c = getc_unlocked(f)) != EOF;) {
		if (n == most) {
			errno = EFBIG;
			n = 0;
			break;
		}
		if (n + 2 > *room && !grow(buffer, room, most)) {
			n = 0;
			break;
		}
		(*buffer)[n++] = (char)c;
	}
	/* Half a line of a file that can't be read on is none. */
	if (n && (*buffer)[n - 1] != '\n' && ferror(f)) n = 0;
	funlockfile(f);
	if (n) (*buffer)[n] = '\0';
	return (ssize_t)n;
}

bool text_whole(FILE *f, char **text)
{
	size_t room = 0;
	*text = NULL;
	errno = 0;
	bool some = getdelim(text, &room, '\0', f) > 0;
	/* Of a file that can't be read on, getdelim() gives what it has. */
	if (!ferror(f) && (some || (feof(f) && (*text || (*text = malloc(1)))))) {
		if (!some) **text = '\0';
		return true;
	}
	int why = errno ? errno : EIO;
	free(*text);
	*text = NULL;
	errno = why;
	return false;
}
