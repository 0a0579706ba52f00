"""Write, read, erase and read of one 1T1R cell by vajax, from memristor.va.

usage: transient.py memristor.va enable.va < times
Prints for each time: voltages at the source line, the silver and the gold contact, and the source's current in amperes.
The level-1 transistor is the two-term form of Shichman and Hodges, written down in enable.va.
"""

import contextlib
import os
import sys
import tempfile

os.environ.setdefault("JAX_PLATFORMS", "cpu")
import numpy as np
from vajax import CircuitEngine, configure_precision
from vajax.analysis import openvaf_models

NETLIST = """1T1R
load "resistor.va"
ground 0
model vsource vsource
model r resistor
model m enable
model silver memristor
vs (s 0) vsource type="pwl" wave=[0,0, 1e-3,0, 1.1e-3,3, 61.1e-3,3, 61.2e-3,0, 63e-3,0, 63.1e-3,0.1, 83.1e-3,0.1, 83.2e-3,0, 146e-3,0, 146.1e-3,0.1, 166.1e-3,0.1, 166.2e-3,0]
vb (b 0) vsource type="pwl" wave=[0,0, 84e-3,0, 84.1e-3,2, 144.1e-3,2, 144.2e-3,0]
vg (w 0) vsource type="dc" dc=10
rs (s sl) r r=100
m1 (sl w ag) m beta=5e-3 vto=0.7
n1 (ag bl) silver
rb (bl b) r r=100
control
  options tran_method="trap" reltol=1e-6 abstol=1e-15
  analysis tran1 tran step=1e-5 stop=0.167 maxstep=1e-5 icmode="uic"
endc
"""

configure_precision(force_x64=True)
openvaf_models.MODEL_PATHS["memristor"] = ("bundled", os.path.abspath(sys.argv[1]))
openvaf_models.MODEL_PATHS["enable"] = ("bundled", os.path.abspath(sys.argv[2]))
times = [float(word) for word in sys.stdin.read().split()]
with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(sys.stderr):
    path = os.path.join(folder, "cell.sim")
    with open(path, "w") as file:
        file.write(NETLIST)
    engine = CircuitEngine(path)
    engine.parse()
    engine.prepare(t_stop=0.167, dt=1e-5, use_sparse=False)
    result = engine.run_transient()
waves = [result.voltages[name] for name in ("sl", "ag", "bl")] + [result.currents["vs"]]
for time in times:
    print(*(repr(float(np.interp(time, result.times, np.asarray(wave)))) for wave in waves))
