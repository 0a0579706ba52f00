"""Judges widths, notches, gaps and enclosures of random pages with KLayout.

usage: klayout_rules.py CASES.json

Every case holds shapes (lists of corners), the bounds, and the places that were reported. Widths, notches and gaps of
edges that face each other must cover the same area as KLayout's (projection metrics); whether a polygon or a pair of
polygons breaks a bound at all, corners included, and by how much, must agree with KLayout's Euclidean metrics.
Prints one line a difference and exits with 1 if there is any.
"""

import json
import math
import sys

import klayout.db as db

EUCLID = db.Region.Euclidian
PROJECTION = db.Region.Projection


def region(shapes):
    made = db.Region()
    for points in shapes:
        made.insert(db.Polygon([db.Point(x, y) for x, y in points]))
    return made


def boxes(places):
    made = db.Region()
    for left, top, right, bottom, measured in places:
        # Places between corners have no edges that face each other.
        if measured in (right - left, bottom - top):
            made.insert(db.Box(left, top, right, bottom))
    return made.merged()


def cover(pairs):
    return pairs.polygons().merged()


def least(pairs):
    distances = [pair.distance() for pair in pairs.each()]
    return min(distances) if distances else None


def agree(a, b):
    if a is None or b is None:
        return a is None and b is None
    return abs(a - b) <= 1


def check(number, case):
    found = []
    shapes = [region([points]).merged() for points in case["shapes"]]
    for index, shape in enumerate(shapes):
        for kind, check_of, bound in (
            ("width", "width_check", case["width"]),
            ("notch", "notch_check", case["gap"]),
        ):
            places = [p[1:] for p in case[f"{kind}s"] if p[0] == index]
            theirs = getattr(shape, check_of)(bound, metrics=PROJECTION)
            # KLayout reports a pair of edges whole where another edge shields a part of it.
            theirs = cover(theirs)
            theirs = theirs & shape if kind == "width" else theirs - shape
            difference = theirs ^ boxes(places)
            if not difference.is_empty():
                found.append(f"case {number} shape {index}: {kind} differs at {difference}")
            ours = min((p[4] for p in places), default=None)
            theirs = least(getattr(shape, check_of)(bound, metrics=EUCLID))
            if not agree(ours, theirs):
                found.append(f"case {number} shape {index}: {kind} {ours}, KLayout {theirs}")
        for other in range(index + 1, len(shapes)):
            places = [p[2:] for p in case["gaps"] if sorted(p[:2]) == [index, other]]
            theirs = least(shape.separation_check(shapes[other], case["gap"], metrics=EUCLID))
            ours = min((p[4] for p in places), default=None)
            if not agree(ours, theirs):
                found.append(f"case {number} shapes {index}, {other}: gap {ours}, KLayout {theirs}")
    return found


def check_merged(number, case):
    """Shapes that overlap are measured as what they make together."""
    found = []
    merged = region(case["shapes"]).merged()
    for kind, check_of, bound in (
        ("width", "width_check", case["width"]),
        ("notch", "notch_check", case["gap"]),
    ):
        places = [p[1:] for p in case[f"{kind}s"]]
        facing = db.Region()
        closest = []
        for polygon in merged.each():
            one = db.Region(polygon)
            theirs = cover(getattr(one, check_of)(bound, metrics=PROJECTION))
            facing += theirs & one if kind == "width" else theirs - one
            pairs = getattr(one, check_of)(bound, metrics=EUCLID)
            # Where a conductor hangs together in a point it is a width of zero, not a notch as well.
            closest += [d for d in (p.distance() for p in pairs.each()) if d or kind == "width"]
        difference = facing.merged() ^ boxes(places)
        if not difference.is_empty():
            found.append(f"case {number}: {kind} differs at {difference}")
        ours = min((p[4] for p in places), default=None)
        theirs = min(closest, default=None)
        if not agree(ours, theirs):
            found.append(f"case {number}: {kind} {ours}, KLayout {theirs}")
    ours = min((p[6] for p in case["gaps"]), default=None)
    theirs = least(merged.isolated_check(case["gap"], metrics=EUCLID))
    if not agree(ours, theirs):
        found.append(f"case {number}: gap {ours}, KLayout {theirs}")
    return found


def main(path):
    found = []
    counts = {"widths": 0, "notches": 0, "gaps": 0}
    with open(path) as file:
        cases = json.load(file)
    for number, case in enumerate(cases):
        case["notchs"] = case["notches"]
        found += check_merged(number, case) if case["merged"] else check(number, case)
        for kind in counts:
            counts[kind] += len(case[kind])
    for text in found[:20]:
        print(text)
    print(f"{len(cases)} pages, {counts}, {len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
