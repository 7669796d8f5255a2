/* manual.c - what the tables say, for man. */
#include "cli/manual.h"
#include "cli/options.h"
#include "cli/verbs.h"
#include "base/version.h"

/* Text in which man reads nothing but text. */
static void put_text(FILE *f, const char *s)
{
	for (bool begins = true; *s; begins = *s++ == '\n') {
		if (begins && (*s == '.' || *s == '\'')) fputs("\\&", f);
		if (*s == '\\')
			fputs("\\e", f);
		else if (*s == '-')
			fputs("\\-", f);
		else
			fputc(*s, f);
	}
}

static void put_option(FILE *f, char letter, const char *name, const char *argument, const char *help)
{
	fputs(".TP\n", f);
	if (letter) fprintf(f, "\\fB\\-%c\\fR, ", letter);
	fputs("\\fB\\-\\-", f);
	put_text(f, name);
	fputs("\\fR", f);
	if (argument) {
		fputs(" \\fI", f);
		put_text(f, argument);
		fputs("\\fR", f);
	}
	fputc('\n', f);
	put_text(f, help);
	fputc('\n', f);
}

static void put_verb(FILE *f, const struct verb *v)
{
	fprintf(f, ".SS simnic %s [\\fIOPTION\\fR]... \\fI", v->name);
	put_text(f, v->argument);
	fputs("\\fR\n", f);
	put_text(f, v->summary);
	fputs(".\n.PP\n.nf\n", f);
	put_text(f, v->help);
	fputs(".fi\n", f);
	for (const struct verb_option *o = v->option; o->name; o++)
		put_option(f, o->letter, o->name, o->argument, o->help);
}

static const struct {
	const char *what, *how;
} examples[] = {
	{"Run a scenario: the answer as text", "simnic ext2guest.yaml"},
	{"Change a value, and sweep one", "simnic ext2guest.yaml --set nic.ring.entries=1024\nsimnic ext2guest.yaml --set "
					  "'nic.ring.entries=[64,256,1024]' --charts"},
	{"Begin a scenario of your own, and look a key up", "simnic new ring-size > mine.yaml\nsimnic --describe nic.notify"},
	{"The smallest ring that carries a rate",
	 "simnic advise mine.yaml --target 'throughput>=1.5Gb/s' --minimise nic.ring.entries"},
	{"Records for other programs, and a page for people",
	 "simnic -f csv mine.yaml > mine.csv\nsimnic -o results/mine mine.yaml && simnic report results/mine"},
	{NULL, NULL},
};

static void put_examples(FILE *f)
{
	fputs(".SH EXAMPLES\n", f);
	for (int i = 0; examples[i].what; i++) {
		fputs(".PP\n", f);
		put_text(f, examples[i].what);
		fputs(":\n.PP\n.nf\n.RS 4\n", f);
		put_text(f, examples[i].how);
		fputs("\n.RE\n.fi\n", f);
	}
}

bool manual_write(FILE *f)
{
	struct option_text o;
	fputs(".TH SIMNIC 1 \"\" \"simnic " SIMNIC_VERSION "\" \"User Commands\"\n"
	      ".SH NAME\nsimnic \\- simulate paravirtual NIC rings\n"
	      ".SH SYNOPSIS\n\\fBsimnic\\fR [\\fIOPTION\\fR]... \\fIFILE.yaml\\fR...\n.br\n"
	      "\\fBsimnic\\fR \\fIVERB\\fR [\\fIOPTION\\fR]... \\fIFILE\\fR...\n"
	      ".SH DESCRIPTION\nRuns what the scenario files say (\\- is standard input) and prints which scheme carries how "
	      "much, and why.\n"
	      ".SH OPTIONS\n",
	      f);
	for (int i = 0; options_at(i, &o); i++)
		put_option(f, o.letter, o.name, o.argument, o.help);
	fputs(".SH VERBS\n", f);
	for (const struct verb *v = verbs; v->name; v++)
		put_verb(f, v);
	fputs(".SH EXIT STATUS\n.TP\n0\ndone\n.TP\n1\na run failed (invariant, I/O, memory, not steady) or a claim is "
	      "missed\n.TP\n2\n"
	      "usage or scenario error\n.TP\n129, 130, 143\ninterrupted\n",
	      f);
	put_examples(f);
	fputs(".SH FILES\n.TP\n\\fIPREFIX\\fR/share/simnic/scenarios\nscenarios, platforms and templates that come with the "
	      "program\n"
	      ".TP\n\\fIPREFIX\\fR/share/doc/simnic\nits documents\n"
	      ".SH SEE ALSO\n\\fBsimnic\\-scenario\\fR(5)\n",
	      f);
	return !ferror(f);
}
