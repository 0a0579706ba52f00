{{% CONTENT_TYPE:TEXT}}
{{=<% %>=}}
# I-V curves of one device, first cycle red, last cycle blue (the paper's Fig. 3a).
load 'style.gp'
set output '<%file%>.svg'
set title '<%title%>' noenhanced
set xlabel 'voltage (V)'
set ylabel 'magnitude of the current (A)'
set logscale y
set format y '10^{%L}'
set yrange [<%low%>:<%high%>]
set key off
cycles = <%cycles%>
<%#floor%>
set arrow from graph 0,first <%value%> to graph 1,first <%value%> nohead dashtype 3 linecolor rgb '#999999'
<%/floor%>
plot for [i=0:cycles-1] '<%file%>.dat' index i using 1:(abs($2)) with lines \
  linecolor palette fraction (cycles > 1 ? i/(cycles - 1.0) : 0)
