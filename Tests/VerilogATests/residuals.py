"""Evaluates memristor.va with OpenVAF's front end and interpreter.

usage: residuals.py memristor.va < points
Each input line is `voltage state kelvin name=value ...`; each output line is the junction's current in amperes, its charge
in coulombs and the state's derivative in 1/s. A first output line gives the module's name and four defaults.
Each is evaluated by verilogae as well, which compiles the module; the two must agree.
With a second state (memristor-wear.va) a line has `y=value` too, and its output the derivative of y behind the others.
"""

import contextlib
import io
import os
import sys

import openvaf_py
import verilogae

path = sys.argv[1]
modules = openvaf_py.compile_va(path)
assert len(modules) == 1, "one flat module"
module = modules[0]
wears = module.name == "memristor_wear"
assert module.num_terminals == 2 and module.num_residuals == 3 + wears, "ag, au and one internal node, or two"
assert not module.collapsible_pairs
defaults = dict(module.get_param_defaults())

# The compiler behind verilogae tells of a first build on the file descriptor of standard error itself.
errors = os.dup(2)
os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
with contextlib.redirect_stdout(io.StringIO()):
    card = verilogae.load_info(path).modelcard
    compiled = verilogae.load(path).functions
os.dup2(errors, 2)
assert set(card) == set(defaults), "both compilers see the same parameters"
for name, value in defaults.items():
    assert abs(card[name].default - value) <= 1e-12 * abs(value), name

names = ["vset", "vrst", "rlrs", "rhrs"]
print(module.name, *(repr(defaults[name]) for name in names))
for line in sys.stdin:
    words = line.split()
    voltage, state, kelvin = (float(word) for word in words[:3])
    given = {name: float(value) for name, value in (word.split("=") for word in words[3:])}
    worn = given.pop("y", 0.0)
    assert set(given) <= set(defaults), sorted(set(given) - set(defaults))
    values = dict(defaults, mfactor=1.0)
    values["tdev"] = kelvin - 273.15
    values.update(given)
    # The circuit's own temperature reaches nothing.
    values.update({"V(ag,au)": voltage, "V(x)": state, "V(y)": worn, "$temperature": 300.15})
    if not wears:
        del values["V(y)"]
    residuals, _ = module.run_init_eval(values)
    (current, charge), (back, _), (rate, _) = residuals[:3]
    assert back == -current, (line, current, back)
    # The same through the compiled module, by the names that it gives away.
    branches = {"br_agau": voltage, "br_x": state, "br_y": worn}
    for name, value in (("current", current), ("rate", -1e3 * rate)):
        function = compiled[name]
        other = function.eval(
            temperature=300.15,
            voltages={branch: branches[branch] for branch in function.voltages},
            **{parameter: values[parameter] for parameter in function.parameters})
        assert abs(other - value) <= 1e-9 * abs(value) + 1e-9 * (name == "rate"), (name, line, other, value)
    more = [repr(-1e3 * residuals[3][0])] if wears else []
    print(repr(current), repr(charge), repr(-1e3 * rate), *more)
