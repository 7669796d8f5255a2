/* group.h - which part of the answer a statistic belongs to, and what it is called there. */
#ifndef REPORT_GROUP_H
#define REPORT_GROUP_H
#include "nic/statistic.h"

/* By its row; what another version counted has none, and goes by its unit. */
enum stat_group group_of(const struct statistic *row, const char *unit);
/* The heading of a group. */
const char *group_title(enum stat_group g);
#endif
