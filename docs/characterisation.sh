#!/usr/bin/env bash
# Draws docs/characterisation.png from what ngspice computes with the decks of an output folder.
# Usage: docs/characterisation.sh [out]          needs ngspice and gnuplot
set -euo pipefail
out=${1:-out}
docs=$(cd "$(dirname "$0")" && pwd)
decks=$out/spice/ngspice
[ -d "$decks/characterisation" ] || { echo "$out holds no characterisation decks" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/characterisation"
cp "$decks/cell.lib" "$work/"

# Runs a deck with its curves written to <deck>.dat behind the analysis, and its marker lines to <deck>.txt.
run() {
  local deck=$1 vectors=$2
  sed "s|^tran .*|&\nset wr_singlescale\nwrdata $work/$deck.dat $vectors|" \
    "$decks/characterisation/$deck.cir" > "$work/characterisation/$deck.cir"
  ngspice -b "$work/characterisation/$deck.cir" > "$work/$deck.log" 2>&1 || true
  grep "^DENDRITE $deck " "$work/$deck.log" > "$work/$deck.txt" || true
  tail -n 1 "$work/$deck.txt" | grep -q "^DENDRITE $deck PASS" \
    || { echo "$deck does not pass:" >&2; tail -n 3 "$work/$deck.txt" >&2; exit 1; }
}

devices=$(grep -c '^X[0-9]' "$decks/characterisation/iv-sweep.cir")
levels=$(grep -c '^X[0-9]' "$decks/characterisation/compliance.cir")
run iv-sweep "$(for d in $(seq "$devices"); do printf 'v(ag%s) i(v%s) ' "$d" "$d"; done)"
run compliance "$(for d in $(seq "$levels"); do printf 'v(ag%s) i(v%s) ' "$d" "$d"; done)"
run pulse-train "v(ag) i(vi)"
# Compliance, word, resistance at the first and the last read.
awk '$4 == "A" && $6 == ":" { print tolower($3), $5, $(NF - 3), $(NF - 1) }' "$work/compliance.txt" > "$work/reads.dat"
limits=$(awk '{ printf "%.6g ", 1e6 * $1 }' "$work/reads.dat")
# The end of the sweep is where the limiter opens; what follows are waits and reads.
sweep=$(awk '/^V1 / { for (i = 1; i <= NF; i++) if ($i == "0" && i > 6) { print $(i - 1); exit } }' \
  "$decks/characterisation/compliance.cir")
read_v=$(sed -n "s/^Vra [^ ]* [^ ]* pulse(0 \\([0-9.e-]*\\) .*/\\1/p" "$decks/characterisation/pulse-train.cir")
pulse_v=$(sed -n "s/^Vset [^ ]* [^ ]* pulse(0 \\([0-9.e-]*\\) .*/\\1/p" "$decks/characterisation/pulse-train.cir")
threshold=$(sed -n 's/.*below \([0-9.e+]*\) Ohm and .*/\1/p' "$decks/characterisation/pulse-train.cir")

cat > "$work/plot.gp" <<GNUPLOT
set terminal pngcairo size 1500,1120 font 'Helvetica,17' background '#ffffff' linewidth 1.6
set output '$docs/characterisation.png'
set encoding utf8
set border 3 linewidth 0.8 linecolor rgb '#444444'
set tics nomirror out scale 0.6 textcolor rgb '#333333'
set grid linecolor rgb '#e4e4e4' linewidth 0.6
set palette defined (0 '#c8102e', 0.5 '#7b2d8b', 1 '#1f4fa3')
unset colorbox
set style fill solid 0.35 noborder
devices = $devices
levels = $levels
limits = '$limits'
set multiplot layout 2,2 margins 0.075,0.985,0.075,0.955 spacing 0.095,0.125
set logscale y
set format y '10^{%L}'
set ylabel '|I| (A)' offset 1

set title '(a) I–V sweeps: the median device and five cells'
set xlabel 'voltage (V)'
set yrange [1e-10:1e-1]
set key off
plot for [d=devices:2:-1] '$work/iv-sweep.dat' using (column(2*d)):(abs(column(2*d + 1)) + 1e-12) with lines linewidth 1.2 linecolor rgb '#9db8e0', \\
  '$work/iv-sweep.dat' using 2:(abs(\$3) + 1e-12) with lines linewidth 2.4 linecolor rgb '#c8102e'

set title '(b) SET sweeps at increasing compliance, median device'
set yrange [1e-9:3e-3]
set key bottom right reverse Left samplen 1.5 spacing 1.05 font ',14'
name(d) = word(limits, d) + 0 < 999 ? word(limits, d).' µA' : sprintf('%g mA', word(limits, d)/1000.0)
plot for [d=1:levels] '$work/compliance.dat' using (\$1 < $sweep ? column(2*d) : NaN):(abs(column(2*d + 1)) + 1e-12) with lines \\
  linewidth 1.8 linecolor palette fraction ((d - 1.0)/(levels - 1.0)) title name(d)

set title '(c) Read after the sweep and after the retention time'
set logscale x
set format x '10^{%L}'
set xlabel 'compliance (A)'
set ylabel 'read current at $read_v V (A)' offset 1
set yrange [3e-8:1e-3]
set xrange [5e-7:2e-3]
set key top left reverse Left samplen 1.5
set arrow 1 from graph 0,first $read_v/$threshold to graph 1,first $read_v/$threshold nohead dashtype 3 linecolor rgb '#777777'
plot '$work/reads.dat' using 1:(stringcolumn(2) eq 'volatile' ? $read_v/\$4 : NaN) with points pointtype 6 pointsize 2.4 linewidth 2 linecolor rgb '#c8102e' title 'volatile', \\
  '' using 1:(stringcolumn(2) eq 'volatile' ? NaN : $read_v/\$4) with points pointtype 7 pointsize 2.4 linecolor rgb '#1f4fa3' title 'non-volatile'
unset arrow 1

set title '(d) Write and read pulses, median device'
unset logscale x
set format x '%g'
set xrange [0:*]
set xlabel 'time (s)'
set ylabel '|I| (A)' offset 1
set yrange [1e-8:30]
set ytics 1e-8,10,1e-2
set y2range [-6.2*$pulse_v:1.4*$pulse_v]
set key off
set label 1 '±$pulse_v V, reads of $read_v V' at graph 0.99,0.965 right textcolor rgb '#666666' font ',14'
plot '$work/pulse-train.dat' using 1:2 axes x1y2 with lines linewidth 1.2 linecolor rgb '#888888', \\
  '' using 1:(abs(\$3) > 1e-9 ? abs(\$3) : 1e-9) with filledcurves y=1e-9 linecolor rgb '#1f4fa3', \\
  '' using 1:(abs(\$3) > 1e-9 ? abs(\$3) : 1e-9) with lines linewidth 1.2 linecolor rgb '#1f4fa3'
unset multiplot
GNUPLOT
gnuplot "$work/plot.gp"
echo "$docs/characterisation.png"
