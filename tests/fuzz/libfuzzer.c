/* libfuzzer.c - one program for all targets: which it is, is the name it is started by. */
#include "fuzz/fuzz.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct fuzz_target *target;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	const char *slash = strrchr((*argv)[0], '/');
	target = fuzz_find(slash ? slash + 1 : (*argv)[0]);
	if (!target) {
		fprintf(stderr, "%s: there is no such target; start it by the name of one\n", (*argv)[0]);
		exit(2);
	}
	fuzz_folder();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_begin_turns(data, size);
	target->take(data, size);
	return 0;
}
