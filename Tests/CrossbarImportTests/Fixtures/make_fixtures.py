"""Writes the model fixtures and, from Keras, the logits they must give.

    KERAS_BACKEND=jax python make_fixtures.py            # Keras 3
    python make_keras2_fixtures.py <version>             # TensorFlow 2.12 and 2.15, each in its environment

Every expected number in `references.json` comes from Keras; none from the code under test.
"""

import io
import json
import os
import pathlib
import zipfile

os.environ.setdefault("KERAS_BACKEND", "jax")

import h5py
import keras
import numpy as np
from keras import layers as L

HERE = pathlib.Path(__file__).parent
REFERENCES = HERE / "references.json"
rng = np.random.default_rng(20)


def shortest(array):
    """The float32 numbers in the fewest digits that read back as the same."""
    return [[float(str(x)) for x in row] for row in np.asarray(array, np.float32)]


def randomize(model):
    """Weights far from their initial values, batch normalization statistics included."""
    for variable in model.weights:
        shape = variable.shape
        if variable.path.endswith("moving_variance"):
            variable.assign(rng.uniform(0.2, 3, shape))
        elif variable.path.endswith("gamma"):
            variable.assign(rng.uniform(-1.5, 1.5, shape))
        else:
            variable.assign(rng.normal(0, 0.5, shape))


def logits(model, inputs):
    """What the model gives before a final softmax or sigmoid."""
    layer = model.layers[-1]
    while not hasattr(layer, "activation"):
        layer = layer.layers[-1] if hasattr(layer, "layers") else model.layers[-2]
    kept, layer.activation = layer.activation, keras.activations.linear
    result = np.asarray(model(inputs, training=False))
    layer.activation = kept
    return result


def remember(names, model, inputs, result=None):
    references = json.loads(REFERENCES.read_text()) if REFERENCES.exists() else {}
    result = logits(model, inputs) if result is None else result
    entry = {
        "inputs": shortest(inputs.reshape(len(inputs), -1)),
        "logits": shortest(result),
        "layers": [
            {
                "name": layer.name,
                "shape": list(layer.output.shape[1:]),
                "parameters": layer.count_params(),
            }
            for layer in model.layers
            if not hasattr(layer, "layers")
        ],
    }
    for name in names:
        references[name] = entry
    REFERENCES.write_text(json.dumps(references, separators=(",", ":"), sort_keys=True))


def repack(name, compression=zipfile.ZIP_DEFLATED, config=None, edit=None, drop=(), pad=None):
    """Packs an archive again, with its configuration or its weights changed."""
    path = HERE / name
    with zipfile.ZipFile(path) as archive:
        members = {m: archive.read(m) for m in archive.namelist() if m not in drop}
    if config is not None:
        document = json.loads(members["config.json"])
        document = config(document) or document
        members["config.json"] = document if isinstance(document, bytes) else json.dumps(document).encode()
    if edit is not None:
        buffer = io.BytesIO(members["model.weights.h5"])
        with h5py.File(buffer, "r+") as file:
            edit(file)
        members["model.weights.h5"] = buffer.getvalue()
    with zipfile.ZipFile(path, "w", compression) as archive:
        for member, data in members.items():
            archive.writestr(zipfile.ZipInfo(member, (2020, 1, 1, 0, 0, 0)), data, compression)


def save(model, name, **options):
    model.save(HERE / name)
    if name.endswith(".keras"):
        repack(name, **options)


def vectors(*shape):
    return rng.uniform(-1, 1, (4, *shape)).astype(np.float32)


