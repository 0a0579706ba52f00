"""Reads every SPICE deck of an output folder with spicelib and holds what it finds against the design.

    spicelib_decks.py OUTPUT_FOLDER ROWSxCOLUMNS,... DIALECT...

The expected cells come from the shapes of the tiles and from splitting the text of another dialect's tile decks; nothing
comes from the writer. Every element of every deck must be found with the name and the nodes that its line has; every cell
of every tile with its four nets, its subcircuit and its parameters; every wire with its two nets and its resistance; every
line of every tile with its driver. Prints the numbers of decks and cells; exits 1 with the differences.
"""
import logging
import os
import re
import sys

from spicelib import SpiceEditor
from spicelib.editor.spice_components import SpiceComponent

logging.disable(logging.CRITICAL)  # spicelib looks for quoted file names with their quotes
output, shapes, dialects = sys.argv[1], sys.argv[2], sys.argv[3:]
shapes = [tuple(map(int, shape.split("x"))) for shape in shapes.split(",")]
NODES = {"R": 2, "C": 2, "V": 2, "M": 4, "S": 4}
# Text that decks include; without .end but in ngspice's folder, which docs/dialects.md says.
INCLUDED = re.compile(r"(cell|corners|statistics)\.lib|t\d+\.(cir|sp)")
differences = []


def differ(text):
    differences.append(text)


def statements(path):
    """Lines of the circuit: comments and control sections dropped, continuations joined."""
    lines, control = [], False
    for raw in open(path, encoding="utf-8"):
        line = raw.split(";")[0].strip()
        if line.lower() == ".control":
            control = True
        if line and line[0] != "*" and not control:
            if line[0] == "+":
                lines[-1] += " " + line[1:]
            else:
                lines.append(line)
        if line.lower() == ".endc":
            control = False
    return lines


def number(text):
    try:
        return float(text)
    except ValueError:
        return str(text)


def split(path):
    """{subcircuit, '' for the top: {NAME: (nodes, value, parameters)}} by splitting the text."""
    found, current = {"": {}}, ""
    for line in statements(path):
        words = line.replace("=", " = ").split()
        letter = words[0][0].upper()
        if words[0].lower() == ".subckt":
            current = words[1].upper()
            found[current] = {}
        elif words[0].lower() == ".ends":
            current = ""
        elif letter == "X":
            end = words.index("=") - 1 if "=" in words else len(words)
            parameters = {words[i - 1].lower(): number(words[i + 1])
                          for i, w in enumerate(words) if w == "="}
            plain = [w for w in words[1:end] if w.lower() != "params:"]
            add(path, found[current], words[0], (plain[:-1], plain[-1], parameters))
        elif letter in NODES:
            count = NODES[letter]
            value = number(words[count + 1]) if letter == "R" else None
            add(path, found[current], words[0], (words[1:count + 1], value, {}))
    return found


def add(path, circuit, name, element):
    if name.upper() in circuit:
        differ("%s: %s stands there twice" % (path, name))
    circuit[name.upper()] = element


def parse(path, included):
    """The same by spicelib; its own test of .end is given up only for text that decks include."""
    editor = SpiceEditor(path, include_file=True) if included else SpiceEditor(path)
    circuits = [("", editor)] + [
        (c.name().upper(), c) for c in editor.netlist if type(c).__name__ == "SpiceCircuit"]
    found = {}
    for circuit_name, circuit in circuits:
        elements = found[circuit_name] = {}
        names = circuit.get_components("".join(NODES) + "X")
        # get_component() looks through the whole deck for each.
        parts = {p.reference: p for p in circuit.netlist if isinstance(p, SpiceComponent)}
        for name in names:
            part = parts[name]
            letter = name[0].upper()
            value = {"R": lambda: number(part.value), "X": lambda: str(part.value)}.get(letter, lambda: None)()
            parameters = {k.lower(): number(v) for k, v in part.params.items()} if letter == "X" else {}
            add(path, elements, name, ([str(n) for n in part.ports], value, parameters))
    return found


