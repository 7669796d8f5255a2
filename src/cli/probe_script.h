/* probe_script.h - the text of src/simnic-probe.sh, made by the Makefile. */
#ifndef CLI_PROBE_SCRIPT_H
#define CLI_PROBE_SCRIPT_H
extern const char *const probe_script[]; /* a line each; ends with NULL */
#endif
