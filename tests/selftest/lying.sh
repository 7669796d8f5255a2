#!/bin/sh
# lying.sh - reports success in words, failure by its exit status.
echo 'lying: 2 passed, 0 failed'
exit 1
