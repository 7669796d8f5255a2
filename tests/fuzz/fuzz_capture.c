/* fuzz_capture.c - a packet capture, by itself and as the traffic of a scenario. */
#include "fuzz/fuzz.h"
#include "load/capture.h"

void fuzz_capture(const uint8_t *data, size_t size);
void fuzz_capture(const uint8_t *data, size_t size)
{
	const char *set[] = {"traffic.model=pcap", "traffic.file=input.pcap"};
	struct arena a = {0};
	struct error err = {0};
	char base[128];
	const struct capture *c = capture_load(fuzz_file("scenarios/input.pcap", data, size), &a, &err);
	fuzz_check_error(&err, !c);
	if (c) {
		fuzz_accept();
		int64_t bytes = 0;
		sim_time before = 0;
		for (int64_t i = 0; i < c->n; i++) {
			const struct capture_packet *p = &c->packet[i];
			fuzz_hold(p->at >= before && p->len >= FRAME_MIN && p->len <= FRAME_MAX,
				  "packets are in order and whole");
			before = p->at;
			bytes += p->len;
		}
		fuzz_hold(c->n >= 1 && bytes == c->bytes, "a capture's packets make up its bytes");
		snprintf(base, sizeof base, "%s/scenarios/base.yaml", fuzz_folder());
		fuzz_scenario_at(base, set, 2, false);
	}
	arena_free(&a);
}
