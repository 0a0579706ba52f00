"""Holds masks/sheets.csv and masks/map.svg against the masks themselves and against the matrices of the network.

usage: sheet_map_check.py FOLDER BITS NAME INPUTS OUTPUTS [NAME INPUTS OUTPUTS ...]

Read by Python's csv and XML modules; prints a line a finding and exits with 1 if there is any.
"""

import csv
import pathlib
import sys
import xml.etree.ElementTree as ET

from klayout_check import SVG, WIDTH, points, read
import klayout.db as db

HEADING = "sheet,tile,layer,first_row,last_row,first_output,last_output,x_mm,y_mm,width_mm,height_mm"


def nanometres(text):
    return round(float(text) * 1_000_000)


def check(folder, bits, layers):
    findings = []
    masks = pathlib.Path(folder) / "masks"
    with open(masks / "sheets.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    if rows[0] != HEADING.split(","):
        findings.append(f"heading {rows[0]}")
    held = {name: set() for name, _, _ in layers}
    boxes = {}
    for sheet, tile, layer, *numbers in rows[1:]:
        first_row, last_row, first_output, last_output = map(int, numbers[:4])
        x, y, width, height = map(nanometres, numbers[4:])
        boxes[tile] = (int(sheet), db.Box(x, y, x + width, y + height))
        places = {(r, o) for r in range(first_row, last_row + 1) for o in range(first_output, last_output + 1)}
        if places & held[layer]:
            findings.append(f"{tile}: holds what another tile holds")
        held[layer] |= places
        # The tile's own shapes: columns, rows and place.
        page = masks / f"sheet-{int(sheet):02}"
        own = [(name, polygon) for of in WIDTH for name, polygon in read(page / f"{of}.svg") if name.startswith(tile + "_")]
        cells = sum(name.endswith("_ag") for name, _ in own)
        if cells != len(places) * bits:
            findings.append(f"{tile}: {cells} cells for {len(places)} words")
        bound = db.Box()
        for _, polygon in own:
            bound += polygon.bbox()
        box = boxes[tile][1]
        if (bound.left, bound.bottom, bound.top) != (box.left, box.bottom, box.top) or bound.right > box.right:
            findings.append(f"{tile}: {box}, its shapes {bound}")
    for name, inputs, outputs in layers:
        if held[name] != {(r, o) for r in range(inputs + 1) for o in range(outputs)}:
            findings.append(f"{name}: {len(held[name])} of {(inputs + 1) * outputs} words")
    root = ET.parse(masks / "map.svg").getroot()
    drawn = {e.get("id"): (e.get("class"), db.Polygon(points(e.get("d"))).bbox()) for e in root.iter(SVG + "path")}
    if len(drawn) != len(list(root.iter(SVG + "path"))):
        findings.append("names in the map are not unique")
    texts = [e.text for e in root.iter(SVG + "text")]
    if sorted(n for n, (kind, _) in drawn.items() if kind == "tile") != sorted(boxes):
        findings.append("the map's tiles are not those of the table")
    for tile, (sheet, box) in boxes.items():
        page = drawn[f"sheet-{sheet:02}"][1]
        if drawn[tile][1] != box.moved(page.left, page.bottom) or not drawn[tile][1].inside(page):
            findings.append(f"{tile}: drawn at {drawn[tile][1]}")
        named = sum(text.split(",")[0] == tile for text in texts)
        if named != 2:
            findings.append(f"{tile}: named {named} times")
    view = [nanometres(value) for value in root.get("viewBox").split()]
    pages = [box for kind, box in drawn.values() if kind == "sheet"]
    for i, page in enumerate(pages):
        if not page.inside(db.Box(0, 0, view[2], view[3])):
            findings.append(f"a sheet lies outside the map: {page}")
        if any(page.touches(other) for other in pages[:i]):
            findings.append(f"sheets lie on each other: {page}")
    if len(pages) != len(list(masks.glob("sheet-*"))):
        findings.append(f"{len(pages)} sheets drawn")
    return findings


def main(folder, bits, *layers):
    shapes = [(layers[i], int(layers[i + 1]), int(layers[i + 2])) for i in range(0, len(layers), 3)]
    findings = check(folder, int(bits), shapes)
    for text in findings[:40]:
        print(text)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
