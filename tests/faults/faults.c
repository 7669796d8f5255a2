/*
 * faults.c - preloaded into the program under test, makes the N-th call of a kind fail, once or from then on.
 *
 *   FAULT=KIND:N:once|on:ERRNO   KIND as in kinds[] below, N from 1, ERRNO a number
 *   FAULT=KIND:N:kill:0          no call fails: the process is killed where the N-th begins
 *   FAULT_TRACE=1                says on standard error who made the call that fails (addr2line -e PROGRAM tells the line)
 *   FAULT_COUNTS=FILE             how often each kind was called goes there, a number a line
 *
 * glibc reads FILEs without calling read by name: so a FILE that is opened for reading becomes a stream of this library (fopencookie),
 * whose every refill is such a call.  It gives little at a time, so that a read can fail within a line.  What the program starts runs without
 * faults.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind {
	ALLOC,
	MALLOC,
	CALLOC,
	REALLOC,
	OPEN,
	READ,
	WRITE,
	FSYNC,
	RENAME,
	CLOSE,
	MKDIR,
	UNLINK,
	TRUNCATE,
	LINK,
	LIST,
	STAT,
	N_KINDS
};
static const char *const kinds[N_KINDS] = {"alloc",  "malloc", "calloc", "realloc", "open",     "read", "write", "fsync",
					   "rename", "close",  "mkdir",  "unlink",  "truncate", "link", "list",  "stat"};

static long calls[N_KINDS];
static int kind = -1, number;
static long first;
static bool on, dies, ready;

/* What dlsym takes before there is a malloc to call; never given back. */
static _Alignas(16) char early[65536];
static size_t early_used;

static void *take_early(size_t size)
{
	size = (size + 15) / 16 * 16;
	if (size > sizeof early - early_used) return NULL;
	early_used += size;
	return early + early_used - size;
}

static bool is_early(const void *p)
{
	return (uintptr_t)p >= (uintptr_t)early && (uintptr_t)p < (uintptr_t)early + sizeof early;
}

/* Who made the call that fails, to standard error: for people who look for the reason. */
static void show_calls(void)
{
	void *at[32];
	if (!getenv("FAULT_TRACE")) return;
	ready = false;
	backtrace_symbols_fd(at, backtrace(at, 32), STDERR_FILENO);
	ready = true;
}

/* Count a call; true when it has to fail, with errno set. */
static bool fails(enum kind k)
{
	if (!ready) return false;
	long n = __atomic_add_fetch(&calls[k], 1, __ATOMIC_RELAXED);
	if ((int)k != kind || (on ? n < first : n != first)) return false;
	show_calls();
	if (dies) kill(getpid(), SIGKILL);
	errno = number;
	return true;
}

static bool alloc_fails(enum kind k)
{
	bool one = fails(k);
	return fails(ALLOC) || one;
}

