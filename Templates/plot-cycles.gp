{{% CONTENT_TYPE:TEXT}}
{{=<% %>=}}
# <%quantity%> in the order of the cycles, a line a device.
load 'style.gp'
set output '<%file%>.svg'
set title '<%title%>' noenhanced
set xlabel 'cycle of the device'
set ylabel '<%label%>'
<%#logarithmic%>
set logscale y
<%/logarithmic%>
<%#fewDecades%>
set ytics (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
<%/fewDecades%>
<%#decades%>
set format y '10^{%L}'
<%/decades%>
set key off
<%#fewCycles%>
set xtics 1
<%/fewCycles%>
devices = <%devices%>
plot for [i=0:devices-1] '<%file%>.dat' index i using 1:2 with linespoints pointtype 7 pointsize 0.35 \
  linewidth 0.7 linecolor palette fraction (devices > 1 ? i/(devices - 1.0) : 0)<%#censored%>, \
  '<%file%>.dat' index devices using 1:2 with points pointtype 8 pointsize 0.7 linecolor rgb censored<%/censored%>
