"""Reads the decks of one dialect and prints what they mean as JSON. Shares nothing with the writer.

    read_decks.py DIALECT FOLDER

The SPICE-like dialects' elements come from spicelib; Spectre's from a reader below and from eda-netlist-parser, which
must agree. Expressions are evaluated from their text: the memristor's against the model as this file states it, the
testbench's for every row.
"""
import json
import math
import os
import random
import re
import sys

dialect, folder = sys.argv[1:3]
spectre = dialect == "spectre"
MARK = "//" if spectre else "*"
LIBRARY = "cell.scs" if spectre else "cell.lib"
EXTENSION = {"spectre": "scs", "hspice": "sp"}.get(dialect, "cir")


def path(name):
    return os.path.join(folder, name)


def logical_lines(name):
    """Lines without comments, continuations joined."""
    lines = []
    open_end = False
    for raw in open(path(name), encoding="utf-8").read().split("\n"):
        if raw.startswith(MARK) or (spectre and raw.startswith("*")) or not raw.strip():
            continue
        if spectre:
            if open_end:
                lines[-1] += " " + raw.strip().rstrip("\\").strip()
            else:
                lines.append(raw.rstrip("\\").strip())
            open_end = raw.endswith("\\")
        elif raw.startswith("+"):
            lines[-1] += " " + raw[1:].strip()
        else:
            lines.append(raw.strip())
    return lines


def words_of(text):
    """Words; what stands in brackets or quotes is one."""
    words, depth, quoted, word = [], 0, False, ""
    for c in text:
        if c == "'":
            quoted = not quoted
        if c in "({[" and not quoted:
            depth += 1
        if c in ")}]" and not quoted:
            depth -= 1
        if c in " \t" and depth == 0 and not quoted:
            if word:
                words.append(word)
            word = ""
        else:
            word += c
    return words + [word] if word else words


# Natural logarithms: Xyce's LN, HSPICE's and Spectre's log, both in ngspice and LTspice.
LOGARITHM = {"ngspice": ["log", "ln"], "xyce": ["ln"], "ltspice": ["ln", "log"],
             "hspice": ["log"], "spectre": ["log"]}[dialect]


def plain(text):
    text = text.strip()
    if text.startswith("'") and text.endswith("'"):
        text = text[1:-1]
    assert "'" not in text, text
    if dialect in ("xyce",) and text.startswith("{"):
        assert text.endswith("}") and "{" not in text[1:-1], text
        text = text[1:-1]
    if dialect in ("hspice", "spectre"):
        assert "{" not in text, text
    assert "^" not in text and "?" not in text and "if(" not in text.lower(), text
    # Numbers with a letter behind them mean different things to different simulators.
    assert not re.search(r"(?<![\w.])\d[\d.]*(?!e[+-]?\d)[a-zA-Z]", text), text
    return text


def evaluate(text, names, nodes=None):
    text = plain(text).replace("{", "").replace("}", "")

    def voltage(match):
        inside = [n.strip() for n in match.group(1).split(",")]
        return "_v(%s)" % ",".join(repr(n.lower()) for n in inside)

    text = re.sub(r"\b[vV]\(([^()]*)\)", voltage, text)

    def v(a, b="0"):
        values = dict(nodes or {}, **{"0": 0.0})
        return values[a] - values[b]

    scope = {name.lower(): value for name, value in names.items()}
    scope.update(exp=math.exp, tanh=math.tanh, sqrt=math.sqrt, abs=abs, min=min, max=max, _v=v)
    for name in LOGARITHM:
        scope[name] = math.log
    return float(eval(text.lower(), {"__builtins__": {}}, scope))


def assignments(words):
    found = {}
    for word in words:
        name, _, value = word.partition("=")
        assert _ and name.lower() not in found, word
        found[name.lower()] = value
    return found


# ---- Elements: {name: (nodes, kind or value, parameters)} of each subcircuit, "" for the top.

def read_spectre(name):
    cells, ports, defaults = {"": {}}, {}, {}
    current = ""
    for line in logical_lines(name):
        first = line.split()[0]
        if first == "subckt":
            current = line.split()[1]
            ports[current] = re.search(r"\((.*)\)", line).group(1).split()
            cells[current], defaults[current] = {}, {}
        elif first == "ends":
            assert line.split()[1] == current
            current = ""
        elif first == "parameters" and current:
            defaults[current].update(assignments(words_of(line)[1:]))
        else:
            match = re.match(r"(\S+) \(([^()]*)\) (\S+)\s*(.*)$", line)
            if match:
                assert match[1] not in cells[current], match[1]
                cells[current][match[1]] = (match[2].split(), match[3], assignments(words_of(match[4])))
    assert current == ""
    return cells, ports, defaults


