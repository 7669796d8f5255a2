/*
 * exits.c - exits of a guest to KVM: a guest of a few instructions in real mode writes to ports.  One port is an ioeventfd's, which ends the
 * exit in the kernel; a write to the other ends KVM_RUN.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "measure/bench.h"
#include <stdio.h>
#if defined(__linux__) && (defined(__x86_64__) || defined(__i386__))
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096
#define WRITES 200 /* to the ioeventfd's port before the guest comes back */
#define KERNEL_PORT 0x10
#define USER_PORT 0x11

/*
 * begin:  mov $WRITES, %cx
 * again:  out %al, $KERNEL_PORT
 *         loop again
 *         out %al, $USER_PORT
 *         jmp begin
 */
static const unsigned char kernel_code[] = {0xb9, WRITES & 0xff, WRITES >> 8, 0xe6, KERNEL_PORT, 0xe2,
					    0xfc, 0xe6,          USER_PORT,   0xeb, 0xf5};
/* begin: out %al, $USER_PORT; jmp begin */
static const unsigned char user_code[] = {0xe6, USER_PORT, 0xeb, 0xfc};

struct guest {
	int kvm, vm, vcpu, event;
	void *memory;
	struct kvm_run *run;
	size_t run_size;
};

static void close_guest(struct guest *g)
{
	if (!g) return;
	if (g->run) munmap(g->run, g->run_size);
	if (g->vcpu >= 0) close(g->vcpu);
	if (g->event >= 0) close(g->event);
	if (g->vm >= 0) close(g->vm);
	if (g->kvm >= 0) close(g->kvm);
	if (g->memory) munmap(g->memory, PAGE);
	free(g);
}

static void *refuse(struct guest *g, const char *what, char why[BENCH_WHY])
{
	snprintf(why, BENCH_WHY, "%.60s: %.80s", what, strerror(errno));
	close_guest(g);
	return NULL;
}

/* From the first byte of its page on. */
static bool begin_at_zero(struct guest *g)
{
	struct kvm_sregs special;
	struct kvm_regs general = {.rip = 0, .rflags = 2};
	if (ioctl(g->vcpu, KVM_GET_SREGS, &special) < 0) return false;
	special.cs.base = 0;
	special.cs.selector = 0;
	return ioctl(g->vcpu, KVM_SET_SREGS, &special) == 0 && ioctl(g->vcpu, KVM_SET_REGS, &general) == 0;
}

static void *open_guest(const unsigned char *code, size_t size, char why[BENCH_WHY])
{
	struct guest *g = calloc(1, sizeof(*g));
	if (!g) return NULL;
	*g = (struct guest){-1, -1, -1, -1, NULL, NULL, 0};
	if ((g->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC)) < 0) return refuse(g, "/dev/kvm", why);
	if ((g->vm = ioctl(g->kvm, KVM_CREATE_VM, 0)) < 0) return refuse(g, "no guest can be made", why);
	g->memory = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (g->memory == MAP_FAILED) g->memory = NULL;
	if (!g->memory) return refuse(g, "no memory", why);
	memcpy(g->memory, code, size);
	struct kvm_userspace_memory_region page = {.memory_size = PAGE, .userspace_addr = (unsigned long)g->memory};
	if (ioctl(g->vm, KVM_SET_USER_MEMORY_REGION, &page) < 0) return refuse(g, "the guest gets no memory", why);
	if ((g->event = eventfd(0, EFD_NONBLOCK)) < 0) return refuse(g, "no eventfd", why);
	struct kvm_ioeventfd port = {.addr = KERNEL_PORT, .len = 1, .fd = g->event, .flags = KVM_IOEVENTFD_FLAG_PIO};
	if (ioctl(g->vm, KVM_IOEVENTFD, &port) < 0) return refuse(g, "no ioeventfd", why);
	if ((g->vcpu = ioctl(g->vm, KVM_CREATE_VCPU, 0)) < 0) return refuse(g, "no virtual CPU can be made", why);
	int run_size = ioctl(g->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (run_size > 0) g->run = mmap(NULL, (size_t)run_size, PROT_READ | PROT_WRITE, MAP_SHARED, g->vcpu, 0);
	if (run_size <= 0 || g->run == MAP_FAILED) return g->run = NULL, refuse(g, "the virtual CPU can't be seen", why);
	g->run_size = (size_t)run_size;
	return begin_at_zero(g) ? g : refuse(g, "the virtual CPU can't be set up", why);
}

/* Until the guest's next write to the user's port. */
static bool run_once(struct guest *g)
{
	int got;
	do
		got = ioctl(g->vcpu, KVM_RUN, 0);
	while (got < 0 && errno == EINTR);
	return got == 0 && g->run->exit_reason == KVM_EXIT_IO && g->run->io.port == USER_PORT;
}

static double turns(struct guest *g, int n)
{
	bool good = run_once(g);
	double start = bench_now();
	for (int i = 0; good && i < n; i++)
		good = run_once(g);
	return good ? (bench_now() - start) / n : 0.0 / 0.0;
}

void *exit_kernel_open(const struct bench_place *at, char why[BENCH_WHY])
{
	(void)at;
	return open_guest(kernel_code, sizeof kernel_code, why);
}

/* One of the exits of each turn is the user's, which hardly counts among so many. */
double exit_kernel_once(void *state)
{
	return turns(state, 2) / (WRITES + 1);
}

void exit_kernel_close(void *state)
{
	close_guest(state);
}

void *exit_user_open(const struct bench_place *at, char why[BENCH_WHY])
{
	(void)at;
	return open_guest(user_code, sizeof user_code, why);
}

double exit_user_once(void *state)
{
	return turns(state, 100);
}

void exit_user_close(void *state)
{
	close_guest(state);
}
#else
static void *elsewhere(char why[BENCH_WHY])
{
	snprintf(why, BENCH_WHY, "it is measured on x86 alone");
	return NULL;
}

void *exit_kernel_open(const struct bench_place *at, char why[BENCH_WHY])
{
	(void)at;
	return elsewhere(why);
}

double exit_kernel_once(void *state)
{
	return state ? 0 : 0.0 / 0.0;
}

void exit_kernel_close(void *state)
{
	(void)state;
}

void *exit_user_open(const struct bench_place *at, char why[BENCH_WHY])
{
	(void)at;
	return elsewhere(why);
}

double exit_user_once(void *state)
{
	return state ? 0 : 0.0 / 0.0;
}

void exit_user_close(void *state)
{
	(void)state;
}
#endif
