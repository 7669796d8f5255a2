# sensitivity.gp - the prices that move an answer most, and how much their effect depends on the other prices.
numbers = ARG1; picture = ARG2; terminal_name = ARG3; scripts = ARG4
load numbers
W = 480
H = 60 + n_prices * (8 + 9 * n_answers)
n_key = n_answers
key_kind = 'box'
array K[n_answers]
do for [i=1:n_answers] { K[i] = value(sprintf('answer_%d', i)) }
stats $data using ($3 + $4) name 'X' nooutput
load scripts.'/style.gp'
longest = 0
stats $data index 0 using (longest = strlen(strcol(2)) > longest ? strlen(strcol(2)) : longest, 0) nooutput
set lmargin longest * 0.95 + 2
set grid noytics xtics
set border 1
set tmargin at screen 1 - top
set xlabel x_label
set xrange [0 : X_max * 1.02]
set yrange [n_prices + 0.6 : 0.4]
set ytics scale 0
thick = 0.8 / n_answers
at(y, i) = y - 0.4 + thick * (i - 0.5)
plot $data index 0 using (NaN):1:ytic(2) with points title 'prices', \
	for [i=1:n_answers] $data index i-1 using 3:(at($1, i)):(0):3:(at($1, i) - thick / 2):(at($1, i) + thick / 2) with boxxyerror ls i dt solid title K[i], \
	for [i=1:n_answers] $data index i-1 using ($3 - $4 < 0 ? 0 : $3 - $4):(at($1, i)):($3 - $4 < 0 ? $3 + $4 : 2 * $4):(0) with vectors nohead lc rgb ink lw 1 title 'spread'
