"""Writes references.json: 100 steps of torch.optim from fixed weights and gradients, for every optimizer and setting.

  python make_references.py        (torch 2.13, CPU)

Weights and gradients come from a rule that the test repeats, so that only the results are stored."""
import json
from pathlib import Path

import torch

COUNT, STEPS, SHOWN = 19, 100, (1, 2, 10, 100)
DENOMINATOR = 2.0**24


def numbers(seed, count):
    state, result = (seed * 2654435761 | 1) % 2**32, []
    for _ in range(count):
        state = (state * 1664525 + 1013904223) % 2**32
        result.append((state >> 8) / DENOMINATOR * 2 - 1)
    return torch.tensor(result, dtype=torch.float32)


CASES = [
    ("sgd", {}), ("sgd", dict(momentum=0.9)), ("sgd", dict(momentum=0.9, nesterov=True, weight_decay=0.01)),
    ("sgd", dict(momentum=0.8, dampening=0.3)), ("sgd", dict(weight_decay=0.1)),
    ("sgd", dict(momentum=0.9, clip_norm=0.5)), ("sgd", dict(clip_norm=100.0)),
    ("adagrad", {}), ("adagrad", dict(lr_decay=0.05, initial_accumulator_value=0.1, weight_decay=0.01)),
    ("rmsprop", {}), ("rmsprop", dict(alpha=0.9, momentum=0.9, weight_decay=0.01)), ("rmsprop", dict(centered=True)),
    ("rmsprop", dict(centered=True, momentum=0.5)),
    ("adam", {}), ("adam", dict(weight_decay=0.1, beta1=0.8, beta2=0.95)), ("adam", dict(amsgrad=True)),
    ("adam", dict(clip_norm=0.1)),
    ("adamw", {}), ("adamw", dict(weight_decay=0.3, amsgrad=True)), ("adamw", dict(epsilon=0.01)),
]
KINDS = dict(sgd="SGD", adagrad="Adagrad", rmsprop="RMSprop", adam="Adam", adamw="AdamW")


def run(kind, settings, learning_rate):
    options = dict(settings)
    clip = options.pop("clip_norm", None)
    if "beta1" in options:
        options["betas"] = (options.pop("beta1"), options.pop("beta2"))
    if "epsilon" in options:
        options["eps"] = options.pop("epsilon")
    if learning_rate is not None:
        options["lr"] = learning_rate
    weights = numbers(1, COUNT).requires_grad_()
    optimizer = getattr(torch.optim, KINDS[kind])([weights], **options)
    shown = {}
    for step in range(1, STEPS + 1):
        # Gradients that shrink and turn, with the weights' own pull.
        weights.grad = numbers(step + 1, COUNT) + 0.1 * weights.detach()
        if clip is not None:
            torch.nn.utils.clip_grad_norm_([weights], clip)
        optimizer.step()
        if step in SHOWN:
            shown[str(step)] = weights.detach().tolist()
    state = {name: value.tolist() for name, value in optimizer.state[weights].items()
             if value is not None and name != "step"}
    return dict(optimizer=dict(type=kind, **settings, **({} if learning_rate is None else dict(learning_rate=learning_rate))),
                weights=shown, state=state)


if __name__ == "__main__":
    cases = [run(kind, settings, rate) for kind, settings in CASES for rate in (None, 0.1)]
    path = Path(__file__).with_name("references.json")
    path.write_text(json.dumps(dict(torch=torch.__version__, count=COUNT, cases=cases), indent=None) + "\n")