/* The function of the library behind this one. */
#define NEXT(name)                                     \
	static __typeof__(name) *next;                 \
	if (!next) {                                   \
		void *found = dlsym(RTLD_NEXT, #name); \
		memcpy(&next, &found, sizeof next);    \
	}

static __typeof__(malloc) *next_malloc;
static __typeof__(calloc) *next_calloc;
static __typeof__(realloc) *next_realloc;
static __typeof__(free) *next_free;
static bool looking;

static bool find_allocator(void)
{
	if (next_free) return true;
	if (looking) return false;
	looking = true;
	void *found[] = {dlsym(RTLD_NEXT, "malloc"), dlsym(RTLD_NEXT, "calloc"), dlsym(RTLD_NEXT, "realloc"),
			 dlsym(RTLD_NEXT, "free")};
	memcpy(&next_malloc, &found[0], sizeof next_malloc);
	memcpy(&next_calloc, &found[1], sizeof next_calloc);
	memcpy(&next_realloc, &found[2], sizeof next_realloc);
	memcpy(&next_free, &found[3], sizeof next_free);
	return true;
}

void *malloc(size_t size)
{
	if (!find_allocator()) return take_early(size);
	return alloc_fails(MALLOC) ? NULL : next_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	if (!find_allocator()) return take_early(n * size);
	return alloc_fails(CALLOC) ? NULL : next_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
	if (!find_allocator()) return take_early(size);
	if (alloc_fails(REALLOC)) return NULL;
	if (!is_early(p)) return next_realloc(p, size);
	void *q = next_malloc(size);
	size_t have = sizeof early - (size_t)((char *)p - early);
	if (q) memcpy(q, p, have < size ? have : size);
	return q;
}

void free(void *p)
{
	if (!is_early(p) && find_allocator()) next_free(p);
}

int open(const char *path, int flags, ...)
{
	NEXT(open)
	va_list args;
	va_start(args, flags);
	mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
	va_end(args);
	return fails(OPEN) ? -1 : next(path, flags, mode);
}

int stat(const char *path, struct stat *st)
{
	NEXT(stat)
	return fails(STAT) ? -1 : next(path, st);
}

int lstat(const char *path, struct stat *st)
{
	NEXT(lstat)
	return fails(STAT) ? -1 : next(path, st);
}

int fstat(int fd, struct stat *st)
{
	NEXT(fstat)
	return fails(STAT) ? -1 : next(fd, st);
}

int openat(int folder, const char *path, int flags, ...)
{
	NEXT(openat)
	va_list args;
	va_start(args, flags);
	mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
	va_end(args);
	return fails(OPEN) ? -1 : next(folder, path, flags, mode);
}

/* ---- streams that are read ---- */

enum { BIT = 200, MOST_AT_ONCE = 8192 }; /* bytes: of small reads so much comes at a time; larger ones are of whole blocks */

static ssize_t read_some(void *cookie, char *to, size_t size)
{
	NEXT(read)
	if (size <= MOST_AT_ONCE && size > BIT) size = BIT;
	return fails(READ) ? -1 : next((int)(intptr_t)cookie, to, size);
}

static int seek_to(void *cookie, off64_t *at, int from)
{
	*at = lseek64((int)(intptr_t)cookie, *at, from);
	return *at < 0 ? -1 : 0;
}

static int close_stream(void *cookie)
{
	return close((int)(intptr_t)cookie);
}

/* Takes the descriptor; NULL leaves it open. */
static FILE *stream_of(int fd)
{
	const cookie_io_functions_t io = {.read = read_some, .seek = seek_to, .close = close_stream};
	return fopencookie((void *)(intptr_t)fd, "r", io);
}

FILE *fopen(const char *path, const char *mode)
{
	NEXT(fopen)
	if (fails(OPEN)) return NULL;
	if (mode[0] != 'r' || strchr(mode, '+')) return next(path, mode);
	int fd = openat64(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	FILE *f = fd >= 0 ? stream_of(fd) : NULL;
	int why = errno;
	if (fd >= 0 && !f) syscall(SYS_close, fd);
	errno = why;
	return f;
}

FILE *fdopen(int fd, const char *mode)
{
	NEXT(fdopen)
	if (fails(OPEN)) return NULL;
	return mode[0] == 'r' && !strchr(mode, '+') ? stream_of(fd) : next(fd, mode);
}

DIR *opendir(const char *path)
{
	NEXT(opendir)
	return fails(OPEN) ? NULL : next(path);
}

int mkstemp(char *template)
{
	NEXT(mkstemp)
	return fails(OPEN) ? -1 : next(template);
}

ssize_t read(int fd, void *to, size_t size)
{
	NEXT(read)
	return fails(READ) ? -1 : next(fd, to, size);
}

ssize_t pread(int fd, void *to, size_t size, off_t at)
{
	NEXT(pread)
	return fails(READ) ? -1 : next(fd, to, size, at);
}

/* Standard error is left alone: what is said there is judged. */
ssize_t write(int fd, const void *from, size_t size)
{
	NEXT(write)
	return fd != STDERR_FILENO && fails(WRITE) ? -1 : next(fd, from, size);
}

int fsync(int fd)
{
	NEXT(fsync)
	return fails(FSYNC) ? -1 : next(fd);
}

int rename(const char *from, const char *to)
{
	NEXT(rename)
	return fails(RENAME) ? -1 : next(from, to);
}

/* As Linux does: what fails to close is closed. */
int close(int fd)
{
	NEXT(close)
	bool bad = fails(CLOSE);
	int why = errno, got = next(fd);
	if (!bad) return got;
	errno = why;
	return -1;
}

int fclose(FILE *f)
{
	NEXT(fclose)
	bool bad = fileno(f) >= 0 && fails(CLOSE); /* what is in memory needs no disk, and close_stream has its own */
	int why = errno, got = next(f);
	if (!bad) return got;
	errno = why;
	return EOF;
}

int mkdir(const char *path, mode_t mode)
{
	NEXT(mkdir)
	return fails(MKDIR) ? -1 : next(path, mode);
}

int unlink(const char *path)
{
	NEXT(unlink)
	return fails(UNLINK) ? -1 : next(path);
}

int unlinkat(int folder, const char *path, int flags)
{
	NEXT(unlinkat)
	return fails(UNLINK) ? -1 : next(folder, path, flags);
}

int link(const char *from, const char *to)
{
	NEXT(link)
	return fails(LINK) ? -1 : next(from, to);
}

struct dirent *readdir(DIR *d)
{
	NEXT(readdir)
	return fails(LIST) ? NULL : next(d);
}

int ftruncate(int fd, off_t size)
{
	NEXT(ftruncate)
	return fails(TRUNCATE) ? -1 : next(fd, size);
}

/* ---- what is asked for ---- */

static char counts[4096];

__attribute__((constructor)) static void begin(void)
{
	char word[16] = "", how[8] = "";
	const char *fault = getenv("FAULT");
	find_allocator();
	if (fault && sscanf(fault, "%15[a-z]:%ld:%7[a-z]:%d", word, &first, how, &number) == 4)
		for (int i = 0; i < N_KINDS; i++)
			if (strcmp(kinds[i], word) == 0) kind = i;
	on = strcmp(how, "on") == 0;
	dies = strcmp(how, "kill") == 0;
	if (getenv("FAULT_COUNTS")) snprintf(counts, sizeof counts, "%s", getenv("FAULT_COUNTS"));
	unsetenv("FAULT");
	unsetenv("FAULT_COUNTS");
	unsetenv("LD_PRELOAD");
	ready = true;
}

__attribute__((destructor)) static void end(void)
{
	char text[32 * N_KINDS];
	size_t used = 0;
	ready = false;
	if (!*counts) return;
	for (int i = 0; i < N_KINDS; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "%s %ld\n", kinds[i], calls[i]);
	int fd = open(counts, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (fd < 0 || write(fd, text, used) != (ssize_t)used) abort();
	close(fd);
}
