"""Codes and integer logits of the digits example by NumPy, and the wrong bits that the statistics imply.

python3 make_reference.py > digits_reference.json   (needs numpy, scipy, h5py)
"""
import csv
import io
import json
import math
import pathlib
import zipfile

import h5py
import numpy as np
from scipy.stats import norm

BITS = 3
example = pathlib.Path(__file__).resolve().parents[3] / "examples" / "digits"
archive = zipfile.ZipFile(example / "digits.keras")
names = [l["config"]["name"] for l in json.loads(archive.read("config.json"))["config"]["layers"]
         if l["class_name"] == "Dense"]
weights = h5py.File(io.BytesIO(archive.read("model.weights.h5")), "r")
groups = ["dense"] + [f"dense_{i}" for i in range(1, len(names))]


def codes(x):
    """The published script's quantize(), in single precision."""
    q = (x / np.max(np.abs(x))).astype(np.float32)
    scaled = np.where(x <= 0, q * np.float32(2 ** (BITS - 1)), q * np.float32(2 ** (BITS - 1) - 1))
    return np.trunc(scaled).astype(int)


layers = [dict(name=n, weights=codes(weights[f"layers/{g}/vars/0"][:]).tolist(),
               bias=codes(weights[f"layers/{g}/vars/1"][:]).tolist()) for n, g in zip(names, groups)]

rows = list(csv.reader(open(example / "glyphs.csv")))[1:]
glyphs = [[int(v) for v in row[1:]] for row in rows]
inputs = list(glyphs)
for glyph in glyphs:
    for pixel in range(20):
        flipped = list(glyph)
        flipped[pixel] ^= 1
        inputs.append(flipped)

logits = []
for x in inputs:
    for i, l in enumerate(layers):
        x = [sum(w * v for w, v in zip(column, x)) + b for column, b in zip(zip(*l["weights"]), l["bias"])]
        if i < len(layers) - 1:
            x = [max(0, v) for v in x]
    logits.append(x)

ones = sum(bin(c & (2 ** BITS - 1)).count("1") for l in layers for row in l["weights"] + [l["bias"]] for c in row)
cells = BITS * sum((len(l["weights"]) + 1) * len(l["bias"]) for l in layers)
p_set = norm.sf((math.log(5) - 0.202) / 0.776)
p_low = norm.sf((math.log(1e4) - 6.253) / 1.041)
p_high = norm.cdf((4 - 6.041) / 0.769)
expected = ones * (1 - (1 - p_set) * (1 - p_low)) + (cells - ones) * p_high
print(json.dumps(dict(layers=layers, inputs=inputs, logits=logits, ones=ones, cells=cells,
                      expected_bit_errors=expected)))
