# style.gp - what all charts share.  Loaded after the numbers, with these set:
#   W, H           width and height of what is below title and legend, in pixels of a page; on a slide it is as high as there is room
#   n_key, K[]     names in the legend; key_kind = 'line' or 'box': how they are marked; key_shade: colours of a box's own (optional)
#   by_series      (optional) styles are those of series: the numbers say which share a colour (colour_1 ..), which a mark (mark_1 ..),
#                  and how many later ones lie upon a line (under_1 ..), which is drawn wider, so that it is seen
#   size_name      page, 16:9 or 4:3; palette_name: light or dark
# Afterwards H is the whole height, `top` the share of it that title and legend take, u the pixels for one of a page.
#
# Colours are those of Okabe and Ito, which colour-blind people tell apart, lighter ones on dark paper; marks and dashes say the same again.
# At 7 cm width the smallest text of a page is 5 points high; that of a slide is at least 17 pixels.
is_text = terminal_name eq 'dumb'
known(name) = strstrt(' '.GPVAL_TERMINALS.' ', ' '.name.' ') > 0
if (!exists("size_name")) { size_name = 'page' }
is_slide = size_name ne 'page' && !is_text
is_dark = exists("palette_name") && palette_name eq 'dark' && !is_text
u = is_slide ? (size_name eq '16:9' ? 1.5 : 1.45) : 1.0
W = is_slide ? (size_name eq '16:9' ? 1280 : 1024) : W
array colour[8] = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000', '#999999']
array shade[8] = ['#cfe3f1', '#fbe3cc', '#d5eedf', '#f3e0ec', '#fff3c4', '#e6e6e6', '#dddddd', '#eeeeee']
paper = '#ffffff'; ink = '#000000'; soft = '#222222'; grey = '#555555'; faint = '#dddddd'; middling = '#aaaaaa'
if (is_dark) {
	array colour[8] = ['#56b4e9', '#ff8c42', '#2fcf9f', '#e8a3cb', '#f5c242', '#9aa8ff', '#ffffff', '#9a9a9a']
	array shade[8] = ['#1d3b52', '#4a3320', '#1d4033', '#44303d', '#453d1c', '#3a3a3a', '#333333', '#2c2c2c']
	paper = '#16191d'; ink = '#ffffff'; soft = '#e6e6e6'; grey = '#b4bac1'; faint = '#3a4047'; middling = '#7a828a'
}
array mark[8] = [7, 5, 9, 13, 11, 6, 4, 8]
array dashes[8] = ['solid', '(10,5)', '(3,4)', '(12,4,3,4)', '(6,3,6,3,2,3)', '(2,2)', 'solid', 'solid']
font_of(size) = sprintf(',%g', size * u)
small = font_of(12)

# Lines of the head: title, what was run, what bars mean, each as long as the picture is wide.
width = is_text ? 78 : int((W - 20 * u) / (6.6 * u))
array head[12]
n_head = 0
if (!exists("scenario_title")) { scenario_title = '' }
do for [text in "scenario_title subtitle note"] {
	line = ''; word = ''; letters = value(text).' '
	do for [i=1:strlen(letters)] { # not "for [word in ...]", which takes quotes away
		letter = letters[i:i]
		if (letter ne ' ') { word = word.letter } \
		else { if (strlen(line) && strlen(line) + 1 + strlen(word) > width) { n_head = n_head + 1; head[n_head] = line; line = word } \
		else { line = strlen(line) && strlen(word) ? line.' '.word : line.word }; word = '' }
	}
	if (strlen(line)) { n_head = n_head + 1; head[n_head] = line }
}

# The legend: as many columns as its longest name allows.
longest = 0
do for [i=1:n_key] { if (strlen(K[i]) > longest) { longest = strlen(K[i]) } }
cell = (36 + 7.0 * longest) * u
columns = int((W - 20 * u) / cell) < 1 ? 1 : int((W - 20 * u) / cell)
if (columns > n_key && n_key > 0) { columns = n_key }
key_rows = n_key ? (n_key + columns - 1) / columns : 0
head_height = (30.0 + 17 * n_head) * u
top_height = head_height + (18.0 * key_rows + 6) * u
H = is_slide ? (size_name eq '16:9' ? 720.0 : 768.0) : H + top_height
top = is_text ? (3.0 + n_head + key_rows) / 30 : top_height / H

if (terminal_name eq 'svg') { set terminal svg size W,H dynamic noenhanced font 'Helvetica'.font_of(14) background paper }
if (terminal_name eq 'png') {
	if (!known('pngcairo')) { exit status 3 }
	set terminal pngcairo size 2*W,2*H noenhanced font 'Helvetica'.font_of(14) fontscale 1.5 linewidth 2 pointscale 2 background paper
}
if (terminal_name eq 'pdf') {
	if (!known('pdfcairo')) { exit status 3 }
	set terminal pdfcairo size W/96.0,H/96.0 noenhanced font 'Helvetica'.font_of(14) fontscale 0.75 background paper
}
if (is_text) { set terminal dumb 79,30 noenhanced mono }
if (picture ne '-') { set output picture }

