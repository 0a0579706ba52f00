{{% CONTENT_TYPE:TEXT}}
{{=<% %>=}}
# <%quantity%>: histogram and distribution function with the fit (the paper's Fig. 3b and c).
load 'style.gp'
set terminal svg size 1040,390
set output '<%file%>.svg'
set multiplot layout 1,2
set key outside bottom center horizontal
set xlabel '<%label%>'
<%#logarithmic%>
set logscale x
<%/logarithmic%>
<%#fewDecades%>
set xtics (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
<%/fewDecades%>
<%#decades%>
set format x '10^{%L}'
<%/decades%>
set xrange [<%low%>:<%high%>]

set title '<%subtitle%>' noenhanced
set ylabel 'observations'
set yrange [0:*]
plot '<%file%>.dat' index 0 using 1:4:2:3:(0):4 with boxxyerror linecolor rgb band title 'measured', \
  '' index 2 using 1:5 with lines linewidth 2 linecolor rgb fitted title '<%family%>'

set title '<%test%>' noenhanced
set ylabel 'share of observations below'
set yrange [0:1]
plot '<%file%>.dat' index 2 using 1:3:4 with filledcurves linecolor rgb band title '95 % of the fit', \
<%#others%>
  '' index 2 using 1:<%column%> with lines dashtype <%dash%> linecolor rgb other title '<%name%>', \
<%/others%>
  '' index 2 using 1:2 with lines linewidth 2 linecolor rgb fitted title '<%family%>', \
  '' index 1 using 1:2 with lines linewidth 1.4 linecolor rgb measured title 'measured'
unset multiplot
