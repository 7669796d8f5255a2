#!/bin/sh
# spinning.sh - works for ever.
while :; do :; done
