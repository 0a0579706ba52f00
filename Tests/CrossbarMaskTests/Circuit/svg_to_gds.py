"""Writes a page's GDSII file from its SVG files with KLayout: polygons, and a label on every line and line's pad.

usage: svg_to_gds.py SHEET_FOLDER
"""

import pathlib
import re
import sys
import xml.etree.ElementTree as ET

import klayout.db as db

from klayout_circuit import NUMBER, inside, net_name, read


def main(folder):
    folder = pathlib.Path(folder)
    box = ET.parse(folder / "ag-bottom.svg").getroot().get("viewBox").split()
    flip = db.Trans(db.Trans.M0, 0, round(float(box[3]) * 1_000_000))
    layout = db.Layout()
    layout.dbu = 0.001
    top = layout.create_cell(folder.name.upper().replace("-", "_"))
    for layer, number in NUMBER.items():
        if not (folder / f"{layer}.svg").exists():
            continue
        shapes = top.shapes(layout.layer(number, 0))
        for name, polygon in read(folder / f"{layer}.svg"):
            shapes.insert(polygon.transformed(flip))
            if re.fullmatch(r"t\d+_[bawsx]\d+", net_name(name)):
                shapes.insert(db.Text(net_name(name), db.Trans(inside(polygon))).transformed(flip))
    layout.write(str(folder / "masks.gds"))


if __name__ == "__main__":
    main(sys.argv[1])
