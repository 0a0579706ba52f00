"""Shifts the layers of a page of masks with KLayout and counts what fails.

usage: klayout_registration.py PAGE_FOLDER DISTANCE...

Prints for each layer, distance (nm) and direction: layer, x, y, open junctions, shorted junctions, pads off their
lines, pairs of nets that come over each other, then least, mean, most and deviation of the junctions' areas ÷ nominal.
Which gold belongs to which silver and pad is told by the names, not by geometry. Not for pages with dielectric.
"""

import bisect
import math
import pathlib
import re
import sys

import klayout.db as db

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import klayout_check as masks

DIRECTIONS = [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)]
FURNITURE = ("fiducial_", "frame_", "label_", "vernier_")
LAYERS = ["mos2-window", "au-top", "ag-pad"]


def line_of(island, lines):
    """t00_r003_c017_ag lies under a gold contact of its own, or under t00_b017; None: under no gold."""
    own = f"{island.removesuffix('_ag')}_au"
    if own in lines:
        return own
    if island.count("_") != 3 or island.startswith("test"):
        return None
    tile, _, column, _ = island.split("_")
    return f"{tile}_b{column[1:]}"


def net_of(pad):
    return re.sub(r"_pad(_\d+)?$", "", pad)


def pairs(some, others):
    """Shapes whose bounds overlap, by a sweep along x."""
    others = sorted(others, key=lambda item: item[1].bbox().left)
    lefts = [polygon.bbox().left for _, polygon in others]
    widest = max((polygon.bbox().width() for _, polygon in others), default=0)
    for id, polygon in some:
        box = polygon.bbox()
        first = bisect.bisect_left(lefts, box.left - widest)
        for other_id, other in others[first : bisect.bisect_right(lefts, box.right)]:
            if box.overlaps(other.bbox()):
                yield id, polygon, other_id, other


def main(folder, distances):
    folder = pathlib.Path(folder)
    shapes = {
        name: [item for item in masks.read(folder / f"{name}.svg") if not item[0].startswith(FURNITURE)]
        for name in ["ag-bottom", *LAYERS]
    }

    lines = {id for id, _ in shapes["au-top"]}

    def state(moved):
        """Area of each junction, islands touched outside the MoS2, pads on their lines, pairs of foreign nets."""
        window = masks.region(moved["mos2-window"])
        areas, short, held, foreign = {}, set(), set(), 0
        for island, silver, line, gold in pairs(moved["ag-bottom"], moved["au-top"]):
            both = db.Region(silver) & db.Region(gold)
            if both.area() == 0:
                continue
            if line_of(island, lines) != line:
                foreign += 1
                continue
            areas[island] = (both & window).area()
            if (both - window).area() > 0:
                short.add(island)
        for pad, silver, line, gold in pairs(moved["ag-pad"], moved["au-top"]):
            if (db.Region(silver) & db.Region(gold)).area() == 0:
                continue
            if net_of(pad) == line:
                held.add(pad)
            else:
                foreign += 1
        for _, one, _, other in pairs(moved["ag-pad"], moved["ag-bottom"]):
            if (db.Region(one) & db.Region(other)).area() > 0:
                foreign += 1
        return areas, short, held, foreign

    nominal, short, held, foreign = state(shapes)
    assert not short and not foreign
    assert len(nominal) == sum(1 for id, _ in shapes["ag-bottom"] if line_of(id, lines))
    assert len(held) == sum(1 for id, _ in shapes["ag-pad"] if net_of(id) in lines)
    pads = held
    for layer in LAYERS:
        for distance in distances:
            for dx, dy in DIRECTIONS:
                dx, dy = dx * distance, dy * distance
                moved = dict(shapes)
                moved[layer] = [(id, polygon.moved(dx, dy)) for id, polygon in shapes[layer]]
                areas, short, held, foreign = state(moved)
                ratios = [areas.get(island, 0) / area for island, area in nominal.items()]
                mean = sum(ratios) / len(ratios)
                deviation = math.sqrt(sum((r - mean) ** 2 for r in ratios) / len(ratios))
                opened = {island for island in nominal if areas.get(island, 0) == 0}
                print(
                    layer, dx, dy, len(opened), len(short - opened), len(pads - held), foreign,
                    *(f"{v:.12f}" for v in (min(ratios), mean, max(ratios), deviation)),
                )


if __name__ == "__main__":
    main(sys.argv[1], [int(text) for text in sys.argv[2:]])
