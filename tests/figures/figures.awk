# figures.awk - print file:line: number for each number of three or more significant digits in C code or its strings, unless
# allowed says why it may stand there.  First file: allowed; the others: sources.
#
# The comment a model begins with counts as a string, since the program shows it.  No figures by their nature: other comments,
# hexadecimal words (bit masks, magic and hash constants), powers of two (sizes), years without a unit, and numbers with two points or
# more (sections of specifications, versions).
function code_of(line,    out, c, two) {
	out = ""
	while (line != "") {
		c = substr(line, 1, 1); two = substr(line, 1, 2)
		if (in_comment) {
			if (two == "*/") { in_comment = 0; line = substr(line, 3) } else line = substr(line, 2)
		} else if (two == "/*") { in_comment = 1; line = substr(line, 3)
		} else if (two == "//") { return out
		} else if (c == "\"") {
			match(line, /^"([^"\\]|\\.)*"?/)
			out = out substr(line, 1, RLENGTH); line = substr(line, RLENGTH + 1)
		} else { out = out c; line = substr(line, 2) }
	}
	return out
}
function significant(n) {
	gsub(/\./, "", n); sub(/^0+/, "", n); sub(/0+$/, "", n)
	return length(n)
}
function power_of_two(n) {
	sub(/\.0$/, "", n)
	if (n ~ /\./) return 0
	while (n > 1 && n % 2 == 0) n /= 2
	return n == 1
}
# d: the digits, n: with what stands behind them.
function natural(d, n,    points) {
	points = d
	return gsub(/\./, "", points) >= 2 || power_of_two(d) || (n == d && d ~ /^(19[789]|20[0-3])[0-9]$/)
}
FNR == 1 { in_comment = 0; n_files++; shown = FILENAME ~ /(^|\/)models\// && /^\/\*/ }
n_files == 1 {
	if ($0 ~ /^#/ || $0 == "") next
	if (split($0, part, "\t") < 3 || part[3] == "") { print FILENAME ":" FNR ": expected number, file and reason, with tabs between"; bad = 1; next }
	allowed[part[2] " " part[1]] = FNR
	next
}
{
	rest = shown ? $0 : code_of($0)
	if (/\*\//) shown = 0
	while (match(rest, /[0-9][0-9A-Za-z_.]*/)) {
		n = substr(rest, RSTART, RLENGTH)
		before = RSTART > 1 ? substr(rest, RSTART - 1, 1) : ""
		rest = substr(rest, RSTART + RLENGTH)
		if (before ~ /[A-Za-z_]/ || n ~ /^0[xX]/) continue
		match(n, /^[0-9.]+/)
		d = substr(n, 1, RLENGTH)
		if (significant(d) < 3 || natural(d, n)) continue
		if ((FILENAME " " d) in allowed) { used[FILENAME " " d] = 1; continue }
		if (("* " d) in allowed) { used["* " d] = 1; continue }
		if ((FILENAME " *") in allowed) { used[FILENAME " *"] = 1; continue }
		print FILENAME ":" FNR ": " d ": a figure in the program; prices, times, rates and published numbers stand in YAML, else say why in tests/figures/allowed"
		bad = 1
	}
}
END {
	for (k in allowed)
		if (!(k in used) && !partial) { print "allowed:" allowed[k] ": '" k "' is not there any more"; bad = 1 }
	exit bad + 0
}
