"""Writes sequential.h5 and functional.h5 in the layout in which Keras 2.4 saves models, and what they compute.

No Keras is needed: h5py lays out the files, numpy computes the outputs, in double precision, on the two examples
x[i] = sin(0.37 i), i over [2, 8, 8, 2]. One line of *.outputs.txt holds one example's four outputs.

    python3 make.py
"""

import json

import h5py
import numpy as np

rng = np.random.default_rng(7)
X = np.sin(0.37 * np.arange(2 * 8 * 8 * 2)).astype("float32").astype("float64").reshape(2, 8, 8, 2)


def drawn(*shape):
    return rng.normal(0, np.sqrt(1 / np.prod(shape[:-1])), shape).astype("float32")


def conv(name, kernel, inputs, filters, padding, activation):
    config = dict(name=name, trainable=True, dtype="float32", filters=filters, kernel_size=[kernel, kernel],
                  strides=[1, 1], padding=padding, data_format="channels_last", dilation_rate=[1, 1], groups=1,
                  activation=activation, use_bias=True, **initializers("kernel", "bias"))
    return "Conv2D", config, {"kernel": drawn(kernel, kernel, inputs, filters), "bias": 0.3 * drawn(filters)}


def dense(name, inputs, units, activation):
    config = dict(name=name, trainable=True, dtype="float32", units=units, activation=activation, use_bias=True,
                  **initializers("kernel", "bias"))
    return "Dense", config, {"kernel": drawn(inputs, units), "bias": 0.3 * drawn(units)}


def norm(name, channels):
    config = dict(name=name, trainable=True, dtype="float32", axis=[3], momentum=0.99, epsilon=0.001, center=True,
                  scale=True, **initializers("beta", "gamma", "moving_mean", "moving_variance", constraints=False),
                  beta_constraint=None, gamma_constraint=None)
    weights = {"gamma": 1 + 0.3 * drawn(channels), "beta": 0.3 * drawn(channels),
               "moving_mean": 0.3 * drawn(channels), "moving_variance": 1 + np.abs(drawn(channels))}
    return "BatchNormalization", config, {k: v.astype("float32") for k, v in weights.items()}


def initializers(*names, constraints=True):
    config = {}
    for name in names:
        of = {"class_name": "Ones" if name in ("gamma", "moving_variance") else
              "GlorotUniform" if name == "kernel" else "Zeros", "config": {"seed": None} if name == "kernel" else {}}
        config[name + "_initializer"] = of
        if not name.startswith("moving"):
            config[name + "_regularizer"] = None
        if constraints:
            config[name + "_constraint"] = None
    return config


def plain(kind, name, **more):
    return kind, dict(name=name, trainable=True, dtype="float32", **more), {}


def save(path, kind, layers, config):
    with h5py.File(path, "w") as file:
        file.attrs["keras_version"] = b"2.4.0"
        file.attrs["backend"] = b"tensorflow"
        file.attrs["model_config"] = json.dumps({"class_name": kind, "config": config}).encode()
        file.attrs["training_config"] = json.dumps({
            "loss": "categorical_crossentropy", "metrics": [], "weighted_metrics": None, "loss_weights": None,
            "optimizer_config": {"class_name": "Adam", "config": {
                "name": "Adam", "learning_rate": 0.003, "decay": 0.0, "beta_1": 0.9, "beta_2": 0.999,
                "epsilon": 1e-07, "amsgrad": False}}}).encode()
        root = file.create_group("model_weights")
        root.attrs["layer_names"] = np.array([config["name"].encode() for _, config, _ in layers])
        root.attrs["backend"] = b"tensorflow"
        root.attrs["keras_version"] = b"2.4.0"
        for _, layer, weights in layers:
            group = root.create_group(layer["name"])
            names = ["%s/%s:0" % (layer["name"], key) for key in weights]
            group.attrs["weight_names"] = np.array([n.encode() for n in names]) if names else np.zeros(0)
            for name, value in zip(names, weights.values()):
                group.create_dataset(name, data=value)


