/*
 * completion.c - completion for bash and zsh: which options a verb has, and what follows each, from the tables; keys, their values and the
 * names of models are asked of the program when they are wanted.
 */
#include "cli/manual.h"
#include "cli/options.h"
#include "cli/verbs.h"
#include <string.h>

static const char said[] =
	"# What the program itself says; $1 of: keys, values KEY, kinds, statistics, questions, described.\n"
	"_simnic_said() {\n"
	"\tcase $1 in\n"
	"\tkeys) \"$_simnic_program\" --list keys | cut -d' ' -f1 ;;\n"
	"\tvalues) \"$_simnic_program\" --list keys | awk -v key=\"$2\" '$1 == key { for (i = 2; i <= NF; i++) print $i }' ;;\n"
	"\tkinds) \"$_simnic_program\" --list | sed 's,/.*,,' | sort -u && printf '%s\\n' keys statistics ;;\n"
	"\tstatistics) \"$_simnic_program\" --list statistics | awk 'NR > 1 { print $1 }' ;;\n"
	"\tquestions) \"$_simnic_program\" new --list | cut -d' ' -f1 ;;\n"
	"\tdescribed)\n"
	"\t\t\"$_simnic_program\" --list | cut -d' ' -f1\n"
	"\t\t\"$_simnic_program\" --list keys | awk '{ print $1; sub(/\\.[^.]*$/, \"\", $1); print $1 }' | sort -u\n"
	"\t\t;;\n"
	"\tesac 2> /dev/null\n"
	"}\n";

static const char bash_function[] =
	"_simnic() {\n"
	"\tlocal line=${COMP_LINE:0:COMP_POINT} word before front='' follows='' options='' verbs='' files='!*.y*ml'\n"
	"\tlocal -a typed\n"
	"\tread -r -a typed <<< \"$line\"\n"
	"\t[[ $line == *[[:space:]] ]] && typed+=('')\n"
	"\t[ ${#typed[@]} -ge 2 ] || return\n"
	"\tword=${typed[${#typed[@]}-1]} before=${typed[${#typed[@]}-2]}\n"
	"\t_simnic_program=${typed[0]}\n"
	"\tcase $word in --*=*) before=${word%%=*}= front=${word%%=*}= word=${word#*=} ;; esac\n"
	"\tCOMPREPLY=()\n"
	"\t_simnic_table \"${typed[1]}\" \"$before\"\n"
	"\t[ ${#typed[@]} -eq 2 ] || verbs=''\n"
	"\tcase $follows in\n"
	"\tfiles) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
	"\tfolders) COMPREPLY=($(compgen -d -- \"$word\")) ;;\n"
	"\twords*) COMPREPLY=($(compgen -W \"${follows#words}\" -- \"$word\")) ;;\n"
	"\tsettings)\n"
	"\t\tcase $word in\n"
	"\t\t*=*) COMPREPLY=($(compgen -P \"${word%%=*}=\" -W \"$(_simnic_said values \"${word%%=*}\")\" -- \"${word#*=}\")) ;;\n"
	"\t\t*)\n"
	"\t\t\tCOMPREPLY=($(compgen -S = -W \"$(_simnic_said keys)\" -- \"$word\"))\n"
	"\t\t\tcompopt -o nospace 2> /dev/null\n"
	"\t\t\t;;\n"
	"\t\tesac\n"
	"\t\t;;\n"
	"\tnothing) ;;\n"
	"\t?*) COMPREPLY=($(compgen -W \"$(_simnic_said \"$follows\")\" -- \"$word\")) ;;\n"
	"\t*)\n"
	"\t\tcase $word in\n"
	"\t\t-*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
	"\t\t*)\n"
	"\t\t\t[ \"${typed[1]}\" != new ] || verbs=$(_simnic_said questions)\n"
	"\t\t\tCOMPREPLY=($(compgen -W \"$verbs\" -- \"$word\") $(compgen -f -X \"$files\" -- \"$word\") $(compgen -d -- "
	"\"$word\"))\n"
	"\t\t\t;;\n"
	"\t\tesac\n"
	"\t\t;;\n"
	"\tesac\n"
	"\t# What is replaced begins behind the last = where that parts words.\n"
	"\tcase $COMP_WORDBREAKS in\n"
	"\t*=*) [[ $word == *=* ]] && COMPREPLY=(\"${COMPREPLY[@]#\"${word%%=*}=\"}\") ;;\n"
	"\t*) COMPREPLY=(\"${COMPREPLY[@]/#/$front}\") ;;\n"
	"\tesac\n"
	"}\n"
	"complete -o filenames -F _simnic simnic ./simnic\n";

