/*
 * tap.c - frames through a tap device that is made for as long as this takes, and has no address.  What is written is a frame for nobody, which
 * the host's stack takes and drops; what is read was sent to the device by a packet socket.
 */
#define _GNU_SOURCE /* struct ifreq */
#include "measure/bench.h"
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef __linux__
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#endif

#define FRAMES 100
#define FRAME 64
#define LOCAL_EXPERIMENT 0x88b5 /* IEEE 802: an Ethernet type for nobody */

struct tap {
	int fd, socket;
	char frame[FRAME];
};

static void *refuse(struct tap *t, const char *what, char why[BENCH_WHY])
{
	snprintf(why, BENCH_WHY, "%.60s: %.80s", what, strerror(errno));
	tap_write_close(t);
	return NULL;
}

static void *open_tap(const struct bench_place *at, char why[BENCH_WHY])
{
	struct ifreq name = {.ifr_flags = IFF_TAP | IFF_NO_PI};
	if (!at->tap) {
		snprintf(why, BENCH_WHY, "--tap was not given");
		return NULL;
	}
	struct tap *t = calloc(1, sizeof(*t));
	if (!t) return NULL;
	t->socket = -1;
	t->fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
	if (t->fd < 0) return refuse(t, "/dev/net/tun", why);
	if (ioctl(t->fd, TUNSETIFF, &name) < 0) return refuse(t, "no tap device can be made", why);
	if ((t->socket = socket(AF_PACKET, SOCK_RAW, 0)) < 0) return refuse(t, "no packet socket can be made", why);
	struct ifreq index = name, up = name;
	up.ifr_flags = IFF_UP | IFF_NOARP;
	if (ioctl(t->socket, SIOCSIFFLAGS, &up) < 0 || ioctl(t->socket, SIOCGIFINDEX, &index) < 0)
		return refuse(t, "the tap device can't be set up", why);
	struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_ifindex = index.ifr_ifindex};
	if (bind(t->socket, (const struct sockaddr *)&to, sizeof to) < 0) return refuse(t, "no packet can be sent to it", why);
	memset(t->frame, 0x02, 12);
	t->frame[12] = (char)(LOCAL_EXPERIMENT >> 8);
	t->frame[13] = (char)(LOCAL_EXPERIMENT & 0xff);
	return t;
}

void *tap_write_open(const struct bench_place *at, char why[BENCH_WHY])
{
	return open_tap(at, why);
}

double tap_write_once(void *state)
{
	struct tap *t = state;
	bool good = true;
	double start = bench_now();
	for (int i = 0; i < FRAMES; i++)
		good &= write(t->fd, t->frame, FRAME) == FRAME;
	return good ? (bench_now() - start) / FRAMES : 0.0 / 0.0;
}

void tap_write_close(void *state)
{
	struct tap *t = state;
	if (!t) return;
	if (t->fd >= 0) close(t->fd);
	if (t->socket >= 0) close(t->socket);
	free(t);
}

void *tap_read_open(const struct bench_place *at, char why[BENCH_WHY])
{
	return open_tap(at, why);
}

double tap_read_once(void *state)
{
	struct tap *t = state;
	char frame[2048];
	int n = 0;
	for (int i = 0; i < FRAMES; i++)
		if (send(t->socket, t->frame, FRAME, 0) != FRAME) return 0.0 / 0.0;
	double start = bench_now();
	while (n < FRAMES && read(t->fd, frame, sizeof frame) > 0)
		n++;
	double end = bench_now();
	while (read(t->fd, frame, sizeof frame) > 0) {
	}
	return n ? (end - start) / n : 0.0 / 0.0;
}

void tap_read_close(void *state)
{
	tap_write_close(state);
}
