"""Checks what stands on a sheet beside the array with KLayout: rules, readings of verniers, squares of bars.

usage: furniture_check.py glyphs FILE PIXEL
       furniture_check.py strip FILE GRID DEVICES
       furniture_check.py rules FILE GRID
       furniture_check.py frames FILE KEEP_OUT
       furniture_check.py vernier FILE STEP REACH
       furniture_check.py bar FILE NAME

FILE has a shape a line, `layer name x,y x,y ...`, nanometres. Prints a line a finding and exits with 1 if there is any;
`bar` prints the squares between the taps as found by finite differences.
"""

import itertools
import sys

import klayout.db as db

WIDTH = 50_000
SPACE = 100_000
WINDOW = 2_000_000
APART = 200_000
STRESS = 50_000
INKS = ["ag-bottom", "dielectric", "au-top", "ag-pad"]
DIRECTIONS = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if (x, y) != (0, 0)]


def read(path):
    shapes = []
    for line in open(path, encoding="utf-8").read().splitlines():
        layer, name, *corners = line.split(" ")
        points = [db.Point(*map(int, corner.split(","))) for corner in corners]
        shapes.append((layer, name, points))
    return shapes


def region(polygons):
    merged = db.Region()
    for polygon in polygons:
        merged.insert(db.Polygon(polygon))
    return merged.merged()


def layer_of(shapes, layer):
    return region(points for of, _, points in shapes if of == layer)


def shape_findings(shapes, grid):
    findings = []
    names = [name for _, name, _ in shapes]
    if len(set(names)) != len(names):
        findings.append("names are not unique")
    for layer, name, points in shapes:
        if any(p.x % grid or p.y % grid for p in points):
            findings.append(f"{name}: off the grid")
        if points[0].y != points[1].y:
            findings.append(f"{name}: the first edge is not along x")
        for a, b, c in zip(points, points[1:] + points[:1], points[2:] + points[:2]):
            if (a.x == b.x) == (a.y == b.y) or (b.x == c.x) == (a.x == b.x):
                findings.append(f"{name}: edges do not alternate at {b}")
        # Touching itself at a corner, or a seam to a hole: merging changes the outline.
        merged = region([points])
        if merged.count() != 1 or merged[0].holes() or merged[0].num_points() != len(points):
            findings.append(f"{name}: not one hole-free outline")
    return findings


def rule_findings(shapes, layer, width, space):
    findings = []
    merged = layer_of(shapes, layer)
    count = sum(of == layer for of, _, _ in shapes)
    if merged.count() != count:
        findings.append(f"{layer}: {count} shapes merge to {merged.count()}")
    if merged.holes().count():
        findings.append(f"{layer}: {merged.holes().count()} holes")
    for pair in merged.width_check(width).each():
        findings.append(f"{layer}: narrower than {width} at {pair}")
    for pair in merged.space_check(space).each():
        findings.append(f"{layer}: closer than {space} at {pair}")
    return findings


def glyphs(shapes, pixel):
    pixel = int(pixel)
    return shape_findings(shapes, pixel) + rule_findings(shapes, "ag-bottom", pixel, pixel)


def group(name):
    """What belongs together: a line's label, one comb pair, one bar, one device with its window."""
    parts = name.split("_")
    if parts[0] == "label":
        return "_".join(parts[:2])
    if parts[0] == "vernier":
        return "_".join(parts[:3])
    if parts[0] == "test" and parts[2][0] in "dm" and parts[2][1:].isdigit():
        return f"device {parts[2][1:]}"
    return name.split("_pad")[0]


def rules(shapes, grid):
    """Grid, outline, width and space alone, for other grids than the default."""
    findings = shape_findings(shapes, int(grid))
    for layer in INKS:
        findings += rule_findings(shapes, layer, WIDTH, SPACE)
    return findings


