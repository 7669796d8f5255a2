#!/bin/sh
# lib-captures.sh FOLDER FILE... - write each capture of the files (captures/pcap.cases, captures/pcapng.cases) out as FOLDER/NAME.pcap
# or .pcapng, as its file is called, and list them: name, file:line, and what is said of it, with tabs between.
#
#	# A comment, in a line of its own or behind bytes.
#	FRAME = aadeac65 ae7dfef1          a piece of captures has a name in capitals
#	PACKET = 01000000 42000000 FRAME
#	== a-name
#	d4c3b2a1 00*20                     bytes in hexadecimal, of which some may be repeated
#	PACKET
#	01000000 42000000 FRAME/4          only the first four bytes of a piece
#	-> error: packet 2 is cut          what is said, behind the capture's name
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

# The bytes of the words from the n-th on, two digits each.
function bytes(n,   all, part, count) {
	for (; n <= NF && $n !~ /^#/; n++) {
		split($n, part, "[*/]")
		count = part[2] + 0
		if ($n ~ /^[A-Z]/) {
			if (!(part[1] in piece)) stop("there is no piece " part[1])
			all = all ($n ~ "/" ? substr(piece[part[1]], 1, 2 * count) : piece[part[1]])
		} else if ($n ~ /^[0-9a-f][0-9a-f][*][0-9]+$/)
			while (count--)
				all = all part[1]
		else if ($n ~ /^[0-9a-f]+$/ && length($n) % 2 == 0) all = all $n
		else stop("unknown word " $n)
	}
	return all
}

# What printf %b makes these bytes of.
function escapes(hex,   i, all) {
	for (i = 1; i < length(hex); i += 2)
		all = all octal[substr(hex, i, 2)]
	return all
}

BEGIN {
	for (i = 0; i < 256; i++)
		octal[sprintf("%02x", i)] = sprintf("\\0%03o", i)
}
/^#/ || !NF {
	next
}
/^== / {
	if (name != "") stop("capture " name " has no line that is expected")
	name = $2
	end = FILENAME
	sub(".*/", "", end)
	sub("[.].*", "", end)
	name = name "." end
	if (name in seen) stop("the name stands in " seen[name] ", too")
	seen[name] = FILENAME ":" FNR
	body = ""
	next
}
name != "" && /^-> / {
	printf "%s", escapes(body) > (to "/" name)
	close(to "/" name)
	print name > plan
	print name "\t" seen[name] "\t" substr($0, 4)
	name = ""
	next
}
name != "" {
	body = body bytes(1)
	next
}
/^[A-Z][A-Z0-9]* = / {
	piece[$1] = bytes(3)
	next
}
{
	stop("this belongs to no capture")
}
END {
	if (!failed && name != "") stop("capture " name " has no line that is expected")
}
' "$@" > "$to/list"

while read -r file; do
	IFS= read -r text < "$to/$file" || : # a line without an end
	printf %b "$text" > "$to/$file"
done < "$to/escaped"
cat "$to/list"
rm "$to/escaped" "$to/list"
