"""Whether KLayout's own checks see the faults of a page of masks, rule by rule.

usage: klayout_faults.py PAGE_FOLDER

Prints one line a rule: its name, how many places break it, and the bounds of the first. The numbers are the rules'
defaults in nanometres, not read from the process.
"""

import pathlib
import re
import sys

import klayout.db as db

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import klayout_check as masks

EUCLID = {"metrics": db.Region.Euclidian}
FURNITURE = ("fiducial_", "frame_", "label_", "vernier_")
INKS = ["ag-bottom", "au-top", "ag-pad"]


def main(folder):
    folder = pathlib.Path(folder)
    shapes = {name: masks.read(folder / f"{name}.svg") for name in [*INKS, "mos2-window"]}
    nets = {name: [s for s in of if not s[0].startswith(FURNITURE)] for name, of in shapes.items()}
    regions = {name: masks.region(of) for name, of in shapes.items()}
    silver, gold, pad = (regions[n] for n in INKS)
    found = {}

    def put(rule, item):
        boxes = [i.bbox() for i in item.each()]
        old = found.setdefault(rule, [])
        old += boxes

    for name in INKS:
        put("width", regions[name].width_check(50_000, **EUCLID))
        put("gap", regions[name].space_check(100_000, **EUCLID))
        grid = regions[name].grid_check(25_000, 25_000)
        put("grid", grid)
    window = masks.region(nets["mos2-window"])
    put("width", window.width_check(2_000_000, **EUCLID))
    put("gap", pad.separation_check(silver, 100_000, **EUCLID))
    # Each contact must reach 50 um beyond the other's edge.
    for one, other in ((gold, silver), (silver, gold)):
        put("enclosure", one.enclosing_check(other, 50_000, metrics=db.Region.Projection))
    put("window-edge", (gold & silver) - window)
    put("window-edge", window.enclosing_check(gold & silver, 250_000, **EUCLID))
    # Inwards from the pad's edge that the gold crosses.
    put("pad-overlap", (gold & pad).width_check(100_000, **EUCLID))
    # What a square of 200 um does not fill.
    put("pad-size", db.Region([p for id, p in nets["ag-pad"] if re.search(r"_pad(_\d+)?$", id)]).width_check(200_000, **EUCLID))
    wide = silver.sized(-99_999).sized(99_999)
    for _, polygon in nets["ag-bottom"]:
        if (db.Region(polygon) & wide).is_empty():
            put("pad-size", db.Region(polygon))
    put("tape-edge", window.separation_check(pad, 250_000, **EUCLID))
    put("tape-edge", window.separation_check(wide, 250_000, **EUCLID))
    put("tape-edge", window & (pad + wide))
    for rule, boxes in found.items():
        first = boxes[0] if boxes else db.Box(0, 0, 0, 0)
        print(rule, len(boxes), first.left, first.bottom, first.right, first.top)


if __name__ == "__main__":
    main(sys.argv[1])
