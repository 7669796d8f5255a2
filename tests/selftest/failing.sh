#!/bin/sh
# failing.sh - fails on purpose and counts nothing.
echo 'this failure is wanted'
exit 3
