"""Extracts the circuit of printing masks with KLayout and prints it, one line a memristor.

usage: klayout_circuit.py SHEET_FOLDER svg|gds

Conductors are nets of db.LayoutToNetlist; names are probed where shapes (SVG) or labels (GDSII) stand. Lines:

    memristor GOLD SILVER LEFT TOP RIGHT BOTTOM AREA     names joined by +, - where there is none; nanometres, y down
    short LEFT TOP RIGHT BOTTOM                          gold on silver with nothing between
    device LEFT TOP RIGHT BOTTOM                         silver on silver with MoS2 between
    joined NAME+NAME                                     a conductor of several nets
    open NAME COUNT                                      a net of several conductors
"""

import pathlib
import sys
import xml.etree.ElementTree as ET

import klayout.db as db

from klayout_check import SVG, points

NUMBER = {"ag-bottom": 1, "mos2-window": 2, "au-top": 3, "ag-pad": 4, "dielectric": 5}
INKS = ["ag-bottom", "au-top", "ag-pad"]
FURNITURE = ("fiducial_", "frame_", "label_", "vernier_")


def inside(polygon):
    """A point inside a polygon."""
    return polygon.decompose_trapezoids()[0].bbox().center()


def read(path):
    """Shapes by their ids, a path of several parts in several."""
    shapes = []
    for element in ET.parse(path).iter(SVG + "path"):
        for part in element.get("d").split("Z")[:-1]:
            shapes.append((element.get("id"), db.Polygon(points(part + "Z"))))
    return shapes


def net_name(name):
    return name[:-4] if name.endswith("_pad") else name


def from_svg(folder):
    regions = {layer: db.Region() for layer in NUMBER}
    labels = {layer: [] for layer in INKS}
    for layer in NUMBER:
        path = folder / f"{layer}.svg"
        if not path.exists():
            continue
        for name, polygon in read(path):
            if name.startswith(FURNITURE):
                continue
            regions[layer].insert(polygon)
            if layer in labels:
                labels[layer].append((net_name(name), inside(polygon)))
    return regions, labels


def from_gds(folder):
    box = ET.parse(folder / "ag-bottom.svg").getroot().get("viewBox").split()
    flip = db.Trans(db.Trans.M0, 0, round(float(box[3]) * 1_000_000))
    layout = db.Layout()
    layout.read(str(folder / "masks.gds"))
    top = layout.top_cell()
    fiducials = db.Region()
    for name, polygon in read(folder / "ag-bottom.svg"):
        if name.startswith(FURNITURE):
            fiducials.insert(polygon)
    regions, labels = {}, {layer: [] for layer in INKS}
    for layer, number in NUMBER.items():
        index = layout.layer(number, 0)
        regions[layer] = db.Region(top.begin_shapes_rec(index)).transformed(flip)
        if layer == "ag-bottom":
            regions[layer] = regions[layer] - fiducials
        if layer in labels:
            for shape in top.shapes(index).each():
                if shape.is_text():
                    point = shape.text.transformed(flip).position()
                    labels[layer].append((net_name(shape.text.string), point))
    return regions, labels


def main(folder, source):
    folder = pathlib.Path(folder)
    regions, labels = (from_svg if source == "svg" else from_gds)(folder)
    silver, gold, pad = (regions[layer].merged() for layer in INKS)
    window, dielectric = regions["mos2-window"].merged(), regions["dielectric"].merged()
    on_gold = (pad & gold).merged()
    on_silver = ((pad & silver) - dielectric - window).merged()
    scratch = db.Layout()
    cell = scratch.create_cell("TOP")
    l2n = db.LayoutToNetlist(db.RecursiveShapeIterator(scratch, cell, []))
    layers = {}
    for name, region in [
        ("ag-bottom", silver), ("au-top", gold), ("ag-pad", pad), ("on_gold", on_gold), ("on_silver", on_silver)
    ]:
        index = scratch.layer(name)
        cell.shapes(index).insert(region)
        layers[name] = l2n.make_layer(index, name)
        l2n.connect(layers[name])
    l2n.connect(layers["ag-pad"], layers["on_gold"])
    l2n.connect(layers["on_gold"], layers["au-top"])
    l2n.connect(layers["ag-pad"], layers["on_silver"])
    l2n.connect(layers["on_silver"], layers["ag-bottom"])
    l2n.extract_netlist()

    names, conductors = {}, {}
    for layer in INKS:
        for name, point in labels[layer]:
            net = l2n.probe_net(layers[layer], point)
            if net is None:
                print(f"stray {name} at {point}")
                continue
            names.setdefault(net.cluster_id, set()).add(name)
            conductors.setdefault(name, set()).add(net.cluster_id)

    def text(net):
        return "+".join(sorted(names.get(net.cluster_id, ["-"])))

    over = ((gold & silver) - dielectric).merged()
    lines = []
    for junction in (over & window).merged().each():
        point = inside(junction)
        ends = [l2n.probe_net(layers[layer], point) for layer in ("au-top", "ag-bottom")]
        b = junction.bbox()
        lines.append(
            f"memristor {text(ends[0])} {text(ends[1])} {b.left} {b.bottom} {b.right} {b.top} {junction.area()}")
    for kind, region in [("short", over - window), ("device", ((pad & silver) - dielectric) & window)]:
        for polygon in region.merged().each():
            b = polygon.bbox()
            lines.append(f"{kind} {b.left} {b.bottom} {b.right} {b.top}")
    for own in names.values():
        if len(own) > 1:
            lines.append("joined " + "+".join(sorted(own)))
    for name, ids in conductors.items():
        if len(ids) > 1:
            lines.append(f"open {name} {len(ids)}")
    print("\n".join(sorted(lines)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
