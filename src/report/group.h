/* group.h - which part of the answer a statistic belongs to, judged by its name and unit alone. */
#ifndef REPORT_GROUP_H
#define REPORT_GROUP_H
#include <stddef.h>

enum group { GROUP_RESULT, GROUP_COUNT, GROUP_COST, GROUP_WAIT, GROUP_CORE, N_GROUPS };

enum group group_of(const char *name, const char *unit);
/* The heading of a group. */
const char *group_title(enum group g);
/* The name as shown under its group's heading: without the words the heading already says ("cost_alloc_per_packet" -> "alloc"). */
void group_label(enum group g, const char *name, char *buf, size_t size);
#endif
