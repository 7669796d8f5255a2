/* format.h - the formats of points, and the one that only claims have. */
#ifndef RESULTS_FORMAT_H
#define RESULTS_FORMAT_H

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, N_FORMATS, FORMAT_MARKDOWN = N_FORMATS };
#endif
