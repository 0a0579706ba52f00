{{% CONTENT_TYPE:TEXT}}
{{=<% %>=}}
# R_LRS against R_HRS with the ratios 10^2, 10^3 and 10^4 (the paper's Fig. 3d).
load 'style.gp'
set output '<%file%>.svg'
set title '<%title%>' noenhanced
set xlabel 'R_{LRS} (Ω)'
set ylabel 'R_{HRS} (Ω)'
set logscale xy
set format x '10^{%L}'
set format y '10^{%L}'
set xrange [<%low%>:<%high%>]
set yrange [<%bottom%>:<%top%>]
set key outside bottom center horizontal
plot x*1e2 with lines dashtype 3 linecolor rgb '#888888' title 'ratio 10^2', \
  x*1e3 with lines dashtype 2 linecolor rgb '#888888' title 'ratio 10^3', \
  x*1e4 with lines dashtype 1 linecolor rgb '#888888' title 'ratio 10^4', \
  '<%file%>.dat' using 1:2 with points pointtype 7 pointsize 0.5 linecolor rgb fitted title '<%points%>'
