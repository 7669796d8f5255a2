# page.awk - docs/scenario-language.md as a page for man (5).  Set version.  What Markdown the page uses, and no more: headings, fences,
# lists, tables (a row is a term and what is said of it), code, bold, links.

function plain(s) {
	gsub(/\\/, "\\e", s)
	gsub(/-/, "\\-", s)
	gsub(/\.\/simnic/, "simnic", s)
	return s ~ /^[.']/ ? "\\&" s : s
}

function words(s,    out, i, n, part) {
	while (match(s, /\[[^]]*\]\([^)]*\)/)) {
		part = substr(s, RSTART + 1, RLENGTH - 2)
		sub(/\].*/, "", part)
		s = substr(s, 1, RSTART - 1) part substr(s, RSTART + RLENGTH)
	}
	gsub(/\*\*/, "", s)
	n = split(s, piece, "`")
	for (i = 1; i <= n; i++)
		out = out (i % 2 ? plain(piece[i]) : "\\fB" plain(piece[i]) "\\fR")
	return out ~ /^[.']/ ? "\\&" out : out
}

function code_ends() {
	if (code) print ".fi\n.RE"
	code = 0
}
function code_begins() {
	if (!code) print ".PP\n.RS 4\n.nf"
	blank = 0
	code = 1
}

BEGIN {
	print ".TH SIMNIC\\-SCENARIO 5 \"\" \"simnic " version "\" \"File Formats\""
	print ".SH NAME\nsimnic\\-scenario \\- the scenario language of simnic\n.SH DESCRIPTION"
}
/^# / { next }
/^```/ {
	if (fenced) code_ends()
	else code_begins()
	fenced = !fenced
	next
}
fenced { print plain($0); next }
/^    / && !listed { code_begins(); print plain(substr($0, 5)); next }
{ code_ends() }
/^$/ { if (!blank) print ".PP"; blank = 1; listed = 0; next }
{ blank = 0 }
/^### / { print ".SS " words(substr($0, 5)); next }
/^## / { print ".SH " toupper(words(substr($0, 4))); next }
/^\|[-|]*\|$/ { next }
/^\|/ {
	sub(/^\| */, "")
	sub(/ *\|$/, "")
	at = index($0, " | ")
	if (!table++) next
	print ".TP\n" words(substr($0, 1, at - 1)) "\n" words(substr($0, at + 3))
	next
}
{ table = 0 }
/^- / { print ".IP \\(bu 2\n" words(substr($0, 3)); listed = 1; next }
{ sub(/^ +/, ""); print words($0) }
END { code_ends() }
