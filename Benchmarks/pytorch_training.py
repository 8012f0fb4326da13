"""PyTorch's training speed on the perceptron 784-128-64-10, as one number: samples per second.

  python pytorch_training.py --batch 64
  torchrun --nproc_per_node=2 pytorch_training.py --batch 512        (data-parallel over Gloo, the batch is the global one)
"""
import argparse
import gzip
import os
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

DATA = "/usr/share/datasets/fashion-mnist/"


def read_idx(name):
    raw = gzip.open(DATA + name).read()
    shape = [int.from_bytes(raw[4 + 4 * i:8 + 4 * i], "big") for i in range(raw[3])]
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * raw[3]).reshape(shape)


parser = argparse.ArgumentParser()
parser.add_argument("--batch", type=int, required=True)
parser.add_argument("--seconds", type=float, default=4.0)
options = parser.parse_args()
torch.set_num_threads(1)
torch.manual_seed(0)
world, rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
model = net = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10))
if world > 1:
    torch.distributed.init_process_group("gloo")
    net = nn.parallel.DistributedDataParallel(model)
images = torch.tensor(read_idx("train-images-idx3-ubyte.gz").reshape(-1, 784) / 255.0, dtype=torch.float32)
labels = torch.tensor(read_idx("train-labels-idx1-ubyte.gz").astype(np.int64))
optimizer = torch.optim.SGD(net.parameters(), 0.05, momentum=0.9)
generator = torch.Generator().manual_seed(1)
local = options.batch // world


def train(steps):
    done = 0
    while done < steps:
        order = torch.randperm(len(images), generator=generator)[rank::world]
        for start in range(0, len(order) - local + 1, local):
            if done == steps:
                return
            chosen = order[start:start + local]
            optimizer.zero_grad()
            F.cross_entropy(net(images[chosen]), labels[chosen]).backward()
            optimizer.step()
            done += 1


train(20)
begin = time.perf_counter()
train(20)
count = max(20, int(20 / (time.perf_counter() - begin) * options.seconds))
if world > 1:
    shared = torch.tensor([count])
    torch.distributed.broadcast(shared, 0)
    count = int(shared)
begin = time.perf_counter()
train(count)
if rank == 0:
    print(round(count * options.batch / (time.perf_counter() - begin)))
if world > 1:
    torch.distributed.destroy_process_group()
