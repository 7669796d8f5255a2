# style.gp - what all charts share. Colours are Okabe and Ito's, safe for colour-blind readers; marks differ too.
# Call: gnuplot -e "csv='in.csv'; out='out.svg'" plot/NAME.gp     (out ends in .svg, .png or .pdf)
ending = out[strlen(out)-2:]
if (ending eq 'svg') set terminal svg size 800,450 dynamic font 'Helvetica,14' background '#ffffff'
if (ending eq 'png') set terminal pngcairo size 1200,675 font 'Helvetica,16' background '#ffffff'
if (ending eq 'pdf') set terminal pdfcairo size 20cm,11.25cm font 'Helvetica,12'
set output out
set datafile separator ','
set encoding utf8
set style line 1 lc rgb '#0072B2' lw 2.5 pt 7 ps 0.9
set style line 2 lc rgb '#D55E00' lw 2.5 pt 5 ps 0.9
set style line 3 lc rgb '#009E73' lw 2.5 pt 9 ps 1.1
set style line 4 lc rgb '#CC79A7' lw 2.5 pt 11 ps 1.1
set style line 5 lc rgb '#000000' lw 2.5 pt 13 ps 1.1
set border 3 lc rgb '#444444'
set tics nomirror
set grid ytics lc rgb '#dddddd' lw 1
set key outside right center samplen 2.5 spacing 1.4
