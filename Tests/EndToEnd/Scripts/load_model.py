"""Loads model.safetensors as a user of PyTorch does, and prints how many of the validation images it gets right."""

import argparse

import torch
from safetensors.torch import load_file

import fashion_mnist

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--data", required=True)
parser.add_argument("--model", required=True)
options = parser.parse_args()

torch.set_num_threads(1)
model = fashion_mnist.network()
model.load_state_dict(load_file(options.model))
targets = fashion_mnist.labels(options.data, "t10k")
with torch.no_grad():
    answers = model(fashion_mnist.images(options.data, "t10k")).argmax(dim=1)
print(f"{(answers == targets).sum().item()}/{len(targets)}")
