"""KLayout judges the masks of one output folder: design rules, the netlist of every page, resistances of wires.

Usage: style_check.py FOLDER STYLE CELLS rules|netlist|wires

Reads masks.gds and spice/printed/*.cir with code of its own; prints what is wrong and exits with 1 where anything is.
"""

import re
import sys

import klayout.db as kdb
import numpy as np

NUMBERS = {"ag": 1, "window": 2, "gold": 3, "pad": 4, "dielectric": 5}
folder, style, cells, task = sys.argv[1:5]
cells = int(cells)
problems = []


def complain(text):
    problems.append(text)


def pages():
    import glob

    for path in sorted(glob.glob(f"{folder}/masks/sheet-*/masks.gds")):
        yield path.split("/")[-2], path


def load(path):
    layout = kdb.Layout()
    layout.read(path)
    top = layout.top_cell()
    top.flatten(True)
    index = {name: layout.layer(number, 0) for name, number in NUMBERS.items()}
    return layout, top, index, {n: kdb.Region(top.begin_shapes_rec(i)).merged() for n, i in index.items()}


def subcircuit(page, ending=""):
    """Ports, and the words of every element line, of a page's printed circuit."""
    lines = []
    for line in open(f"{folder}/spice/printed/{page}{ending}.cir"):
        if line.startswith("+"):
            lines[-1] += line[1:]
        elif not line.startswith("*"):
            lines.append(line)
    words = [line.split() for line in lines]
    head = next(w for w in words if w[0] == ".subckt")
    return head[2:], [w for w in words if not w[0].startswith(".")]


def um(value):
    return int(value * 1000)


def check_rules():
    for page, path in pages():
        _, _, _, region = load(path)
        inks = ["ag", "gold", "pad"] + (["dielectric"] if region["dielectric"].count() else [])
        def none(what, found):
            if found.count():
                complain(f"{page}: {what}: {found.count()}, e.g. {next(found.each())}")
        for name in inks:
            none(f"{name} narrower than 50 um", region[name].width_check(um(50)))
            none(f"{name} gap under 50 um", region[name].space_check(um(50)))
            none(f"{name} off the grid of 25 um", region[name].grid_check(um(25), um(25)))
        # One ink: what does not touch keeps its distance.
        none("silver over silver under 50 um", region["pad"].separation_check(region["ag"], um(50)))
        none("window narrower than 2 mm", region["window"].width_check(um(2000)))
        none("windows under 50 um apart", region["window"].space_check(um(50)))
        none("pad nearer to a window than 250 um", (region["pad"].sized(um(249)) & region["window"]) if style != "hybrid-1t1r" else kdb.Region())
        junctions = (region["ag"] & region["gold"]) - region["dielectric"]
        none("gold on silver outside a window", junctions - region["window"])
        none("MoS2 beyond a junction under 250 um", region["window"].enclosing_check(junctions, um(250)))
        # Gold runs along x or along y; across it the silver reaches beyond it, in the paper's own device by 25 um.
        beyond = um(25) if style == "isolated" else um(50)
        def short(along, across):
            bare = (junctions.sized(*along, 2) - region["gold"]) + (junctions.sized(*across, 2) - region["ag"])
            return junctions.interacting(bare)
        wrong = short((um(50), 0), (0, beyond)) & short((0, um(50)), (beyond, 0))
        none("gold or silver reaches too little beyond the other", wrong)
        none("junction not 50 um square", junctions.with_area(um(50) ** 2, True))
        # Where gold meets a pad it overlaps by 200 um.
        meeting = region["gold"] & region["pad"]
        if style != "hybrid-1t1r":
            none("gold on its pad under 100 um", meeting.width_check(um(100)))
        if "dielectric" in inks:
            for line, what in ((region["gold"], "bit"), (region["pad"], "source")):
                crossing = (line & region["ag"]) - junctions
                none(f"{what} line on a word line without dielectric", crossing - region["dielectric"])
                inside = crossing & region["dielectric"]
                none(f"dielectric beyond a crossing under 35 um", region["dielectric"].enclosing_check(inside, um(35)))


