# helps.gp - what each resource gains that is made twice as good, a bar for each point.
numbers = ARG1; picture = ARG2; terminal_name = ARG3; scripts = ARG4
load numbers
W = 480
H = 60 + n_resources * (12 + 15 * n_series)
n_key = n_series > 1 ? n_series : 0
key_kind = 'box'
by_series = 1
array K[n_series]
do for [i=1:n_series] { K[i] = value(sprintf('series_%d', i)) }
stats $data using ($2 + $3) name 'X' nooutput
stats $data using ($2 - $3) name 'L' nooutput
note = note.rest_note
load scripts.'/style.gp'
longest = 0
do for [k=1:n_resources] { if (strlen(value(sprintf('resource_%d', k))) > longest) { longest = strlen(value(sprintf('resource_%d', k))) } }
set lmargin longest * 0.95 + 2
set grid noytics xtics
set border 1
set tmargin at screen 1 - top
set xlabel x_label
right = X_max > 1 ? X_max : 1
set xrange [L_min < 0 ? L_min - 0.02 * right : 0 : right * 1.18]
set yrange [n_resources + 0.6 : 0.4]
set ytics scale 0
set ytics ('' 0)
do for [k=1:n_resources] { set ytics add (value(sprintf('resource_%d', k)) k) }
thick = 0.8 / n_series
at(y, i) = y - 0.4 + thick * (i - 0.5)
plot for [i=1:n_series] $data index i-1 using 2:(at($1, i)):(0):2:(at($1, i) - thick / 2):(at($1, i) + thick / 2) with boxxyerror ls i dt solid title K[i], \
	for [i=1:n_series] $data index i-1 using ($3 > 0 ? $2 - $3 : NaN):(at($1, i)):(2 * $3):(0) with vectors nohead lc rgb ink lw 1.5 title 'interval', \
	for [i=1:n_series] $data index i-1 using ($2 + $3 > 0 ? $2 + $3 : 0):(at($1, i)):4 with labels left offset 0.4, 0 font small textcolor rgb soft title 'gain'
