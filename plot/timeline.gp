# timeline.gp - a part of a trace: what lies in the rings and queues of one queue pair, and below it a row for each thing done or marked.
numbers = ARG1; picture = ARG2; terminal_name = ARG3; scripts = ARG4
load numbers
W = 640
H = 66 * n_series + 18 * n_rows + 88
n_key = 0
key_kind = 'line'
longest_row = 0
array K[n_series > 0 ? n_series : 1]
do for [i=1:n_series] { K[i] = value(sprintf('series_%d', i)) }
load scripts.'/style.gp'
set xrange [0 : x_last > 0 ? x_last : 1]
marks = "if (stall_to > stall_from) { set arrow 1 from stall_from, graph 0 to stall_from, graph 1 nohead lc rgb middling dt (4,3); set arrow 2 from stall_to, graph 0 to stall_to, graph 1 nohead lc rgb middling dt (4,3) }"
do for [i=1:n_series] { if (strlen(K[i]) + 6 > longest_row) { longest_row = strlen(K[i]) + 6 } }
do for [i=1:n_rows] { if (strlen(value(sprintf('row_%d', i))) > longest_row) { longest_row = strlen(value(sprintf('row_%d', i))) } }
left = is_text ? 0.3 : (20.0 + 6.9 * longest_row) * u / W
share = (is_text ? 0.4 : (18.0 * n_rows + 72) * u / H)
if (n_series && share > 0.6 * (1 - top)) { share = 0.6 * (1 - top) }
set multiplot
set lmargin at screen left
set rmargin at screen 0.98
set format x ''
set yrange [0 : *]
set offsets 0, 0, graph 0.1, 0
set ytics font small
high = n_series ? (1 - top - share) / n_series : 0
eval marks
do for [k=1:n_series] {
	set tmargin at screen 1 - top - 0.012 - (k - 1) * high
	set bmargin at screen 1 - top + 0.012 - k * high
	stats $data index k-1 using 2 name 'Y' nooutput
	unset ytics
	set ytics font small
	set ytics (0, Y_max > 0 ? Y_max : 1)
	set label 1 K[k] at screen left - 0.06, graph 0.5 right font small textcolor rgb soft
	plot $data index k-1 using 1:2 with steps lc rgb colour[1] lw 1.8 * u title K[k]
	eval head_done
	eval marks
}
unset offsets
set tmargin at screen share
set bmargin at screen (is_text ? 0.1 : 60.0 * u / H)
set format x '%g'
set xlabel 'time (us)'
unset ylabel
unset grid
set yrange [n_rows + 0.6 : 0.4]
set ytics scale 0 font small
set ytics ('' 0)
do for [i=1:n_rows] { set ytics add (value(sprintf('row_%d', i)) i) }
eval marks
if (n_rows > 0) {
	plot for [i=1:n_rows] $rows index i-1 using 1:(i):2:(0) with vectors nohead lw (value(sprintf('row_is_mark_%d', i)) ? 0 : 7 * u) lc rgb colour[1 + (i - 1) % 6] title 'work', \
		for [i=1:n_rows] $rows index i-1 using 1:(value(sprintf('row_is_mark_%d', i)) ? i : NaN) with points pt mark[1 + (i - 1) % 8] ps 0.7 * u lc rgb ink title 'marks'
} else {
	set yrange [0 : 1]
	plot NaN notitle
}
unset multiplot
