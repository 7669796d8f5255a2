/* tell.h - what people are to know besides errors: who calls says it, since nothing here prints. */
#ifndef RESULTS_TELL_H
#define RESULTS_TELL_H

/* Takes one line, without its end. */
typedef void tell_line(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
#endif