def read_spice(name):
    from spicelib import SpiceEditor
    # A file that others include ends with .end only where the simulator is known to pass over it (docs/dialects.md).
    included = dialect != "ngspice" and not re.search(r"-(program-read|monte-carlo)\.", name)
    editor = SpiceEditor(path(name), include_file=included)
    cells, ports, defaults = {}, {}, {}
    circuits = [("", editor)] + [
        (c.name(), c) for c in editor.netlist if type(c).__name__ == "SpiceCircuit"]
    for circuit_name, circuit in circuits:
        cells[circuit_name] = {}
        for component_name in circuit.get_components():
            component = circuit.get_component(component_name)
            nodes = [str(n) for n in component.ports]
            parameters = {k.lower(): str(v) for k, v in component.params.items()}
            cells[circuit_name][component_name] = (nodes, str(component.value), parameters)
    for line in logical_lines(name):
        words = words_of(line)
        if words[0].lower() == ".subckt":
            first = next((i for i, w in enumerate(words) if "=" in w or w.lower() == "params:"), len(words))
            ports[words[1]] = words[2:first]
            defaults[words[1]] = assignments(w for w in words[first:] if w.lower() != "params:")
    return cells, ports, defaults


read = read_spectre if spectre else read_spice


def library_sources():
    """The behavioural sources of the cell library by subcircuit and name without its letter: (nodes, kind, text)."""
    found, current = {}, None
    for line in logical_lines(LIBRARY):
        words = words_of(line)
        first = words[0].lower()
        if first in (".subckt", "subckt"):
            current = words[1]
            found[current] = {}
        elif current and spectre and len(words) > 2 and words[2] == "bsource":
            kind, _, text = line.split("bsource ", 1)[1].partition("=")
            found[current][first[1:]] = (words[1].strip("()").split(), kind, text)
        elif current and not spectre and first[0] in ("ge" if dialect == "hspice" else "b"):
            rest = line.split(None, 3)
            kind, _, text = rest[3].partition("=")
            if dialect == "hspice":
                assert (first[0], kind.lower()) in (("g", "cur"), ("e", "vol"))
                kind = {"cur": "i", "vol": "v"}[kind.lower()]
            found[current][first[1:]] = (rest[1:3], kind.lower(), text)
    return found


# ---- The model, stated once more.

K = 8.617333262e-5


def model(p, v, x, celsius, temperature):
    if temperature:
        inverse = (1 / (celsius + 273.15) - 1 / (p["tnom"] + 273.15)) / K
        low = p["rlrs"] * math.exp(p["tcl"] * (celsius - p["tnom"]))
        high = p["rhrs"] * math.exp(p["eah"] * inverse)
        speed = math.exp(-p["eas"] * inverse)
    else:
        low, high, speed = p["rlrs"], p["rhrs"], 1.0
    c = min(max(x, 0.0), 1.0)
    w = c * c * (3 - 2 * c)
    path = low + max(high - low, 0) * p["vrd"] / math.hypot(v, p["vd"])
    current = v * low ** -w * path ** (w - 1)

    def rate(u, below):
        slow = math.exp(-p["ulim"] * math.tanh(u / p["ulim"]) / p["va"])
        slow += math.exp(-100 * math.tanh(u / (100 * below)))
        return speed / (p["tmin"] + p["tth"] * slow / 2)

    set_rate = rate(v - p["vset"] * (1 - p["eta"] * w), p["vbs"] * p["vset"])
    reset_rate = rate(-v - p["vrst"], p["vbr"] * p["vrst"])
    free = set_rate * (1 - x) - reset_rate * x + speed * x * (1 - x) * (x - p["xc"]) / p["trel"]
    drift = p["mob"] * free + (1 - p["mob"]) * speed * (p["x0"] - x) / p["trel"]
    return w, current, set_rate, reset_rate, drift


