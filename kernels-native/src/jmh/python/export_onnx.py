"""Writes the zoo's networks as ONNX graphs without weights, for the benchmarks against ONNX Runtime.

    /usr/bin/python3 kernels-native/src/jmh/python/export_onnx.py

needs Debian's python3-torch and python3-onnx; its output is committed, so only a change of org.espalier.zoo calls for it.
The weights come from the DL4J model at hand when a graph is run (Java class OnnxNetwork), so that both sides compute
with the same ones; here they are marked as external data that is nowhere, which leaves some kilobytes a graph.
Parameters are named after DL4J's layers: conv1.weight is W of conv1, bn1.running_var what bn1 keeps as log10stdev.
"""

import io
import pathlib

import onnx
import torch
from torch import nn

TARGET = pathlib.Path(__file__).parent.parent / "resources/org/espalier/kernels/benchmark"


class Lenet300(nn.Module):
    shape = (1, 28, 28)

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 300)
        self.fc2 = nn.Linear(300, 100)
        self.output = nn.Linear(100, 10)

    def forward(self, x):
        x = torch.relu(self.fc1(torch.flatten(x, 1)))
        return torch.softmax(self.output(torch.relu(self.fc2(x))), 1)


class Lenet5(nn.Module):
    shape = (1, 28, 28)

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 20, 5)
        self.conv2 = nn.Conv2d(20, 50, 5)
        self.fc1 = nn.Linear(800, 500)
        self.output = nn.Linear(500, 10)

    def forward(self, x):
        x = nn.functional.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = nn.functional.max_pool2d(torch.relu(self.conv2(x)), 2)
        x = torch.relu(self.fc1(torch.flatten(x, 1)))
        return torch.softmax(self.output(x), 1)


class Vgg(nn.Module):
    shape = (3, 32, 32)
    plan = (16, 16, 0, 32, 32, 0, 64, 0)

    def __init__(self):
        super().__init__()
        channels = self.shape[0]
        for i, width in enumerate((c for c in self.plan if c), 1):
            self.add_module(f"conv{i}", nn.Conv2d(channels, width, 3, padding=1, bias=False))
            self.add_module(f"bn{i}", nn.BatchNorm2d(width))
            channels = width
        self.fc1 = nn.Linear(channels * 4 * 4, 128)
        self.output = nn.Linear(128, 10)

    def forward(self, x):
        i = 0
        for width in self.plan:
            if width:
                i += 1
                x = torch.relu(getattr(self, f"bn{i}")(getattr(self, f"conv{i}")(x)))
            else:
                x = nn.functional.max_pool2d(x, 2)
        x = torch.relu(self.fc1(torch.flatten(x, 1)))
        return torch.softmax(self.output(x), 1)


class Block(nn.Module):
    def __init__(self, channels, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        if stride > 1:
            self.shortcut = nn.Conv2d(channels, width, 1, stride, bias=False)
            self.shortcutBn = nn.BatchNorm2d(width)

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + (self.shortcutBn(self.shortcut(x)) if hasattr(self, "shortcut") else x))


class Stage(nn.Module):
    def __init__(self, channels, width, stride):
        super().__init__()
        self.block1 = Block(channels, width, stride)
        self.block2 = Block(width, width, 1)
        self.block3 = Block(width, width, 1)

    def forward(self, x):
        return self.block3(self.block2(self.block1(x)))


class Resnet20(nn.Module):
    shape = (3, 32, 32)

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.stage1 = Stage(16, 16, 1)
        self.stage2 = Stage(16, 32, 2)
        self.stage3 = Stage(32, 64, 2)
        self.output = nn.Linear(64, 10)

    def forward(self, x):
        x = self.stage3(self.stage2(self.stage1(torch.relu(self.bn1(self.conv1(x))))))
        x = torch.flatten(nn.functional.adaptive_avg_pool2d(x, 1), 1)
        return torch.softmax(self.output(x), 1)


def export(network):
    network.eval()
    with torch.no_grad():
        # All tensors different: the exporter stores equal ones once, and then one name would stand for several.
        for tensor in network.state_dict().values():
            if tensor.is_floating_point():
                tensor.uniform_(0.5, 1.5)
    buffer = io.BytesIO()
    torch.onnx.export(
        network,
        torch.rand(2, *network.shape),
        buffer,
        opset_version=13,
        # EVAL would fold batch normalisation here and leave tensors that DL4J has no name for; ONNX Runtime folds it.
        training=torch.onnx.TrainingMode.PRESERVE,
        do_constant_folding=False,
        input_names=["input"],
        output_names=["output"],
        dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}},
    )
    graph = onnx.load_model_from_string(buffer.getvalue())
    onnx.checker.check_model(graph)
    names = {n for n, t in network.state_dict().items() if t.is_floating_point()}
    stored = {t.name for t in graph.graph.initializer}
    assert stored == names, f"expected the parameters as initialisers, differing: {stored ^ names}"
    for tensor in graph.graph.initializer:
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="given-at-run-time")
    for node in graph.graph.node:
        # Where the exporter's Python sources lay.
        node.ClearField("doc_string")
    return graph


if __name__ == "__main__":
    torch.manual_seed(42)
    TARGET.mkdir(parents=True, exist_ok=True)
    for kind in (Lenet300, Lenet5, Vgg, Resnet20):
        path = TARGET / f"{kind.__name__.lower()}.onnx"
        data = export(kind()).SerializeToString(deterministic=True)
        path.write_bytes(data)
        print(f"{path.name}: {len(data)} bytes")
