#!/bin/sh
# schema.sh - other people's validators: the schemas are what strict ones take, and every file that there is fits its own.  Needs ajv
# (npm install ajv-cli), or jsonschema (python3-jsonschema) and yq. What is refused is looked at by tests/unit/test_schema.c.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

has_ajv() {
	command -v ajv > /dev/null && ajv help 2> /dev/null | grep -q validate
}
has_jsonschema() {
	command -v jsonschema > /dev/null && command -v yq > /dev/null && yq . "$two" 2> /dev/null | grep -q '^{'
}
if ! has_ajv && ! has_jsonschema; then
	echo "schema.sh: neither ajv nor jsonschema with yq is there"
	exit 77
fi

# by_ajv KIND FILE... - strict, and all files at once.
by_ajv() {
	kind=$1
	shift
	for file; do
		set -- "$@" -d "$file"
		shift
	done
	ajv validate --spec=draft2020 --strict=true -s "$work/$kind.json" "$@"
}
# One start for all, for it takes long.
by_jsonschema() {
	kind=$1
	shift
	rm -f "$work"/instance-*
	yq -c . "$@" | (cd "$work" && split -l 1 -a 3 - instance-)
	documents=$#
	set -- "$work"/instance-*
	[ $# -eq "$documents" ] || return 1
	set --
	for file in "$work"/instance-*; do
		set -- "$@" -i "$file"
	done
	jsonschema "$@" "$work/$kind.json"
}
# taken KIND FILE... - by those that are there.
taken() {
	kind=$1
	run 0 --schema "$kind" && mv "$work/out" "$work/$kind.json" || return 1
	! has_ajv || by_ajv "$@" || return 1
	! has_jsonschema || by_jsonschema "$@"
}
# refused KIND TEXT - a file of that text.
refused() {
	printf '%b' "$2" > "$work/wrong.yaml"
	! taken "$1" "$work/wrong.yaml"
}
ok 'scenarios' taken scenario scenarios/*.yaml scenarios/theory/*.yaml
ok 'platforms' taken platform scenarios/platforms/*.yaml tests/cli/platform.yaml
ok 'fit files' taken fit scenarios/fit/*.yaml
ok 'a wrong scenario is refused' refused scenario 'simnic: 1\n'
ok 'a wrong platform is refused' refused platform 'simnic-platform: 1\nname: x\nprices: {kick: 1us}\n'
ok 'a wrong fit file is refused' refused fit 'simnic-fit: 1\n'
finish
