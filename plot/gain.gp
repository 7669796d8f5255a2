# gain.gp - what one choice carries over another along an axis, with what limited the one it is compared with as a band behind it.
numbers = ARG1; picture = ARG2; terminal_name = ARG3; scripts = ARG4
load numbers
W = 480
H = 280
n_key = n_limits
key_kind = 'box'
by_series = 1
key_shade = 1
array K[n_limits]
do for [i=1:n_limits] { K[i] = 'limited before by '.value(sprintf('limit_%d', i)) }
stats $data index 0 using 2 name 'N' nooutput
rows = N_records
array X[rows + 2]
array L[rows + 2]
stats $data index 0 using (X[int($0) + 1] = $1, L[int($0) + 1] = $4, 0) name 'C' nooutput
stats $data using ($5 < $2 - $3 ? $5 : $2 - $3) name 'A' nooutput
stats $data using ($6 > $2 + $3 ? $6 : $2 + $3) name 'B' nooutput
note = note.band_note
load scripts.'/style.gp'
set xlabel x_label
set ylabel y_label
set xzeroaxis lc rgb grey lw 1
set tmargin at screen 1 - top
set yrange [A_min < 0 ? A_min * 1.2 : 0 : B_max > 0 ? B_max * 1.15 : 1]
# A band reaches half-way to the neighbours of its point.
middle(a, b) = x_log ? sqrt(a * b) : (a + b) / 2.0
left_of(i) = i == 1 ? (x_log ? x_low / 1.2 : x_low) : middle(X[i - 1], X[i])
right_of(i) = i == rows ? (x_log ? x_high * 1.2 : x_high) : middle(X[i], X[i + 1])
if (!is_text) {
	do for [i=1:rows] {
		if (L[i] >= 1) { set object i rectangle from left_of(i), graph 0 to right_of(i), graph 1 behind fillcolor rgb shade[int(L[i])] fillstyle solid noborder }
	}
}
if (n_series > 1) { set key top right font small samplen 3 opaque fillcolor rgb paper box lc rgb faint }
plot for [i=1:n_series] $data index i-1 using 1:(is_text ? NaN : $5):6 with filledcurves fillcolor rgb tint[i] fillstyle transparent solid 0.2 noborder notitle, \
	for [i=1:n_series] $data index i-1 using 1:2:3 with yerrorlines ls i title value(sprintf('series_%d', i))