def check_memristor(defaults):
    sources = library_sources()
    worst = {}
    generator = random.Random(7)
    for name in ("memristor", "memristor_wear"):
        if name not in sources:
            continue
        worn = name == "memristor_wear"
        found = sources[name]
        expected = {"w": (["w", "0"], "v"), "i": (["ag", "au"], "i"), "s": (["ks", "0"], "v"),
                    "r": (["kr", "0"], "v"), "x": (["0", "x"], "i")}
        if worn:
            expected.update(d=(["dx", "0"], "v"), y=(["0", "y"], "i"))
        assert {k: v[:2] for k, v in found.items()} == expected, (name, found.keys())
        base = {k: evaluate(v, {}) for k, v in defaults[name].items()}
        temperature = "tcl" in base
        for _ in range(300):
            p = dict(base)
            p["vset"] = math.exp(generator.gauss(0.2, 0.8))
            p["vrst"] = math.exp(generator.gauss(0.0, 0.8))
            p["rlrs"] = math.exp(generator.gauss(6.2, 1.0))
            p["rhrs"] = 10 ** generator.gauss(6.0, 0.8)
            p["mob"] = generator.choice([1.0, 1.0, 0.0, generator.random()])
            p["x0"] = generator.random()
            celsius = generator.uniform(-20, 120) if temperature else 27.0
            v, x, y = generator.uniform(-5, 5), generator.uniform(-0.05, 1.05), generator.uniform(0, 1.2)
            n = generator.gauss(0, 1)
            if temperature:
                p["tdev"] = celsius
            w, current, set_rate, reset_rate, drift = model(p, v, x, celsius, temperature)
            scale = set_rate + reset_rate + abs(drift)
            nodes = {"ag": v + 0.3, "au": 0.3, "x": x, "w": w, "ks": set_rate, "kr": reset_rate,
                     "y": y, "dx": drift, "n": n}
            if "rn" in p:
                current *= 1 + p["rn"] * n
            if worn:
                reset_rate *= (1 - math.tanh((y - 1 - 0.5 / p["nend"]) * 10 * p["nend"])) / 2
            wanted = {"w": (w, w), "i": (current, current), "s": (set_rate, set_rate),
                      "r": (reset_rate, reset_rate), "x": (drift * 1e-3, scale * 1e-3)}
            if worn:
                wear = (drift + math.sqrt(drift * drift + 1e-6) - 1e-3) / (2 * p["nend"])
                wanted["d"] = (drift, scale)
                wanted["y"] = (wear * 1e-3, (abs(wear) + 1e-3) * 1e-3)
            for key, (value, size) in wanted.items():
                text = found[key][2]
                difference = abs(evaluate(text, p, nodes) - value) / max(abs(size), 1e-300)
                label = name + "." + key
                worst[label] = max(worst.get(label, 0.0), difference)
    return worst


# ---- Testbench.

def globals_of(name):
    parameters = []
    inside = False
    for line in logical_lines(name):
        words = words_of(line)
        first = words[0].lower()
        if first in (".subckt", "subckt"):
            inside = True
        if first in (".ends", "ends"):
            inside = False
        if not inside and first in (".param", ".global_param", "parameters"):
            (pair,) = assignments(words[1:]).items()
            parameters.append(pair)
    return parameters


def solve(parameters, fixed):
    values = dict(fixed)
    for name, text in parameters:
        if name not in fixed:
            values[name] = evaluate(text, values)
    return values


