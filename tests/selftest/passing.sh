#!/bin/sh
# passing.sh - passes three tests and skips one.
echo 'passing: 3 passed, 0 failed, 1 skipped'
