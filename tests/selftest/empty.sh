#!/bin/sh
# empty.sh - reports that it tested nothing.
echo 'empty: 0 passed, 0 failed'
