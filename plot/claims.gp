# claims.gp - published against simulated numbers of all kinds and units: the identity line, and how far each is off it.
numbers = ARG1; picture = ARG2; terminal_name = ARG3; scripts = ARG4
load numbers
W = 480
H = 560
n_key = 4
key_kind = 'line'
array K[4]
do for [i=1:4] { K[i] = value(sprintf('kind_%d', i)) }
note = 'grey: within 10 %; circle: missed; whiskers below: the tolerance of the claim'.(strlen(note) ? '; '.note : '')
stats $data using 2 name 'X' nooutput
stats $data using 3 name 'Y' nooutput
lowest = X_min / 3
highest = Y_max * 3
load scripts.'/style.gp'
set logscale x
set xrange [lowest : highest]
set grid xtics ytics
set lmargin 9
part(pixel) = (1 - top) * pixel / 560
set multiplot
set tmargin at screen 1 - top - part(8.0)
set bmargin at screen part(290.0)
set logscale y
set yrange [lowest : highest]
set format y '%.0s%c'
set format x ''
set ylabel 'simulated (own unit each)'
plot sample [lowest:highest] '+' using 1:($1 / 1.1):($1 * 1.1) with filledcurves lc rgb faint fillstyle solid 1.0 noborder title '10 %', \
	[lowest:highest] '+' using 1:1 with lines lc rgb grey lw 1 title 'equal', \
	for [i=1:4] $data using ($1 == i ? sqrt($2 * $3) : NaN):4:2:3:($4 - $5):($4 + $5) with xyerrorbars ls i dt solid title K[i], \
	$data using ($8 == 0 ? sqrt($2 * $3) : NaN):4 with points pt 6 ps 1.8 lw 1.5 lc rgb ink title 'missed'
eval head_done
unset logscale y
set tmargin at screen part(270.0)
set bmargin at screen part(50.0)
set format x '%.0s%c'
set format y '%g'
set yrange [-19:19]
set ytics ('>15' 15, '10' 10, '5' 5, '0' 0, '-5' -5, '-10' -10, '<-15' -15)
set xlabel 'published (own unit each)'
set ylabel 'off by (%)'
set xzeroaxis lc rgb grey lw 1
# Labels of nothing but one number that is not there end gnuplot 5.4 by a signal.
clip(v) = v > 15 ? 15 : v < -15 ? -15 : v
set object 1 rectangle from graph 0, first -10 to graph 1, first 10 behind fillcolor rgb shade[8] fillstyle solid noborder
plot for [i=1:4] $data using ($1 == i ? sqrt($2 * $3) : NaN):(clip($6)):(clip($6 - $7)):(clip($6 + $7)) with yerrorbars ls i dt solid title K[i], \
	$data using ($8 == 0 ? sqrt($2 * $3) : NaN):(clip($6)) with points pt 6 ps 1.8 lw 1.5 lc rgb ink title 'missed', \
	for [i=1:n_missed > 0] $data using ($8 == 0 ? sqrt($2 * $3) : NaN):(clip($6)):9 with labels left offset 1, 0.7 font small textcolor rgb soft title 'missed'
unset multiplot
