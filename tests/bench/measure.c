/*
 * measure.c - run a command and write what it took to a file: "SECONDS KIB", processor time (user and system) and peak memory.
 * Ends with the command's exit status.  Small on purpose: a process is never charged less memory than the one it was forked from.
 *
 * usage: measure FILE COMMAND [ARGUMENT]...
 */
#define _DEFAULT_SOURCE /* wait4 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds(const struct timeval *t)
{
	return (double)t->tv_sec + 1e-6 * (double)t->tv_usec;
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fputs("usage: measure FILE COMMAND [ARGUMENT]...\n", stderr);
		return 2;
	}
	pid_t child = fork();
	if (child == 0) {
		execvp(argv[2], &argv[2]);
		perror(argv[2]);
		_exit(127);
	}
	int status;
	struct rusage used;
	if (child < 0 || wait4(child, &status, 0, &used) != child) {
		perror("measure");
		return 126;
	}
	FILE *f = fopen(argv[1], "w");
	if (!f || fprintf(f, "%.6f %ld\n", seconds(&used.ru_utime) + seconds(&used.ru_stime), used.ru_maxrss) < 0 ||
	    fclose(f) != 0) {
		perror(argv[1]);
		return 126;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
