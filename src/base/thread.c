/* thread.c - the C library gives a thread as much stack as `ulimit -s` says, be it as little as a first thread gets along with. */
#include "base/thread.h"
#include <stddef.h>

#define STACK_LEAST ((size_t)1 << 20) /* bytes: more than any thread here uses, the sanitized ones included */

bool thread_start(pthread_t *thread, void *(*work)(void *), void *arg)
{
	pthread_attr_t attr;
	size_t size;
	if (pthread_attr_init(&attr) != 0) return false;
	bool good = pthread_attr_getstacksize(&attr, &size) == 0 &&
		    (size >= STACK_LEAST || pthread_attr_setstacksize(&attr, STACK_LEAST) == 0) &&
		    pthread_create(thread, &attr, work, arg) == 0;
	pthread_attr_destroy(&attr);
	return good;
}
