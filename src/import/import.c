/* import.c - which reader a file is for, and what follows. */
#include "import/import.h"
#include "import/readers.h"
#include <string.h>

static bool finish(struct imported *i, const struct wish *wish, struct error *err)
{
	i->settings.arena = i->guest.arena;
	i->card = card_chosen(&i->guest, wish->nic, err);
	return i->card && rules_apply(&i->guest, i->card, wish, &i->settings, err);
}

static bool read_command(struct guest *g, const struct input *in, struct error *err)
{
	struct word *word;
	int n;
	return input_words(in, g->arena, &word, &n, err) && qemu_read(g, word, n, err);
}

/* What the first character that is no blank says. */
static bool read_any(struct guest *g, const struct input *in, struct error *err)
{
	const char *s = in->text;
	if (strncmp(s, "\xef\xbb\xbf", 3) == 0) s += 3;
	s += strspn(s, " \t\r\n");
	if (*s == '<') return libvirt_read(g, in, err);
	if (strncmp(s, "@@ ", 3) == 0) return probe_read(g, in, err);
	if (*s == '{') return vmm_read(g, in, err);
	return xl_is(in) ? xl_read(g, in, err) : read_command(g, in, err);
}

bool import_file(struct imported *i, struct arena *a, const char *path, const struct wish *wish, struct error *err)
{
	struct input in;
	*i = (struct imported){.card = NULL};
	guest_begin(&i->guest, a, path);
	if (!input_read(&in, a, path, err)) return false;
	i->guest.file = in.file;
	return read_any(&i->guest, &in, err) && finish(i, wish, err);
}

bool import_words(struct imported *i, struct arena *a, char **word, int n, const struct wish *wish, struct error *err)
{
	struct word *list = arena_array(a, (size_t)n, sizeof *list);
	*i = (struct imported){.card = NULL};
	guest_begin(&i->guest, a, "the command line");
	if (!list) return error_memory(err);
	for (int k = 0; k < n; k++)
		list[k] = (struct word){word[k], {NULL, 0, 0}};
	return qemu_read(&i->guest, list, n, err) && finish(i, wish, err);
}
