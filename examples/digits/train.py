"""Trains the 20-20-10 network on the ten glyphs and writes digits.keras and glyphs.csv.

    KERAS_BACKEND=jax python train.py

The network has to survive three bits a weight, so the script tries one seed after the other until the quantized
network still classifies all ten glyphs, under both quantizers below, and prints what it found. The check is on exact
integers and is written here from its definition, not taken from the compiler.
"""

import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np
from keras import layers

HERE = pathlib.Path(__file__).parent
BITS = 3

# Five rows of four pixels each, top to bottom; 1 is ink.
GLYPHS = """
0110 1001 1001 1001 0110
0110 0010 0010 0010 0111
1111 0001 1111 1000 1111
1111 0001 0111 0001 1111
0011 0101 1001 1111 0001
1111 1000 1111 0001 1111
1111 1000 1111 1001 1111
1111 0001 0010 0010 0010
0110 1001 1111 1001 0110
1111 1001 1111 0001 0001
""".strip().splitlines()
X = np.array([[int(pixel) for pixel in glyph.replace(" ", "")] for glyph in GLYPHS], np.float32)
Y = np.arange(10)


def train(seed):
    """The network after training on the glyphs and nineteen noisy copies of each."""
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((20,), name="pixels"),
            layers.Dense(20, activation="relu", name="hidden_1"),
            layers.Dense(20, activation="relu", name="hidden_2"),
            layers.Dense(10, activation="softmax", name="digit"),
        ],
        name="digits",
    )
    noise = np.random.default_rng(seed)
    x = np.concatenate([X] + [X + noise.normal(0, 0.2, X.shape).astype(np.float32) for _ in range(19)])
    y = np.tile(Y, 20)
    model.compile(keras.optimizers.Adam(5e-3), "sparse_categorical_crossentropy")
    model.fit(x, y, epochs=60, batch_size=50, verbose=0)
    return model


def codes_paper(values):
    """Each variable by itself: x / max|x|, times 2^(b-1) where negative or zero, else 2^(b-1) - 1, truncated."""
    q = values / np.abs(values).max()
    low, high = np.float32(2 ** (BITS - 1)), np.float32(2 ** (BITS - 1) - 1)
    return np.trunc(np.where(q <= 0, q * low, q * high)).astype(np.int64)


def right_paper(weights):
    """Glyphs right with integer weights and integer biases used as they are."""
    x = X.astype(np.int64)
    for layer in range(3):
        x = x @ codes_paper(weights[2 * layer]) + codes_paper(weights[2 * layer + 1])
        if layer < 2:
            x = np.maximum(x, 0)
    return int((x.argmax(axis=1) == Y).sum())  # argmax takes the lowest index of equals


def right_round(weights):
    """Glyphs right with weights rounded to the nearest of -3 ... 3 and biases kept at their true ratio to them."""
    top = 2 ** (BITS - 1) - 1
    x, unit = X.astype(np.float64), 1.0
    for layer in range(3):
        kernel, bias = weights[2 * layer], weights[2 * layer + 1]
        scale = np.abs(kernel).max() / top
        unit *= scale
        x = x @ np.round(kernel / scale) + bias / unit
        if layer < 2:
            x = np.maximum(x, 0)
    return int((x.argmax(axis=1) == Y).sum())


def ones(weights):
    """Fraction of ones in the two's-complement bits of all codes."""
    codes = np.concatenate([codes_paper(w).ravel() for w in weights]) & (2**BITS - 1)
    return sum((codes >> bit & 1).sum() for bit in range(BITS)) / (BITS * codes.size)


def main():
    for seed in range(1000):
        model = train(seed)
        weights = model.get_weights()
        right = int((np.asarray(model(X)).argmax(axis=1) == Y).sum())
        paper, rounded = right_paper(weights), right_round(weights)
        print(
            f"seed {seed}: right of 10: float {right}, paper at {BITS} bits {paper}, "
            f"round at {BITS} bits {rounded}; ones {ones(weights):.3f}"
        )
        if right == paper == rounded == 10:
            break
    else:
        raise SystemExit("no seed gives a network that survives quantization")
    path = HERE / "digits.keras"
    model.save(path)
    again = keras.models.load_model(path).get_weights()
    assert right_paper(again) == 10 and right_round(again) == 10, "the file differs from the network"
    header = ",".join(["label"] + [f"p{row}{column}" for row in range(5) for column in range(4)])
    rows = [",".join(map(str, [label, *map(int, glyph)])) for label, glyph in zip(Y, X)]
    (HERE / "glyphs.csv").write_text("\n".join([header, *rows]) + "\n")
    print(f"checked: digits.keras of seed {seed} classifies 10 of 10 glyphs under both quantizers")


main()