def testbench(tile):
    name = "%s-program-read.%s" % (tile, EXTENSION)
    cells, _, _ = read(name)
    parameters = globals_of("%s.%s" % (tile, EXTENSION))
    assert parameters == [("%s_tile" % tile, "1")], parameters
    parameters += globals_of(name)
    top = {k: v for k, v in cells[""].items()}
    result = {"resistors": {}, "sources": {}, "rows": None, "measures": {}}
    lines = logical_lines(name)
    result["includes"] = sorted(
        re.sub("[\"']", "", l.split()[1]) for l in lines if l.lower().startswith((".include", "include")))
    sweep, transient = None, None
    for line in lines:
        words = words_of(line)
        lower = [w.lower() for w in words]
        if dialect == "xyce" and lower[0] == ".step":
            sweep = (lower[1], [int(w) for w in words[2:]])
        if dialect == "ltspice" and lower[:2] == [".step", "param"]:
            sweep = (lower[2], [int(w) for w in words[3:]])
        if dialect == "hspice" and lower[0] == ".tran":
            place = lower.index("sweep")
            sweep = (lower[place + 1], [int(w) for w in words[place + 2:]])
        if dialect == "spectre" and len(words) > 1 and words[1] == "sweep":
            found = assignments(w for w in words[2:] if "=" in w)
            sweep = (found["param"], [int(found[k]) for k in ("start", "stop", "step")])
        if lower[0] == ".tran":
            # LTspice takes a step of 0; the stop is the second number everywhere, the initial conditions are used.
            assert "uic" in lower
            transient = float(words[2])
        if spectre and len(words) > 1 and words[1] == "tran" and not words[0].startswith("."):
            assert "skipdc=yes" in words
            transient = float(assignments(w for w in words if "=" in w)["stop"])
    assert sweep[0] == "active_row" and sweep[1][2] == 1
    result["rows"] = sweep[1][:2]
    result["stop"] = transient
    rows = range(sweep[1][0], sweep[1][1] + 1)
    solved = {row: solve(parameters, {"active_row": float(row)}) for row in rows}

    def per_row(text):
        return [evaluate(text, solved[row]) for row in rows]

    def pairs(words):
        return [[per_row(a), per_row(b)] for a, b in zip(words[::2], words[1::2])]

    for element, (nodes, value, extra) in top.items():
        key = element.lower()
        if spectre and value == "resistor":
            result["resistors"][key] = [nodes, per_row(extra["r"])[0]]
        elif spectre and value == "vsource":
            if extra["type"] == "dc":
                result["sources"][key] = [nodes, per_row(extra["dc"])]
            else:
                result["sources"][key] = [nodes, pairs(words_of(extra["wave"].strip("[]")))]
        elif not spectre and key[0] == "r":
            result["resistors"][key] = [nodes, per_row(value)[0]]
        elif not spectre and key[0] == "v":
            line = next(l for l in lines if l.lower().startswith(key + " "))
            words = words_of(line)
            text = line.split(None, 3)[3]
            if text.lower().startswith("pwl("):
                result["sources"][key] = [words[1:3], pairs(words_of(text[4:-1]))]
            else:
                result["sources"][key] = [words[1:3], per_row(text)]
        else:
            raise AssertionError(element)

    finds, expressions = {}, []
    for line in lines:
        if re.match(r"\.meas(ure)?\s", line, re.I):
            words = words_of(line)
            if words[3].lower() == "find":
                source = re.fullmatch(r"i\((\w+)\)", words[4], re.I)[1]
                finds[words[2].lower()] = [source.lower(), evaluate(words[5].split("=", 1)[1], {})]
            else:
                text = line.split(None, 3)[3]
                text = re.sub(r"^(param=|param |eqn )", "", text, flags=re.I)
                expressions.append((words[2].lower(), text))
    result["measures"] = finds
    # Every pattern of right and wrong bits must be counted: currents on the wanted side of the threshold, but for some.
    threshold = solved[0]["threshold_a"]
    generator = random.Random(3)
    wanted = []
    for row in rows:
        values = solved[row]
        wanted.append([round(values["d" + n[1:]]) for n in sorted(finds)])
        for count in (0, 1, len(finds)):
            flipped = set(generator.sample(sorted(finds), count))
            currents = {n: threshold * (20 if (values["d" + n[1:]] > 0.5) != (n in flipped) else 0.05)
                        for n in finds}
            seen = dict(values, **currents)
            for expression_name, text in expressions:
                seen[expression_name] = evaluate(text, seen)
            assert seen["bad"] == count, (tile, row, count, seen["bad"])
            assert all(seen["bad_" + n[1:]] == (n in flipped) for n in finds)
    result["wanted"] = wanted
    return result


def tiles():
    names = sorted(n[:-len(EXTENSION) - 1] for n in os.listdir(folder)
                   if re.fullmatch(r"t\d+\." + EXTENSION, n))
    found = {}
    for name in names:
        cells, _, _ = read("%s.%s" % (name, EXTENSION))
        assert set(cells) == {""}, set(cells)
        instances, resistors = {}, {}
        for element, (nodes, value, extra) in cells[""].items():
            if value == "resistor" or (not spectre and element[0] == "R"):
                ohms = extra["r"] if spectre else value
                resistors[element.lower()] = [nodes, float(ohms)]
            else:
                assert element[0] == "X", element
                key = element[1:].lower()  # one parser puts names into capitals
                instances[key] = [nodes, value, {k: float(v) for k, v in extra.items()}]
        found[name] = {"cells": instances, "resistors": resistors}
    return found


