# ring-size.gp - throughput over ring size, one line per scheme, from the CSV of scenarios/ring-size.yaml.
load 'plot/style.gp'
set title "How far does a larger ring help?\n{/*0.8 MTU-sized TCP into a guest, 10 Gb/s link, kvm-2008; bars: 95 % CI of 5 replications}"
set xlabel 'receive ring entries'
set ylabel 'goodput (Gb/s)'
set logscale x 2
set xtics 128,2,4096
set xrange [110:4800]
set yrange [0:2.5]
set ytics 0.5
rate(scheme) = strcol('nic.scheme.model') eq scheme ? column('throughput[Gb/s]') : NaN
plot for [i=1:2] s = word('mergeable big', i) csv using (column('nic.ring.entries')):(rate(s)):'throughput_ci95' with yerrorlines ls i title s
