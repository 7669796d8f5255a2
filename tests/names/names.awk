# names.awk ALLOWED TABLE SOURCE... - find strings in C sources that name a statistic of the table, a member of a family, or a beginning
# or end that several names share ("latency_", "_per_packet"), by which they could be told apart.  ALLOWED has a line for each that means
# something else: string, file, reason.  Prints file:line for each offence, and each allowed string that is not there any more (unless
# partial=1); exit status 1 when there is one.
function offence(text) { print text; bad = 1 }

# The name a row of the table begins with, "" when the line begins none.
function name_in(line,    part) {
	if (line ~ /^STATISTIC\(/) { sub(/^STATISTIC\(/, "", line); sub(/,.*/, "", line); return line }
	if (line ~ /^COUNTED\(/) { split(line, part, /[(,] */); return part[3] }
	if (line ~ /^FAMILY\([a-z0-9_]+, "[^"]/) { split(line, part, /"/); return part[2] }
	return ""
}

function add_name(name,    i) {
	n_names++
	if (name ~ /\*/) { split(name, ends, "*"); before[++n_families] = ends[1]; after[n_families] = ends[2] }
	else is_name[name] = 1
	for (i = 1; i < length(name); i++) {
		if (substr(name, i, 1) != "_") continue
		begins[substr(name, 1, i)]++
		finishes[substr(name, i)]++
	}
}

function is_member(s,    k) {
	for (k = 1; k <= n_families; k++)
		if (length(s) >= length(before[k] after[k]) && index(s, before[k]) == 1 &&
		    substr(s, length(s) - length(after[k]) + 1) == after[k]) return 1
	return 0
}

function judge(s) {
	gsub(/[*]/, "", s) # as of a pattern
	if (s !~ /^[a-z0-9_]+$/ || !(s in is_name || begins[s] > 1 || finishes[s] > 1 || is_member(s))) return
	if ((s, FILENAME) in reason) { used[s, FILENAME] = 1; return }
	offence(FILENAME ":" FNR ": \"" s "\": the name of a statistic; ask its row (src/nic/statistic.h)")
}

FNR == 1 { n_files++; in_comment = 0 }
n_files == 1 {
	if (/^(#|$)/) next
	if (split($0, word, "\t") != 3 || word[3] == "") { offence(FILENAME ":" FNR ": expected string, file and reason"); next }
	reason[word[1], word[2]] = word[3]
	next
}
n_files == 2 { if (name_in($0) != "") add_name(name_in($0)); next }
/^[ \t]*#[ \t]*include/ { next }
{
	line = $0
	while (line != "") {
		two = substr(line, 1, 2)
		if (in_comment) { if (two == "*/") { in_comment = 0; line = substr(line, 3) } else line = substr(line, 2) }
		else if (two == "/*") { in_comment = 1; line = substr(line, 3) }
		else if (match(line, /^\047([^\047\\]|\\.)*\047/)) line = substr(line, RLENGTH + 1)
		else if (match(line, /^"([^"\\]|\\.)*"/)) { judge(substr(line, 2, RLENGTH - 2)); line = substr(line, RLENGTH + 1) }
		else line = substr(line, 2)
	}
}
END {
	if (n_names == 0) offence("there is no row in the table")
	for (k in reason)
		if (!partial && !(k in used)) { split(k, word, SUBSEP); offence("'" word[2] " " word[1] "' is not there any more") }
	exit bad
}
