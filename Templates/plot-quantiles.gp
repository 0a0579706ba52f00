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
<%#decades%>
set format x '10^{%L}'
set format y '10^{%L}'
<%/decades%>
plot '<%file%>.dat' using 1:3:4 with filledcurves linecolor rgb band title '95 % of the fit', \
  '' using 1:1 with lines linecolor rgb fitted title '<%family%>', \
  '' using 1:2 with points pointtype 7 pointsize 0.45 linecolor rgb measured title 'measured'