class Junctions(kdb.GenericDeviceExtractor):
    """A device where gold lies on silver in a window: first terminal the gold, second the silver."""

    def __init__(self):
        super().__init__()
        self.name = "JUNCTION"

    def setup(self):
        self.define_layer("J", "junction")
        self.define_layer("T", "gold")
        self.define_layer("B", "silver")
        self.device_class_object = device_class()
        self.register_device_class(self.device_class_object)

    def get_connectivity(self, layout, layers):
        connectivity = kdb.Connectivity()
        connectivity.connect(layers[0], layers[0])
        return connectivity

    def extract_devices(self, geometry):
        for polygon in geometry[0].merged().each():
            device = self.create_device()
            self.define_terminal(device, 0, 1, polygon)
            self.define_terminal(device, 1, 2, polygon)


def device_class():
    made = kdb.DeviceClass()
    made.name = "JUNCTION"
    for name in ("T", "B"):
        terminal = kdb.DeviceTerminalDefinition(name, "")
        made.add_terminal(terminal)
    return made


class Log(kdb.GenericNetlistCompareLogger):
    def __init__(self):
        super().__init__()
        self.pairs, self.wrong = [], 0

    def match_nets(self, a, b):
        self.pairs.append((a, b))

    def match_ambiguous_nets(self, a, b, message):
        self.pairs.append((a, b))

    def net_mismatch(self, a, b, message):
        self.wrong += 1

    def device_mismatch(self, a, b, message):
        self.wrong += 1


def check_netlist():
    total = 0
    for page, path in pages():
        layout, top, index, _ = load(path)
        extract = kdb.LayoutToNetlist(kdb.RecursiveShapeIterator(layout, top, []))
        layer = {name: extract.make_polygon_layer(i, name) for name, i in index.items()}
        text = {name: extract.make_text_layer(i, name + "_text") for name, i in index.items()}
        covered = layer["gold"] & layer["ag"]
        junction = (covered & layer["window"]) - layer["dielectric"]
        short = covered - layer["window"] - layer["dielectric"]
        contact = (layer["pad"] & layer["ag"]) - layer["dielectric"]
        extract.extract_devices(Junctions(), {"J": junction, "T": layer["gold"], "B": layer["ag"]})
        for name in ("ag", "gold", "pad"):
            extract.connect(layer[name])
            extract.connect(layer[name], text[name])
        extract.connect(layer["gold"], layer["pad"])
        for via, name in ((short, "short"), (contact, "contact")):
            extract.register(via, name)
            extract.connect(via)
        extract.connect(layer["gold"], short)
        extract.connect(short, layer["ag"])
        extract.connect(layer["pad"], contact)
        extract.connect(contact, layer["ag"])
        extract.extract_netlist()
        found = extract.netlist()
        ports, elements = subcircuit(page)
        total += len(elements)

        wanted = kdb.Netlist()
        junctions = device_class()
        wanted.add(junctions)
        circuit = kdb.Circuit()
        circuit.name = found.circuit_by_name(top.name).name
        wanted.add(circuit)
        nets = {}
        for word in elements:
            device = circuit.create_device(junctions, word[0][1:])
            for terminal, net in enumerate(word[1:3]):
                if net not in nets:
                    nets[net] = circuit.create_net(net)
                device.connect_terminal(terminal, nets[net])
        devices = sum(1 for _ in found.circuit_by_name(top.name).each_device())
        if devices != len(elements):
            complain(f"{page}: {devices} devices in the masks, {len(elements)} in the circuit")
        named = {net.name.split(",")[0]: net for net in found.circuit_by_name(top.name).each_net() if net.name}
        lines = [p for p in ports if re.fullmatch(r"t\d+_[abws]\d+", p)]
        for line in lines:
            if line not in named:
                complain(f"{page}: no conductor is labelled {line}")
        for name in named:
            if name not in ports:
                complain(f"{page}: a label {name} that is no net")
        comparer = kdb.NetlistComparer(log := Log())
        comparer.dont_consider_net_names = True
        for line in lines:
            if line in nets and line in named:
                comparer.same_nets(found.circuit_by_name(top.name), circuit, named[line], nets[line])
        if not comparer.compare(found, wanted) or log.wrong:
            complain(f"{page}: the circuits differ: {log.wrong} nets and devices")
    if total < cells:
        complain(f"{total} devices for {cells} cells")


