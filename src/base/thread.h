/* thread.h - threads that have room to work, whatever the shell allows the first one. */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H
#include <pthread.h>
#include <stdbool.h>

/* Start one that does work(arg); the caller's to join.  False when there can't be one more. */
bool thread_start(pthread_t *thread, void *(*work)(void *), void *arg);
#endif
