# Makefile - builds simnic and runs its checks; GNU make.  `make help` lists what it can do.
#
#   make                     ./simnic, optimised            make V=1          show whole commands
#   make CC=clang            with another compiler          make LTO=         without link-time optimisation
#   make VARIANT=checked     invariants and sanitizers      make CFLAGS=...   optimisation flags of your own
#
# Each variant and compiler has a folder of its own, build/VARIANT[-CC]/, so that builds can run side by side.  The table of
# models is generated from the names of the files in models/, the tables of test suites from those in tests/.

VARIANT ?= release
V ?= 0
LTO ?= auto

ifeq ($(origin CC),default)
CC := $(if $(shell command -v gcc),gcc,cc)
endif
compiler := $(notdir $(lastword $(CC)))
B := build/$(VARIANT)$(if $(filter-out fuzz,$(VARIANT)),$(if $(filter-out gcc cc,$(compiler)),-$(compiler)))

# Pairs of counters that are added to as vectors are packed and unpacked by more instructions than that spares.  Lines and functions are what
# profiles and sanitizers name; the rest of -g takes a quarter of the build's time.
flags-release := -O3 -fno-tree-slp-vectorize $(if $(filter clang%,$(compiler)),,-fno-gcse -fno-gcse-after-reload) -g1
flags-O0 := -O0 -g
flags-checked := -O1 -g1 -DSIMNIC_CHECKED -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
# What tests themselves do takes little time, and their compilation as much as simnic's own.
tests-checked := -O0
# Built by clang alone, for `make fuzz`, in build/fuzz.
# Each comparison told to the fuzzer took half of the time; words come from dictionaries, which say more of a language.
flags-fuzz := -O2 -g -DSIMNIC_CHECKED -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-coverage=trace-cmp -fno-sanitize-recover=all -fno-omit-frame-pointer
# Without the checked build's laws, which look at one thread's memory after each event.
flags-tsan := -O1 -g1 -fsanitize=thread
# For libsimnic, whoever links it: any address, and no form that one compiler alone can read.
flags-lib := -O3 -fno-tree-slp-vectorize -g1 -fPIC
# What runs once for a job, or once for a point (cool), and not for each packet: two thirds of the link's time went into it.
cool := batch scenario
cold := cli fit import library measure report results
cool-release := -O2 -fno-lto
cold-release := -O1 -fno-lto
cool-checked := -O0
cold-checked := -O0
ifndef flags-$(VARIANT)
$(error VARIANT=$(VARIANT) is unknown; expected release, checked, fuzz, tsan, lib or O0)
endif
ifeq ($(origin CFLAGS),undefined)
CFLAGS := $(flags-$(VARIANT))
cool_flags := $(cool-$(VARIANT))
cold_flags := $(cold-$(VARIANT))
endif

warnings := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith
compile_flags = -std=c11 $(CFLAGS) $(lto) $(fixed) -ffp-contract=off $(warnings) -D_POSIX_C_SOURCE=200809L -Isrc $(lib_cflags) $(CPPFLAGS)

