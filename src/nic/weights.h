/* weights.h - how much of what queues share each is to have: a text of whole numbers, "3; 1" or "3:1", dealt to the queues in turn. */
#ifndef NIC_WEIGHTS_H
#define NIC_WEIGHTS_H
#include <stdbool.h>
#include <stdint.h>

#define WEIGHT_MOST 1000
/* Is every number of it from 1 to WEIGHT_MOST? An empty text is: all have the same weight. */
bool weights_valid(const char *text);
/* That of queue number i, from 0 on, of a valid text; of a device with several functions, of the function's own. */
int32_t weight_of(const char *text, int i);
#endif
