{{% CONTENT_TYPE:TEXT}}
{{=<% %>=}}
# Resistance against <%axis%>: <%what%>.
load 'style.gp'
set output '<%file%>.svg'
set title '<%title%>' noenhanced
set xlabel '<%axis%>'
set ylabel 'resistance (Ω)'
set logscale y
set format y '10^{%L}'
<%#logarithmic%>
set logscale x
<%/logarithmic%>
set key off
series = <%series%>
plot for [i=0:series-1] '<%file%>.dat' index i using 1:2 with linespoints pointtype 7 pointsize 0.35 \
  linewidth 0.7 linecolor palette fraction (series > 1 ? i/(series - 1.0) : 0)
