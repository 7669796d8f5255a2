# specification.awk - the C table of models; input: their kinds and names.  Set folder: where each is in KIND_NAME.c.
#
# What a model is and does stands in the comment its file begins with, and nowhere else:
#
#   /*
#    * KIND_NAME.c - what it is, in one sentence.
#    *
#    * 1. The numbered steps of one packet, with their sources, in lines as they shall be shown.
#    */
#
# The sentence up to the first blank line is its summary, without the full stop; the rest are its steps, line by line, without the
# stars.  A file that does not begin so is an error.

function fail(line, text) {
	print file ":" line ": error: " text ", expected the model's specification at its top: /* " name ".c - what it is. */ with the" \
		" numbered steps of one packet behind a blank line" | "cat >&2"
	failed = 1
	exit 1
}

# As a string literal.  gsub would do, if all awks agreed on backslashes in what it puts in.
function quoted(s,    out, i, c) {
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c == "\t") c = "\\t"
		else if (c == "\\" || c == "\"" || c == "?") c = "\\" c
		out = out c
	}
	return "\"" out "\""
}

# Takes the comment of a file into comment[1..n], without stars and blank lines at the end.
function read_comment(    line, end, more) {
	n = end = 0
	while (!end && (more = (getline line < file)) > 0) {
		sub(/\r$/, "", line)
		if (n == 0 && !sub(/^\/\*+/, "", line)) fail(1, "no comment")
		if (n > 0 && line !~ /^[ \t]*\*+\//) sub(/^[ \t]*\*/, "", line)
		end = match(line, /\*+\//)
		if (end) line = substr(line, 1, end - 1)
		sub(/^ /, "", line)
		sub(/[ \t]+$/, "", line)
		comment[++n] = line
	}
	close(file)
	if (more < 0) fail(1, "it can not be read")
	if (n == 0) fail(1, "an empty file")
	if (!end) fail(1, "a comment without end")
	while (n > 0 && comment[n] == "") n--
}

# Takes the summary off; returns the number of the line behind it.
function read_summary(    i, head) {
	for (i = 1; i <= n && comment[i] == ""; i++);
	if (i > n) fail(1, "an empty comment")
	head = name ".c - "
	if (index(comment[i] " ", head) != 1) fail(i, "something else")
	summary = substr(comment[i], length(head) + 1)
	while (++i <= n && comment[i] != "") {
		sub(/^ +/, "", comment[i])
		summary = summary " " comment[i]
	}
	sub(/\.$/, "", summary)
	if (summary !~ /[^ ]/) fail(i - 1, "no summary")
	while (i <= n && comment[i] == "") i++
	if (i > n) fail(n, "no steps")
	return i
}

{
	name = $1 "_" $2
	file = folder "/" name ".c"
	read_comment()
	i = read_summary()
	print "static const char *const steps_" name "[] = {"
	for (; i <= n; i++) print "\t" quoted(comment[i]) ","
	print "\tNULL,\n};\nextern const struct model " name ";\n"
	row[++rows] = "{" quoted($1) ", " quoted($2) ", &" name ", " quoted(summary) ", steps_" name "},"
}
END {
	if (failed) exit 1
	print "const struct registered registry[] = {"
	for (i = 1; i <= rows; i++) print "\t" row[i]
	print "\t{NULL, NULL, NULL, NULL, NULL},\n};"
}
