/*
 * simnic.h - libsimnic: runs the text of a scenario and hands over its records.  See docs/library.md.
 *
 * Nothing here prints, ends the process or keeps state from one call to the next: any number of calls may run at once in threads of their own.
 * Link with what `pkg-config --libs simnic` says.
 */
#ifndef SIMNIC_H
#define SIMNIC_H
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a call came to: the program's exit statuses 0 to 2, and one for an end that was asked for. */
enum simnic_end {
	SIMNIC_DONE = 0,    /* every point has its record */
	SIMNIC_FAILED = 1,  /* memory or threads are missing, or points failed or were not steady, whose records say so */
	SIMNIC_REFUSED = 2, /* the scenario or a setting is wrong: nothing was run */
	SIMNIC_STOPPED = 3, /* by *stop or by take: the records before are whole */
};

/* What is asked for. All of it stays the caller's and is only read. Zero-initialise: members that come later are then as before. */
struct simnic_ask {
	const char *text; /* the scenario, YAML in UTF-8, as in a file */
	const char *
		name; /* what errors and records call it; files that it names are looked for from this path's folder; NULL = "scenario" */
	const char *const *set; /* "key=value" as behind --set, applied in this order, so many */
	size_t n_set;
	int threads;              /* that work at once; 0 = 1.  Changes no record */
	double limit;             /* seconds of wall-clock time that a replication may take before it fails; 0 = any */
	const volatile int *stop; /* what is run ends soon after this is not 0 any more; NULL = nothing asks for that */
	/*
	 * Takes the record of one point, in the order of points, in the thread that called: a line of JSON as `simnic -f json` prints it, without
	 * the line's end.  It is the library's, and valid until take returns.  Other than 0 ends the run.  Not used by simnic_records.
	 */
	int (*take)(void *user, const char *record);
	void *user; /* handed to take */
};

/*
 * Runs it.  why, of size bytes, is what went wrong, "name:line:col: error: ..." as the program says it, and "" otherwise; may be NULL with
 * size 0.
 */
enum simnic_end simnic_run(const struct simnic_ask *ask, char *why, size_t size);
/*
 * The same, with all records as one text, each with its line's end, into *records: the caller's, to be given back by simnic_free.  NULL when
 * nothing was run; after SIMNIC_FAILED and SIMNIC_STOPPED what there is.
 */
enum simnic_end simnic_records(const struct simnic_ask *ask, char **records, char *why, size_t size);
void simnic_free(char *records); /* NULL is fine */
/* "0.1.0", never to be freed. */
const char *simnic_version(void);

#ifdef __cplusplus
}
#endif
#endif