static const char zsh_function[] = "_simnic_settings() {\n"
				   "\tif compset -P '*='; then\n"
				   "\t\tcompadd -- ${(f)\"$(_simnic_said values ${${IPREFIX%=}##*=})\"}\n"
				   "\telse\n"
				   "\t\tcompadd -S = -q -- ${(f)\"$(_simnic_said keys)\"}\n"
				   "\tfi\n"
				   "}\n"
				   "_simnic_ask() {\n"
				   "\tcompadd -- ${(f)\"$(_simnic_said $1)\"}\n"
				   "}\n"
				   "_simnic() {\n"
				   "\tlocal _simnic_program=$words[1]\n"
				   "\tif (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n"
				   "\t\t_describe verb _simnic_verbs\n"
				   "\t\t_files -g '*.(yaml|yml)'\n"
				   "\t\treturn\n"
				   "\tfi\n"
				   "\tcase $words[2] in\n";

static const char zsh_end[] = "\tesac\n"
			      "}\n"
			      "_simnic \"$@\"\n";

/* One of a verb's options, or of those without a verb (v == NULL). */
struct one {
	const struct verb *v;
	char letter;
	const char *name, *argument, *help;
	const struct verb_option *of_verb; /* NULL without a verb */
};

static bool one_at(const struct verb *v, int i, struct one *out)
{
	struct option_text o;
	if (v) {
		const struct verb_option *k = &v->option[i];
		*out = (struct one){v, k->letter, k->name, k->argument, k->help, k};
		return k->name != NULL;
	}
	if (!options_at(i, &o)) return false;
	*out = (struct one){NULL, o.letter, o.name, o.argument, o.help, NULL};
	return true;
}

/* May it be left out?  Then it is behind = alone, but for a word that --list and its like take. */
static bool optional(const struct one *o)
{
	return o->argument[0] == '[' && !o->v;
}

static bool is_of(const char *word, const char *const *list)
{
	while (*list && strcmp(*list, word) != 0)
		list++;
	return *list != NULL;
}

