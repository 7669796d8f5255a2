#!/bin/sh
# lint.sh 'C-FILES' 'SHELL-FILES' - style and static checks, each as far as its tool is installed.  Exit status 1 when one complains.
set -u
c_files=$1 sh_files=$2
bad=0

have() {
	command -v "$1" > /dev/null && return
	echo "lint: $1 is not installed, its check is left out" >&2
	return 1
}

# shellcheck disable=SC2086 # lists of file names without blanks
{
	if have clang-format; then
		for f in $c_files; do
			clang-format --dry-run -Werror "$f" 2> /dev/null && continue
			echo "$f: not the way clang-format wants it ('make format' rewrites it)"
			bad=1
		done
	fi
	if have cppcheck; then
		# Without CUnit's macros it would stumble over the tests.
		program=$(printf '%s\n' $c_files | grep -v '^tests/')
		cppcheck -q -j 2 --std=c11 --enable=warning,portability,performance --inline-suppr --error-exitcode=1 \
			--suppress=missingIncludeSystem --suppress=unknownMacro --suppress=internalAstError \
			--suppress=arrayIndexThenCheck -Isrc -D_POSIX_C_SOURCE=200809L $program || bad=1
	fi
	if have shellcheck; then
		present=
		for f in $sh_files; do
			[ ! -e "$f" ] || present="$present $f"
		done
		shellcheck $present || bad=1
	fi
}
[ $bad -eq 0 ] && echo 'lint: no complaints'
exit $bad
