"""Checks printing masks with KLayout: width, gap, enclosure, and the number of junctions.

usage: klayout_check.py MASKS_FOLDER CELLS

Reads the SVG files of every page with Python's own XML parser, so that nothing of the compiler takes part. Prints
one line a finding and exits with 1 if there is any. KLayout counts in nanometres here.
"""

import pathlib
import re
import sys
import xml.etree.ElementTree as ET

import klayout.db as db

SVG = "{http://www.w3.org/2000/svg}"
TOKEN = re.compile(r"([MHVZ,])([-0-9.]*)")
WIDTH = {"ag-bottom": 50_000, "au-top": 50_000, "ag-pad": 200_000, "mos2-window": 2_000_000}
GAP = {"ag-bottom": 50_000, "au-top": 50_000, "ag-pad": 50_000, "mos2-window": 50_000}
TAPE_EDGE = 250_000
JUNCTION = (50_000, 50_000)


def points(data):
    x = y = 0
    corners = []
    for command, number in TOKEN.findall(data):
        value = round(float(number) * 1_000_000) if number else 0
        if command in "MH":
            x = value
        elif command in "V,":
            y = value
        if command in "HV,":
            corners.append(db.Point(x, y))
    return corners


def read(path):
    shapes = []
    for element in ET.parse(path).iter(SVG + "path"):
        shapes.append((element.get("id"), db.Polygon(points(element.get("d")))))
    return shapes


def region(shapes):
    merged = db.Region()
    for _, polygon in shapes:
        merged.insert(polygon)
    return merged.merged()


def check_page(folder):
    shapes = {layer: read(folder / f"{layer}.svg") for layer in WIDTH}
    return check_rules(shapes, {layer: region(of) for layer, of in shapes.items()})


def check_rules(shapes, regions):
    """Junctions of a page, and what breaks a rule; `shapes` only for their number."""
    findings = []
    for layer in WIDTH:
        if regions[layer].count() != len(shapes[layer]):
            findings.append(f"{layer}: {len(shapes[layer])} shapes merge to {regions[layer].count()}")
        for pair in regions[layer].width_check(WIDTH[layer]).each():
            findings.append(f"{layer}: narrower than {WIDTH[layer]} nm at {pair}")
        for pair in regions[layer].space_check(GAP[layer]).each():
            findings.append(f"{layer}: closer than {GAP[layer]} nm at {pair}")
    junctions = regions["au-top"] & regions["ag-bottom"]
    window = regions["mos2-window"]
    for junction in (junctions - window).each():
        findings.append(f"junction outside the window at {junction}")
    for pair in window.enclosing_check(junctions, TAPE_EDGE).each():
        findings.append(f"junction nearer than {TAPE_EDGE} nm to the tape at {pair}")
    for junction in junctions.each():
        box = junction.bbox()
        if (box.width(), box.height()) != JUNCTION:
            findings.append(f"junction of {box.width()} x {box.height()} nm at {box}")
    for pad in (regions["ag-pad"] & window).each():
        findings.append(f"pad under MoS2 at {pad}")
    for short in (regions["ag-pad"] & regions["ag-bottom"]).each():
        findings.append(f"pad on a bottom contact at {short}")
    overlap = regions["ag-pad"] & regions["au-top"]
    if overlap.count() != len(shapes["au-top"]):
        findings.append(f"{len(shapes['au-top'])} bit lines, {overlap.count()} of them on pads")
    for pair in overlap.width_check(100_000).each():
        findings.append(f"gold and pad overlap by less than 100 um at {pair}")
    return junctions.count(), findings


def main(folder, cells):
    count = 0
    findings = []
    for page in sorted(pathlib.Path(folder).glob("sheet-*")):
        junctions, found = check_page(page)
        count += junctions
        findings += [f"{page.name}: {text}" for text in found]
    if count != cells:
        findings.append(f"{count} junctions, {cells} cells")
    for text in findings[:20]:
        print(text)
    print(f"klayout {db.__version__ if hasattr(db, '__version__') else ''}: {count} junctions, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
