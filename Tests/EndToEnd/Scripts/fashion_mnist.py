"""The Fashion-MNIST files of Debian, and the network of the tests, as a user of PyTorch writes them."""

import gzip
import os

import numpy as np
import torch
from torch import nn


def images(directory, part):
    with gzip.open(os.path.join(directory, f"{part}-images-idx3-ubyte.gz")) as file:
        pixels = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 28, 28)
    return torch.from_numpy(pixels.astype(np.float32) / 255)


def labels(directory, part):
    with gzip.open(os.path.join(directory, f"{part}-labels-idx1-ubyte.gz")) as file:
        return torch.from_numpy(np.frombuffer(file.read(), np.uint8, offset=8).astype(np.int64))


def network():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10)
    )
