# throughput.gp - a statistic along an axis, a line for each scheme (or whatever else differs), a part for each further value.
numbers = ARG1; picture = ARG2; terminal_name = ARG3; scripts = ARG4
load numbers
across = n_panels == 1 ? 1 : size_name ne 'page' && n_panels > 2 && n_panels != 4 ? 3 : 2
rows = (n_panels + across - 1) / across
W = 480
H = rows > 1 ? 195 * rows : 270
n_key = n_series > 1 ? n_series : 0
key_kind = 'line'
by_series = 1
array K[n_series]
do for [i=1:n_series] { K[i] = value(sprintf('series_%d', i)) }
top_of(a, b) = b > a ? b : a
foot_of(a, b) = b < a ? b : a
stats $data using (top_of($2 + $3, $5)) name 'Y' nooutput
stats $data using (foot_of($2 - $3, $4)) name 'L' nooutput
stats $data using (top_of($2, $5)) name 'M' nooutput
stats $data using 2 name 'V' nooutput
# An interval that leaves the picture has no end there, and none of what can't be negative goes below nothing.
y_high = Y_max > 1.6 * M_max && M_max > 0 ? 1.6 * M_max : Y_max
y_low = V_min >= 0 && L_min < 0 ? 0 : L_min
if (exists('y_log') && y_log && V_min > 0 && y_low < V_min / 3) { y_low = V_min / 3 }
note = note.band_note.hidden_note
load scripts.'/style.gp'
set xlabel x_label
set ylabel y_label
eval scale_y
# Words along the axis stand beside each other: nothing lies between them.
if (exists("n_ticks")) {
	set xtics ('' 1)
	do for [i=1:n_ticks] { set xtics add (value(sprintf('tick_%d', i)) value(sprintf('tick_at_%d', i))) }
}
is_words = exists("n_words")
if (is_words) {
	set xrange [0.5 : n_words + 0.5]
	set xtics ('' 0)
	do for [i=1:n_words] { set xtics add (value(sprintf('word_%d', i)) i) }
}
line = is_words ? 'yerrorbars' : 'yerrorlines'
draw = "plot for [i=1:n_series] $data index part*n_series+i-1 using 1:(is_text ? NaN : $4):5 with filledcurves fillcolor rgb tint[i] fillstyle transparent solid 0.15 noborder title 'band', \
	for [i=1:n_series] $data index part*n_series+i-1 using 1:2:3 with ".line." ls i title value(sprintf('series_%d', i))"
part = 0
if (n_panels == 1) {
	set tmargin at screen 1 - top
	eval draw
} else {
	if (!exists("y_log") || !y_log) {
		step = 10 ** floor(log10(y_high))
		step = step * (y_high / step < 2 ? 0.5 : y_high / step < 5 ? 1 : 2)
		set ytics step
	}
	set ytics font small
	set xtics font small
	set multiplot
	foot = size_name eq 'page' ? 0 : 0.012
	height = (1 - top - foot) / rows
	do for [k=1:n_panels] {
		set size 1.0 / across, height
		set origin ((k - 1) % across) * 1.0 / across, 1 - top - height * ((k - 1) / across + 1)
		set tmargin 2
		set label 1 value(sprintf('panel_%d', k)) at graph 0.02, graph 1 offset 0, 0.7 left font small textcolor rgb soft
		if (k % across == 1) { set ylabel y_label } else { unset ylabel }
		if (k + across > n_panels) { set xlabel x_label } else { unset xlabel }
		part = k - 1
		eval draw
		eval head_done
	}
	unset multiplot
}
