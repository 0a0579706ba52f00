"""Writes the fixtures of older Keras: `python make_keras2_fixtures.py 212` under TensorFlow 2.12, `215` under 2.15."""

import json
import os
import pathlib
import sys
import zipfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow
from tensorflow import keras

L = keras.layers
HERE = pathlib.Path(__file__).parent
REFERENCES = HERE / "references.json"
version = sys.argv[1]
assert tensorflow.__version__.startswith(f"{version[0]}.{version[1:]}."), tensorflow.__version__
rng = np.random.default_rng(int(version))


def shortest(array):
    """The float32 numbers in the fewest digits that read back as the same."""
    return [[float(str(x)) for x in row] for row in array.astype(np.float32)]


def randomize(model):
    for variable in model.weights:
        values = rng.normal(0, 0.5, variable.shape)
        variable.assign(np.abs(values) + 0.1 if "variance" in variable.name else values)


inputs = keras.Input((4, 3), name="image")
x = L.Flatten(name="flat")(inputs)
x = L.Dense(5, name="zz")(x)
x = L.BatchNormalization(name="bn")(x)
x = L.ReLU(name="rectifier")(x)
x = keras.Sequential([L.Dense(4, activation="relu", name="in1"), L.Dense(4, name="in2")], name="inner")(x)
x = L.Dropout(0.5, name="drop")(x)
x = L.Dense(4, activation="relu", name="mm")(x)
before = L.Dense(3, name="aa")(x)
outputs = L.Activation("softmax", name="probabilities")(before)
model = keras.Model(inputs, outputs, name="old")
randomize(model)

names = []
# The .h5 layout did not change between the two.
for extension in ("keras", "h5") if version == "215" else ("keras",):
    name = f"keras2_{version}.{extension}"
    names.append(name)
    options = {"save_format": "keras_v3"} if extension == "keras" and version == "212" else {}
    model.save(HERE / name, **options)
archive_path = HERE / names[0]
with zipfile.ZipFile(archive_path) as archive:
    members = {m: archive.read(m) for m in archive.namelist()}
with zipfile.ZipFile(archive_path, "w", zipfile.ZIP_DEFLATED) as archive:
    for member, data in members.items():
        archive.writestr(zipfile.ZipInfo(member, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)

batch = rng.uniform(-1, 1, (4, 4, 3)).astype(np.float32)
result = keras.Model(inputs, before)(batch).numpy()
references = json.loads(REFERENCES.read_text()) if REFERENCES.exists() else {}
for name in names:
    references[name] = {
        "inputs": shortest(batch.reshape(4, -1)),
        "logits": shortest(result),
        "layers": [
            {"name": l.name, "shape": list(l.output_shape[1:]), "parameters": l.count_params()}
            for l in model.layers
            if not hasattr(l, "layers") and l.name != "image"
        ],
    }
REFERENCES.write_text(json.dumps(references, separators=(",", ":"), sort_keys=True))
