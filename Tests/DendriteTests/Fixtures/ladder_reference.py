"""The digits example's sampled arrays, written down a second time: Philox4x64-10 by its paper, SciPy's normal quantiles,
the rule of the memory (a pulse above the threshold switches; R_LRS or R_HRS is read), integer inference.

usage: ladder_reference.py FOLDER GLYPHS SEED ARRAYS YIELD
Prints, an array a line: wrong bits, glyphs right, and wrong bits of devices that do not work."""
import csv, json, math, sys
from scipy.special import ndtri

folder, glyphs, seed, arrays, works = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
MASK = (1 << 64) - 1


def philox(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        a, b = c[0] * 0xD2E7470EE14C6C93, c[2] * 0xCA5A826395121157
        c = [(b >> 64) ^ c[1] ^ k[0], b & MASK, (a >> 64) ^ c[3] ^ k[1], a & MASK]
        k = [(k[0] + 0x9E3779B97F4A7C15) & MASK, (k[1] + 0xBB67AE8584CAA73B) & MASK]
    return c


def unit(word):
    return ((word >> 12) + 0.5) * 2.0**-52


network = json.load(open(f"{folder}/network.json"))
bits = network["bits"]
layers = [(l["weights"]["codes"], l["bias"]["codes"]) for l in network["layers"]]
rows = list(csv.reader(open(glyphs)))
rows = [r for r in rows if r and r[0].lstrip("-").replace(".", "").isdigit()]
labels = [int(float(r[0])) for r in rows] if len(rows[0]) == 21 else list(range(10))
images = [[int(float(x)) for x in r[-20:]] for r in rows]


def decode(word):
    return word - (1 << bits) if word >> (bits - 1) else word


for array in range(1, arrays + 1):
    wrong = stuck = 0
    held = []
    for tile, (weights, bias) in enumerate(layers):
        matrix = []
        for row, codes in enumerate(weights + [bias]):
            out = []
            for output, code in enumerate(codes):
                word = 0
                for position in range(bits):
                    bit = (code >> (bits - 1 - position)) & 1
                    column = output * bits + position
                    place = (row << 32 | column, tile, array, 0)
                    z = [ndtri(unit(w)) for w in philox(place, (seed, 0x444556494345))]
                    v_set, v_reset = math.exp(0.202 + 0.776 * z[0]), math.exp(-0.025 + 0.81 * z[1])
                    low, high = math.exp(6.253 + 1.041 * z[2]), 10 ** (6.041 + 0.769 * z[3])
                    low, high = min(low, high), max(low, high)
                    is_low = bit and 5 > v_set
                    read = (low if is_low else high) < 10_000
                    wrong += read != bit
                    word = word << 1 | read
                    fault = philox(place, (seed, 0x4641554C54))
                    if unit(fault[0]) < 1 - works:
                        short = unit(fault[1]) < 0.5
                        # Behind transistor and wires R_LRS has some 60 ohm more: a few in a million devices.
                        stuck += ((low if short else high) < 10_000) != bit
                out.append(decode(word))
            matrix.append(out)
        held.append(matrix)
    right = 0
    for image, label in zip(images, labels):
        x = image
        for index, matrix in enumerate(held):
            y = [matrix[-1][o] + sum(x[i] * matrix[i][o] for i in range(len(x))) for o in range(len(matrix[0]))]
            x = y if index == len(held) - 1 else [max(v, 0) for v in y]
        right += x.index(max(x)) == label
    print(wrong, right, stuck)
