# lib-tree.sh - for tests that add to the program: a copy of the tree in $tree, so that this one is left alone.
# shellcheck shell=sh disable=SC2154 # what lib.sh defines

tree=$work/tree
mkdir "$tree" "$tree/tests" || exit 1
cp -Rp Makefile src models scenarios "$tree/" || exit 1
cp -Rp tests/unit tests/conformance tests/scenarios tests/selftest tests/cli tests/suites.sh "$tree/tests/" || exit 1
# What is built already and has not changed since need not be built again.
[ ! -d build/O0 ] || { mkdir -p "$tree/build" && cp -Rp build/O0 "$tree/build/"; }

# Nothing in the tree differs from this one but what was taken away again.
unchanged() {
	for f in src models scenarios; do
		diff -r "$f" "$tree/$f" || return 1
	done
	cmp Makefile "$tree/Makefile"
}