def good_models():
    # Names sort opposite to the order of the network.
    model = keras.Sequential(
        [
            L.Input((6,)),
            L.Dense(5, activation="relu", name="zeta"),
            L.Dense(5, activation="relu", name="middle"),
            L.Dense(3, activation="softmax", name="alpha"),
        ],
        name="opposite",
    )
    randomize(model)
    model.compile("adam", "mse")
    save(model, "sequential_stored.keras", compression=zipfile.ZIP_STORED)
    save(model, "sequential.keras")
    save(model, "sequential.h5")
    # The same in the newer layout of HDF5 itself, which h5py writes on request.
    with h5py.File(HERE / "sequential.h5") as old, h5py.File(HERE / "latest.h5", "w", libver="latest") as new:
        new.attrs["model_config"] = old.attrs["model_config"]
        old.copy("model_weights", new)
        for name, layer in old["model_weights"].items():
            names = layer.attrs["weight_names"]
            del new["model_weights"][name]
            new["model_weights"].create_group(name).attrs["weight_names"] = names
            for weight in names:
                new["model_weights"][name][weight] = layer[weight][()]
    names = ["sequential_stored.keras", "sequential.keras", "sequential.h5", "latest.h5"]
    remember(names, model, vectors(6))

    # Functional, with the activations as layers.
    inputs = keras.Input((4, 5), name="image")
    x = L.Flatten(name="flat")(inputs)
    x = L.Dense(7, name="zz")(x)
    x = L.ReLU(name="rectifier")(x)
    x = L.Dropout(0.4, name="drop")(x)
    x = L.GaussianNoise(0.1, name="noise")(x)
    x = L.Dense(6, activation=L.ReLU(), name="dd")(x)
    x = L.Reshape((2, 3), name="fold")(x)
    x = L.Reshape((-1,), name="unfold")(x)
    x = L.Dense(4, name="aa")(x)
    outputs = L.Softmax(name="probabilities")(x)
    model = keras.Model(inputs, outputs, name="functional")
    randomize(model)
    save(model, "functional.keras")
    save(model, "functional.h5")
    batch = vectors(4, 5)
    before = np.asarray(keras.Model(inputs, x)(batch))
    remember(["functional.keras", "functional.h5"], model, batch, before)

    # Batch normalization before the first layer (over 5 channels), after a linear one, after an activation, at the end.
    model = keras.Sequential(
        [
            L.Input((4, 5), name="image"),
            L.BatchNormalization(name="bn_image", epsilon=0.01),
            L.Flatten(name="flat"),
            L.Dense(8, name="first"),
            L.BatchNormalization(name="bn_sums", scale=False),
            L.Activation("relu", name="relu"),
            L.BatchNormalization(name="bn_after", center=False),
            L.Dropout(0.2, name="drop"),
            L.Dense(6, activation="relu", name="second"),
            L.BatchNormalization(name="bn_again"),
            L.Rescaling(0.5, offset=0.25, name="inner_scale"),
            L.Dense(3, name="third"),
            L.BatchNormalization(name="bn_last"),
        ]
    )
    randomize(model)
    save(model, "batch_normalization.keras")
    batch = vectors(4, 5)
    result = np.asarray(model(batch, training=False))
    remember(["batch_normalization.keras"], model, batch, result)

    # The normalized axis is the rows of the image, not its columns.
    model = keras.Sequential(
        [
            L.Input((4, 5)),
            L.BatchNormalization(axis=1, name="bn_rows"),
            L.Flatten(name="flat"),
            L.Dense(3, activation="sigmoid", name="only"),
        ]
    )
    randomize(model)
    save(model, "batch_normalization_axis.keras")
    remember(["batch_normalization_axis.keras"], model, vectors(4, 5))

    # Input scaling 2x − 1 of bytes, in two layers; no biases.
    model = keras.Sequential(
        [
            L.Input((4, 5)),
            L.Rescaling(1 / 255, name="to_unit"),
            L.Rescaling(2.0, offset=-1.0, name="to_signed"),
            L.Flatten(name="flat"),
            L.Dense(6, activation="relu", use_bias=False, name="hidden"),
            L.Dense(3, activation="softmax", use_bias=False, name="out"),
        ]
    )
    randomize(model)
    save(model, "rescaling.keras")
    batch = rng.integers(0, 256, (4, 4, 5)).astype(np.float32)
    remember(["rescaling.keras"], model, batch)

    # One scale a channel cannot be the input scaling; it folds.
    model = keras.Sequential(
        [
            L.Input((4, 3)),
            L.Rescaling([0.5, 2.0, -1.0], offset=[0.1, 0.2, 0.3], name="channels"),
            L.Flatten(name="flat"),
            L.Dense(2, name="only"),
        ]
    )
    randomize(model)
    save(model, "rescaling_channels.keras")
    remember(["rescaling_channels.keras"], model, vectors(4, 3))

    # Models in a model, with names that stand twice.
    def inner(name):
        return keras.Sequential(
            [L.Input((5,)), L.Dense(4, activation="relu", name="dense"), L.Dense(5, name="head")], name=name
        )

    inputs = keras.Input((6,))
    x = L.Dense(5, activation="relu", name="dense")(inputs)
    x = inner("left")(x)
    x = inner("right")(x)
    x = L.Dense(3, name="head")(x)
    model = keras.Model(inputs, x, name="nested")
    randomize(model)
    save(model, "nested.keras")
    save(model, "nested.h5")
    batch = vectors(6)
    remember(["nested.keras", "nested.h5"], model, batch, np.asarray(model(batch)))


