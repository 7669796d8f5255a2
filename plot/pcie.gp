# pcie.gp - bytes that cross the link for a packet, to the host and to the device, and how much of the link that is.
numbers = ARG1; picture = ARG2; terminal_name = ARG3; scripts = ARG4
load numbers
W = 480
H = 3 * 150 + 54
n_key = n_series > 1 ? n_series : 0
key_kind = 'line'
by_series = 1
array K[n_series]
do for [i=1:n_series] { K[i] = value(sprintf('series_%d', i)) }
array most[3]; array least[3]
do for [k=1:3] {
	stats $data using (column(2 * k)) name 'Y' nooutput
	most[k] = Y_max; least[k] = Y_min
}
load scripts.'/style.gp'
foot = 54.0 * u / H
height = (1 - top - foot) / 3
set lmargin 9
array panel[3] = ['to host memory (B per packet)', 'to the device (B per packet)', 'use of the busier direction (%)']
set multiplot
do for [j=1:3] {
	k = 4 - j # the lowest first, for it alone has marks on its axis
	edge = 1 - top - height * (k - 1)
	set tmargin at screen edge - 24.0 * u / H
	set bmargin at screen edge - height + 8.0 * u / H
	if (k == 3) { set xlabel x_label } else { unset xlabel; set xtics format '' scale 0; if (x_log) { unset xtics } }
	y_high = most[k]; y_low = least[k]; y_log = k < 3 && y_low > 0 && y_high > 30 * y_low
	unset logscale y; set ytics auto
	eval scale_y
	if (k == 3) { set yrange [0:105] }
	set format y '%g'
	set label 1 panel[k] at graph 0, graph 1 offset 0, 0.7 left font small textcolor rgb soft
	plot for [i=1:n_series] $data index i-1 using 1:(column(2 * k)):(column(2 * k + 1)) with yerrorlines ls i title value(sprintf('series_%d', i))
	eval head_done
}
unset multiplot
