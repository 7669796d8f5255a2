# throughput.gp - throughput along an axis, a line for each scheme (or whatever else differs), a part for each further value.
numbers = ARG1; picture = ARG2; terminal_name = ARG3; scripts = ARG4
load numbers
rows = n_panels > 1 ? (n_panels + 1) / 2 : 1
W = 480
H = rows > 1 ? 195 * rows : 270
n_key = n_series > 1 ? n_series : 0
key_kind = 'line'
array K[n_series]
do for [i=1:n_series] { K[i] = value(sprintf('series_%d', i)) }
top_of(a, b) = b > a ? b : a
stats $data using (top_of($2 + $3, $5)) name 'Y' nooutput
note = note.band_note
load scripts.'/style.gp'
set xlabel x_label
set ylabel y_label
set yrange [0 : Y_max * 1.08]
if (n_panels == 1) {
	set tmargin at screen 1 - top
	plot for [i=1:n_series] $data index i-1 using 1:(is_text ? NaN : $4):5 with filledcurves fillcolor rgb colour[i] fillstyle transparent solid 0.15 noborder title 'band', \
		for [i=1:n_series] $data index i-1 using 1:2:3 with yerrorlines ls i title value(sprintf('series_%d', i))
} else {
	step = 10 ** floor(log10(Y_max))
	step = step * (Y_max / step < 2 ? 0.5 : Y_max / step < 5 ? 1 : 2)
	set ytics step font small
	set xtics font small
	set multiplot
	height = (1 - top) / rows
	do for [k=1:n_panels] {
		set size 0.5, height
		set origin 0.5 * ((k - 1) % 2), 1 - top - height * ((k - 1) / 2 + 1)
		set tmargin 2
		set label 1 value(sprintf('panel_%d', k)) at graph 0.02, graph 1 offset 0, 0.7 left font small
		if (k % 2) { set ylabel y_label } else { unset ylabel }
		if (k + 2 > n_panels) { set xlabel x_label } else { unset xlabel }
		plot for [i=1:n_series] $data index (k-1)*n_series+i-1 using 1:(is_text ? NaN : $4):5 with filledcurves fillcolor rgb colour[i] fillstyle transparent solid 0.15 noborder title 'band', \
			for [i=1:n_series] $data index (k-1)*n_series+i-1 using 1:2:3 with yerrorlines ls i title value(sprintf('series_%d', i))
		eval head_done
	}
	unset multiplot
}
