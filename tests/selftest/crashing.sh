#!/bin/sh
# crashing.sh - dies half-way.
kill -s SEGV $$
