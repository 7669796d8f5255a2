/* manual.c - what the tables say, for man and bash. */
#include "cli/manual.h"
#include "cli/options.h"
#include "cli/verbs.h"
#include "base/version.h"
#include <string.h>

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
	return !ferror(f);
}

static void put_words(FILE *f, const struct verb *v)
{
	struct option_text o;
	for (int i = 0; !v && options_at(i, &o); i++)
		fprintf(f, "%s--%s", i ? " " : "", o.name);
	for (const struct verb_option *k = v ? v->option : NULL; k && k->name; k++)
		fprintf(f, "%s--%s", k == v->option ? "" : " ", k->name);
}

/* What may follow an option: a file where a FILE or DIR is meant, one of its words, else nothing. */
static void put_argument(FILE *f, const char *name, char letter, const char *argument)
{
	const char *words = strcmp(name, "format") == 0 ? "text json csv markdown" : NULL;
	bool path = strcmp(argument, "DIR") == 0 || strcmp(argument, "FILE") == 0;
	fprintf(f, "\t--%s", name);
	if (letter) fprintf(f, "|-%c", letter);
	if (words)
		fprintf(f, ") COMPREPLY=($(compgen -W '%s' -- \"$word\")); return ;;\n", words);
	else if (path)
		fprintf(f, ") COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n");
	else
		fprintf(f, ") COMPREPLY=(); return ;;\n");
}

bool completion_write(FILE *f)
{
	struct option_text o;
	fputs("# bash completion for simnic: source this file\n"
	      "_simnic() {\n\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} options verbs\n"
	      "\tCOMPREPLY=()\n\tcase $before in\n",
	      f);
	for (int i = 0; options_at(i, &o); i++)
		if (o.argument && *o.argument != '[') put_argument(f, o.name, o.letter, o.argument);
	fputs("\tesac\n\tcase ${COMP_WORDS[1]} in\n", f);
	for (const struct verb *v = verbs; v->name; v++) {
		fprintf(f, "\t%s) options='", v->name);
		put_words(f, v);
		fputs("' ;;\n", f);
	}
	fputs("\t*) options='", f);
	put_words(f, NULL);
	fputs("' ;;\n\tesac\n\t[ \"$COMP_CWORD\" -eq 1 ] && verbs='", f);
	for (const struct verb *v = verbs; v->name; v++)
		fprintf(f, "%s%s", v == verbs ? "" : " ", v->name);
	fputs("'\n\tcase $word in\n\t-*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
	      "\t*) COMPREPLY=($(compgen -W \"$verbs\" -- \"$word\") $(compgen -f -X '!*.y*ml' -- \"$word\") $(compgen -d -- "
	      "\"$word\")) ;;\n"
	      "\tesac\n}\ncomplete -o filenames -F _simnic simnic ./simnic\n",
	      f);
	return !ferror(f);
}
