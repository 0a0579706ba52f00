{{% CONTENT_TYPE:TEXT}}
{{=<% %>=}}
# <%quantity%>: Q-Q plot; on the line where the fit is right.
load 'style.gp'
set output '<%file%>.svg'
set title '<%subtitle%>' noenhanced
set key outside bottom center horizontal
set xlabel '<%label%>, of the fit'
set ylabel '<%label%>, measured'
<%#logarithmic%>
set logscale xy
<%/logarithmic%>
<%#fewDecades%>
set xtics (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
set ytics (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
<%/fewDecades%>
<%#decades%>
set format x '10^{%L}'
set format y '10^{%L}'
<%/decades%>
plot '<%file%>.dat' using 1:3:4 with filledcurves linecolor rgb band title '95 % of the fit', \
  '' using 1:1 with lines linecolor rgb fitted title '<%family%>', \
  '' using 1:2 with points pointtype 7 pointsize 0.45 linecolor rgb measured title 'measured'
