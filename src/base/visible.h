/* visible.h - texts of strangers on a terminal: what is printed, not what a terminal would do with it. */
#ifndef BASE_VISIBLE_H
#define BASE_VISIBLE_H
#include <stdbool.h>
#include <stddef.h>

/* Length of the valid UTF-8 sequence at s (which ends with NUL), 0 for bad bytes and for control characters of one byte. */
int visible_sequence(const char *s);
/*
 * Length of the valid UTF-8 sequence at s (which ends with NUL) that is fit to print, 0 when there is none: control characters, those that turn
 * the direction of what follows, bad bytes.
 */
int visible_length(const char *s);
/* Replace by '?' whatever in text, size bytes long and with a NUL after them, is not fit to print, but for line ends and tabs. */
void visible_make(char *text, size_t size);
/*
 * In JSON, which is read as the same, put \u202e for each such character that JSON lets pass as it is: *text, size bytes long with a NUL after
 * them, becomes another one.  False when memory is exhausted.
 */
bool visible_escape(char **text, size_t *size);
#endif
