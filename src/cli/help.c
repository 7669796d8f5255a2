/* help.c - what --help prints: the tables of options and of verbs. */
#include "cli/help.h"
#include "cli/options.h"
#include "cli/verbs.h"

bool help_print(FILE *f)
{
	struct option_text o;
	fputs("usage: simnic [OPTION]... FILE.yaml...\n"
	      "       simnic VERB [OPTION]... FILE\n"
	      "Simulates paravirtual NIC rings: runs what the scenario files say (- is standard input) and\n"
	      "prints which scheme carries how much, and why.\n\n",
	      f);
	for (int i = 0; options_at(i, &o); i++) {
		char letter[4] = "", left[64];
		if (o.letter) snprintf(letter, sizeof letter, "-%c,", o.letter);
		snprintf(left, sizeof left, "%3s --%s%s%s", letter, o.name, o.argument ? " " : "", o.argument ? o.argument : "");
		fprintf(f, "  %-26s %s\n", left, o.help);
	}
	fputs("\nVerbs (simnic VERB --help says more; a file of that name is ./VERB):\n", f);
	for (const struct verb *v = verbs; v->name; v++) {
		char left[64];
		snprintf(left, sizeof left, "%s %s", v->name, v->argument);
		fprintf(f, "  %-26s %s\n", left, v->summary);
	}
	fputs("\nExit status: 0 done; 1 a run failed (invariant, I/O, memory, not steady), claim missed;\n"
	      "2 usage or scenario error; 129, 130, 143 interrupted.\n",
	      f);
	return !ferror(f);
}