def convolved(x, weights, padding):
    kernel, bias = weights["kernel"].astype("float64"), weights["bias"]
    size = kernel.shape[0]
    if padding == "same":
        x = np.pad(x, ((0, 0), (size // 2, size // 2), (size // 2, size // 2), (0, 0)))
    out = x.shape[1] - size + 1
    y = sum(x[:, i:i + out, j:j + out, :] @ kernel[i, j] for i in range(size) for j in range(size))
    return y + bias


def normalised(x, w):
    return w["gamma"] * (x - w["moving_mean"]) / np.sqrt(w["moving_variance"].astype("float64") + 0.001) + w["beta"]


def relu(x):
    return np.maximum(x, 0)


def softmax(x):
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def sequential():
    layers = [conv("conv1", 3, 2, 6, "valid", "relu"), norm("bn1", 6),
              plain("MaxPooling2D", "pool1", pool_size=[2, 2], padding="valid", strides=[2, 2],
                    data_format="channels_last"),
              plain("Flatten", "flatten", data_format="channels_last"),
              dense("fc1", 54, 10, "relu"), dense("output", 10, 4, "softmax")]
    head = {"class_name": "InputLayer", "config": {"batch_input_shape": [None, 8, 8, 2], "dtype": "float32",
                                                  "sparse": False, "ragged": False, "name": "input"}}
    listed = [head] + [{"class_name": kind, "config": config} for kind, config, _ in layers]
    listed[1]["config"]["batch_input_shape"] = [None, 8, 8, 2]
    save("sequential.h5", "Sequential", layers, {"name": "sequential", "layers": listed})
    w = {config["name"]: weights for _, config, weights in layers}
    x = normalised(relu(convolved(X, w["conv1"], "valid")), w["bn1"])
    x = x.reshape(2, 3, 2, 3, 2, 6).max((2, 4)).reshape(2, 54)
    x = relu(x @ w["fc1"]["kernel"].astype("float64") + w["fc1"]["bias"])
    return softmax(x @ w["output"]["kernel"].astype("float64") + w["output"]["bias"])


def functional():
    layers = [conv("conv1", 3, 2, 6, "same", "linear"), norm("bn1", 6),
              plain("Activation", "relu1", activation="relu"), conv("conv2", 3, 6, 6, "same", "relu"),
              plain("Add", "add"), conv("conv3", 1, 6, 4, "same", "relu"), plain("Concatenate", "concat", axis=-1),
              plain("GlobalAveragePooling2D", "pool", data_format="channels_last"),
              dense("output", 10, 4, "softmax")]
    reads = {"conv1": ["input"], "bn1": ["conv1"], "relu1": ["bn1"], "conv2": ["relu1"], "add": ["relu1", "conv2"],
             "conv3": ["relu1"], "concat": ["add", "conv3"], "pool": ["concat"], "output": ["pool"]}
    listed = [{"class_name": "InputLayer", "name": "input", "inbound_nodes": [],
               "config": {"batch_input_shape": [None, 8, 8, 2], "dtype": "float32", "sparse": False, "ragged": False,
                          "name": "input"}}]
    listed += [{"class_name": kind, "name": config["name"], "config": config,
                "inbound_nodes": [[[source, 0, 0, {}] for source in reads[config["name"]]]]}
               for kind, config, _ in layers]
    save("functional.h5", "Functional", layers, {
        "name": "functional", "layers": listed, "input_layers": [["input", 0, 0]],
        "output_layers": [["output", 0, 0]]})
    w = {config["name"]: weights for _, config, weights in layers}
    x = relu(normalised(convolved(X, w["conv1"], "same"), w["bn1"]))
    added = x + relu(convolved(x, w["conv2"], "same"))
    x = np.concatenate([added, relu(convolved(x, w["conv3"], "same"))], -1).mean((1, 2))
    return softmax(x @ w["output"]["kernel"].astype("float64") + w["output"]["bias"])


np.savetxt("sequential.outputs.txt", sequential(), "%.9f")
np.savetxt("functional.outputs.txt", functional(), "%.9f")