# A second factor of boxes is told by how light they are.
part_of(hex, at) = int('0x'.hex[at:at+1])
between(a, b, at, t) = int(part_of(a, at) * (1 - t) + part_of(b, at) * t)
blend(a, b, t) = sprintf('#%02x%02x%02x', between(a, b, 2, t), between(a, b, 4, t), between(a, b, 6, t))
array tint[8]
is_told(name) = exists("by_series") && exists(name)
do for [i=1:8] {
	c = is_told(sprintf('colour_%d', i)) ? value(sprintf('colour_%d', i)) : i
	m = is_told(sprintf('mark_%d', i)) ? value(sprintf('mark_%d', i)) : i
	wider = is_told(sprintf('under_%d', i)) ? value(sprintf('under_%d', i)) : 0
	tint[i] = is_told('n_factors') && n_factors > 1 && key_kind eq 'box' && m > 1 ? blend(colour[c], paper, m > 3 ? 0.7 : 0.28 * (m - 1)) : colour[c]
	eval sprintf("set style line %d lc rgb '%s' lw %g pt %d ps %g dt %s", i, tint[i], (1.8 + 3 * wider) * u, mark[m], (0.8 + 0.45 * wider) * u, \
		wider ? 'solid' : dashes[m])
}
set border 3 lc rgb grey lw 1
set tics nomirror scale 0.5 textcolor rgb soft
set xlabel textcolor rgb soft
set ylabel textcolor rgb soft
set key textcolor rgb soft
set grid ytics lc rgb faint lw 1 dt solid
set style fill solid 0.9 border rgb paper
set errorbars small
set pointintervalbox 0
unset key

# Marks at 1, 2 and 5 times (in parts half as wide: at 1 and 3) each power of ten, at powers alone when there are many, or at the powers of two.
narrow = exists("n_panels") && n_panels > 1 && !is_slide
decade = narrow ? '1 3' : '1 2 5'
base_ten(low, high) = log10(high / low) < 2.7
ones(axis) = 'set '.axis."tics ('' 0); do for [d=-4:9] { do for [m in decade] { set ".axis."tics add (sprintf('%g', m * 10.0 ** d) m * 10.0 ** d) } }"
if (exists("x_log")) {
	set format x '%.7g'
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

# Of an axis of values, from the smallest and the largest of them.
log_ticks = "if (base_ten(y_low, y_high)) { eval ones('y') }"
scale_y = "if (exists('y_log') && y_log && y_low > 0) { set logscale y; set format y '%g'; set yrange [y_low / 1.3 : y_high * 1.3]; eval log_ticks } else { set yrange [(y_low < 0 ? y_low * 1.08 : 0) : (y_high > 0 ? y_high * 1.08 : 1)] }"

y_of(line) = is_text ? 1 - (line + 0.5) / 30 : 1 - (line == 0 ? 15.0 : 19.0 + 17 * line) * u / H
x_of(pixel) = pixel * u / W
set label 101 title_text at screen x_of(10.0), screen y_of(0) left font font_of(16) textcolor rgb ink
do for [i=1:n_head] { set label 101+i head[i] at screen x_of(10.0), screen y_of(i) left font small textcolor rgb grey }
do for [i=1:n_key] {
	key_x = 14.0 + ((i - 1) % columns) * (W / u - 20.0) / columns
	key_y = is_text ? 1 - (1.5 + n_head + (i - 1) / columns) / 30 : 1 - (head_height + (9 + 18 * ((i - 1) / columns)) * u) / H
	if (is_text) {
		set label 200+i sprintf('%c %s', key_kind eq 'line' ? 64 + i : 48 + i, K[i]) at screen x_of(key_x), screen key_y left
	} else {
		set label 200+i K[i] at screen x_of(key_x + 26), screen key_y left font small textcolor rgb soft
		if (key_kind eq 'line') {
			set arrow 200+i from screen x_of(key_x), screen key_y to screen x_of(key_x + 22), screen key_y nohead ls i
			set label 300+i '' at screen x_of(key_x + 11), screen key_y point ls i
		} else {
			set object 200+i rectangle from screen x_of(key_x + 4), screen key_y - 6.0 * u / H to screen x_of(key_x + 20), screen key_y + 6.0 * u / H \
				fillcolor rgb (exists("key_shade") ? shade[i] : tint[i]) fillstyle solid noborder
		}
	}
}
# In a picture of several parts the head belongs to the first alone: after it, eval head_done.
head_done = 'unset label; unset arrow; unset object'