/* What is asked of the program, or a kind of file; NULL = none of these. */
static const char *ask_of(const struct one *o)
{
	static const char *const rows[][2] = {
		{"KEY=VALUE", "settings"}, {"KEY", "keys"},       {"STATISTIC", "statistics"}, {"STAT", "statistics"},
		{"[KIND]", "kinds"},       {"WHAT", "described"}, {"FILE", "files"},           {"PLATFORM.yaml", "files"},
		{"DIR", "folders"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(o->argument, rows[i][0]) == 0) return rows[i][1];
	return NULL;
}

/* The words it is one of, with blanks between, in buf; NULL where there are none. */
static const char *words_of(const struct one *o, char *buf, size_t size)
{
	const char *as = !o->v                             ? NULL
			 : o->of_verb->take == VERB_WORD   ? o->of_verb->as
			 : o->of_verb->take == VERB_FORMAT ? "text|json"
							   : NULL;
	const char *const *words = o->v ? NULL : option_words(o->name);
	size_t at = 0;
	if (as) snprintf(buf, size, "%s", as);
	for (char *c = as ? strchr(buf, '|') : NULL; c; c = strchr(c, '|'))
		*c = ' ';
	for (int i = 0; words && words[i] && at < size; i++)
		at += (size_t)snprintf(buf + at, size - at, "%s%s", i ? " " : "", words[i]);
	return as || words ? buf : NULL;
}

static void put_bash_option(FILE *f, const struct one *o)
{
	static const char *const next_word[] = {"list", "schema", "completion", NULL};
	char buf[200];
	if (!o->argument) return;
	fprintf(f, "\t\t--%s=", o->name);
	if (!optional(o) || is_of(o->name, next_word)) fprintf(f, "|--%s", o->name);
	if (o->letter) fprintf(f, "|-%c", o->letter);
	const char *words = words_of(o, buf, sizeof buf), *ask = ask_of(o);
	fprintf(f, ") follows='%s%s' ;;\n", words ? "words " : "", words ? words : ask ? ask : "nothing");
}

static void put_bash_verb(FILE *f, const struct verb *v)
{
	struct one o;
	fprintf(f, "\t%s)\n\t\toptions='", v ? v->name : "*");
	for (int i = 0; one_at(v, i, &o); i++)
		fprintf(f, "%s--%s", i ? " " : "", o.name);
	fprintf(f, "'%s\n\t\tcase $2 in\n", v ? " files=''" : "");
	for (int i = 0; one_at(v, i, &o); i++)
		put_bash_option(f, &o);
	fputs("\t\tesac\n\t\t;;\n", f);
}

bool completion_bash(FILE *f)
{
	fputs("# bash completion for simnic: source this file\n", f);
	fputs(said, f);
	fputs("# Of a verb, or none, and the word before: sets options, verbs, files and what follows that "
	      "word.\n_simnic_table() {\n\tverbs='",
	      f);
	for (const struct verb *v = verbs; v->name; v++)
		fprintf(f, "%s%s", v == verbs ? "" : " ", v->name);
	fputs("'\n\tcase $1 in\n", f);
	for (const struct verb *v = verbs; v->name; v++)
		put_bash_verb(f, v);
	put_bash_verb(f, NULL);
	fputs("\tesac\n}\n", f);
	fputs(bash_function, f);
	return !ferror(f);
}

/* Inside single quotes, where also brackets and colons part what is said of an option. */
static void put_quoted(FILE *f, const char *s, const char *escaped)
{
	for (; *s; s++) {
		if (*s == '\'')
			fputs("'\\'", f);
		else if (strchr(escaped, *s))
			fputc('\\', f);
		fputc(*s, f);
	}
}

static void put_zsh_argument(FILE *f, const struct one *o)
{
	char buf[200];
	const char *words = words_of(o, buf, sizeof buf), *ask = ask_of(o);
	fputs(optional(o) ? "::" : ":", f);
	put_quoted(f, o->argument, ":[]");
	fputc(':', f);
	if (words) {
		fputc('(', f);
		put_quoted(f, words, ":");
		fputc(')', f);
	} else if (!ask)
		fputc(' ', f);
	else if (strcmp(ask, "settings") == 0)
		fputs("_simnic_settings", f);
	else if (strcmp(ask, "files") == 0 || strcmp(ask, "folders") == 0)
		fprintf(f, "_files%s", *ask == 'f' && ask[1] == 'o' ? " -/" : "");
	else
		fprintf(f, "_simnic_ask %s", ask);
}

static void put_zsh_option(FILE *f, const struct one *o, const char *dashes, const char *name)
{
	fprintf(f, " \\\n\t\t\t'*%s%s", dashes, name);
	if (o->argument && dashes[1]) fputs("=", f);
	fputc('[', f);
	put_quoted(f, o->help, "[]:");
	fputc(']', f);
	if (o->argument) put_zsh_argument(f, o);
	fputc('\'', f);
}

static void put_zsh_verb(FILE *f, const struct verb *v)
{
	struct one o;
	fprintf(f, "\t%s)\n\t\t%s_arguments -s", v ? v->name : "*", v ? "shift words; (( CURRENT-- ))\n\t\t" : "");
	for (int i = 0; one_at(v, i, &o); i++) {
		put_zsh_option(f, &o, "--", o.name);
		if (o.letter) put_zsh_option(f, &o, "-", (char[]){o.letter, '\0'});
	}
	if (v && strcmp(v->name, "new") == 0)
		fputs(" \\\n\t\t\t'1:question:_simnic_ask questions'\n\t\t;;\n", f);
	else
		fprintf(f, " \\\n\t\t\t'*:file:_files%s'\n\t\t;;\n", v ? "" : " -g \"*.(yaml|yml)\"");
}

bool completion_zsh(FILE *f)
{
	fputs("#compdef simnic\n# zsh completion for simnic: a file _simnic in a folder of fpath\n", f);
	fputs(said, f);
	fputs("typeset -ga _simnic_verbs=(\n", f);
	for (const struct verb *v = verbs; v->name; v++) {
		fprintf(f, "\t'%s:", v->name);
		put_quoted(f, v->summary, "");
		fputs("'\n", f);
	}
	fputs(")\n", f);
	fputs(zsh_function, f);
	for (const struct verb *v = verbs; v->name; v++)
		put_zsh_verb(f, v);
	put_zsh_verb(f, NULL);
	fputs(zsh_end, f);
	return !ferror(f);
}
