/* memory.c - what processes share, and where files go. Apart, because <sys/stat.h> has a struct stat too. */
#include "random/random.h"
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

bool folder_make(void)
{
	mkdir("build", 0777);
	mkdir(FOLDER, 0777);
	return captures_write(FOLDER);
}

void *memory_shared(size_t size)
{
	char name[] = FOLDER "/shared.XXXXXX";
	int fd = mkstemp(name);
	if (fd < 0) return NULL;
	unlink(name);
	void *p = ftruncate(fd, (off_t)size) == 0 ? mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
	close(fd);
	return p == MAP_FAILED ? NULL : p;
}