def resistance(extractor, polygon, one, other):
    """Squares between two places of a polygon: points or convex polygons."""
    points = [p for p in (one, other) if isinstance(p, kdb.Point)]
    areas = [p for p in (one, other) if not isinstance(p, kdb.Point)]
    network = extractor.extract(polygon, points, areas)
    numbers = {}
    for node in network.each_node():
        numbers[node.object_id()] = len(numbers)
    matrix = np.zeros((len(numbers), len(numbers)))
    for element in network.each_element():
        a, b = numbers[element.a().object_id()], numbers[element.b().object_id()]
        g = 1 / max(element.resistance(), 1e-12)
        matrix[[a, b], [a, b]] += g
        matrix[a, b] -= g
        matrix[b, a] -= g
    def port(place):
        kind = pex.RNodeType.VertexPort if isinstance(place, kdb.Point) else pex.RNodeType.PolygonPort
        index = (points if isinstance(place, kdb.Point) else areas).index(place)
        return next(numbers[n.object_id()] for n in network.each_node() if n.type() == kind and n.port_index() == index)
    a, b = port(one), port(other)
    keep = [i for i in range(len(numbers)) if i != b]
    current = np.zeros(len(numbers))
    current[a] = 1
    return np.linalg.solve(matrix[np.ix_(keep, keep)], current[keep])[keep.index(a)]


def bar(box, along):
    """A thin bar across a line at the middle of a box: a port that cuts the line where the box's centre is."""
    c, half = box.center(), 500
    return kdb.Polygon(
        kdb.Box(box.left, c.y - half, box.right, c.y + half)
        if along == "y"
        else kdb.Box(c.x - half, box.top, c.x + half, box.bottom)
    )


def half_pad(box, side):
    """The half of a pad that lies beyond its middle."""
    c = box.center()
    return kdb.Polygon(
        {
            "top": kdb.Box(box.left, c.y, box.right, box.top),
            "left": kdb.Box(box.left, box.bottom, c.x, box.top),
            "right": kdb.Box(c.x, box.bottom, box.right, box.top),
        }[side]
    )


