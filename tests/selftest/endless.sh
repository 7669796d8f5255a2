#!/bin/sh
# endless.sh - never ends by itself.
exec sleep 1000
