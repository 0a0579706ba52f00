"""Writes files of inputs and, in `inputs.json`, the numbers NumPy put into them."""

import gzip
import json
import pathlib
import struct

import numpy as np

HERE = pathlib.Path(__file__).parent / "inputs"
HERE.mkdir(exist_ok=True)
rng = np.random.default_rng(7)
expected = {}


def remember(name, values, labels=None, are_bytes=False):
    values = np.asarray(values)
    expected[name] = {
        "values": [float(v) for v in values.reshape(-1)],
        "count": len(values),
        "labels": None if labels is None else [int(l) for l in labels],
        "areBytes": are_bytes,
    }


for dtype in ("f2", "f4", "f8", "i1", "i2", "i4", "i8"):
    values = (rng.uniform(-100, 100, (3, 4))).astype(dtype)
    np.save(HERE / f"{dtype}.npy", values)
    remember(f"{dtype}.npy", values)
half = np.array([[0.0, -0.0, 6e-8, 6.1e-5, 65504.0, -1.5]], np.float16)
np.save(HERE / "half.npy", half)
remember("half.npy", half)
for dtype in ("u1", "u2", "u4", "u8"):
    values = rng.integers(0, 250, (3, 4)).astype(dtype)
    np.save(HERE / f"{dtype}.npy", values)
    remember(f"{dtype}.npy", values, are_bytes=dtype == "u1")
values = rng.integers(0, 2, (3, 2, 2)).astype(bool)
np.save(HERE / "b1.npy", values)
remember("b1.npy", values)
values = rng.normal(size=(3, 2, 4)).astype("f4")
np.save(HERE / "fortran.npy", np.asfortranarray(values))
remember("fortran.npy", values)
with open(HERE / "version2.npy", "wb") as file:
    np.lib.format.write_array(file, values, version=(2, 0))
remember("version2.npy", values)

images = rng.integers(0, 256, (5, 3, 2)).astype("u1")
labels = rng.integers(0, 10, 5)
np.savez(HERE / "named.npz", x_train=values, x_test=images, y_test=labels, note=np.array(["text"]))
remember("named.npz", images, labels, True)
np.savez_compressed(HERE / "only.npz", data=values, scale=np.float64(2))
remember("only.npz", values)
np.savez(HERE / "two.npz", a=values, b=values)
np.savez(HERE / "one_hot.npz", x=np.eye(3), y=np.eye(3))
np.save(HERE / "one_dimension.npy", np.arange(4.0))
np.save(HERE / "object.npy", np.array([[1, "a"]], dtype=object), allow_pickle=True)
np.save(HERE / "big_endian.npy", np.ones((2, 2), ">f4"))
bad = np.ones((2, 3, 2))
bad[0, 2, 1] = np.nan
bad[1, 0, 0] = np.inf
np.save(HERE / "not_finite.npy", bad)
data = (HERE / "f8.npy").read_bytes()
(HERE / "cut.npy").write_bytes(data[:-1])


def idx(array, code, kind):
    header = struct.pack(">BBBB", 0, 0, code, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(f">{kind}").tobytes()


(HERE / "images-idx3-ubyte").write_bytes(idx(images, 0x08, "u1"))
remember("images-idx3-ubyte", images, are_bytes=True)
(HERE / "images-idx3-ubyte.gz").write_bytes(gzip.compress(idx(images, 0x08, "u1"), mtime=0))
remember("images-idx3-ubyte.gz", images, are_bytes=True)
(HERE / "labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(labels, 0x08, "u1"), mtime=0))
expected["labels-idx1-ubyte.gz"] = {"values": [], "count": 0, "labels": labels.tolist(), "areBytes": False}
for code, kind in ((0x09, "i1"), (0x0B, "i2"), (0x0C, "i4"), (0x0D, "f4"), (0x0E, "f8")):
    values = rng.uniform(-100, 100, (2, 3)).astype(kind)
    (HERE / f"{kind}.idx").write_bytes(idx(values, code, kind))
    remember(f"{kind}.idx", values)
(HERE / "short.idx").write_bytes(idx(images, 0x08, "u1")[:-1])
(HERE / "claims.idx.gz").write_bytes(gzip.compress(struct.pack(">BBBB2I", 0, 0, 8, 2, 1 << 31, 1 << 20), mtime=0))
# Four million zeros behind a header that means four bytes.
(HERE / "bomb.idx.gz").write_bytes(gzip.compress(struct.pack(">BBBB2I", 0, 0, 8, 2, 2, 2) + bytes(4_000_000), mtime=0))
(HERE / "cut.gz").write_bytes((HERE / "images-idx3-ubyte.gz").read_bytes()[:-12])

table = rng.normal(size=(3, 2))
rows = [f"{a!r},{b!r}" for a, b in table.tolist()]
plain = "\n".join(rows)
(HERE / "plain.csv").write_text(plain)
remember("plain.csv", table)
(HERE / "label.csv").write_bytes(
    b"\xef\xbb\xbf\"a\",Label,b\r\n" + "".join(f"{a!r},{i + 4},\"{b!r}\"\r\n" for i, (a, b) in enumerate(table.tolist())).encode()
)
remember("label.csv", table, [4, 5, 6])
(HERE / "semicolon.csv").write_text("p0;p1\n\n" + plain.replace(",", ";") + "\n")
remember("semicolon.csv", table)
(HERE / "tab.tsv").write_text(plain.replace(",", "\t") + "\n")
remember("tab.tsv", table)
np.savetxt(HERE / "savetxt.csv", table, delimiter=",", header="p0,p1", fmt="%.17g")
remember("savetxt.csv", table)
(HERE / "bad.csv").write_text("label,p0,p1\n1,0.5,x\n2,0.5\n-1,,nan\n3,1,2\n")
(HERE / "many.csv").write_text("a,b\n" + "x,1\n" * 30)
(HERE / "headings.csv").write_text("a,b\n")

(pathlib.Path(__file__).parent / "inputs.json").write_text(json.dumps(expected, separators=(",", ":")))