sources := $(sort $(wildcard src/*/*.c) $(wildcard models/*.c))
objects := $(sources:%.c=$(B)/%.o) $(B)/registry.o $(B)/probe_script.o
library := $(filter-out $(B)/src/cli/main.o,$(objects))
test_kinds := unit conformance long selftest
test_shared = tests/unit/main.c $(if $(filter conformance,$(1)),tests/unit/try.c) $(if $(filter long,$(1)),tests/unit/theory.c tests/unit/recover.c)
test_objects = $(patsubst %.c,$(B)/%.o,$(sort $(wildcard tests/$(1)/*.c) $(test_shared))) $(B)/suites-$(1).o
fuzz_objects := $(patsubst %.c,$(B)/%.o,$(wildcard tests/fuzz/*.c))
random_objects := $(patsubst %.c,$(B)/%.o,$(sort $(wildcard tests/random/*.c)))
lib_objects := $(filter-out $(B)/src/cli/% $(B)/probe_script.o,$(objects))
all_objects := $(sort $(objects) $(B)/tests/library/example.o $(foreach k,$(test_kinds),$(call test_objects,$(k))) $(fuzz_objects) $(random_objects))

# What the first line of each scenario, platform and fit file refers editors to.
schemas := $(patsubst %,scenarios/schema/%.json,scenario platform fit)

ifeq ($(V),0)
quiet = @$(if $(findstring s,$(firstword -$(MAKEFLAGS))),,printf '  %-6s %s\n' $(1) $(2);)
else
quiet =
endif

.PHONY: all help man lib objects test check-all unit conformance asan fuzz random mutants lint format layers bench charts reproduce docs install uninstall deb clean FORCE
.DELETE_ON_ERROR:
.SUFFIXES:

ifeq ($(VARIANT),release)
all: simnic $(schemas) ## build ./simnic (the default)
else
all: $(B)/simnic
endif

# ---- what this machine offers, found out once per build folder -------------------------------------------------------------

with_config := $(filter-out help lib test check-all unit conformance asan lint format layers bench random mutants uninstall clean,$(or $(MAKECMDGOALS),all))
ifneq ($(with_config),)
include $(B)/config.mk
endif

# Libraries that are there as archives become part of the program: to find and place five shared ones took most of its start.  libpcap is loaded
# when a capture is read (src/nic/pcap_library.c), libxml2 when a domain is (src/import/xml_library.c).
pkgs := gsl yaml-0.1 jansson libxxhash
define probe_c
#include <gsl/gsl_version.h>
#include <yaml.h>
#include <jansson.h>
#include <dlfcn.h>
#include <pcap/pcap.h>
#include <libxml/parser.h>
#include <xxhash.h>
int main(void)
{
	return !gsl_version || !yaml_get_version_string() || !json_object() || !XXH_versionNumber() || dlopen("", RTLD_NOW);
}
endef
export probe_c
$(B)/config.mk: Makefile
	@mkdir -p $(B)
	@t=$(B)/probe.$$$$; trap 'rm -f "$$t"*' EXIT; printf '%s\n' "$$probe_c" > "$$t.c"; \
	cflags=; own='-lgsl -lgslcblas -lyaml -ljansson -lxxhash'; system='-lpthread -lm'; lto=; fixed=; \
	if pkg-config --exists $(pkgs) 2>/dev/null; then \
		cflags=$$(pkg-config --cflags $(pkgs)); own=$$(pkg-config --libs $(pkgs)); \
	fi; \
	! pkg-config --exists libpcap 2> /dev/null || cflags="$$cflags $$(pkg-config --cflags libpcap)"; \
	if pkg-config --exists libxml-2.0 2> /dev/null; then cflags="$$cflags $$(pkg-config --cflags libxml-2.0)"; \
	else cflags="$$cflags -I/usr/include/libxml2"; fi; \
	$(CC) $$cflags -o "$$t" "$$t.c" $$own $$system 2> /dev/null || system="$$system -ldl"; \
	libs="$$own $$system"; \
	archives="-Wl,-Bstatic -lgsl -lgslcblas -lyaml -ljansson -lxxhash -Wl,-Bdynamic $$system"; \
	! $(CC) $$cflags -o "$$t" "$$t.c" $$archives 2> /dev/null || libs=$$archives; \
	! $(CC) -Werror -fno-pie -no-pie $$cflags -o "$$t" "$$t.c" $$libs 2> /dev/null || fixed=yes; \
	if ! $(CC) $$cflags -o "$$t" "$$t.c" $$libs 2> "$$t.log"; then \
		head -n 5 "$$t.log" >&2; \
		echo "make: $(CC) can not build with GSL, libyaml, jansson, libpcap, libxml2 and xxHash; ./setup installs what is missing" >&2; \
		exit 1; \
	fi; \
	for f in -flto=auto -flto; do \
		if $(CC) -Werror -O2 $$f $$cflags -o "$$t" "$$t.c" $$libs 2>/dev/null; then lto=$$f; break; fi; \
	done; \
	printf 'lib_cflags := %s\nlibs := %s\nlto_works := %s\nfixed_works := %s\n' "$$cflags" "$$libs" "$$lto" "$$fixed" > "$$t.mk" && mv "$$t.mk" $@

# Only the release build is worth the longer link.  LTO= (empty) or LTO=no switches it off.
ifeq ($(VARIANT)-$(LTO),release-auto)
lto = $(lto_works)
endif
# A program that lies at a fixed address has no tables to be written before it starts.
ifeq ($(VARIANT),release)
fixed = $(if $(fixed_works),-fno-pie)
fixed_link = $(if $(fixed_works),-no-pie)
endif

# ---- objects and programs --------------------------------------------------------------------------------------------------
# Everything is written under another name and moved into place, so that nobody ever runs or links half a file.

simnic: $(B)/simnic simnic-probe FORCE
	@cmp -s $< $@ || { cp $< $@.$$$$ && mv -f $@.$$$$ $@; }

$(schemas): scenarios/schema/%.json: simnic
	@mkdir -p $(@D) && ./simnic --schema $* > $@.$$$$ && mv -f $@.$$$$ $@

# For guests: `simnic probe` prints the same.
simnic-probe: src/simnic-probe.sh
	@cp $< $@.$$$$ && chmod +x $@.$$$$ && mv -f $@.$$$$ $@

$(B)/simnic: $(objects)
	$(call quiet,LINK,$@) $(CC) $(compile_flags) $(fixed_link) $(LDFLAGS) -o $@.$$$$ $(objects) $(libs) && mv -f $@.$$$$ $@

lib: ## libsimnic: build/lib/libsimnic.a, simnic.h and simnic.pc (PREFIX=/usr/local); installed nowhere
	+@$(MAKE) --no-print-directory VARIANT=lib $(addprefix build/lib$(if $(filter-out gcc cc,$(compiler)),-$(compiler))/,libsimnic.a simnic.h simnic.pc simnic-uninstalled.pc)

objects: $(objects) ## compile everything, link nothing

$(B)/unit: $(call test_objects,unit) $(library)
$(B)/conformance: $(call test_objects,conformance) $(library)
$(B)/long: $(call test_objects,long) $(library)
$(B)/selftest: $(call test_objects,selftest)
$(B)/random: $(random_objects) $(library)
	$(call quiet,LINK,$@) $(CC) $(compile_flags) $(fixed_link) $(LDFLAGS) -o $@.$$$$ $^ $(libs) && mv -f $@.$$$$ $@
$(test_kinds:%=$(B)/%):
	$(call quiet,LINK,$@) $(CC) $(compile_flags) $(fixed_link) $(LDFLAGS) -o $@.$$$$ $^ $(libs) -lcunit && mv -f $@.$$$$ $@

$(B)/example: $(B)/tests/library/example.o $(lib_objects)
	$(call quiet,LINK,$@) $(CC) $(compile_flags) $(fixed_link) $(LDFLAGS) -o $@.$$$$ $^ $(libs) && mv -f $@.$$$$ $@

# One object that shows no name but the header's: whoever links it may call a function of his own fail() or run().
$(B)/libsimnic.a: $(lib_objects)
	$(call quiet,AR,$@) $(CC) -r -nostdlib -o $(B)/libsimnic.$$$$.o $(lib_objects) && objcopy -w -G 'simnic_*' $(B)/libsimnic.$$$$.o $(B)/libsimnic.o && \
		rm -f $(B)/libsimnic.$$$$.o $@.$$$$ && ar rcs $@.$$$$ $(B)/libsimnic.o && mv -f $@.$$$$ $@
$(B)/simnic.h: src/library/simnic.h
	@cp $< $@.$$$$ && mv -f $@.$$$$ $@
# For where it is installed, and for this folder, which pkg-config takes when it finds both.
PREFIX ?= /usr/local
pc = printf '%s\n' 'prefix=$(1)' 'libdir=$(2)' 'includedir=$(3)' '' 'Name: simnic' 'Description: a simulator of paravirtual NIC rings' \
	"Version: $$(sed -n 's/.*define SIMNIC_VERSION "\(.*\)"/\1/p' src/base/version.h)" 'Requires: $(pkgs)' \
	'Cflags: -I$${includedir}' 'Libs: -L$${libdir} -lsimnic $(filter-out -lgsl -lgslcblas -lyaml -ljansson -lxxhash -Wl%,$(filter -l%,$(libs)))'
$(B)/simnic.pc: FORCE
	@$(call pc,$(PREFIX),$${prefix}/lib,$${prefix}/include) $(replace)
$(B)/simnic-uninstalled.pc: FORCE
	@$(call pc,$(CURDIR)/$(B),$${prefix},$${prefix}) $(replace)

# The targets behind clang's libFuzzer, and behind a main of their own that tries files once.
$(B)/fuzz: link_flags := -fsanitize=fuzzer
$(B)/fuzz: $(filter-out %/replay.o,$(fuzz_objects)) $(library)
$(B)/replay: $(filter-out %/libfuzzer.o,$(fuzz_objects)) $(library)
$(B)/fuzz $(B)/replay:
	$(call quiet,LINK,$@) $(CC) $(compile_flags) $(link_flags) $(LDFLAGS) -o $@.$$$$ $^ $(libs) && mv -f $@.$$$$ $@

compile = $(call quiet,CC,$<) $(CC) $(compile_flags) $(if $(filter $(cool:%=src/%/%.c),$<),$(cool_flags)) $(if $(filter $(cold:%=src/%/%.c),$<),$(cold_flags)) $(if $(findstring tests/,$<)$(findstring suites-,$<),-Itests $(tests-$(VARIANT))) $(if $(findstring tests/library/,$<),-Isrc/library) \
	-MMD -MP -MF $(@:.o=.d) -MT $@ -c -o $@.$$$$ $< && mv -f $@.$$$$ $@
$(B)/%.o: %.c $(B)/flags | $(sort $(dir $(all_objects)))
	$(compile)
$(B)/%.o: $(B)/%.c $(B)/flags
	$(compile)
$(sort $(dir $(all_objects))):
	@mkdir -p $@
-include $(all_objects:.o=.d)

# Generated files are made anew every time and replaced only when they differ; so removing a model counts as a change too.
replace = > $@.$$$$ || { rm -f $@.$$$$; exit 1; }; if cmp -s $@.$$$$ $@; then rm -f $@.$$$$; else mv -f $@.$$$$ $@; fi
$(B)/flags: FORCE
	@printf '%s\n' '$(CC) $(compile_flags)' '$(cool_flags) $(cold_flags)' $(replace)
$(B)/registry.c: FORCE
	@sh src/registry.sh models $(replace)
$(B)/probe_script.c: src/simnic-probe.sh
	@{ echo '#include "cli/probe_script.h"'; echo 'const char *const probe_script[] = {'; \
		sed 's/[\\"]/\\&/g; s/.*/\t"&",/' $<; echo '	0};'; } $(replace)
$(B)/suites-%.c: FORCE
	@sh tests/suites.sh tests/$* $(replace)
.PRECIOUS: $(B)/%.o $(B)/suites-%.c $(B)/registry.c $(B)/probe_script.c $(B)/flags
.SECONDARY:

# ---- checks ----------------------------------------------------------------------------------------------------------------

test: ## install what the tests miss, build, run the quick tests; ends with "N passed, N failed"
	+@MAKE='$(MAKE)' sh tests/run quick

check-all: ## all tests, the long ones too
	+@MAKE='$(MAKE)' sh tests/run all

unit conformance: ## unit or conformance tests in the checked build; SUITE=test_x runs one suite alone
	+@$(MAKE) --no-print-directory VARIANT=checked build/checked/$@
	@build/checked/$@ $(SUITE)

asan: ## the tests that run the program, with the checked and sanitized program
	+@MAKE='$(MAKE)' sh tests/run checked

fuzz: simnic ## try made-up input on all that reads input: SECONDS=n for each target, TARGET=x for one, JOBS=2 at once
	+@MAKE='$(MAKE)' sh tests/fuzz/fuzz $(SECONDS) $(TARGET)

layers: ## check who includes whom
	@sh tests/layers.sh

c_files = $(wildcard src/*/*.[ch] models/*.[ch] tests/*/*.[ch])
sh_files = setup src/simnic-probe.sh .ci/run tests/run tests/mutants/run tests/bench/run tests/bench/jobs tests/fuzz/fuzz tests/random/run $(wildcard src/*.sh package/*.sh tests/*.sh tests/*/*.sh)
lint: layers ## layers, clang-format, cppcheck and shellcheck, as far as they are installed
	@sh tests/lint.sh '$(c_files)' '$(sh_files)'

format: ## rewrite the sources the way clang-format wants them
	@clang-format -i $(c_files)

bench: ## measure speed (tests/bench/run, tests/bench/jobs)
	+@if [ -x tests/bench/run ]; then $(MAKE) --no-print-directory simnic && tests/bench/run && tests/bench/jobs; \
	else echo 'make: tests/bench/run is not there' >&2; exit 1; fi

# A chart is drawn from a real run; of scenarios that are not there none is.  Where one run has no spread, several are made.  Four go on side by
# side: each run ends with processors that wait for its last points.
charts_of = $(wildcard $(patsubst %,scenarios/%.yaml,ext2guest ring-size vhost-moderation hw-split-vs-packed xen-queues xen-bulk-rx five-schemes))
charts: simnic ## draw all charts, each from a run of its scenario, into results/*/charts
	@mkdir -p results/sensitivity; \
	./simnic -q --force --charts=svg --repeat 3 scenarios/netkvm-coalesced.yaml & longest=$$!; \
	{ ./simnic sensitivity -q -f json --repeat 2 scenarios/ext2guest.yaml > results/sensitivity/sensitivity.jsonl && \
		./simnic charts -q results/sensitivity; } & second=$$!; \
	{ ./simnic -q --claims -o results/reproduce $(with_claims) > /dev/null; [ $$? -le 1 ] && ./simnic charts -q results/reproduce; } & third=$$!; \
	bad=0; for f in $(charts_of); do ./simnic -q --force --charts=svg $$f || bad=1; done; \
	for p in $$longest $$second $$third; do wait $$p || bad=1; done; exit $$bad
	@ls results/*/charts/*.svg | sed 's/^/drawn: /'

# ---- installing ------------------------------------------------------------------------------------------------------------

PREFIX ?= /usr/local
DESTDIR ?=
PROGRAM ?= simnic
PAGES ?= build/share
DEB ?= build/deb
man: $(filter simnic,$(PROGRAM)) ## write the manual pages and the completions for bash and zsh into build/share
	@package/pages.sh '$(PROGRAM)' '$(PAGES)'

install: man ## put program, scenarios, manual pages and completions below $(DESTDIR)$(PREFIX)
	@package/files.sh install '$(PROGRAM)' '$(PAGES)' '$(PREFIX)' '$(DESTDIR)'

uninstall: ## remove them
	@package/files.sh uninstall '$(PREFIX)' '$(DESTDIR)'

deb: man ## a Debian package of it, in build/deb
	@package/deb.sh '$(PROGRAM)' '$(PAGES)' '$(DEB)'

with_claims = $(shell grep -l '^claims:' $(wildcard scenarios/*.yaml scenarios/*/*.yaml) /dev/null)
reproduce: simnic ## judge the claims of all scenarios: a table here, claims.md and claims.jsonl in results/reproduce
	@./simnic --claims -o results/reproduce $(with_claims)

docs: simnic ## put the table of claims into docs/claims-and-validation.md
	@./simnic -q --claims -f markdown $(with_claims) > build/claims.md; [ $$? -le 1 ]
	@sed -e '/^<!-- claims:/r build/claims.md' -e '/^<!-- claims:/,/^<!-- end of claims/{/^<!-- /!d;}' docs/claims-and-validation.md > build/claims-page.md
	@mv build/claims-page.md docs/claims-and-validation.md

N ?= 3000
random: ## run N random scenarios in the checked build: make random N=20000
	+@MAKE='$(MAKE)' tests/random/run $(N)

mutants: ## do the tests notice a bug? puts each of tests/mutants into a copy of the tree; JOBS=2 at once
	@tests/mutants/run

clean: ## remove what was built
	@rm -rf build scenarios/schema simnic simnic-probe

help: ## this list
	@sed -n 's/^\([a-z][a-z -]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r t h; do printf '  %-20s %s\n' "$$t" "$$h"; done
	@echo '  Variables: CC, VARIANT=release|checked|tsan|O0, LTO=, V=1, CFLAGS, CPPFLAGS, LDFLAGS, SUITE, PREFIX=/usr/local, DESTDIR'
