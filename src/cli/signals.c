/* signals.c - an end that was asked for from outside. */
#include "cli/cli.h"
#include <signal.h>

/* A signal handler has no argument to reach its state by: the one writable global. */
static volatile int flag;

static void on_signal(int number)
{
	__atomic_store_n(&flag, number, __ATOMIC_RELAXED); /* other threads read it */
}

void signals_install(bool pipe_kills)
{
	struct sigaction ask = {.sa_handler = on_signal, .sa_flags = SA_RESTART | (int)SA_RESETHAND},
			 pipe = {.sa_handler = pipe_kills ? SIG_DFL : SIG_IGN}, before;
	sigemptyset(&ask.sa_mask);
	sigemptyset(&pipe.sa_mask);
	sigaction(SIGINT, &ask, NULL);
	sigaction(SIGTERM, &ask, NULL);
	/* nohup has it ignored, and that stays. */
	if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN) sigaction(SIGHUP, &ask, NULL);
	sigaction(SIGPIPE, &pipe, NULL);
}

void signals_no_kill_by_size(void)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	sigemptyset(&ignore.sa_mask);
	sigaction(SIGXFSZ, &ignore, NULL);
}

const volatile int *signals_flag(void)
{
	return &flag;
}
