#!/usr/bin/env python3
"""Writes functions.json: results and gradients of every Function, by PyTorch in double precision.

    python3 functions.py > functions.json

Inputs are floats. "smooth" cases lie far enough from kinks for the finite-difference check as well.
"""
import json
import sys

import numpy as np
import torch

rng = np.random.default_rng(20)
cases = []


def normal(*shape):
    """Normal, and at least 0.1 away from 0."""
    x = rng.standard_normal(shape)
    return np.where(x < 0, -1, 1) * (np.abs(x) + 0.1)


def positive(*shape):
    return rng.uniform(0.5, 2.5, shape)


def distinct(*shape):
    """No two elements closer than 0.1."""
    count = int(np.prod(shape, dtype=int))
    return (rng.permutation(count) - count / 2).reshape(shape) * 0.1 + 0.05


def case(name, function, *inputs, smooth=True):
    inputs = [np.asarray(x, dtype=np.float32) for x in inputs]
    leaves = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in inputs]
    output = function(*leaves)
    upstream = rng.uniform(-1, 1, tuple(output.shape)).astype(np.float32)
    output.backward(torch.tensor(upstream, dtype=torch.float64))

    def tensor(x):
        return {"shape": list(x.shape), "scalars": [float(f"{np.float32(v):.9g}") for v in np.asarray(x).reshape(-1)]}

    cases.append({
        "function": name,
        "inputs": [tensor(x) for x in inputs],
        "output": tensor(output.detach().numpy()),
        "upstream": tensor(upstream),
        "gradients": [tensor(x.grad.numpy()) for x in leaves],
        "smooth": smooth,
    })


pairs = [((), ()), ((5,), (5,)), ((2, 3), (2, 3)), ((2, 3), (3,)), ((3,), (2, 3)), ((2, 3), (2, 1)), ((2, 3), ()),
         ((), (4,)), ((4, 1, 3), (2, 1)), ((2, 1, 3), (1, 4, 1)), ((2, 3, 2, 2), (3, 1, 2))]
for a, b in pairs:
    case("add", torch.add, normal(*a), normal(*b))
    case("subtract", torch.sub, normal(*a), normal(*b))
    case("multiply", torch.mul, normal(*a), normal(*b))
    case("divide", torch.div, normal(*a), positive(*b) * rng.choice([-1, 1], b))
    case("power of variables", torch.pow, positive(*a), normal(*b))
    x, y = normal(*a), normal(*b)
    d = np.abs(x - y) < 0.1
    x = x + 0.0 if not d.any() else np.round(x) + 0.0
    y = y if not d.any() else np.round(y) + 0.5
    case("maximum", torch.maximum, x, y)
    case("minimum", torch.minimum, x, y)

shapes = [(), (5,), (2, 3), (3, 17), (2, 3, 4)]
for s in shapes:
    case("negate", torch.neg, normal(*s))
    case("exponential", torch.exp, normal(*s))
    case("logarithm", torch.log, positive(*s))
    case("square root", torch.sqrt, positive(*s))
    case("absolute value", torch.abs, normal(*s))
    case("relu", torch.relu, normal(*s))
    case("leaky relu 0.2", lambda x: torch.nn.functional.leaky_relu(x, 0.2), normal(*s))
    case("sigmoid", torch.sigmoid, normal(*s))
    case("tanh", torch.tanh, normal(*s))
    case("gelu", torch.nn.functional.gelu, normal(*s))
    case("power 3", lambda x: x ** 3, normal(*s))
    case("power 2", lambda x: x ** 2, normal(*s))
    case("power 0", lambda x: x ** 0, normal(*s))
    case("power -1", lambda x: x ** -1, positive(*s))
    case("power 0.5", lambda x: x ** 0.5, positive(*s))
    case("power 2.5", lambda x: x ** 2.5, positive(*s))
    case("sum", torch.sum, normal(*s))
    case("mean", torch.mean, normal(*s))

for s in [(5,), (2, 3), (3, 17), (2, 3, 4)]:
    case("softmax", lambda x: torch.softmax(x, -1), normal(*s))
    case("log-softmax", lambda x: torch.log_softmax(x, -1), normal(*s))
    case("max over -1", lambda x: torch.amax(x, -1), distinct(*s))
    case("max over 0, kept", lambda x: torch.amax(x, 0, keepdim=True), distinct(*s))
    case("sum over -1", lambda x: torch.sum(x, -1), normal(*s))
    case("sum over 0, kept", lambda x: torch.sum(x, 0, keepdim=True), normal(*s))
    case("mean over -1, kept", lambda x: torch.mean(x, -1, keepdim=True), normal(*s))
    case("mean over 0", lambda x: torch.mean(x, 0), normal(*s))
    case("slice 1..<3 along -1", lambda x: x[..., 1:3], normal(*s))
