/* call.c - system calls: none that does anything, and those on an eventfd. */
#define _GNU_SOURCE /* syscall() */
#include "measure/bench.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CALLS 1000

static void *open_event(int flags, char why[BENCH_WHY])
{
	int *fd = malloc(sizeof(*fd));
	if (fd && (*fd = eventfd(0, flags)) >= 0) return fd;
	snprintf(why, BENCH_WHY, "no eventfd can be made");
	free(fd);
	return NULL;
}

void *call_open(const struct bench_place *at, char why[BENCH_WHY])
{
	(void)at;
	return open_event(0, why);
}

double call_once(void *state)
{
	(void)state;
	double start = bench_now();
	for (int i = 0; i < CALLS; i++)
		syscall(SYS_getppid);
	return (bench_now() - start) / CALLS;
}

void call_close(void *state)
{
	int *fd = state;
	if (fd) close(*fd);
	free(fd);
}

void *event_write_open(const struct bench_place *at, char why[BENCH_WHY])
{
	(void)at;
	return open_event(0, why);
}

double event_write_once(void *state)
{
	const int fd = *(const int *)state;
	uint64_t one = 1;
	bool good = true;
	double start = bench_now();
	for (int i = 0; i < CALLS; i++)
		good &= write(fd, &one, sizeof one) == sizeof one;
	double end = bench_now();
	good &= read(fd, &one, sizeof one) == sizeof one;
	return good ? (end - start) / CALLS : 0.0 / 0.0;
}

void event_write_close(void *state)
{
	call_close(state);
}

void *event_read_open(const struct bench_place *at, char why[BENCH_WHY])
{
	(void)at;
	return open_event(EFD_SEMAPHORE, why);
}

double event_read_once(void *state)
{
	const int fd = *(const int *)state;
	uint64_t n = CALLS;
	bool good = write(fd, &n, sizeof n) == sizeof n;
	double start = bench_now();
	for (int i = 0; good && i < CALLS; i++)
		good = read(fd, &n, sizeof n) == sizeof n;
	return good ? (bench_now() - start) / CALLS : 0.0 / 0.0;
}

void event_read_close(void *state)
{
	call_close(state);
}
