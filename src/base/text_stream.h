/* text_stream.h - a FILE into memory that tells when there is none. */
#ifndef BASE_TEXT_STREAM_H
#define BASE_TEXT_STREAM_H
#include <stddef.h>
#include <stdio.h>

/*
 * Like open_memstream, whose errors get lost in glibc: a text that could not grow lacks its end without a word, and one that could not
 * be handed over is NULL.  Here fclose fails when any byte was lost.  *text, always the caller's to free, and *size are valid after
 * fclose, and text[size] is 0; NULL after a failure.  NULL when memory is exhausted.
 */
FILE *text_stream(char **text, size_t *size);
#endif
