/* captures.c - small packet captures: lengths from the least to the most, equal times, long gaps, nanoseconds. */
#include "random/random.h"
#include <string.h>
#include <sys/stat.h>

enum { HELD = 64 }; /* bytes kept of a packet */

struct recorded {
	uint32_t seconds, fraction, length;
};

static void put32(FILE *f, uint32_t v)
{
	fwrite(&v, sizeof v, 1, f);
}

static bool write_capture(const char *folder, const char *name, uint32_t magic, const struct recorded *r, int n)
{
	char path[200];
	unsigned char frame[HELD] = {0};
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "wb");
	if (!f) return false;
	const uint32_t head[] = {magic, 2 | 4 << 16, 0, 0, 65535, 1};
	fwrite(head, sizeof head, 1, f);
	for (int i = 0; i < n; i++) {
		uint32_t held = r[i].length < HELD ? r[i].length : HELD;
		put32(f, r[i].seconds);
		put32(f, r[i].fraction);
		put32(f, held);
		put32(f, r[i].length);
		frame[12] = 8; /* IPv4, of which the addresses differ */
		frame[14] = 0x45;
		frame[23] = 6;
		frame[29] = (unsigned char)(i % 3);
		fwrite(frame, held, 1, f);
	}
	return fclose(f) == 0;
}

bool captures_write(const char *folder)
{
	static const struct recorded one[] = {{1, 0, 60}};
	static const struct recorded same[] = {{1, 5, 14}, {1, 5, 1514}, {1, 5, 65535}, {1, 5, 66}};
	static const struct recorded lengths[] = {{1, 0, 14},   {1, 1, 60},     {1, 2, 1514},   {1, 2, 4084},
						  {1, 9, 9014}, {1, 40, 65535}, {1, 41, 65550}, {1, 500, 61}};
	static const struct recorded gaps[] = {{1, 0, 1514}, {1, 1, 1514}, {3, 0, 60}, {3, 1, 66}, {100, 0, 4097}, {100, 0, 60}};
	return write_capture(folder, "one.pcap", 0xa1b2c3d4, one, 1) && write_capture(folder, "same.pcap", 0xa1b2c3d4, same, 4) &&
	       write_capture(folder, "lengths.pcap", 0xa1b23c4d, lengths, 8) &&
	       write_capture(folder, "gaps.pcap", 0xa1b2c3d4, gaps, 6);
}
