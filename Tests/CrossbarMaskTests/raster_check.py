"""Checks rasters and pattern files against the drawn shapes, with KLayout and Pillow.

usage: raster_check.py MASKS_FOLDER [--may-keep]

Reads the SVG files with Python's own XML parser, the spacing, passes and drops from print-job.xml, the spread from
process settings given as SPREAD_UM in the environment (0 where compensation is off). KLayout shrinks the shapes; a pixel
must be black if and only if its centre lies inside what is left, left and upper edges included. With --may-keep black
pixels beside it are counted and not refused. Prints one line a file and exits with 1 if anything differs.
"""

import os
import pathlib
import re
import struct
import sys
import xml.etree.ElementTree as ET

import klayout.db as db
import numpy as np
from PIL import Image

SVG = "{http://www.w3.org/2000/svg}"
JOB = "{urn:dendrite:print-job:1}"
TOKEN = re.compile(r"([MHVZ,])([-0-9.]*)")
Image.MAX_IMAGE_PIXELS = None


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


def expected(path, pitch, shrink):
    root = ET.parse(path).getroot()
    width, height = (round(float(v) * 1_000_000) for v in root.get("viewBox").split()[2:])
    drawn = db.Region()
    for element in root.iter(SVG + "path"):
        drawn.insert(db.Polygon(points(element.get("d"))))
    shrunk = drawn.merged().sized(-shrink, -shrink, 2)
    x, y = pitch
    image = np.zeros((-(-height // y), -(-width // x)), dtype=bool)
    for polygon in shrunk.decompose_trapezoids_to_region().each():
        box = polygon.bbox()
        assert polygon.is_box(), polygon
        # The first centre at or after an edge: (2 i + 1) pitch >= 2 edge.
        left, right, top, bottom = (
            -((step - 2 * edge) // (2 * step))
            for edge, step in ((box.left, x), (box.right, x), (box.bottom, y), (box.top, y)))
        image[top:bottom, left:right] = True
    return image


def headers(folder, layer, pitch):
    per_metre = tuple(round(1e9 / step) for step in pitch)
    bmp = (folder / f"{layer}.bmp").read_bytes()
    kind, size, _, offset, head, width, height, planes, bits, packing, data, x, y, used, _ = struct.unpack(
        "<2sIIIIiiHHIIiiII", bmp[:54])
    assert (kind, size, offset, head, planes, bits, packing) == (b"BM", len(bmp), 62, 40, 1, 1, 0)
    assert (x, y, used) == (*per_metre, 2) and bmp[54:62] == b"\0\0\0\0\xff\xff\xff\0"
    assert data == len(bmp) - 62 == (width + 31) // 32 * 4 * height
    png = (folder / f"{layer}.png").read_bytes()
    assert png[:16] == b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    assert struct.unpack(">IIBBBBB", png[16:29]) == (width, height, 1, 0, 0, 0, 0)
    assert png[33:41] == b"\0\0\0\tpHYs" and struct.unpack(">IIB", png[41:50]) == (*per_metre, 1)
    tif = (folder / f"{layer}.tif").read_bytes()
    assert tif[:8] == b"II*\0\x08\0\0\0"
    tags = {}
    count = struct.unpack("<H", tif[8:10])[0]
    for entry in range(count):
        tag, kind, number, value = struct.unpack("<HHII", tif[10 + 12 * entry:22 + 12 * entry])
        tags[tag] = value
    assert list(tags) == sorted(tags)
    assert (tags[256], tags[257], tags[258], tags[259], tags[262], tags[277], tags[296]) == (
        width, height, 1, 32773, 0, 1, 2)
    for tag, step in zip((282, 283), pitch):
        above, below = struct.unpack("<II", tif[tags[tag]:tags[tag] + 8])
        assert above * step == 25_400_000 * below
    return width, height


def expand(path, pitch, shape):
    def drops(text):
        count = round(float(text) * 1_000_000 / pitch)
        assert abs(count * pitch - float(text) * 1_000_000) < 1e-3, text
        return count

    root = ET.parse(path).getroot()
    general = root.find("GeneralConfig")
    assert float(general.find("JetSpacing").text) * 1000 == pitch
    assert (drops(general.find("Height").text) + 1, drops(general.find("Width").text) + 1) == shape
    image = np.zeros(shape, dtype=np.uint16)
    for block in root.iter("PatternBlock"):
        value = {e.tag: e.text for e in block if e.tag != "Drop"}
        for drop in block.iter("Drop"):
            x, y, w, h = (drops(drop.find(k).text) for k in ("StartX", "StartY", "XWidth", "YHeight"))
            assert x + w <= drops(value["Width"]) + 1 and y + h <= drops(value["Height"]) + 1
            for i in range(int(value["MaxXCount"])):
                for j in range(int(value["MaxYCount"])):
                    left = drops(value["Left"]) + i * drops(value["XSpacing"]) + x
                    top = drops(value["Top"]) + j * drops(value["YSpacing"]) + y
                    image[top:top + h, left:left + w] += 1
    return image


def main(masks, may_keep):
    shrink = round(float(os.environ["SPREAD_UM"]) * 1000)
    masks = pathlib.Path(masks)
    failed = False
    for step in ET.parse(masks / "print-job.xml").getroot().iter(JOB + "print"):
        layer, passes = step.get("layer"), int(step.get("passes"))
        assert float(step.get("shrink-um")) * 1000 == shrink
        pitch = tuple(round(float(step.get(f"drop-spacing-{axis}-um")) * 1000) for axis in "xy")
        for mask in step.iter(JOB + "mask"):
            folder = (masks / mask.get("file")).parent
            want = expected(folder / f"{layer}.svg", pitch, shrink)
            width, height = headers(folder, layer, pitch)
            assert want.shape == (height, width)
            images = []
            for ending in ("bmp", "png", "tif"):
                with Image.open(folder / f"{layer}.{ending}") as image:
                    assert image.mode == "1" and image.size == (width, height), image.mode
                    dpi = image.info.get("dpi", (0, 0))
                    for seen, step_nm in zip(dpi, pitch):
                        assert abs(float(seen) - 25_400_000 / step_nm) < 0.1, dpi
                    images.append(~np.asarray(image))
            got = images[0]
            same = all(np.array_equal(got, other) for other in images[1:])
            # The format has one spacing, in whole micrometres.
            if pitch[0] == pitch[1] and pitch[0] % 1000 == 0:
                assert step.get("no-pattern") is None
                pattern = expand(folder / f"{layer}.ptn", pitch[0], got.shape)
            else:
                assert step.get("no-pattern") and not (folder / f"{layer}.ptn").exists()
                pattern = got
            missing, extra = int((want & ~got).sum()), int((got & ~want).sum())
            wrong = int((pattern != got).sum())
            counted = int(got.sum()) * passes == int(mask.get("drops"))
            print(f"{folder.name} {layer} ink={int(got.sum())} missing={missing} extra={extra} "
                  f"formats={same} ptn={wrong} job={counted}")
            failed |= bool(missing or (extra and not may_keep) or wrong or not same or not counted)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "--may-keep" in sys.argv))