def check_wires():
    """Resistances by finite elements, of the first and last lines of a page, against the deck's."""
    extractor = pex.RExtractor.tesselation_extractor(0.001, 0.9, 200.0)
    square = float(sys.argv[5])  # gold, ohms a square
    silver, pads = float(sys.argv[6]), float(sys.argv[7])
    checked = 0
    def same(what, found, stated):
        nonlocal checked
        checked += 1
        off = found / stated - 1
        print(f"{what}: {found:.4g} ohms by finite elements, {stated:.4g} in the deck, {100 * off:+.1f} %")
        if abs(off) > 0.05:
            complain(f"{what}: {found} ohms by finite elements, {stated} in the deck")
    page, path = next(pages())
    layout, top, index, region = load(path)
    _, elements = subcircuit(page, "-wires")
    ohms = {w[0][1:]: float(w[3]) for w in elements if w[0].startswith("R")}
    table = [line.strip().split(",") for line in open(f"{folder}/masks/{page}/cells.csv")][1:]
    junctions = ((region["ag"] & region["gold"]) - region["dielectric"]) & region["window"]
    texts = {}
    for name in ("ag", "gold", "pad"):
        for shape in top.shapes(index[name]).each():
            if shape.is_text():
                texts.setdefault(shape.text.string, []).append((name, kdb.Point(shape.text.x, shape.text.y)))
    def conductor(name, place):
        probe = kdb.Region(kdb.Box(place.x - 1, place.y - 1, place.x + 1, place.y + 1))
        return next(region[name].interacting(probe).each())
    def boxes(polygon):
        found = [p.bbox() for p in (kdb.Region(polygon) & junctions).merged().each()]
        return found
    bit = sorted(t for t in texts if "_b" in t)
    for line in (bit[0], bit[-1]) if bit else ():
        polygon = conductor("gold", next(p for n, p in texts[line] if n == "gold"))
        places = sorted(boxes(polygon), key=lambda b: -b.center().y)
        if len(places) > 1:
            r = resistance(extractor, polygon, bar(places[0], "y"), bar(places[1], "y")) * square
            same(f"{line} segment", r, ohms[f"{line}_001"])
        overlap = (kdb.Region(polygon) & region["pad"]).merged()
        pad = next(overlap.each())
        r = resistance(extractor, polygon, pad, bar(places[0], "y")) * square
        pad_polygon = next(region["pad"].interacting(kdb.Region(pad)).each())
        box = pad_polygon.bbox()
        if style == "crossbar":
            parts = [p.bbox() for p in kdb.Region(pad_polygon).decompose_trapezoids_to_region().each()]
            box = max(parts, key=lambda b: b.top)
            r += resistance(extractor, pad_polygon, half_pad(box, "top"), pad) * pads
        else:
            r += pads * box.height() / 2 / box.width()
        same(f"{line} lead", r, ohms[f"{line}_000"])
    if style == "crossbar":
        rows = sorted(t for t in texts if "_a" in t)
        for line in (rows[0], rows[-1]):
            polygon = conductor("ag", texts[line][0][1])
            places = sorted(boxes(polygon), key=lambda b: b.center().x)
            r = resistance(extractor, polygon, bar(places[0], "x"), bar(places[1], "x")) * silver
            same(f"{line} segment", r, ohms[f"{line}_001"])
            parts = [p.bbox() for p in kdb.Region(polygon).decompose_trapezoids_to_region(kdb.Polygon.TD_vtrapezoids).each()]
            pad = min(parts, key=lambda b: b.left)
            r = resistance(extractor, polygon, half_pad(pad, "left"), bar(places[0], "x")) * silver
            same(f"{line} lead", r, ohms[f"{line}_000"])
    if style == "hybrid-1t1r":
        for line in (sorted(t for t in texts if "_s" in t)[0],):
            polygon = conductor("pad", texts[line][0][1])
            box = polygon.bbox()
            columns = [row for row in table if row[6] == line.replace("_s", "_b")]
            ys = [um(1000 * float(row[5])) for row in columns]
            # The page runs down; the first row's pads stand below the line's own pad.
            lowest = min(p.center().y for p in boxes(conductor("gold", next(p for n, p in texts[line.replace("_s", "_b")] if n == "gold"))))
            place = {y: lowest + (max(ys) - y) for y in ys}
            spine = [p.bbox() for p in kdb.Region(polygon).decompose_trapezoids_to_region(kdb.Polygon.TD_vtrapezoids).each()]
            spine = max(spine, key=lambda b: b.height())
            def cut(y):
                return kdb.Polygon(kdb.Box(spine.left, place[y] - 500, spine.right, place[y] + 500))
            a, b, c = sorted(ys)[:3]
            r = resistance(extractor, polygon, cut(b), cut(c)) * pads
            same(f"{line} segment", r, ohms[f"{line}_001"])
            head = kdb.Box(box.left, box.top - um(600), box.right, box.top)
            pad = [p.bbox() for p in (kdb.Region(polygon) & kdb.Region(head)).decompose_trapezoids_to_region().each()]
            widest = max(pad, key=lambda b: b.width())
            r = resistance(extractor, polygon, half_pad(widest, "top"), cut(a)) * pads
            same(f"{line} lead", r, ohms[f"{line}_000"])
    if style != "crossbar":
        row = table[0]
        polygon = min(
            (p for p in region["ag"].interacting(junctions).each() if len(boxes(p)) == 1),
            key=lambda p: (p.bbox().left - p.bbox().top),
        )
        place = boxes(polygon)[0]
        ends = [p.bbox() for p in kdb.Region(polygon).decompose_trapezoids_to_region().each()]
        pad = max(ends, key=lambda b: min(b.width(), b.height()))
        net = row[7]
        if style == "isolated":
            u = sys.argv[8]
            side = "left" if u == "A" else "top"
            if u == "A":
                # The upper arm's pad, of the two that the contact has.
                box = polygon.bbox()
                pad = kdb.Box(box.left, box.top - um(200), box.left + um(600), box.top)
            r = resistance(extractor, polygon, half_pad(pad, side), bar(place, "y"))
            same(f"{net} contact", r * silver, ohms[f"{net}j"])
            gold = next(region["gold"].interacting(kdb.Region(place)).each())
            overlap = next((kdb.Region(gold) & region["pad"]).each())
            pad = next(region["pad"].interacting(kdb.Region(overlap)).each()).bbox()
            r = resistance(extractor, gold, overlap, bar(place, "x")) * square + pads * pad.width() / 2 / pad.height()
            same(f"{row[6]} contact", r, ohms[f"{row[6]}j"])
        else:
            r = resistance(extractor, polygon, half_pad(pad, "left"), bar(place, "x"))
            same(f"{net} contact", r * silver, ohms[f"{net}j"])
    if checked < 2:
        complain("hardly anything was checked")


if task == "rules":
    check_rules()
elif task == "netlist":
    check_netlist()
else:
    import klayout.pex as pex

    check_wires()
for problem in problems:
    print(problem)
sys.exit(1 if problems else 0)
