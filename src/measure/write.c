/* write.c - the platform file made of what was measured. */
#include "measure/measure.h"
#include <ctype.h>
#include <math.h>
#include <string.h>

/*
 * Which price is which measurement.  One that needs more than was measured is so many times it, and says why; `above`: it may be as many
 * times more again.
 */
static const struct priced {
	const char *backend, *price, *bench; /* backend NULL = of all */
	double times, above;
	const char *note;
} priced[] = {
	{NULL, "guest_copy_byte", "copy_cache", 1, 1, "what was just written lies in a cache"},
	{NULL, "guest_rx_byte", "copy_cache", 1, 1, "the copy to the program; no checksum, which the device has seen to"},
	{NULL, "guest_tx_byte", "copy_cache", 1, 1, "the copy from the program"},
	{NULL, "app_wakeup", "wakeup_idle", 1, 1, ""},
	{NULL, "halt_wakeup", "wakeup_idle", 1, 1, ""},
	{NULL, "line_wait", "line_wait", 1, 1, ""},
	{NULL, "line_next", "line_next", 1, 1, ""},
	{"vhost", "host_rx_byte", "copy_cache", 1, 1, "one copy"},
	{"vhost", "host_tx_byte", "copy_cache", 1, 1, "one copy"},
	{"vhost", "host_wakeup", "wakeup_idle", 1, 1, "a kernel's thread is woken as a program's is"},
	{"vhost", "kick", "exit_kernel", 1, 1, ""},
	{"qemu", "host_rx_packet", "tap_read", 1, 2, "reading the frame; the used ring and the main loop come on top"},
	{"qemu", "host_tx_packet", "tap_write", 1, 2, "writing the frame; the ring and the main loop come on top"},
	{"qemu", "host_rx_byte", "copy_cache", 2, 1, "two copies"},
	{"qemu", "host_tx_byte", "copy_cache", 1, 1, "one copy"},
	{"qemu", "irq_inject", "event_write", 1, 2, "into an irqfd, whose interrupt comes on top"},
	{"qemu", "kick", "exit_kernel", 1, 1, ""},
	{"qemu", "kick_user", "exit_user", 2, 2, "as much again for QEMU's dispatch (guess)"},
	{"qemu", "kick_handle", "event_read", 1, 2, "the main loop comes on top"},
	{"qemu", "host_wakeup", "wakeup_idle", 1, 2, "poll() comes on top"},
};
#define N_PRICED (sizeof priced / sizeof *priced)

/* Four digits: no more than quartiles are apart. */
static void put_amount(FILE *f, double v, const char *unit)
{
	fprintf(f, "%.*f%s", v >= 1000 ? 0 : v >= 100 ? 1 : v >= 10 ? 2 : v >= 1 ? 3 : 4, v, unit);
}

static void put_source(FILE *f, const struct measured_platform *p, const struct priced *r, const struct measured *m)
{
	fprintf(f, "source: \"measured %s on %s: %s; quartiles ", p->date, p->machine, m->bench->what);
	put_amount(f, m->low, "");
	fputs(" to ", f);
	put_amount(f, m->high, m->bench->unit);
	fprintf(f, " of %d samples", m->n);
	if (*r->note) fprintf(f, "; %s", r->note);
	if (m->drifted) fputs("; it drifted while it was measured", f);
	if (*p->doubt) fprintf(f, "; %s", p->doubt);
	fputc('"', f);
}

/* Nothing is between two equal numbers; a price of nothing is none. */
static bool put_price(FILE *f, const struct measured_platform *p, const struct priced *r, const struct measured *m)
{
	fprintf(f, "{value: ");
	put_amount(f, r->times * m->mid, m->bench->unit);
	fputs(", between: [", f);
	put_amount(f, r->times * m->low, m->bench->unit);
	fputs(", ", f);
	put_amount(f, r->times * r->above * m->high, m->bench->unit);
	fputs("], ", f);
	put_source(f, p, r, m);
	return fputs("}\n", f) != EOF;
}

static void put_prices(FILE *f, const struct measured_platform *p, const char *backend)
{
	bool begun = false;
	for (size_t i = 0; i < N_PRICED; i++) {
		const struct priced *r = &priced[i];
		const struct measured *m = measure_find(p->m, r->bench);
		if (!m || (backend ? !r->backend || strcmp(r->backend, backend) != 0 : r->backend != NULL)) continue;
		if (!begun) fprintf(f, backend ? "  %s:\n" : "prices:\n", backend);
		begun = true;
		fprintf(f, "%s  %s: ", backend ? "  " : "", r->price);
		put_price(f, p, r, m);
	}
}

static bool is_priced(const char *bench)
{
	for (size_t i = 0; i < N_PRICED; i++)
		if (strcmp(priced[i].bench, bench) == 0) return true;
	return false;
}

static void put_head(FILE *f, const struct measured_platform *p)
{
	fprintf(f, "# %s - prices of one machine, measured by simnic measure on %s.\n#   %s\n", p->name, p->date, p->machine);
	if (*p->doubt) fprintf(f, "#   Not to be trusted: %s.\n", p->doubt);
	fputs("#\n# Each price is a median; between: are quartiles.  All others are the base's, with its sources: what a guest's "
	      "driver and stack\n"
	      "# cost a packet, and what an interrupt costs, can't be measured so.\n",
	      f);
	for (int i = 0; i < p->m->n; i++) {
		const struct measured *m = &p->m->result[i];
		if (m->n && is_priced(m->bench->name)) continue;
		fprintf(f, "#   %s: ", m->n ? "also measured, no price here" : "not measured");
		fprintf(f, "%s", m->bench->what);
		if (!m->n) fprintf(f, " (%s)", m->why);
		if (m->n) {
			fputs(": ", f);
			put_amount(f, m->mid, m->bench->unit);
			fputs(", quartiles ", f);
			put_amount(f, m->low, "");
			fputs(" to ", f);
			put_amount(f, m->high, m->bench->unit);
		}
		fputc('\n', f);
	}
}

/* As a text of YAML. */
static void put_text(FILE *f, const char *text)
{
	fputc('"', f);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\') fputc('\\', f);
		fputc(*text, f);
	}
	fputc('"', f);
}

bool measure_write(FILE *f, const struct measured_platform *p)
{
	static const char *const backends[] = {"vhost", "qemu"};
	put_head(f, p);
	fputs("simnic-platform: 1\nname: ", f);
	put_text(f, p->name);
	fputs("\ntitle: ", f);
	put_text(f, p->machine);
	fputs("\nbase: ", f);
	put_text(f, p->base);
	fputc('\n', f);
	put_prices(f, p, NULL);
	fputs("backends:\n", f);
	for (size_t i = 0; i < sizeof backends / sizeof *backends; i++)
		put_prices(f, p, backends[i]);
	return !ferror(f);
}
