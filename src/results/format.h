/* format.h - the formats of points, of which a database is made only where it is asked for, and the one that only claims have. */
#ifndef RESULTS_FORMAT_H
#define RESULTS_FORMAT_H

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, FORMAT_SQLITE, N_FORMATS, FORMAT_MARKDOWN = N_FORMATS };
#endif
