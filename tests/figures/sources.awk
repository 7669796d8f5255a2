# sources.awk - print file:line for each price of a platform file ({value: ...}) without a source that says something.
/^[ \t]*#/ { next }
/^base:/ { based = 1 } # what is missing here stands there
/\{[ \t]*value:/ || /^[ \t]*value:/ {
	n++
	if ($0 ~ /source:[ \t]*"[^"]*[^" \t][^"]*"/ || $0 ~ /source:[ \t]*[^"\047 \t{},][^"]*/) next
	print FILENAME ":" FNR ": a price without a source"
	bad = 1
}
END {
	if (!n && !based) { print "no price found"; bad = 1 }
	exit bad + 0
}
