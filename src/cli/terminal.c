/* terminal.c - how wide the terminal is. */
#include "cli/terminal.h"
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define NARROWEST 40
#define WIDEST 1000

int terminal_width(void)
{
	const char *told = getenv("COLUMNS");
	long n = 0;
	if (!isatty(STDOUT_FILENO)) return 0;
	if (told) n = strtol(told, NULL, 10);
#ifdef TIOCGWINSZ
	struct winsize size;
	if (n <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) n = size.ws_col;
#endif
	if (n <= 0) return 0;
	return n < NARROWEST ? NARROWEST : n > WIDEST ? WIDEST : (int)n;
}