def unsupported_models():
    model = keras.Sequential(
        [
            L.Input((8, 8, 1)),
            L.Conv2D(4, 3, activation="relu", name="edges"),
            L.MaxPooling2D(2, name="pool"),
            L.Reshape((9, 4), name="steps"),
            L.LSTM(6, name="memory"),
            L.Dense(5, activation="tanh", name="squash"),
            L.Dense(5, activation="softmax", name="attention"),
            L.LeakyReLU(name="leaky"),
            L.Dense(2, activation="softmax", name="out"),
        ]
    )
    save(model, "unsupported.keras")
    batch = vectors(8, 8, 1)
    remember(["unsupported.keras"], model, batch, np.zeros((4, 2)))

    inputs = keras.Input((6,), name="in")
    left = L.Dense(4, activation="relu", name="left")(inputs)
    right = L.Dense(4, activation="relu", name="right")(inputs)
    x = L.Add(name="sum")([left, right])
    model = keras.Model(inputs, L.Dense(2, name="out")(x))
    save(model, "branching.keras")

    shared = L.Dense(6, activation="relu", name="shared")
    model = keras.Model(inputs, L.Dense(2, name="out")(shared(shared(inputs))))
    save(model, "shared.keras")

    second = keras.Input((2,), name="in2")
    x = L.Concatenate(name="join")([inputs, second])
    model = keras.Model([inputs, second], [L.Dense(2, name="out1")(x), L.Dense(2, name="out2")(x)])
    save(model, "many.keras")

    @keras.saving.register_keras_serializable("mine")
    class Dense(L.Dense):
        pass

    model = keras.Sequential([L.Input((3,)), Dense(4, name="own"), L.Dense(2, name="out")])
    save(model, "custom.keras")

    model = keras.Sequential([L.Input((4, 5)), L.Dense(3, name="per_row"), L.Flatten(name="flat"), L.Dense(2, name="out")])
    save(model, "not_flat.keras")

    model = keras.Sequential(
        [L.Input((4,)), L.Dense(3, activation="softmax", name="out"), L.BatchNormalization(name="after")]
    )
    save(model, "after_softmax.keras")

    model = keras.Sequential([L.Input((4,)), L.Dense(4, name="dense"), L.Dense(2, name="out")])
    model.quantize("int8")
    save(model, "quantized.keras")


