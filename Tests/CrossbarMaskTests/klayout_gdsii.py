"""Checks the GDSII files of printing masks with KLayout: XOR against the SVG files, rules, grid, labels, hierarchy.

usage: klayout_gdsii.py MASKS_FOLDER CELLS

The SVG files are read with Python's own XML parser. Prints one line a finding and exits with 1 if there is any.
"""

import pathlib
import sys
import xml.etree.ElementTree as ET

import klayout.db as db

from klayout_check import WIDTH, check_rules, read, region

NUMBER = {"ag-bottom": 1, "mos2-window": 2, "au-top": 3, "ag-pad": 4}
GRID = 25_000


def load(path):
    options = db.LoadLayoutOptions()
    options.gds2_allow_big_records = False
    options.gds2_allow_multi_xy_records = False
    layout = db.Layout()
    layout.read(str(path), options)
    return layout


def check_labels(layer, shapes, texts, height, ending):
    """Every shape has one label on it, its id without the ending."""
    findings = []
    by_name = {name: polygon for name, polygon in shapes}
    labelled = []
    for text in texts:
        name = text.string + ending
        place = db.Point(text.x, height - text.y)
        below = [other for other, polygon in by_name.items() if polygon.bbox().contains(place)]
        below = [other for other in below if by_name[other].inside(place)]
        if below != [name]:
            findings.append(f"{layer}: the label {text.string} at {place} stands on {below}")
        labelled.append(name)
    if sorted(labelled) != sorted(by_name):
        findings.append(f"{layer}: {len(labelled)} labels on {len(by_name)} shapes")
    return findings


def check_page(folder):
    findings = []
    shapes = {layer: read(folder / f"{layer}.svg") for layer in WIDTH}
    box = ET.parse(folder / "ag-bottom.svg").getroot().get("viewBox").split()
    height = round(float(box[3]) * 1_000_000)
    layout = load(folder / "masks.gds")
    if layout.dbu != 0.001:
        findings.append(f"database unit {layout.dbu} um")
    tops = [cell.name for cell in layout.top_cells()]
    if tops != [folder.name.upper().replace("-", "_")]:
        findings.append(f"top cells {tops}")
    numbers = sorted((info.layer, info.datatype) for info in layout.layer_infos())
    if numbers != [(number, 0) for number in NUMBER.values()]:
        findings.append(f"layers {numbers}")
    flip = db.Trans(db.Trans.M0, 0, height)
    regions = {}
    for layer, number in NUMBER.items():
        index = layout.layer(number, 0)
        raw = db.Region(layout.top_cell().begin_shapes_rec(index))
        regions[layer] = raw.merged().transformed(flip)
        difference = regions[layer] ^ region(shapes[layer])
        for polygon in difference.each():
            findings.append(f"{layer}: differs from the SVG file at {polygon.bbox()}")
        if sum(polygon.area() for polygon in raw.each()) != raw.merged().area():
            findings.append(f"{layer}: shapes lie on each other")
        for pair in raw.grid_check(GRID, GRID).each():
            findings.append(f"{layer}: off the grid at {pair}")
        texts = [shape.text for shape in layout.top_cell().shapes(index).each() if shape.is_text()]
        if number >= 3:
            findings += check_labels(
                layer, shapes[layer], texts, height, "_pad" if layer == "ag-pad" else "")
        elif texts:
            findings.append(f"{layer}: {len(texts)} labels")
    junctions, found = check_rules(shapes, regions)
    devices = (regions["au-top"] & regions["ag-bottom"]).inside(regions["mos2-window"]).count()
    if devices != junctions:
        findings.append(f"{junctions} junctions, {devices} in windows")
    return devices, findings + found, layout.cells()


def main(folder, cells):
    count = 0
    structures = 0
    findings = []
    for page in sorted(pathlib.Path(folder).glob("sheet-*")):
        devices, found, cells_of_page = check_page(page)
        count += devices
        structures = max(structures, cells_of_page)
        findings += [f"{page.name}: {text}" for text in found]
    if count != cells:
        findings.append(f"{count} junctions, {cells} cells")
    for text in findings[:60]:
        print(text)
    print(f"{count} junctions, {structures} structures, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
