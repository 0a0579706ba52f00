"""Holds the Gerber, DXF and PDF files of printing masks against the SVG files, by programs that made neither.

usage: format_check.py xor|gerbv|pdf MASKS_FOLDER

xor: KLayout reads Gerber and DXF. gerbv: its picture at 25 um, pixel by pixel. pdf: poppler's picture against librsvg's.
Prints one line a finding and exits with 1 if there is any.
"""

import math
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

import klayout.db as db
import numpy as np
from PIL import Image

import klayout_check

# Pages of 25 um pixels are large.
Image.MAX_IMAGE_PIXELS = None
PRINTED = ["ag-bottom", "dielectric", "au-top", "ag-pad"]
GDSII = {"ag-bottom": 1, "mos2-window": 2, "au-top": 3, "ag-pad": 4, "dielectric": 5}
PIXEL = 25_000
PCB = """<?xml version="1.0" encoding="utf-8"?>
<pcb-project>
 <border>0</border>
 <free-layer-mapping>true</free-layer-mapping>
 <layout-layers><layout-layer>1/0</layout-layer></layout-layers>
 <mounting>top</mounting>
 <free-files>
  <free-file><filename>{}</filename><layout-layers><index>0</index></layout-layers></free-file>
 </free-files>
 <explicit-trans>r0 *1 0,0</explicit-trans>
 <merge-flag>false</merge-flag>
 <dbu>0.001</dbu>
 <cell-name>PCB</cell-name>
</pcb-project>
"""


def printed(page):
    """A style may lack a layer; then all its files are missing."""
    layers = [layer for layer in PRINTED if (page / f"{layer}.svg").exists()]
    assert all((page / f"{layer}.gbr").exists() == (layer in layers) for layer in PRINTED)
    return layers


def size(page):
    root = ET.parse(page / "combined.svg").getroot()
    return [round(float(root.get(key).removesuffix("mm")) * 1_000_000) for key in ("width", "height")]


def drawn(page, layer):
    """The SVG's shapes with y up, nanometres."""
    up = db.Region()
    for _, polygon in klayout_check.read(page / f"{layer}.svg"):
        up.insert(polygon)
    return up.transformed(db.Trans(db.Trans.M0, 0, size(page)[1]))


def read(path, options=None):
    """Regions of a file by the names of its layers; the database unit is a nanometre."""
    layout = db.Layout()
    layout.read(str(path), options or db.LoadLayoutOptions())
    assert abs(layout.dbu - 0.001) < 1e-12
    return {
        layout.get_info(layer).to_s(): db.Region(layout.top_cell().begin_shapes_rec(layer)).flatten()
        for layer in layout.layer_indexes()
    }


def gerber(path):
    with tempfile.TemporaryDirectory() as folder:
        project = pathlib.Path(folder) / "mask.pcb"
        project.write_text(PCB.format(path.name))
        shutil.copy(path, folder)
        return read(project)


def dxf(path):
    options = db.LoadLayoutOptions()
    options.dxf_unit = 1000
    options.dxf_dbu = 0.001
    return read(path, options)


def difference(name, found, wanted):
    xor = found ^ wanted
    if xor.is_empty() and found.count() == wanted.count():
        return []
    return [f"{name}: {found.count()} shapes for {wanted.count()}, XOR {xor.count()}: {xor}"[:300]]


def texts(layout):
    return sorted(
        (layout.get_info(layer).to_s(), shape.text.string, shape.text.x, shape.text.y)
        for layer in layout.layer_indexes()
        for shape in layout.top_cell().shapes(layer).each()
        if shape.is_text()
    )


def oasis(page):
    """The OASIS file holds the cells, arrays, polygons and labels of the GDSII file."""
    files = []
    for name in ("masks.gds", "masks.oas"):
        layout = db.Layout()
        layout.read(str(page / name))
        files.append(layout)
    one, other = files
    findings = []
    if [c.name for c in one.top_cells()] != [c.name for c in other.top_cells()]:
        findings.append("masks.oas: another top cell")
    if sorted(c.name for c in one.each_cell()) != sorted(c.name for c in other.each_cell()):
        findings.append("masks.oas: other cells")
    if one.top_cell().child_instances() != other.top_cell().child_instances():
        findings.append("masks.oas: other placements")
    if not texts(one) or texts(one) != texts(other):
        # Isolated devices have no lines to label.
        if texts(one) or texts(other):
            findings.append("masks.oas: other labels")
    regions = read(page / "masks.oas")
    for layer, region in read(page / "masks.gds").items():
        found = regions.get(layer, db.Region())
        if found.count() != region.count() or not (found ^ region).is_empty():
            findings.append(f"masks.oas: layer {layer} differs")
    if len((page / "masks.oas").read_bytes()) > len((page / "masks.gds").read_bytes()):
        findings.append("masks.oas is larger than masks.gds")
    return findings


def check_xor(page):
    findings = []
    gdsii = read(page / "masks.gds")
    for layer, number in GDSII.items():
        wanted = drawn(page, layer) if (page / f"{layer}.svg").exists() else db.Region()
        found = gdsii.get(f"{number}/0", db.Region())
        if not (found.merged() ^ wanted.merged()).is_empty() or found.merged().count() != wanted.merged().count():
            findings.append(f"masks.gds: {layer} differs")
    findings += oasis(page)
    for layer in printed(page):
        found = gerber(page / f"{layer}.gbr")["1/0"]
        findings += difference(f"{layer}.gbr", found, drawn(page, layer))
    # KLayout always makes the layer 0 of AutoCAD.
    layers = {name: region for name, region in dxf(page / "mos2-window.dxf").items() if region.count()}
    if list(layers) != ["CUT"]:
        findings.append(f"mos2-window.dxf: layers {list(layers)}")
    found = layers.get("CUT", db.Region())
    findings += difference("mos2-window.dxf", found, drawn(page, "mos2-window"))
    cut = klayout_check.region(klayout_check.read(page / "mos2-window-cut.svg"))
    wanted = klayout_check.region(klayout_check.read(page / "mos2-window.svg"))
    return findings + difference("mos2-window-cut.svg", cut, wanted)


