/* text_line.h - lines of files that nobody vouches for. */
#ifndef BASE_TEXT_LINE_H
#define BASE_TEXT_LINE_H
#include <stdio.h>
#include <sys/types.h>

/*
 * As getline(): the next line of f, its line end included, NUL after it, in *buffer of *room bytes, which grows and is the caller's to free.
 * Returns its length; 0 at the end of the file, on a failure (errno says which; ferror(f) when it was the file's), and for a line of more
 * than `most` bytes, of which no more than that is ever held: errno is then EFBIG.
 */
ssize_t text_line(FILE *f, char **buffer, size_t *room, size_t most);
#endif
