/* visible.h - texts of strangers on a terminal: what is printed, not what a terminal would do with it. */
#ifndef BASE_VISIBLE_H
#define BASE_VISIBLE_H
#include <stdbool.h>
#include <stddef.h>

/* Length of the valid UTF-8 sequence at s (which ends with NUL) that is fit to print, 0 when there is none: control characters, bad bytes. */
int visible_length(const char *s);
/* Replace by '?' whatever in text, size bytes long and with a NUL after them, is not fit to print, but for line ends and tabs. */
void visible_make(char *text, size_t size);
#endif