def judge_with_netlist_parser():
    """The other reader of Spectre must find the same subcircuits, ports and instances."""
    from netlist_parser import NetlistParser
    for name in [LIBRARY] + ["%s.%s" % (t, EXTENSION) for t in tiles()]:
        cells, ports, _ = read_spectre(name)
        netlist = NetlistParser().parse(path(name))
        seen = {c.name: c for c in netlist.cells}
        assert set(seen) == set(ports), (name, set(seen), set(ports))
        for cell_name, cell in seen.items():
            assert list(cell.ports) == ports[cell_name], (cell_name, cell.ports)
            names = {i.name for i in cell.instances}
            # It knows no behavioural sources.
            missing = {n for n, e in cells[cell_name].items() if e[1] != "bsource"} - names
            assert not missing, (cell_name, sorted(missing)[:5])


def first_line(name):
    return open(path(name), encoding="utf-8").readline().rstrip("\n")


SCORES = {"z1": 0.7, "z2": -1.1, "z3": 1.3, "z4": -0.4}


def statistics():
    """How each number is drawn, and the four values at fixed draws."""
    name = LIBRARY.replace("cell", "statistics")
    drawn = dict(SCORES)
    for score in SCORES:
        # A draw of a uniform number is one of 0 to 1.
        if re.search(r"(vary z%s dist=unif|z%s=.*(aunif|mc)\()" % (score[1], score[1]),
                     open(path(name)).read()):
            drawn[score] = 0.5 + drawn[score] / 4
    parameters = globals_of(name)
    if spectre:
        _, _, defaults = read(name)
        values = solve(list(defaults["memristor_drawn"].items()), drawn)
        text = open(path(name)).read()
        how = dict(re.findall(r"^ +vary (z\d) (.*)$", text, re.M))
        assert text.index("mismatch {") < text.index("vary z1")
    else:
        fixed = dict(drawn, **{"draw_" + k: v for k, v in drawn.items()})
        values = solve(parameters, fixed)
        how = {k: v for k, v in parameters if re.fullmatch(r"(draw_)?z\d", k) and v.strip("'") != "draw_" + k}
    return {"how": how, "at": drawn,
            "values": {k: values["drawn_" + k] for k in ("vset", "vrst", "rlrs", "rhrs")}}


def corners():
    found, current = {}, None
    names = ["typical", "slow_set", "weak_lrs", "leaky_hrs"]
    for line in logical_lines(LIBRARY.replace("cell", "corners")):
        words = words_of(line)
        if words[0] in (".lib", "section"):
            current = found.setdefault(words[1], {})
        elif words[0] in (".endl", "endsection"):
            assert found[words[1]] is current
            current = None
        elif dialect == "ltspice":
            name, text = words[1].split("=", 1)
            table = re.fullmatch(r"\{table\(corner,(.*)\)\}", text)[1].split(",")
            for place, value in zip(table[::2], table[1::2]):
                found.setdefault(names[int(place)], {})[name] = float(value)
        elif words[0] in (".param", ".global_param", "parameters"):
            name, text = words[1].split("=", 1)
            current[name] = float(text)
    assert list(found) == names
    return found


library_cells, library_ports, library_defaults = read(LIBRARY)
if dialect == "ngspice":
    # Its testbenches are read by verification; the parser must read them too, their control sections with them.
    for tile in tiles():
        elements = read(tile + "-program-read.cir")[0][""]
        assert {n[0] for n in elements} == {"R", "V"} and len(elements) > 10, list(elements)[:9]

print(json.dumps({
    "worst": check_memristor(library_defaults),
    "library": {name: {"ports": library_ports[name],
                       "defaults": {k: evaluate(v, {}) for k, v in library_defaults[name].items()},
                       "elements": {k.lower(): v[0] for k, v in library_cells[name].items()}}
                for name in library_ports},
    "cell": {k.lower(): [v[0], v[1], v[2]] for k, v in library_cells["cell"].items()},
    "tiles": tiles(),
    "testbenches": {} if dialect == "ngspice" else {t: testbench(t) for t in tiles()},
    "first_lines": {n: first_line(n) for n in sorted(os.listdir(folder)) if os.path.isfile(path(n))},
    "statistics": statistics(),
    "corners": corners(),
}))
if spectre:
    judge_with_netlist_parser()