for s in [(2, 3, 4), (3, 2, 5)]:
    case("softmax over 1", lambda x: torch.softmax(x, 1), normal(*s))
    case("log-softmax over 0", lambda x: torch.log_softmax(x, 0), normal(*s))
    case("max over 1", lambda x: torch.amax(x, 1), distinct(*s))
    case("sum over 0 and 2", lambda x: torch.sum(x, (0, 2)), normal(*s))
    case("sum over 1 and 2", lambda x: torch.sum(x, (1, 2)), normal(*s))
    case("mean over 0 and 1, kept", lambda x: torch.mean(x, (0, 1), keepdim=True), normal(*s))
    case("transpose 2 0 1", lambda x: x.permute(2, 0, 1), normal(*s))
    case("transpose 0 2 1", lambda x: x.permute(0, 2, 1), normal(*s))
    case("slice 0..<2 along 0", lambda x: x[0:2], normal(*s))
    case("slice 1..<2 along 1", lambda x: x[:, 1:2], normal(*s))
for s in [(2, 3), (3, 17), (2, 3, 4)]:
    case("transpose", lambda x: x.transpose(-1, -2), normal(*s))
for s in [(6,), (2, 3), (3, 1, 2)]:
    case("reshape 3 -1", lambda x: x.reshape(3, -1), normal(*s))
case("concatenate along 0", lambda *x: torch.cat(x, 0), normal(2), normal(3))
case("concatenate along 0", lambda *x: torch.cat(x, 0), normal(2, 3), normal(1, 3), normal(4, 3))
case("concatenate along -1", lambda *x: torch.cat(x, -1), normal(2, 3), normal(2, 1))
case("concatenate along 1", lambda *x: torch.cat(x, 1), normal(2, 1, 3), normal(2, 2, 3), normal(2, 3, 3))

for a, b in [((2, 3), (3, 4)), ((1, 1), (1, 1)), ((5, 17), (17, 6)), ((2, 2, 3), (2, 3, 4)), ((2, 2, 3), (3, 4)),
             ((2, 3), (2, 3, 4)), ((2, 1, 2, 3), (3, 3, 2)), ((1, 2, 3), (4, 3, 2)), ((3,), (3,)), ((3,), (3, 4)),
             ((2, 3), (3,)), ((2, 2, 3), (3,)), ((3,), (2, 3, 4))]:
    case("matmul", torch.matmul, normal(*a), normal(*b))

# Kinks and far ends, where only PyTorch says what is right.
zeros = [-1, -0.0, 0, 2]
case("relu", torch.relu, zeros, smooth=False)
case("leaky relu 0.2", lambda x: torch.nn.functional.leaky_relu(x, 0.2), zeros, smooth=False)
case("absolute value", torch.abs, zeros, smooth=False)
case("power 0", lambda x: x ** 0, zeros, smooth=False)
case("power 2", lambda x: x ** 2, zeros, smooth=False)
case("power 3", lambda x: x ** 3, zeros, smooth=False)
case("maximum", torch.maximum, [1, 2, 3], [1, 3, 3], smooth=False)
case("minimum", torch.minimum, [1, 2, 3], [1, 3, 3], smooth=False)
case("max over -1", lambda x: torch.amax(x, -1), [[1, 3, 3], [2, 2, 2], [0, -1, 0]], smooth=False)
case("max over 0, kept", lambda x: torch.amax(x, 0, keepdim=True), [[1, 3, 3], [2, 3, 2]], smooth=False)
case("power of variables", torch.pow, [0, 0, 2, 1], [2, 3, 0, 5], smooth=False)
far = [-80, -30, -9, -4, -1e-4, 1e-4, 4, 9, 30, 80]
for name, function in [("sigmoid", torch.sigmoid), ("tanh", torch.tanh), ("gelu", torch.nn.functional.gelu),
                       ("exponential", torch.exp), ("softmax", lambda x: torch.softmax(x, -1)),
                       ("log-softmax", lambda x: torch.log_softmax(x, -1))]:
    case(name, function, far, smooth=False)
case("log-softmax", lambda x: torch.log_softmax(x, -1), [[1000, 1001, 999], [-1000, 0, 1000]], smooth=False)
case("logarithm", torch.log, [1e-30, 1e-4, 0.99, 1, 1.01, 1e4, 1e30], smooth=False)
case("square root", torch.sqrt, [1e-30, 1e-4, 1, 1e30], smooth=False)

sys.stdout.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
