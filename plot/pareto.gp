# pareto.gp - latency against interrupts: median, 99th and 99.9th percentile of each setting; the line joins settings no other one beats.
numbers = ARG1; picture = ARG2; terminal_name = ARG3; scripts = ARG4
load numbers
W = 480
H = 350
n_key = 3
key_kind = 'line'
array K[3] = ['median', '99th percentile', '99.9th percentile']
stats $data using 1:3 name 'M' nooutput
stats $data using 7 name 'T' nooutput
note = note.'; dotted: the best 99th percentiles; labels: '.point_label
load scripts.'/style.gp'
set logscale xy
set format x '%g'
set format y '%g'
set xlabel x_label
set ylabel y_label
if (base_ten(M_min_x, M_max_x)) { eval ones('x') }
if (base_ten(M_min_y, T_max)) { eval ones('y') }
set grid xtics ytics
set tmargin at screen 1 - top
set xrange [M_min_x / 1.5 : M_max_x * 2]
set yrange [M_min_y / 1.3 : T_max * 2.6]
plot $data using ($9 == 1 ? $1 : NaN):5 smooth unique with lines lc rgb grey lw 1.5 dt (2,4) title 'best', \
	$data using 1:3:(0):($7 - $3) with vectors nohead lc rgb middling lw 1 title 'range', \
	$data using 1:7:8 with yerrorbars ls 3 dt solid title K[3], \
	$data using 1:5:6 with yerrorbars ls 2 dt solid title K[2], \
	$data using 1:3:4 with yerrorbars ls 1 dt solid title K[1], \
	$data using 1:7:10 with labels rotate by 60 left offset 0.2, 0.6 font small textcolor rgb soft title 'settings'