def broken_models():
    def small():
        model = keras.Sequential(
            [L.Input((4,)), L.Dense(3, activation="relu", name="hidden"), L.Dense(2, activation="softmax", name="out")]
        )
        randomize(model)
        return model

    model = small()
    kernel, bias = model.layers[0].get_weights()
    kernel[0, 0] = kernel[1, 2] = kernel[2, 0] = kernel[3, 1] = np.nan
    bias[1] = -np.inf
    model.layers[0].set_weights([kernel, bias])
    save(model, "nan.keras")

    def edited(name, **options):
        small().save(HERE / name)
        repack(name, **options)

    def replace(path, value, **options):
        def edit(file):
            del file[path]
            if value is not None:
                file.create_dataset(path, data=value, **options)

        return edit

    kernel = "layers/dense/vars/0"
    edited("shape.keras", edit=replace(kernel, np.ones((4, 5), np.float32)))
    edited("missing_variable.keras", edit=replace("layers/dense/vars/1", None))
    edited("text_weights.keras", edit=replace(kernel, np.full((4, 3), b"x")))

    def swap(file):
        file["layers/dense/vars"].attrs["name"] = "out"
        file["layers/dense_1/vars"].attrs["name"] = "hidden"

    edited("swapped_names.keras", edit=swap)

    def soft_link(file):
        file["elsewhere"] = file[kernel][()]
        del file[kernel]
        file[kernel] = h5py.SoftLink("/elsewhere")

    edited("soft_link.keras", edit=soft_link)

    def external(file):
        del file[kernel]
        file.create_dataset(kernel, (4, 3), np.float32, external=[("/etc/hostname", 0, 48)])

    edited("external.keras", edit=external)

    def bomb(file):
        del file[kernel]
        file.create_dataset(kernel, (1 << 20, 1 << 20), np.float32, chunks=(1, 1 << 20))

    def wide(document):
        document["config"]["layers"][0]["config"]["batch_shape"] = [None, 1 << 20]
        document["config"]["layers"][1]["config"]["units"] = 1 << 20

    edited("bomb.keras", edit=bomb, config=wide)

    def layer(change):
        def config(document):
            change(document["config"]["layers"][1])

        return config

    edited("odd_units.keras", config=layer(lambda l: l["config"].update(units="three")))
    edited("zero_units.keras", config=layer(lambda l: l["config"].update(units=0)))
    edited("odd_config.keras", config=layer(lambda l: l.update(config=[1, 2])))
    edited("odd_class.keras", config=layer(lambda l: l.update(class_name=None)))
    edited("odd_layers.keras", config=lambda d: d["config"].update(layers="none"))
    edited("odd_nested.keras", config=lambda d: b"[" * 100000)
    edited("odd_json.keras", config=lambda d: b'{"class_name": "Sequential", "config": ')
    edited("subclassed.keras", config=lambda d: {"module": "mine", "class_name": "MyModel", "config": {}})
    edited("no_weights.keras", drop=("model.weights.h5",))
    edited("no_config.keras", drop=("config.json",))

    def loop(document):
        layers = document["config"]["layers"]
        for entry, source in zip(layers, [None, "out", "hidden"]):
            entry["name"] = entry["config"]["name"]
            entry["inbound_nodes"] = [] if source is None else [[[source, 0, 0, {}]]]
        document["class_name"] = "Functional"
        document["config"]["input_layers"] = [[layers[0]["name"], 0, 0]]
        document["config"]["output_layers"] = [["out", 0, 0]]

    edited("loop.keras", config=loop)

    empty = keras.Sequential([L.Input((4,))], name="nothing")
    save(empty, "empty.keras")
    small().save_weights(HERE / "only.weights.h5")
    with h5py.File(HERE / "other.h5", "w") as file:
        file["temperature"] = np.arange(4.0)
    data = (HERE / "sequential.keras").read_bytes()
    (HERE / "truncated.keras").write_bytes(data[: len(data) // 2])
    (HERE / "text.keras").write_text("this is not a model\n")


def bare_list():
    """As Keras 2.0 wrote it: the list of layers itself as config, no InputLayer, a fixed-length attribute."""
    model = keras.Sequential(
        [L.Input((4,)), L.Dense(3, activation="relu", name="dense_1"), L.Dense(2, activation="softmax", name="dense_2")]
    )
    randomize(model)
    layers = []
    for index, layer in enumerate(model.layers):
        config = {"name": layer.name, "trainable": True, "units": layer.units, "use_bias": True}
        config["activation"] = ["relu", "softmax"][index]
        if index == 0:
            config.update(batch_input_shape=[None, 4], dtype="float32")
        layers.append({"class_name": "Dense", "config": config})
    with h5py.File(HERE / "bare_list.h5", "w") as file:
        text = json.dumps({"class_name": "Sequential", "config": layers})
        file.attrs["model_config"] = np.bytes_(text)
        file.attrs["keras_version"] = np.bytes_("2.0.6")
        root = file.create_group("model_weights")
        root.attrs["layer_names"] = np.array([b"dense_1", b"dense_2"])
        for layer in model.layers:
            group = root.create_group(layer.name)
            # The biases stand first, so that names and not their order must decide.
            group.attrs["weight_names"] = np.array([f"{layer.name}/{n}:0".encode() for n in ("bias", "kernel")])
            group[f"{layer.name}/kernel:0"] = layer.kernel.numpy()
            group[f"{layer.name}/bias:0"] = layer.bias.numpy()
    remember(["bare_list.h5"], model, vectors(4))


if __name__ == "__main__":
    references = json.loads(REFERENCES.read_text()) if REFERENCES.exists() else {}
    kept = {name: entry for name, entry in references.items() if name.startswith("keras2")}
    REFERENCES.write_text(json.dumps(kept))
    good_models()
    unsupported_models()
    broken_models()
    bare_list()
