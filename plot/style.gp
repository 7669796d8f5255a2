# style.gp - what all charts share.  Loaded after the numbers, with these set:
#   W, H           width and height in pixels of what is below title and legend
#   n_key, K[]     names in the legend; key_kind = 'line' or 'box': how they are marked; key_shade: colours of a box's own (optional)
# Afterwards H is the whole height, `top` the share of it that title and legend take.
#
# Colours are those of Okabe and Ito, which colour-blind people tell apart; marks and dashes say the same again.  At 7 cm width the
# smallest text is 5 points high.
is_text = terminal_name eq 'dumb'
known(name) = strstrt(' '.GPVAL_TERMINALS.' ', ' '.name.' ') > 0
array colour[8] = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000', '#999999']
array shade[8] = ['#cfe3f1', '#fbe3cc', '#d5eedf', '#f3e0ec', '#fff3c4', '#e6e6e6', '#dddddd', '#eeeeee']
array mark[8] = [7, 5, 9, 13, 11, 6, 4, 8]
grey = '#555555'
small = ',12'

# Lines of the head: title, what was run, what bars mean, each as long as the picture is wide.
width = is_text ? 78 : int((W - 20) / 6.6)
array head[12]
n_head = 0
do for [text in "subtitle note"] {
	line = ''
	do for [word in value(text)] {
		if (strlen(line) && strlen(line) + 1 + strlen(word) > width) { n_head = n_head + 1; head[n_head] = line; line = word } \
		else { line = strlen(line) ? line.' '.word : word }
	}
	if (strlen(line)) { n_head = n_head + 1; head[n_head] = line }
}

# The legend: as many columns as its longest name allows.
longest = 0
do for [i=1:n_key] { if (strlen(K[i]) > longest) { longest = strlen(K[i]) } }
cell = 36 + 7.0 * longest
columns = int((W - 20) / cell) < 1 ? 1 : int((W - 20) / cell)
if (columns > n_key && n_key > 0) { columns = n_key }
key_rows = n_key ? (n_key + columns - 1) / columns : 0
head_height = 30.0 + 17 * n_head
top_height = head_height + 18.0 * key_rows + 6
H = H + top_height
top = is_text ? (3.0 + n_head + key_rows) / 30 : top_height / H

if (terminal_name eq 'svg') { set terminal svg size W,H dynamic noenhanced font 'Helvetica,14' background '#ffffff' }
if (terminal_name eq 'png') {
	if (!known('pngcairo')) { exit status 3 }
	set terminal pngcairo size 2*W,2*H noenhanced font 'Helvetica,14' fontscale 1.5 linewidth 2 pointscale 2
}
if (terminal_name eq 'pdf') {
	if (!known('pdfcairo')) { exit status 3 }
	set terminal pdfcairo size W/96.0,H/96.0 noenhanced font 'Helvetica,14' fontscale 0.75
}
if (is_text) { set terminal dumb 79,30 noenhanced mono }
if (picture ne '-') { set output picture }

do for [i=1:8] { set style line i lc rgb colour[i] lw 1.8 pt mark[i] ps 0.8 }
set style line 1 dt solid
set style line 2 dt (10,5)
set style line 3 dt (3,4)
set style line 4 dt (12,4,3,4)
set style line 5 dt (6,3,6,3,2,3)
set style line 6 dt (2,2)
set border 3 lc rgb grey lw 1
set tics nomirror scale 0.5 textcolor rgb '#222222'
set grid ytics lc rgb '#dddddd' lw 1 dt solid
set style fill solid 0.9 border rgb '#ffffff'
set errorbars small
set pointintervalbox 0
unset key

# Marks at 1, 2 and 5 times (in parts half as wide: at 1 and 3) each power of ten, at powers alone when there are many, or at the powers of two.
narrow = exists("n_panels") && n_panels > 1
decade = narrow ? '1 3' : '1 2 5'
base_ten(low, high) = log10(high / low) < 2.7
ones(axis) = 'set '.axis."tics ('' 0); do for [d=-4:9] { do for [m in decade] { set ".axis."tics add (sprintf('%g', m * 10.0 ** d) m * 10.0 ** d) } }"
if (exists("x_log")) {
	set format x '%g'
	if (!x_log) {
		span = x_high - x_low
		set xrange [x_low - 0.04 * span : x_high + 0.04 * span]
		if (span <= 12 && span == floor(span)) { set xtics 1 }
	}
	if (x_log) {
		set logscale x x_log
		set xrange [x_low / 1.2 : x_high * 1.2]
		first = x_log ** ceil(log(x_low) / log(x_log) - 1e-9)
		if (x_log == 2) { set xtics first, 2 ** (log(x_high / x_low) / log(2) > (narrow ? 3 : 7) ? 2 : 1), x_high * 1.01 }
		if (x_log == 10 && base_ten(x_low, x_high)) {
			eval ones('x')
		}
	}
}

y_of(line) = is_text ? 1 - (line + 0.5) / 30 : 1 - (line == 0 ? 15.0 : 19.0 + 17 * line) / H
x_of(pixel) = pixel / W
set label 101 title_text at screen x_of(10.0), screen y_of(0) left font ',16' textcolor rgb '#000000'
do for [i=1:n_head] { set label 101+i head[i] at screen x_of(10.0), screen y_of(i) left font small textcolor rgb grey }
do for [i=1:n_key] {
	key_x = 14.0 + ((i - 1) % columns) * (W - 20.0) / columns
	key_y = is_text ? 1 - (1.5 + n_head + (i - 1) / columns) / 30 : 1 - (head_height + 9 + 18 * ((i - 1) / columns)) / H
	if (is_text) {
		set label 200+i sprintf('%c %s', key_kind eq 'line' ? 64 + i : 48 + i, K[i]) at screen x_of(key_x), screen key_y left
	} else {
		set label 200+i K[i] at screen x_of(key_x + 26), screen key_y left font small textcolor rgb '#222222'
		if (key_kind eq 'line') {
			set arrow 200+i from screen x_of(key_x), screen key_y to screen x_of(key_x + 22), screen key_y nohead ls i
			set label 300+i '' at screen x_of(key_x + 11), screen key_y point ls i
		} else {
			set object 200+i rectangle from screen x_of(key_x + 4), screen key_y - 6.0 / H to screen x_of(key_x + 20), screen key_y + 6.0 / H \
				fillcolor rgb (exists("key_shade") ? shade[i] : colour[i]) fillstyle solid noborder
		}
	}
}
# In a picture of several parts the head belongs to the first alone: after it, eval head_done.
head_done = 'unset label; unset arrow; unset object'
