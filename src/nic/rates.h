/* rates.h - a rate for each queue: a text of rates, "1Gb/s; 0b/s" or "1Gb/s", dealt to the queues in turn; 0b/s = no limit. */
#ifndef NIC_RATES_H
#define NIC_RATES_H
#include <stdbool.h>
#include <stdint.h>

#define RATE_MOST INT64_C(1000000000000) /* b/s */
/* Is each of it a rate from 0 to RATE_MOST? An empty text is: nothing is limited. */
bool rates_valid(const char *text);
/* Does a valid text limit any? */
bool rates_limit(const char *text);
/* That of queue number i, from 0 on, of a valid text, in b/s. */
int64_t rate_of(const char *text, int i);
#endif
