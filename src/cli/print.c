/* print.c - standard output, every write of it checked. */
#include "base/text_stream.h"
#include "base/visible.h"
#include "cli/print.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void output_hold_standard_files(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0) return;
}

struct output output_stdout(void)
{
	return (struct output){.fd = STDOUT_FILENO};
}

static enum printed print(bool (*put)(FILE *f, void *user, struct error *err), void *user, bool for_people, struct error *err)
{
	char *text = NULL;
	size_t size = 0;
	struct output out = output_stdout();
	enum printed end = PRINT_REFUSED;
	FILE *f = text_stream(&text, &size);
	if (!f) return error_memory(err), PRINT_REFUSED;
	bool ok = put(f, user, err);
	if (fclose(f) != 0) ok = error_memory(err);
	if (ok && for_people) visible_make(text, size);
	if (ok) end = output_write(&out, text, size, err) ? PRINTED : PRINT_BROKEN;
	free(text);
	return end;
}

enum printed output_print(bool (*put)(FILE *f, void *user, struct error *err), void *user, struct error *err)
{
	return print(put, user, true, err);
}

enum printed output_print_data(bool (*put)(FILE *f, void *user, struct error *err), void *user, struct error *err)
{
	return print(put, user, false, err);
}
