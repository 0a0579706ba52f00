"""Injects a fault into the masks of a folder, with KLayout's geometry.

usage: inject_faults.py MASKS_FOLDER svg|gds|both EDIT...

Edits, lengths in millimetres of the page (y down), applied to the first page:

    cut LAYER LEFT TOP RIGHT BOTTOM         takes a box out of every shape of a layer
    add LAYER LEFT TOP RIGHT BOTTOM ID      a new box; GDSII has no ids
    path LAYER X1 Y1 X2 Y2 WIDTH            a path of two segments, along y and then along x, in GDSII alone
    grow LAYER LEFT TOP RIGHT BOTTOM ID     a box that becomes part of the shape ID
    delete LAYER ID                         a shape
    move LAYER X Y                          a whole layer
    swap ONE OTHER                          two nets' labels: ids of lines and pads, texts in GDSII
    swap-pads ONE OTHER                     only the pads'
"""

import pathlib
import re
import sys

import klayout.db as db

from klayout_check import points

NUMBER = {"ag-bottom": 1, "mos2-window": 2, "au-top": 3, "ag-pad": 4, "dielectric": 5}
SHAPE = re.compile(r'^(\s*<path )(.*)id="([^"]+)"(.*)d="([^"]+)"(.*)$')
STEPS = {"path": 7, "cut": 6, "add": 7, "grow": 7, "delete": 3, "move": 4, "swap": 3, "swap-pads": 3}


def box(edit):
    return db.Box(*(round(float(value) * 1_000_000) for value in edit[2:6]))


def exchanged(name, edit):
    """A label after an edit that swaps two nets' labels."""
    endings = ["_pad"] if edit[0] == "swap-pads" else ["", "_pad"]
    for ending in endings:
        for one, other in [(edit[1], edit[2]), (edit[2], edit[1])]:
            if name == one + ending:
                return other + ending
    return name


def path(region):
    text = ""
    for polygon in region.merged().each():
        corners = [(point.x, point.y) for point in polygon.each_point_hull()]
        assert polygon.holes() == 0
        text += f"M{corners[0][0] / 1e6:.6f},{corners[0][1] / 1e6:.6f}"
        for before, corner in zip(corners, corners[1:]):
            text += f"H{corner[0] / 1e6:.6f}" if before[1] == corner[1] else f"V{corner[1] / 1e6:.6f}"
        text += "Z"
    return text


def edit_shape(layer, name, region, edit):
    """A shape's name and region after an edit."""
    kind = edit[0]
    if kind.startswith("swap"):
        return exchanged(name, edit), region
    if edit[1] != layer:
        return name, region
    if kind == "cut":
        region = region - db.Region(box(edit))
    elif kind == "grow" and edit[6] == name:
        region = region + db.Region(box(edit))
    elif kind == "delete" and edit[2] == name:
        region = db.Region()
    elif kind == "move":
        region = region.moved(round(float(edit[2]) * 1_000_000), round(float(edit[3]) * 1_000_000))
    return name, region


def edit_svg(file, edits):
    lines, layer = [], file.stem
    for line in file.read_text().split("\n"):
        group = re.search(r'<g [^>]*id="([^"]+)"', line)
        if group:
            layer = group[1]
        match = SHAPE.match(line)
        if match:
            name, region = match[3], db.Region(db.Polygon(points(match[5])))
            for edit in edits:
                name, region = edit_shape(layer, name, region, edit)
            if region.is_empty():
                continue
            if (name, region) != (match[3], db.Region(db.Polygon(points(match[5])))):
                line = f'{match[1]}{match[2]}id="{name}"{match[4]}d="{path(region)}"{match[6]}'
        if "</g>" in line:
            for edit in edits:
                if edit[0] == "add" and edit[1] == layer:
                    lines.append(f'<path id="{edit[6]}" d="{path(db.Region(box(edit)))}"/>')
        lines.append(line)
    file.write_text("\n".join(lines))


def svg_shape(folder, layer, name):
    for line in (folder / f"{layer}.svg").read_text().split("\n"):
        match = SHAPE.match(line)
        if match and match[3] == name:
            return db.Region(db.Polygon(points(match[5])))
    raise KeyError(name)


def edit_gds(folder, edits, height, shapes):
    layout = db.Layout()
    layout.read(str(folder / "masks.gds"))
    top = layout.top_cell()
    top.flatten(True)
    flip = db.Trans(db.Trans.M0, 0, height)
    for edit in edits:
        if edit[0].startswith("swap"):
            for layer in ["ag-bottom", "au-top", "ag-pad"]:
                ending = "_pad" if layer == "ag-pad" else ""
                found = top.shapes(layout.layer(NUMBER[layer], 0))
                for shape in list(found.each()):
                    if shape.is_text():
                        text = shape.text
                        label = exchanged(text.string + ending, edit)
                        text.string = label[: len(label) - len(ending)] if ending else label
                        shape.text = text
            continue
        found = top.shapes(layout.layer(NUMBER[edit[1]], 0))
        kept = []
        for shape in list(found.each()):
            if shape.is_text():
                text = shape.text
                if edit[0] == "move":
                    text.trans = db.Trans(
                        round(float(edit[2]) * 1_000_000), -round(float(edit[3]) * 1_000_000)) * text.trans
                kept.append(text)
                continue
            region = db.Region(shape.polygon).transformed(flip)
            if edit[0] == "delete":
                region = region - shapes[edit[1], edit[2]]
            else:
                _, region = edit_shape(edit[1], None, region, edit)
            kept += list(region.transformed(flip).merged().each())
        if edit[0] in ("add", "grow"):
            kept.append(db.Polygon(box(edit)).transformed(flip))
        if edit[0] == "path":
            (x1, y1), (x2, y2) = ((round(float(edit[i]) * 1_000_000) for i in (j, j + 1)) for j in (2, 4))
            spine = [db.Point(x1, y1), db.Point(x1, y2), db.Point(x2, y2)]
            kept.append(db.Path(spine, round(float(edit[6]) * 1_000_000)).transformed(flip))
        found.clear()
        for shape in kept:
            found.insert(shape)
    layout.write(str(folder / "masks.gds"))


def main(masks, target, words):
    edits = []
    while words:
        count = STEPS[words[0]]
        edits.append(words[:count])
        words = words[count:]
    folder = pathlib.Path(masks) / "sheet-01"
    height = re.search(r'viewBox="0 0 [0-9.]+ ([0-9.]+)"', (folder / "ag-bottom.svg").read_text())[1]
    shapes = {(edit[1], edit[2]): svg_shape(folder, edit[1], edit[2]) for edit in edits if edit[0] == "delete"}
    if target != "svg":
        edit_gds(folder, edits, round(float(height) * 1_000_000), shapes)
    if target != "gds":
        for file in [*folder.glob("a*.svg"), folder / "mos2-window.svg", folder / "combined.svg", *folder.glob("dielectric.svg")]:
            edit_svg(file, edits)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
