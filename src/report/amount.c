#include "report/amount.h"
#include "report/json_value.h"
#include <math.h>

struct amount amount_read(enum unit unit, const char *text, int64_t clock_hz)
{
	char why[300];
	int64_t kept;
	if (!unit_word(unit) || !unit_parse(unit, text, clock_hz, &kept, why, sizeof(why))) return (struct amount){NAN, NULL};
	return (struct amount){unit_number(unit, (double)kept), unit_word(unit)};
}

struct amount amount_of_price(const char *text)
{
	struct amount time = amount_read(UNIT_TIME, text, 0);
	return time.unit ? time : amount_read(UNIT_TIME_PER_BYTE, text, 0);
}

void amount_put(struct json_text *t, const struct amount *m, const char *text)
{
	if (!m->unit) {
		json_put_text(t, text);
		return;
	}
	json_put(t, "{\"value\":");
	json_put_number(t, m->number);
	json_put(t, ",\"unit\":");
	json_put_text(t, m->unit);
	json_put(t, ",\"text\":");
	json_put_text(t, text);
	json_put(t, "}");
}

json_t *amount_json(const struct amount *m, const char *text)
{
	if (!m->unit) return json_value_text(text);
	return json_pack("{s:o,s:s,s:o}", "value", json_value_number(m->number), "unit", m->unit, "text", json_value_text(text));
}

bool amount_take(const json_t *v, struct arena *a, struct amount *m, const char **text)
{
	const json_t *number = json_object_get(v, "value");
	const char *unit = json_string_value(json_object_get(v, "unit")),
		   *written = json_string_value(json_is_object(v) ? json_object_get(v, "text") : v);
	*m = (struct amount){NAN, NULL};
	if (!written || !(*text = arena_strdup(a, written))) return false;
	if (!json_is_object(v)) return true;
	m->number = json_is_number(number) ? json_number_value(number) : NAN;
	m->unit = unit ? arena_strdup(a, unit) : NULL;
	return m->unit && isfinite(m->number);
}
