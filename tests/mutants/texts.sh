#!/bin/sh
# texts.sh - every bug of this folder still has its text in the sources, once: one that has not would be no bug that is caught.
[ -n "${LONG-}" ] || {
	echo 'the texts of bugs are looked for as part of check-all (LONG=1)'
	exit 77
}
exec sh "$(dirname "$0")/run" -n
