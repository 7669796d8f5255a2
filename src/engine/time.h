/* time.h - simulated time: int64 picoseconds (good for 106 days). */
#ifndef ENGINE_TIME_H
#define ENGINE_TIME_H
#include <stdint.h>

typedef int64_t sim_time;
#define TIME_NEVER INT64_MAX
#define PS_PER_NS INT64_C(1000)
#define PS_PER_US INT64_C(1000000)
#define PS_PER_MS INT64_C(1000000000)
#define PS_PER_S INT64_C(1000000000000)
#endif
