"""Right answers of mnist_mlp.keras on the MNIST test images: by Keras, and by NumPy integers after quantization.

KERAS_BACKEND=jax DENDRITE_MNIST=folder python3 make_reference_mnist.py > mnist_reference.json
"""
import gzip
import json
import os
import pathlib

import keras
import numpy as np

folder = pathlib.Path(os.environ["DENDRITE_MNIST"])
images = np.frombuffer(gzip.open(folder / "t10k-images-idx3-ubyte.gz").read()[16:], np.uint8).reshape(-1, 784)
labels = np.frombuffer(gzip.open(folder / "t10k-labels-idx1-ubyte.gz").read()[8:], np.uint8)
model = keras.models.load_model(pathlib.Path(__file__).parent / "mnist_mlp.keras")
shape = (-1,) + tuple(model.input_shape[1:])
x = (images / np.float32(255)).astype(np.float32)
result = {"float": int((model.predict(x.reshape(shape), verbose=0).argmax(1) == labels).sum())}


def paper(v, bits):
    q = (v / np.max(np.abs(v))).astype(np.float32)
    scaled = np.where(v <= 0, q * np.float32(2 ** (bits - 1)), q * np.float32(2 ** (bits - 1) - 1))
    return np.trunc(scaled).astype(np.int64)


dense = [l for l in model.layers if l.weights]
for bits in (3, 4, 8):
    h = images.astype(np.int64)
    for i, layer in enumerate(dense):
        w, b = [np.asarray(v) for v in layer.get_weights()]
        # Images are bytes: with x = byte / 255 the whole network is carried 255-fold.
        h = h @ paper(w, bits) + 255 * paper(b, bits)
        if i < len(dense) - 1:
            h = np.maximum(h, 0)
    result[f"paper_{bits}"] = int((h.argmax(1) == labels).sum())
    if bits == 4:
        result["first_logits_255_fold"] = h[:20].tolist()
print(json.dumps(result))
