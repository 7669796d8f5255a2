#!/bin/sh
# slow.sh - takes longer than its limit, but says something now and then, and then works without a word.
for i in 1 2 3 4 5 6 7 8; do
	echo "$i"
	sleep 0.5
done
until [ "$(cut -d " " -f 14 /proc/$$/stat)" -ge 150 ]; do
	i=0
	while [ $i -lt 20000 ]; do i=$((i + 1)); done
done
echo "slow: 1 passed, 0 failed"