def raster(region, columns, rows):
    """Pixels of 25 um whose edges are those of the shapes; the first row is the uppermost."""
    pixels = np.zeros((rows, columns), bool)
    for polygon in region.decompose_trapezoids():
        box = polygon.bbox()
        assert all(edge % PIXEL == 0 for edge in (box.left, box.right, box.top, box.bottom)), box
        pixels[
            rows - box.top // PIXEL : rows - box.bottom // PIXEL,
            box.left // PIXEL : box.right // PIXEL,
        ] = True
    return pixels


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout.strip()


def pixels_of(page):
    width, height = size(page)
    assert width % PIXEL == 0 and height % PIXEL == 0
    return width // PIXEL, height // PIXEL


def check_gerbv(page):
    findings = []
    columns, rows = pixels_of(page)
    for layer in printed(page):
        with tempfile.TemporaryDirectory() as folder:
            picture = f"{folder}/a.png"
            # The window in inches, of at most two decimals, from the page's lower left corner.
            window = "x".join(f"{math.ceil(pixels / 10.16) / 100:.2f}" for pixels in (columns, rows))
            status, said = run(
                "gerbv", "-x", "png", "-D", "1016", "-B", "0", "-O", "0x0", "-W", window,
                "-f", "#ffffffff", "-b", "#000000", "-o", picture, str(page / f"{layer}.gbr"),
            )
            if status or said:
                findings.append(f"{layer}.gbr: gerbv {status}: {said}")
                continue
            found = np.asarray(Image.open(picture).convert("L"))[-rows:, :columns]
        wanted = raster(drawn(page, layer), columns, rows)
        if found.shape != wanted.shape:
            findings.append(f"{layer}.gbr: gerbv draws {found.shape} pixels for {wanted.shape}")
            continue
        wrong = np.argwhere(found != np.where(wanted, 255, 0))
        if len(wrong):
            findings.append(f"{layer}.gbr: {len(wrong)} wrong pixels, the first at {wrong[0]}")
    return findings


def check_pdf(page):
    findings = []
    path = str(page / "masks.pdf")
    columns, rows = pixels_of(page)
    status, said = run("pdfinfo", path)
    line = next((line for line in said.splitlines() if line.startswith("Page size:")), "")
    points = [float(word) for word in line.split() if word[0].isdigit()]
    wanted = [length / 25.4e6 * 72 for length in size(page)]
    if status or len(points) != 2 or max(abs(a - b) for a, b in zip(points, wanted)) > 1e-3:
        findings.append(f"masks.pdf: pdfinfo {status}: {line} for {wanted}")
    for word in ("CreationDate", "ModDate", "Error", "Warning"):
        if word in said:
            findings.append(f"masks.pdf: pdfinfo says {word}")
    status, said = run("qpdf", "--check", path)
    if status or "No syntax or stream encoding errors found" not in said:
        findings.append(f"masks.pdf: qpdf {status}: {said}")
    with tempfile.TemporaryDirectory() as folder:
        status, said = run(
            "pdftoppm", "-r", "1016", "-x", "0", "-y", "0", "-W", str(columns), "-H", str(rows),
            "-singlefile", path, f"{folder}/a",
        )
        if status or said:
            return findings + [f"masks.pdf: pdftoppm {status}: {said}"]
        found = np.asarray(Image.open(f"{folder}/a.ppm").convert("RGB")).astype(int)
        status, said = run(
            "rsvg-convert", "-w", str(columns), "-h", str(rows), "-b", "white",
            str(page / "combined.svg"), "-o", f"{folder}/b.png",
        )
        if status:
            return findings + [f"combined.svg: rsvg-convert {status}: {said}"]
        wanted = np.asarray(Image.open(f"{folder}/b.png").convert("RGB")).astype(int)
    if found.shape != wanted.shape:
        return findings + [f"masks.pdf: {found.shape} pixels for {wanted.shape}"]
    # Pixels at an edge: any of the eight neighbours has another colour. Poppler counts a quarter of a pixel that an
    # edge touches.
    edge = np.zeros((rows, columns), bool)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            edge |= (np.roll(wanted, (down, right), (0, 1)) != wanted).any(2)
    off = np.abs(found - wanted).max(2)
    inside, at_edges = int((off[~edge] > 2).sum()), int((off[edge] > 72).sum())
    if inside or at_edges:
        findings.append(
            f"masks.pdf: {inside} wrong pixels, and {at_edges} of {edge.sum()} at edges; "
            f"the largest difference is {off.max()}"
        )
    return findings


def main(kind, folder):
    check = {"xor": check_xor, "gerbv": check_gerbv, "pdf": check_pdf}[kind]
    pages = sorted(pathlib.Path(folder).glob("sheet-*"))
    findings = [f"{page.name}: {text}" for page in pages for text in check(page)]
    for text in findings[:20]:
        print(text)
    print(f"{kind}: {len(pages)} pages, {len(findings)} findings")
    return 1 if findings or not pages else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
