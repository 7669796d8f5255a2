/* verbs.c - the table of verbs. */
#include "cli/verbs.h"
#include "base/param.h"
#include "base/regular_file.h"
#include "cli/options.h"
#include "nic/called.h"
#include <string.h>

const struct verb verbs[] = {
	{"new", "QUESTION", "print a scenario to fill in; --list: for which questions",
	 "Prints a commented scenario for a question, which runs as it is: put it into a file of your own, and\n"
	 "your values into it, or into a pipe: simnic new ring-size | simnic -\n",
	 new_options, new_main},
	{"calibrate", "FIT.yaml", "find prices of a platform from measurements",
	 "Fits prices of a platform to measured rows, by least squares on the logarithm of simulated over\n"
	 "measured, and says how sure each is, which ones the rows can't tell apart, and how well rows are\n"
	 "predicted that were not fitted.  FIT.yaml:\n\n"
	 "  simnic-fit: 1\n"
	 "  scenario: base.yaml            # paths are relative to this file\n"
	 "  platform: platforms/mine.yaml  # whose prices are looked for\n"
	 "  rows: measured.csv             # columns: keys of the scenario, of, value; also weight, scale,\n"
	 "                                 # hold_out, scenario\n"
	 "  free:\n"
	 "    guest_rx_packet: {from: 0.2us, to: 20us}\n"
	 "    backends.qemu.host_wakeup: {from: 1us, to: 300us, start: 20us, prior: {value: 22us, factor: 2}}\n"
	 "  set: {run.repeat: 2}           # for every row\n"
	 "  hold_out: [{nic.ring.entries: 1024}]   # rows to predict, not to fit\n"
	 "  loss: robust                   # or squares\n"
	 "  error: 5%                      # what a measurement is believed to be off by\n"
	 "  starts: 4\n"
	 "  folds: 0                       # 5: predict each fifth of the rows by the others\n"
	 "  leave_one_out: refit           # or linear, none\n"
	 "  step: 2%                       # how far a price is moved to see what it does\n"
	 "  seed: 1\n",
	 calibrate_options, calibrate_main},
	{"measure", "", "a platform file with what can be measured of this machine",
	 "Measures what a program can: copies, cache lines between CPUs, wake-ups, system calls, a tap device\n"
	 "(--tap) and, where /dev/kvm is, exits of a guest.  Prints a platform file: medians, between: their\n"
	 "quartiles, with CPU, kernel and date as sources; all else is a base platform's, and is said to be.\n"
	 "A machine that does other work is refused, with who does it, unless --anyway is given.\n",
	 measure_options, measure_main},
	{"sensitivity", "FILE.yaml", "rank the prices by what they do to an answer",
	 "Multiplies and divides every price that a scenario uses by up to a factor, many at a time, and\n"
	 "ranks them by how far each moves a statistic (Morris: mu* is the mean size of the effect, sigma how\n"
	 "much it depends on the other prices), for each point and for the ratios of what is compared.\n"
	 "Each price list gets one replication, with the same packets for all, unless --repeat asks for more.\n",
	 sensitivity_options, sensitivity_main},
	{"advise", "FILE.yaml", "find the smallest or largest value of a key that meets a target",
	 "Looks for the smallest value of a key (--minimise), or the largest (--maximise), with which a statistic\n"
	 "is as good as asked for: of up to 36 values by trying them, of more by bisection, as if it rose or fell\n"
	 "with the key all the way between those tried.  The 95 % interval has to meet the target;\n"
	 "where it spans the target, replications are added.  There is an answer for each combination of the\n"
	 "other keys that vary, with what limits it there, and what stops it where the target can't be met.\n",
	 advise_options, advise_main},
	{"import", "FILE", "a scenario of your own guest: from QEMU, libvirt and others",
	 "Reads what describes a guest and prints a scenario, each line with what it comes from: a QEMU command\n"
	 "line in FILE, or as words behind --; /proc/PID/cmdline; a libvirt domain; what simnic-probe wrote; JSON\n"
	 "of Firecracker or Cloud Hypervisor; an xl.cfg.  - is standard input.  What could not be taken,\n"
	 "and what does not go together, stands in comments above.  No price is ever in such a file: the\n"
	 "platform is yours to choose.\n\n"
	 "  simnic import guest.sh | simnic -\n"
	 "  simnic import -- qemu-system-x86_64 -netdev tap,id=n0,vhost=on -device virtio-net-pci,netdev=n0\n",
	 import_options, import_main},
	{"probe", "", "print simnic-probe, a script for a guest, whose output import reads",
	 "Prints the script that make also leaves as ./simnic-probe.  It runs in a Linux guest, under load, and\n"
	 "writes what the card is set to and what its counters did in ten seconds; no address, no name.\n\n"
	 "  simnic probe | ssh GUEST sh > probe.txt\n"
	 "  simnic import probe.txt > mine.yaml\n"
	 "  simnic --claims mine.yaml            # how far the model is from the machine\n",
	 probe_options, probe_main},
	{"merge", "DIR|FILE...", "put the results of shards together",
	 "Takes the journals of results folders (all of a folder, or those named), drops what is there more than\n"
	 "once in the same bytes, and writes the files that one run of all points would have written.  Refuses\n"
	 "journals of different scenarios or builds, and points about which two of them say different things.\n",
	 merge_options, merge_main},
	{"charts", "RESULTS", "draw the charts of a run again, from its records",
	 "Draws with gnuplot every chart that the records in a folder allow (what simnic -o writes: one\n"
	 "*.jsonl; also that of --claims and the JSON of sensitivity), into RESULTS/charts.  Which do\n"
	 "is decided by the axes and statistics there are; NAME.dat beside a picture holds its numbers.\n",
	 charts_options, charts_main},
	{"diff", "A B", "compare two runs: what was set otherwise, what changed, by how much",
	 "Compares two results folders as they lie there, or scenario files, which are run: what differs in\n"
	 "settings and prices, what changed in each statistic beyond its interval and what the measured time\n"
	 "resolves, and the limiter before and after.  Points are the same when all that varies in either has\n"
	 "the same value; those on one side only are told.  --fail-if ends with 1 where a change is beyond a\n"
	 "limit, for a check in CI: STATISTIC<CHANGE or STATISTIC>CHANGE; % is of what it was in A.\n",
	 diff_options, diff_main},
	{"report", "RESULTS [RESULTS]", "a page on a run: answer, table, charts, what was assumed; or on two",
	 "Makes one HTML page that needs nothing but itself from a folder that simnic -o wrote: the answer\n"
	 "in a sentence, the table, the charts, the prices with their sources, the claims these points\n"
	 "decide, the scenario and the provenance; or a table for a commit message, or plain text.  Of two\n"
	 "folders it is the comparison that diff makes, with the charts of both side by side.\n",
	 report_options, report_main},
	{0},
};

const struct verb *verb_find(int argc, char **argv, int *at)
{
	*at = options_first_word(argc, argv);
	for (const struct verb *v = verbs; *at < argc && v->name; v++)
		if (strcmp(argv[*at], v->name) == 0) return v;
	return NULL;
}

bool verb_is_meant(const char *word, struct error *err)
{
	const char *best = NULL;
	int cost = 0;
	bool there = true;
	struct error why = {0}; /* who opens it tells it better */
	if (!word || strpbrk(word, "-./") || !path_look(word, &there, &why) || there) return false;
	const struct called *row = called_find(word, CALLED_VERB, NULL);
	for (const struct verb *v = verbs; !row && v->name; v++)
		nearest_offer(word, v->name, &best, &cost);
	if (row) best = row->here;
	if (!best) return false;
	error_plain(err, "%s is neither a file nor a verb; did you mean simnic %s?", word, best);
	return true;
}
