{{% CONTENT_TYPE:TEXT}}
{{=<% %>=}}
# What all plots share. Change it here and run gnuplot on any of the .gp files of this folder.
set terminal svg size 520,390 dynamic font 'Helvetica,13' background '#ffffff' linewidth 1.2
set encoding utf8
set border 3 linewidth 0.8 linecolor rgb '#444444'
set tics nomirror out scale 0.6 textcolor rgb '#333333'
set grid linecolor rgb '#dddddd' linewidth 0.6
set key top left reverse Left samplen 2 spacing 1.15
set palette defined (0 '#c8102e', 0.5 '#7b2d8b', 1 '#1f4fa3')
unset colorbox
set style fill solid 0.35 noborder
measured = '#222222'
fitted   = '#1f4fa3'
band     = '#9db8e0'
other    = '#b0803a'
censored = '#c8102e'
