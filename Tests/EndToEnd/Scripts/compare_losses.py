"""Trains from mgd's initial weights in mgd's order, and compares each step's loss with metrics.jsonl."""

import argparse
import json

import torch
from safetensors.torch import load_file
from torch import nn

import fashion_mnist

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--data", required=True)
parser.add_argument("--initial", required=True, help="mgd inspect --initial-weights")
parser.add_argument("--order", required=True, help="mgd inspect --sample-order, one id a line")
parser.add_argument("--metrics", required=True, help="metrics.jsonl of a run with telemetry.log_every = 1")
parser.add_argument("--steps", type=int, default=50)
parser.add_argument("--batch", type=int, default=256)
parser.add_argument("--learning-rate", type=float, default=0.1)
parser.add_argument("--momentum", type=float, default=0.9)
parser.add_argument("--tolerance", type=float, default=1e-4)
options = parser.parse_args()

torch.set_num_threads(1)
inputs, targets = fashion_mnist.images(options.data, "train"), fashion_mnist.labels(options.data, "train")
with open(options.order) as file:
    order = torch.tensor([int(line) for line in file])
assert torch.equal(order.sort().values, torch.arange(len(targets))), "the order is no permutation of the training set"
with open(options.metrics) as file:
    lines = [json.loads(line) for line in file]
found = {line["step"]: line["train.loss"] for line in lines if "train.loss" in line}

model = fashion_mnist.network()
model.load_state_dict(load_file(options.initial))
optimizer = torch.optim.SGD(model.parameters(), lr=options.learning_rate, momentum=options.momentum)
worst = 0.0
for step in range(1, options.steps + 1):
    ids = order[(step - 1) * options.batch : step * options.batch]
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(inputs[ids]), targets[ids])
    loss.backward()
    optimizer.step()
    expected = loss.item()
    difference = abs(found[step] - expected) / abs(expected)
    assert difference <= options.tolerance, f"step {step}: expected {expected}, found {found[step]}"
    worst = max(worst, difference)
print(f"{options.steps} losses agree, the worst to {worst:.1e}")