def compare(where, found, expected):
    for name in sorted(set(found) | set(expected)):
        if found.get(name) != expected.get(name):
            differ("%s: %s is %s, expected %s" % (where, name, found.get(name), expected.get(name)))


def tile_elements(index, devices, wires):
    """Wires and cells of a tile by its shape; devices and resistances are looked up by name."""
    rows, columns = shapes[index]
    tile = "t%02d" % index
    elements = {}
    for row in range(rows):
        for column in range(columns):
            cell = "%s_r%03d_c%03d" % (tile, row, column)
            nets = []
            for letter in "bs":
                line = "%s_%s%03d" % (tile, letter, column)
                before = line if row == 0 else "%s_%03d" % (line, row - 1)
                node = "%s_%03d" % (line, row)
                elements["R" + node.upper()] = ([before, node], wires.get(node), {})
                nets.append(node)
            elements["X" + cell.upper()] = (
                [nets[0], cell + "_ag", nets[1], "%s_w%03d" % (tile, row)], "cell",
                dict(devices.get(cell, {}), row=float(row)))
    return elements


def drivers(index):
    """Nodes of the testbench's elements."""
    rows, columns = shapes[index]
    tile = "t%02d" % index
    nodes = {"VW%03d" % row: ["%s_w%03d" % (tile, row), "0"] for row in range(rows)}
    for c in range(columns):
        for letter in "sb":
            nodes["V%s%03d" % (letter.upper(), c)] = ["v%s%03d" % (letter, c), "0"]
            nodes["RD%s%03d" % (letter.upper(), c)] = [
                "v%s%03d" % (letter, c), "%s_%s%03d" % (tile, letter, c)]
    return nodes


def numbers(dialect):
    """Devices and wires as the tile decks of a dialect have them, by splitting: a name, and the numbers behind it."""
    devices, wires = {}, {}
    for index in range(len(shapes)):
        for line in open(os.path.join(output, "spice/%s/t%02d.cir" % (dialect, index)), encoding="utf-8"):
            words = line.split()
            if words[:1] and words[0].startswith("Xt"):
                values = dict(word.split("=") for word in words if "=" in word)
                values.pop("row")
                assert set(values) == {"vset", "vrst", "rlrs", "rhrs"}, line
                devices[words[0][1:]] = {k: float(v) for k, v in values.items()}
            elif words[:1] and words[0].startswith("Rt"):
                wires[words[0][1:]] = float(words[3])
    return devices, wires


decks, cells = 0, 0
for dialect in dialects:
    seen = set()
    # Never the deck that is judged.
    devices, wires = numbers("xyce" if dialect == "ngspice" else "ngspice")
    folder = os.path.join(output, "spice", dialect)
    for base, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            path = os.path.join(base, name)
            where = os.path.relpath(path, output)
            try:
                found = parse(path, dialect != "ngspice" and INCLUDED.fullmatch(name))
            except Exception as error:
                differ("%s: %s: %s" % (where, type(error).__name__, str(error)[:300]))
                continue
            decks += 1
            expected = split(path)
            for circuit in sorted(set(found) | set(expected)):
                compare("%s %s" % (where, circuit), found.get(circuit, {}), expected.get(circuit, {}))
            match = re.fullmatch(r"t(\d+)(-program-read)?\.(cir|sp)", name)
            if match and match[2]:
                compare(where, {k: v[0] for k, v in found[""].items()}, drivers(int(match[1])))
            elif match:
                compare(where, found[""], tile_elements(int(match[1]), devices, wires))
                cells += sum(name[0] == "X" for name in found[""])
                seen.add(int(match[1]))
    if seen != set(range(len(shapes))):
        differ("%s: tiles %s" % (dialect, sorted(seen)))

if differences:
    print("\n".join(d[:500] for d in differences[:20]))
    print("%d differences" % len(differences))
    sys.exit(1)
print("%d decks, %d cells" % (decks, cells))
