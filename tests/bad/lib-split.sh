#!/bin/sh
# lib-split.sh FOLDER FILE... - write each case of the files (scenarios/*.cases) out as FOLDER/NAME.yaml, with what else it needs, and
# list the cases: name, file:line, and the line that is expected, with tabs between.
#
# A file of cases:
#
#	# What the cases are about; so may every case have a word before it.
#	== base
#	simnic: 1                          the scenario that the cases below change, up to the next base
#	nic:
#	  backend: ideal
#	run: {length: 1ms}
#
#	== a-name
#	run: {length: 1}                   takes the place of the base's "run", or comes at the end when there is none;
#	nic:                               what the base has below a key of its own line is changed likewise:
#	  backend: qemu                    "backend" below "nic"; a key that stands here twice comes to stand there twice
#	...                                what is no key at the margin comes at the end
#	-- without nic/backend             a key of the base that the case does not have
#	-- file platforms/a-name.yaml      the lines that follow go to this file
#	simnic-platform: 1
#	-> 4:15: error: expected a time    what is said of it, behind the file's name when that is FOLDER/a-name.yaml
#
#	== another-name whole escaped
#	simnic: 1\r                        "whole": the text is given, not a change of the base; "escaped": with the escapes of
#	title: caf\0351\c                  printf's %b, of which \c is the end of the file; in other cases a backslash is one
#	-> 2:11: error: byte 0xe9 is not UTF-8; expected text in UTF-8
set -eu
LC_ALL=C
export LC_ALL
to=$1
shift
mkdir -p "$to"
awk -v to="$to" -v plan="$to/escaped" '
function stop(why) {
	print FILENAME ":" FNR ": " why > "/dev/stderr"
	failed = 1
	exit 1
}

# The key of a line, below the open key "top" as "top/key"; "" when the line goes on with what stands before it.
function key_of(text, top) {
	if (text ~ /^[A-Za-z_.]+:( |$)/) return substr(text, 1, index(text, ":") - 1)
	if (top != "" && text ~ /^  [A-Za-z_]+:( |$)/) return top "/" substr(text, 3, index(text, ":") - 3)
	return ""
}

# A key with nothing behind it in its line.
function is_open(text) {
	return text ~ /^[A-Za-z_]+:$/
}

function base_line(text,   key) {
	key = key_of(text, base_top)
	if (key != "") {
		base_key[++blocks] = key
		base_text[blocks] = ""
		place[key] = blocks
		if (index(key, "/") == 0) base_top = is_open(text) ? key : ""
		parent[blocks] = base_top
		if (base_top != "") last[base_top] = blocks
	}
	if (!blocks) stop("a base begins with a key")
	base_text[blocks] = base_text[blocks] text "\n"
}

function new_base() {
	split("", place)
	split("", last)
	blocks = 0
	base_top = ""
}

# A line of a change: a block of its own or more of the block before.
function change_line(text,   key, top) {
	key = key_of(text, top_now)
	if (key != "" && index(key, "/") == 0) {
		top_now = is_open(text) && (key in last) ? key : ""
		if (top_now != "") return
	}
	if (key != "" || text !~ /^ /) new_block(key)
	if (at_end) tail = tail text "\n"
	else if (at_last != "") more[at_last] = more[at_last] text "\n"
	else new[at] = new[at] text "\n"
}

# Where a block of a change goes: at the place of the base that has its key, behind the last key of its mapping, or to the end.
function new_block(key) {
	at_end = 0
	at_last = ""
	if ((key in place) && !(place[key] in new)) {
		at = place[key]
		new[at] = ""
	} else if (index(key, "/")) at_last = last[substr(key, 1, index(key, "/") - 1)]
	else at_end = 1
}

function changed(   i, all, gone) {
	for (i = 1; i <= blocks; i++) {
		gone = parent[i] != "" && base_key[i] != parent[i] && (place[parent[i]] in new) # nic: 3 has nothing below it
		if (i in new) all = all new[i]
		else if (!gone) all = all base_text[i]
		all = all more[i]
	}
	return all tail
}

function write(name, text,   folder) {
	folder = name
	if (sub("/[^/]*$", "", folder) && !(folder in made)) {
		made[folder] = 1
		system("mkdir -p \"" to "/" folder "\"")
	}
	printf "%s", text > (to "/" name)
	close(to "/" name)
	if (escaped) print name > plan
}

function end_of_case() {
	if (file != "") write(file, body)
	else scenario()
	file = body = ""
}

function scenario() {
	if (!whole) body = changed()
	write(name ".yaml", body)
}

function begin(   i) {
	name = $2
	if (name in seen) stop("the name stands in " seen[name] ", too")
	seen[name] = FILENAME ":" FNR
	whole = escaped = 0
	for (i = 3; i <= NF; i++) {
		if ($i == "whole") whole = 1
		else if ($i == "escaped") escaped = 1
		else stop("unknown word " $i)
	}
	split("", new)
	split("", more)
	tail = body = file = top_now = at_last = ""
	at_end = 1
	state = "case"
}

/^== / {
	if (state == "case") stop("case " name " has no line that is expected")
	if ($2 == "base") {
		new_base()
		state = "base"
	} else begin()
	next
}
state == "case" && /^-> / {
	end_of_case()
	text = substr($0, 4)
	print name "\t" seen[name] "\t" (text ~ /^[0-9]/ ? name ".yaml:" : "") text
	state = ""
	next
}
state == "case" && /^-- without / {
	if (!($3 in place)) stop("the base has no " $3)
	new[place[$3]] = ""
	next
}
state == "case" && /^-- file / {
	end_of_case()
	file = $3
	next
}
state == "case" {
	if (whole || file != "") body = body $0 "\n"
	else change_line($0)
	next
}
state == "base" && NF && !/^#/ {
	base_line($0)
	next
}
NF && !/^#/ {
	stop("this belongs to no case")
}
END {
	if (!failed && state == "case") stop("case " name " has no line that is expected")
}
' "$@" > "$to/list"

: >> "$to/escaped"
while read -r file; do
	text=$(cat "$to/$file" && echo .)
	printf %b "${text%.}" > "$to/$file"
done < "$to/escaped"
cat "$to/list"
rm "$to/escaped" "$to/list"
