#!/usr/bin/env python3
"""Writes losses.json and networks.json beside this file: PyTorch's results and gradients in double precision, and names.

    python3 networks.py
"""
import json
import pathlib

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

rng = np.random.default_rng(7)
here = pathlib.Path(__file__).parent


def values(x):
    x = x.detach().numpy() if isinstance(x, torch.Tensor) else np.asarray(x)
    return {"shape": list(x.shape), "scalars": [float(f"{np.float32(v):.9g}") for v in x.reshape(-1)]}


def floats(*shape, scale=2.0):
    return (rng.standard_normal(shape) * scale).astype(np.float32)


def away_from(x, *kinks):
    """Moves what lies within 0.05 of a kink."""
    for kink in kinks:
        x = np.where(np.abs(x - kink) < 0.05, kink + 0.1, x)
    return x.astype(np.float32)


losses = []


def loss(kind, output, mean, total, classes=None, targets=None, correct=0, **settings):
    leaf = torch.tensor(output, dtype=torch.float64, requires_grad=True)
    wanted = torch.tensor(classes) if classes is not None else torch.tensor(targets, dtype=torch.float64)
    result = mean(leaf, wanted)
    result.backward()
    losses.append({
        "loss": {"type": kind, **settings},
        "output": values(output),
        "classes": None if classes is None else [int(c) for c in classes],
        "targets": None if targets is None else values(targets),
        "mean": result.item(),
        "sum": total(leaf, wanted).item(),
        "gradient_of_mean": values(leaf.grad),
        "correct": int(correct),
    })


for rows, columns in [(1, 2), (4, 10), (7, 33)]:
    logits = floats(rows, columns)
    classes = rng.integers(0, columns, rows)
    classes[0] = logits[0].argmax()
    right = (logits.argmax(1) == classes).sum()
    for smoothing in [0.0, 0.1, 1.0]:
        def entropy(reduction, smoothing=smoothing):
            return lambda x, t: F.cross_entropy(x, t, reduction=reduction, label_smoothing=smoothing)
        loss("cross_entropy", logits, entropy("mean"), entropy("sum"), classes=classes, correct=right,
             label_smoothing=smoothing)
        chances = rng.dirichlet(np.ones(columns), rows).astype(np.float32)
        loss("cross_entropy", logits, entropy("mean"), entropy("sum"), targets=chances,
             correct=(logits.argmax(1) == chances.argmax(1)).sum(), label_smoothing=smoothing)
    logs = torch.log_softmax(torch.tensor(logits), 1).numpy()
    loss("nll", logs, lambda x, t: F.nll_loss(x, t), lambda x, t: F.nll_loss(x, t, reduction="sum"),
         classes=classes, correct=right)
large = np.array([[100, -100, 0], [-90, 90, 80]], dtype=np.float32)
loss("cross_entropy", large, lambda x, t: F.cross_entropy(x, t), lambda x, t: F.cross_entropy(x, t, reduction="sum"),
     classes=np.array([1, 1]), correct=1)

for shape in [(1, 1), (5, 3), (4, 2, 9)]:
    size = int(np.prod(shape[1:]))
    targets = floats(*shape)
    for kind, function, settings in [
        ("mse", F.mse_loss, {}), ("l1", F.l1_loss, {}), ("huber", F.huber_loss, {"delta": 1.0}),
        ("huber", F.huber_loss, {"delta": 0.4}),
    ]:
        delta = settings.get("delta", 1.0)
        output = targets + away_from(floats(*shape), 0, delta, -delta)
        # A sample's loss is the mean over its values: the sum over samples is the sum over everything / size.
        loss(kind, output, lambda x, t, f=function, s=settings: f(x, t, **s),
             lambda x, t, f=function, s=settings: f(x, t, reduction="sum", **s) / size, targets=targets, **settings)
    logits = floats(*shape, scale=4.0)
    chances = rng.choice([0.0, 1.0, 0.25], shape).astype(np.float32)
    sides = ((logits > 0) == (chances > 0.5)).reshape(shape[0], -1).all(1).sum()
    loss("bce_with_logits", logits, F.binary_cross_entropy_with_logits,
         lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction="sum") / size, targets=chances, correct=sides)
loss("bce_with_logits", np.array([[60.0], [-60.0]], dtype=np.float32), F.binary_cross_entropy_with_logits,
     lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction="sum"),
     targets=np.array([[0.0], [0.0]], dtype=np.float32), correct=1)

networks = []
layers = {
    "relu": nn.ReLU, "leaky_relu": nn.LeakyReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "gelu": nn.GELU,
    "softmax": lambda: nn.Softmax(-1), "log_softmax": lambda: nn.LogSoftmax(-1),
}


def network(shape, entries, rows=5):
    modules, size = [], int(np.prod(shape)) if entries[0]["type"] == "flatten" else shape[-1]
    for entry in entries:
        if entry["type"] == "flatten":
            modules.append(nn.Flatten())
        elif entry["type"] == "dropout":
            modules.append(nn.Dropout(entry["probability"]))
        elif entry["type"] == "linear":
            modules.append(nn.Linear(size, entry["outputs"], bias=entry.get("bias", True)))
            size = entry["outputs"]
            if "activation" in entry:
                slope = [entry["slope"]] if "slope" in entry else []
                modules.append(layers[entry["activation"]](*slope))
        else:
            modules.append(layers[entry["type"]]())
    model = nn.Sequential(*modules).double().eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.tensor(floats(*parameter.shape, scale=0.5)))
    x = torch.tensor(floats(rows, *shape, scale=1.0), dtype=torch.float64, requires_grad=True)
    output = model(x)
    upstream = floats(*output.shape, scale=1.0)
    output.backward(torch.tensor(upstream, dtype=torch.float64))
    networks.append({
        "model": {"input": list(shape), "layers": entries},
        "parameters": [{"name": n, "value": values(p), "gradient": values(p.grad)}
                       for n, p in model.named_parameters()],
        "input": values(x), "output": values(output), "upstream": values(upstream), "input_gradient": values(x.grad),
    })


def linear(outputs, **more):
    return {"type": "linear", "outputs": outputs, **more}


network([3, 4, 1], [{"type": "flatten"}, linear(8, activation="relu"), linear(6, activation="relu"), linear(5)])
network([7], [linear(4, bias=False), linear(3, bias=False, activation="relu")])
for name in layers:
    network([6], [linear(9, activation=name), linear(4)])
    network([6], [linear(9, bias=False, activation=name), linear(4)])
    network([6], [linear(9), {"type": "dropout", "probability": 0.5}, {"type": name}, linear(4)])
network([6], [linear(9, activation="leaky_relu", slope=0.3), linear(4)])
network([6], [linear(9, activation="leaky_relu", slope=-0.3), linear(4)])

for name, cases in [("losses", losses), ("networks", networks)]:
    lines = ",\n".join(json.dumps(case) for case in cases)
    (here / f"{name}.json").write_text(f"[\n{lines}\n]\n")
