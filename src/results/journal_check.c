/* journal_check.c - heads and lines of journals that somebody else may have written. */
#include "results/journal_check.h"
#include "report/json_scan.h"
#include "report/point.h"
#include "report/saved.h"
#include <errno.h>
#include <string.h>

bool journal_check_head(const json_t *head, const char *path, struct error *err)
{
	json_error_t why = {.text = "it is no object"};
	int64_t points = json_integer_value(json_object_get(head, "points"));
	const json_t *from = json_object_get(head, "provenance");
	const char *hash = json_string_value(json_object_get(head, "scenario")),
		   *same = json_string_value(json_object_get(from, "scenario_hash"));
	bool good = head && json_unpack_ex((json_t *)head, &why, JSON_VALIDATE_ONLY,
					   "{s:i,s:i,s:s,s:s,s:s,s:s,s:s,s:b,s:{s:o,s:o,s:o,s:o,s:[],s:[]},s:s,"
					   "s:{s:s,s:s,s:s,s:{},s:s,s:s,s:i,s:i,s:[]}}",
					   "journal", "points", "base", "file", "scenario", "program", "version", "verbose",
					   "report", "title", "source", "platform", "platform_hash", "set", "show", "config",
					   "provenance", "simnic", "program", "compiler", "libraries", "scenario",
					   "scenario_hash", "points", "seed", "set") == 0;
	if (good && (strcmp(hash, same) != 0 || points != json_integer_value(json_object_get(from, "points")))) {
		good = false;
		snprintf(why.text, sizeof(why.text), "its provenance is of other points");
	}
	return good ||
	       error_at(err, (struct place){path, 1, 0},
			"the head of this journal does not tell whose results these are: %s; expected one that simnic wrote",
			why.text);
}

/* The id in a record, as json.c begins it; "" when the record is not one object of JSON. */
static bool scan_record(const char *record, char id[17])
{
	struct json_scan s = {.at = record};
	const char *text;
	*id = '\0';
	bool good = json_scan_need(&s, "{\"simnic\":1,\"scenario\":") && json_scan_value(&s) && json_scan_need(&s, ",\"id\":") &&
		    (text = json_scan_text(&s)) && strlen(text) == 16;
	if (good) strcpy(id, text);
	while (good && json_scan_is(&s, ","))
		good = json_scan_text(&s) && json_scan_need(&s, ":") && json_scan_value(&s);
	good = good && json_scan_need(&s, "}") && !*s.at;
	json_scan_free(&s);
	return good;
}

static bool is_state_of(const struct point *p, char state)
{
	return state == (p->failed ? STATE_FAILED : p->unsteady ? STATE_UNSTEADY : STATE_OK);
}

bool journal_check_line(const struct journal_line *l, const char *id, struct names *names, struct error *err)
{
	char told[17];
	struct point p;
	errno = 0;
	bool good = scan_record(l->record, told) && (!id || strcmp(id, told) == 0) && point_restore(&p, l->saved, names);
	if (!good) return errno == ENOMEM && error_memory_for(err, "the lines of a journal");
	good = p.index == l->number && strcmp(p.id, told) == 0 && is_state_of(&p, l->state);
	point_free(&p);
	return good;
}
