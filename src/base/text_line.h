/* text_line.h - text of files that nobody vouches for, and whose reading may fail at any byte. */
#ifndef BASE_TEXT_LINE_H
#define BASE_TEXT_LINE_H
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/*
 * As getline(): the next line of f, its line end included, NUL after it, in *buffer of *room bytes, which grows and is the caller's to free.
 * Returns its length; 0 at the end of the file (errno is 0), on a failure even within the line (errno says which), and for a line of more
 * than `most` bytes, of which no more than that is ever held: errno is then EFBIG.
 */
ssize_t text_line(FILE *f, char **buffer, size_t *room, size_t most);
/* What is left of f, up to a NUL if there is one: *text is the caller's to free.  False with errno, and nothing, when it can't all be read. */
bool text_whole(FILE *f, char **text);
#endif
