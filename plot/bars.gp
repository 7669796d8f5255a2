# bars.gp - a handful of points side by side, one statistic to a part, each on a scale of its own.
numbers = ARG1; picture = ARG2; terminal_name = ARG3; scripts = ARG4
load numbers
across = n_series > 3 && size_name eq 'page' ? 2 : 3
if (across > n_bars) { across = n_bars }
rows = (n_bars + across - 1) / across
W = 480
H = 125 * rows
n_key = n_series > 1 ? n_series : 0
key_kind = 'box'
by_series = 1
array K[n_series]
do for [i=1:n_series] { K[i] = value(sprintf('series_%d', i)) }
array highest[n_bars]
top_of(a, b) = b > a ? b : a
do for [k=1:n_bars] {
	stats $data index k-1 using (top_of($2 + $3, $5)) name 'Y' nooutput
	highest[k] = Y_max > 0 ? Y_max * 1.22 : 1
}
note = note.band_note.none_note
load scripts.'/style.gp'
unset grid
set border 1 front
unset xtics
unset ytics
set xrange [0.4 : n_series + 0.6]
set boxwidth 0.8
height = (1 - top) / rows
set multiplot
do for [k=1:n_bars] {
	set size 1.0 / across, height
	set origin ((k - 1) % across) * 1.0 / across, 1 - top - height * ((k - 1) / across + 1)
	set lmargin 1.5; set rmargin 1.5; set tmargin 2.2; set bmargin 0.6
	set label 1 value(sprintf('bar_%d', k)) at graph 0.5, graph 1.0 offset 0, 0.9 center font small textcolor rgb soft
	set yrange [0 : highest[k]]
	plot for [i=1:n_series] $data index k-1 using ($0 + 1 == i ? $1 : NaN):2 with boxes ls i dt solid title value(sprintf('series_%d', i)), \
		$data index k-1 using 1:($5 > $4 ? $4 : NaN):($1 - 0.12):($1 + 0.12):4:5 with boxxyerror lc rgb soft fillstyle transparent solid 0.25 border lc rgb soft title 'band', \
		$data index k-1 using 1:($3 > 0 ? $2 - $3 : NaN):(0):(2 * $3) with vectors nohead lc rgb ink lw 1.5 title 'interval', \
		$data index k-1 using 1:(top_of($2 + $3, $5)):6 with labels offset 0, 0.6 font small textcolor rgb soft title 'values'
	eval head_done
}
unset multiplot