def strip(shapes, grid, devices):
    findings = shape_findings(shapes, int(grid))
    for layer in INKS:
        findings += rule_findings(shapes, layer, WIDTH, SPACE)
    findings += rule_findings(shapes, "mos2-window", WINDOW, WINDOW // 4)
    groups = {}
    for _, name, points in shapes:
        groups.setdefault(group(name), []).append(points)
    regions = {name: region(of) for name, of in groups.items()}
    for (a, one), (b, other) in itertools.combinations(regions.items(), 2):
        if one.separation_check(other, APART).count() or (one & other).count():
            findings.append(f"{a} and {b} are closer than {APART}")
    layers = {layer: layer_of(shapes, layer) for layer in INKS + ["mos2-window"]}
    window = layers["mos2-window"]
    junctions = layers["au-top"] & layers["ag-bottom"]
    if junctions.count() != int(devices) or window.count() != int(devices):
        findings.append(f"{junctions.count()} junctions, {window.count()} windows")
    for junction in junctions.each():
        box = junction.bbox()
        if (box.width(), box.height(), junction.area()) != (50_000, 50_000, 2_500_000_000):
            findings.append(f"a junction is {box}")
    if (window.enclosing_check(junctions, 250_000)).count() or (junctions - window).count():
        findings.append("a junction lies at the tape's edge")
    for x, y in DIRECTIONS:
        moved = layers["au-top"].moved(x * STRESS, y * STRESS)
        now = moved & layers["ag-bottom"]
        if now.count() != int(devices) or now.area() != junctions.area():
            findings.append(f"junctions change where gold lies aside by {x}, {y}")
        if (moved & layers["ag-pad"]).count() != (layers["au-top"] & layers["ag-pad"]).count():
            findings.append(f"pads change where gold lies aside by {x}, {y}")
    if (layers["ag-pad"] & layers["ag-bottom"]).count():
        findings.append("a pad lies on a bottom contact")
    overlap = layers["ag-pad"] & layers["au-top"]
    pads = sum(layer == "ag-pad" and "_au" in name and name.startswith("test_") for layer, name, _ in shapes)
    if overlap.count() != pads or overlap.width_check(100_000).count():
        findings.append(f"{pads} pads of gold, {overlap.count()} overlaps")
    if layers["ag-pad"].separation_check(window, 250_000).count() or (layers["ag-pad"] & window).count():
        findings.append("a pad is nearer than 250 um to a window")
    furniture = region(points for layer, name, points in shapes if not name.startswith("test_"))
    if (furniture & window).count() or furniture.separation_check(window, 250_000).count():
        findings.append("furniture in a window")
    return findings


def frames(shapes, keep_out):
    findings = shape_findings(shapes, 25_000)
    for layer in INKS:
        findings += rule_findings(shapes, layer, WIDTH, SPACE)
    if layer_of(shapes, "mos2-window").count():
        findings.append("the tape is cut at a cross")
    for one, other in itertools.combinations(INKS, 2):
        a, b = layer_of(shapes, one), layer_of(shapes, other)
        # Each layer aside by the stress in its own direction.
        for x, y in DIRECTIONS:
            for u, v in DIRECTIONS:
                p, q = a.moved(x * STRESS, y * STRESS), b.moved(u * STRESS, v * STRESS)
                if p.interacting(q).count():
                    findings.append(f"{one} and {other} touch aside by {x}, {y} and {u}, {v}")
        if one == "ag-bottom" and a.separation_check(b, int(keep_out)).count():
            findings.append(f"{other} is nearer than {keep_out} to a cross")
    return findings


def vernier(shapes, step, reach):
    """Which bar is in line where the later layer lies aside by whole steps."""
    findings = []
    step, reach = int(step), int(reach)
    later = next(name.split("_")[1] for _, name, _ in shapes)
    for axis in "xy":
        combs = {True: [], False: []}
        for layer, name, points in shapes:
            if name.split("_")[2] == axis:
                combs[layer == "ag-bottom"].append(db.Polygon(points).bbox())
        if [len(comb) for comb in combs.values()] != [2 * reach + 1] * 2:
            findings.append(f"{axis}: combs of {[len(comb) for comb in combs.values()]} bars")
        for comb in combs.values():
            comb.sort(key=lambda box: box.left if axis == "x" else box.top)
            lengths = [box.height() if axis == "x" else box.width() for box in comb]
            if lengths.count(max(lengths)) != 1 or lengths.index(max(lengths)) != reach:
                findings.append(f"{axis}: bars of {lengths}")
        for k in range(-reach - 1, reach + 2):
            for across in (-STRESS, 0, STRESS):
                shift = db.Trans(k * step, across) if axis == "x" else db.Trans(across, k * step)
                moved = [shift * box for box in combs[False]]
                if any(a.touches(b) for a in combs[True] for b in moved):
                    findings.append(f"{axis}: combs touch aside by {k} steps")
                edges = (lambda b: (b.left, b.right)) if axis == "x" else (lambda b: (b.top, b.bottom))
                inline = [
                    i - reach for i, (a, b) in enumerate(zip(combs[True], moved)) if edges(a) == edges(b)
                ]
                if inline != [k] * (abs(k) <= reach):
                    findings.append(f"{later} {axis}: {k} steps aside, bars {inline} are in line")
    return findings


def bar(shapes, name):
    """Squares between two taps that carry no current, current from end to end; by finite volumes of 12.5 and 6.25 um."""
    import numpy
    import scipy.sparse as sparse
    import scipy.sparse.linalg as linalg

    points = next(points for _, of, points in shapes if of == name)
    box = db.Polygon(points).bbox()
    values = []
    for cell in (12_500, 6_250):
        columns, rows = box.width() // cell, box.height() // cell
        inside = numpy.zeros((rows, columns), bool)
        for part in db.Region(db.Polygon(points)).decompose_trapezoids_to_region().each():
            b = part.bbox()
            inside[
                (b.bottom - box.bottom) // cell : (b.top - box.bottom) // cell,
                (b.left - box.left) // cell : (b.right - box.left) // cell,
            ] = True
        number = numpy.full(inside.shape, -1)
        number[inside] = numpy.arange(inside.sum())
        pairs = [
            (a[(a >= 0) & (b >= 0)], b[(a >= 0) & (b >= 0)])
            for a, b in [(number[:, :-1], number[:, 1:]), (number[:-1], number[1:])]
        ]
        i = numpy.concatenate([a for a, _ in pairs])
        j = numpy.concatenate([b for _, b in pairs])
        size = inside.sum()
        ones = numpy.ones(len(i))
        matrix = sparse.coo_matrix((ones, (i, j)), (size, size))
        matrix = matrix + matrix.T
        matrix = sparse.diags(numpy.asarray(matrix.sum(1)).ravel()) - matrix
        current = numpy.zeros(size)
        source = number[:, 0][number[:, 0] >= 0]
        sink = number[:, -1][number[:, -1] >= 0]
        current[source] = 1 / len(source)
        current[sink] = -1 / len(sink)
        matrix = matrix.tolil()
        matrix[0, :] = 0
        matrix[0, 0] = 1
        current[0] = 0
        voltage = linalg.spsolve(matrix.tocsc(), current)
        taps = number[-1][number[-1] >= 0]
        # Two runs of cells along the lowest row: the two sense pads.
        cut = numpy.flatnonzero(numpy.diff(numpy.flatnonzero(number[-1] >= 0)) > 1)[0] + 1
        values.append(abs(voltage[taps[:cut]].mean() - voltage[taps[cut:]].mean()))
    print(f"squares {values[0]:.5f} {values[1]:.5f}")
    return []


def main(kind, path, *arguments):
    checks = {"glyphs": glyphs, "rules": rules, "strip": strip, "frames": frames, "vernier": vernier, "bar": bar}
    findings = checks[kind](read(path), *arguments)
    for text in findings[:40]:
        print(text)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
