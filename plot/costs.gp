# costs.gp - the busy time of a packet by what it is spent on, one upon the other, a bar for each point.
numbers = ARG1; picture = ARG2; terminal_name = ARG3; scripts = ARG4
load numbers
longest_name = 0
do for [i=1:n_series] { if (strlen(value(sprintf('series_%d', i))) > longest_name) { longest_name = strlen(value(sprintf('series_%d', i))) } }
# Long names would leave the bars no room.
W = 480 + (longest_name > 24 ? 8 * (longest_name - 24) : 0)
H = 64 + 34 * n_series
n_key = n_costs
key_kind = 'box'
array K[n_costs]
do for [k=1:n_costs] { K[k] = value(sprintf('cost_%d', k)) }
stats $data index n_costs-1 using 3 name 'X' nooutput
load scripts.'/style.gp'
set lmargin longest_name * 0.85 + 2
set grid noytics xtics
set border 1
set tmargin at screen 1 - top
set xlabel x_label
set xrange [0 : X_max * 1.1]
set yrange [n_series + 0.6 : 0.4]
set ytics scale 0
set ytics ('' 0)
do for [i=1:n_series] { set ytics add (value(sprintf('series_%d', i)) i) }
plot for [k=1:n_costs] $data index k-1 using 2:1:2:3:($1 - 0.36):($1 + 0.36) with boxxyerror ls k dt solid title K[k], \
	$data index n_costs-1 using 3:1:4 with labels left offset 0.4, 0 font small textcolor rgb soft title 'sum'
