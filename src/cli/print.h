/* print.h - what goes to standard output. */
#ifndef CLI_PRINT_H
#define CLI_PRINT_H
#include "results/output.h"
#include <stdio.h>

/* With a standard file closed, the next file opened would take its number and receive its text: have such writes, and reads, fail instead. */
void output_hold_standard_files(void);
/* Standard output, unbuffered. */
struct output output_stdout(void);
enum printed {
	PRINTED,
	PRINT_REFUSED, /* put was false: err says why */
	PRINT_BROKEN,  /* stdout refused: err says why */
};
/* What put writes to the FILE it is given (in memory), to stdout: without control characters (base/visible.h). */
enum printed output_print(bool (*put)(FILE *f, void *user, struct error *err), void *user, struct error *err);
/* The same for programs that read it: byte by byte. */
enum printed output_print_data(bool (*put)(FILE *f, void *user, struct error *err), void *user, struct error *err);
#endif
