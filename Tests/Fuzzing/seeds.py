#!/usr/bin/env python3
"""Writes sound inputs for every parser, for a fuzzer to start from: seeds.py DIRECTORY.

What they lead to is kept in Corpora; they are needed again when a format changes. Checksums and lengths of frames are left
zero: the fuzzer puts them right.
"""

import gzip
import json
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).parent
RUN = "00000000000000010000000000000002"
FIGURES = {"samples": 64, "correct": 32, "lossSum": "3fb999999999999a"}
STEP = {"step": 8, "figures": FIGURES}
# In the order of Kind.allCases, with the number of each.
BODIES = [
    (1, {"name": "alpha", "host": "node-1", "pid": 4711, "threads": 8, "isa": "avx2", "protocolMin": 1, "protocolMax": 1,
         "build": "0.1.0", "heldRun": RUN, "heldStep": 12, "heldEvaluated": 8, "heldDigest": "ab"}),
    (2, {"name": "alpha", "runName": "xor", "settings": "{}", "members": 2, "requireSameBits": True, "isaCap": "baseline",
         "auditEvery": 10, "dataFiles": [{"role": "train.inputs", "name": "x.gz", "bytes": 100, "sha256": "ab"}],
         "times": {"heartbeat": 0.1, "suspect": 3, "dead": 5.5, "stepDeadline": 10, "orphan": 60}}),
    (3, {"code": "name_in_use", "message": "in use", "final": False}),
    (4, {"dataDigest": "d1", "modelDigest": "d2", "fingerprint": "d3", "lanes": 8}),
    (5, {"view": 3, "fromStep": 5, "attempt": 1, "shards": [[0, 4], [6, 8]], "evaluation": [[0, 10]], "members": 2}),
    (6, {"appliedStep": 2**64 - 1, "computing": True}),
    (7, {"skipped": True, "compare": True}),
    (8, {"shards": [{"index": 1, "samples": 1024, "correct": 900, "lossSum": "7ff0000000000000"}]}),
    (9, {"samples": 10000, "correct": 8731, "lossSum": "fff8000000000000", "compare": True}),
    (10, {"reason": "asked to"}),
    (11, {"status": "done", "message": "10 epochs"}),
    (12, {"shard": 3, "layer": 2}),
    (13, {"reason": "no memory", "exitCode": 1}),
    (14, {}),
    (15, {"shards": [[3, 5]], "evaluation": [[0, 2]], "isAudit": True}),
    (16, {"floats": 300, "updates": 11, "epoch": FIGURES, "lastEvaluation": STEP, "bestEvaluation": STEP, "digest": "ab"}),
    (17, {"chunks": 9}),
    (18, {"digest": "cd", "evaluated": 8, "passed": True}),
    (19, {}),
    (20, None), (21, None), (22, None), (23, None),
    (24, {"evaluated": 8}),
]


def compact(value):
    return json.dumps(value, separators=(",", ":")).encode()


def bodies():
    for place, (kind, body) in enumerate(BODIES):
        yield bytes([place]) + (b"1234" if body is None else compact(body))
        # What a body's own check refuses, and what is of another type.
        for name, value in (body or {}).items():
            for wrong in (-1, 2**60, "x", None, [[2**40, 2**41]], [[5, 3]]):
                if type(wrong) is type(value) or wrong == "x":
                    yield bytes([place]) + compact({**body, name: wrong})
    yield bytes([4]) + compact({**BODIES[4][1], "evaluation": [[0, 2**40]]})
    yield bytes([7]) + compact({"shards": [{**BODIES[7][1]["shards"][0], "index": -1}]})
    yield bytes([1]) + compact({**BODIES[1][1], "times": {**BODIES[1][1]["times"], "dead": 1e9}})
    yield bytes([2]) + compact({"code": "newer", "message": "", "final": True})
    yield bytes([10]) + compact({"status": "newer", "message": ""})
    yield bytes([0]) + b"{"


def frame(kind, body, chunk=0, chunks=1, step=1, attempt=0):
    header = struct.pack("<IHHII16s7QIHHIII16sI", 0x0164676D, 1, kind, len(body), 0, bytes(range(16)), 1, 2, 3, 4, 5, 6, step,
                         attempt, 1, 1, 2, chunk, chunks, bytes(16), 0)
    return header + body


def frames():
    for kind, body in BODIES:
        yield frame(kind, b"\0\0\x80?" * 4 if body is None else compact(body), step=4)
    yield frame(99, b"{}")
    yield frame(20, b"")
    yield frame(20, bytes(12), chunk=1, chunks=2, step=65539)
    yield frame(1, b"not JSON")
    yield b"short"
    yield b"GET / HTTP/1.1\r\n" + bytes(120)
    yield frame(1, b"{}")[:4] + b"\2\0" + bytes(122)


def safetensors(tensors, metadata=None, pad=0):
    header, data = {}, b""
    if metadata is not None:
        header["__metadata__"] = metadata
    for name, kind, shape, raw in tensors:
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = compact(header) + b" " * pad
    return struct.pack("<Q", len(text)) + text + data


def floats(*numbers):
    return struct.pack(f"<{len(numbers)}f", *numbers)


MODEL = [("0.bias", "F32", [1], floats(0.75)), ("0.weight", "F32", [2, 3], floats(0, .125, .25, .375, .5, .625))]
OPTIMIZER = [("optim.sgd.step", "I64", [], struct.pack("<q", 120)),
             ("optim.sgd.momentum_buffer.0.bias", "F32", [1], floats(-6)),
             ("optim.sgd.momentum_buffer.0.weight", "F32", [2, 3], floats(0, -1, -2, -3, -4, -5))]


def raw_safetensors(text, data=b""):
    return struct.pack("<Q", len(text)) + text + data


def weights():
    yield safetensors(MODEL, {"format": "pt"}, pad=3)
    yield safetensors(MODEL[:1])
    yield safetensors([("0.bias", "F32", [7], bytes(28)), ("1.weight", "F32", [1], bytes(4))])
    yield safetensors([(n, "I32", s, r) for n, _, s, r in MODEL])
    yield safetensors(OPTIMIZER)
    yield safetensors([])
    yield safetensors([("e\u0301\"\\\n\u0001\U0001f600", "BOOL", [0, 4], b"")], {"a": "b\t/"})
    for kind, size in [("BOOL", 1), ("F8_E5M2", 1), ("F8_E4M3", 1), ("U8", 1), ("I8", 1), ("U16", 2), ("I16", 2), ("F16", 2),
                       ("BF16", 2), ("U32", 4), ("I32", 4), ("U64", 8), ("I64", 8), ("F64", 8), ("C64", 8), ("X", 1)]:
        yield safetensors([("a", kind, [2], bytes(2 * size))])
    yield safetensors([("a", "F32", [1], floats(1))])[:-1]
    yield safetensors([("a", "F32", [1], floats(1))]) + b"\0"
    tensor = '{"dtype":"U8","shape":[%s],"data_offsets":[%s]}'
    for shape, offsets in [("1", "1,2"), ("2", "0,1"), ("9223372036854775807", "0,9223372036854775807"), ("1", "1,0"),
                           ("9223372036854775807,9223372036854775807", "0,1"), ("-1", "0,1"), ("1", "0"), ("1.5e+3", "0,1"),
                           ("1e-2", "0,1"), ("99999999999999999999", "0,1"), ("true", "0,1"), ("null", "0,1"), ("{}", "0,1")]:
        yield raw_safetensors(('{"a":' + tensor % (shape, offsets) + "}").encode(), b"\0")
    for text in ['[]', '{"a":1}', '{"a":{}}', '{"a":{"dtype":1,"shape":[],"data_offsets":[]}}', '{"__metadata__":1}',
                 '{"__metadata__":{"a":1}}', '{"a":{},"a":{}}', '{"\\u00e9\\ud83d\\ude00":"\\b\\f\\n\\r\\t\\/\\\\\\""}',
                 '"\\ud83d"', '"\\ud83d\\u0041"', '"\\u00zz"', '"\\x"', '"\\', '"\\u12', '"a', '"\x01"', '{"a"}', '{"a":1', '[1',
                 '{} x', 'tru', 'false', '-', '01', '1.', '1e', '"\\udc00"', '[' * 70, '{"a":{"dtype":"U8","shape":1}}',
                 '{"a":{"dtype":"U8","shape":[],"data_offsets":1}}']:
        yield raw_safetensors(text.encode())
    yield raw_safetensors(b'"\xff"')
    yield struct.pack("<Q", 2**63) + b"{}"
    yield struct.pack("<Q", 100) + b"{}"
    yield b"1234"


STATE = {"format": 1, "run": RUN, "term": 3, "step": 120, "optimizer_steps": 120, "samples": 3840,
         "epoch": {"samples": 64, "correct": 32, "loss_sum": "3fb999999999999a"}, "seconds": "3ff8000000000000",
         "last_evaluation": {"step": 100, "sums": {"samples": 10, "correct": 5, "loss_sum": "3ff0000000000000"}},
         "best_evaluation": {"step": 90, "sums": {"samples": 10, "correct": 5, "loss_sum": "3ff0000000000000"}},
         "evaluation_due": True, "deciding_digest": "decides", "fingerprint": "prints"}


def checkpoints():
    for sealed in (0, 0x80):
        yield bytes([sealed]) + safetensors(MODEL, {"format": "pt"})
        yield bytes([sealed]) + safetensors(MODEL[:1])
        yield bytes([sealed]) + safetensors([("0.bias", "F32", [7], bytes(28)), ("1.weight", "F32", [1], bytes(4))])
        yield bytes([sealed]) + safetensors([(n, "I32", s, r) for n, _, s, r in MODEL])
        yield bytes([sealed | 1]) + safetensors(OPTIMIZER)
        yield bytes([sealed | 1]) + safetensors([("optim.sgd.step", "I32", [], bytes(4))] + OPTIMIZER[1:])
        yield bytes([sealed | 1]) + safetensors([("optim.sgd.step", "I64", [], struct.pack("<q", 7))] + OPTIMIZER[1:])
        yield bytes([sealed | 2]) + b'[run]\nname = "sample"\n'
        yield bytes([sealed | 2]) + b"\xff"
        yield bytes([sealed | 3]) + json.dumps(STATE, indent=2, sort_keys=True).encode() + b"\n"
        for change in [{"format": 0}, {"format": 2}, {"format": "x"}, {"step": -1}, {"optimizer_steps": 121}, {"samples": -1},
                       {"optimizer_steps": 7}, {"seconds": "7ff0000000000000"}, {"seconds": "x"}, {"run": "2" * 32},
                       {"run": 1}, {"term": "3"}, {"evaluation_due": None}, {"step": 0, "optimizer_steps": 0},
                       {"epoch": {"samples": 1, "correct": 2, "loss_sum": "3ff0000000000000"}}]:
            yield bytes([sealed | 3]) + compact({**STATE, **change})
        yield bytes([sealed | 3]) + compact({k: v for k, v in STATE.items() if k != "format"})
        yield bytes([sealed | 3]) + compact({k: v for k, v in STATE.items() if k != "fingerprint"})
        yield bytes([sealed | 3]) + b"{"
        yield bytes([sealed | 3]) + b"[]"
    for first in (0xC0, 0x40):
        yield bytes([first | 3]) + compact(STATE)
        yield bytes([first | 3]) + compact({**STATE, "step": 121})
        yield bytes([first | 2]) + b'[run]\nname = "other"\n'
    sums = "".join(f"{'a0' * 32}  {name}\n" for name in
                   ["model.safetensors", "optimizer.safetensors", "run.toml", "state.json"])
    for text in [sums, sums[:-1], sums * 2, sums + f"{'0' * 64}  notes\n", sums.replace("  ", " *"), "x\n", sums.upper(),
                 sums.replace("run.toml", "../run.toml"), sums.replace("run.toml", ".run"), ""]:
        yield bytes([4]) + text.encode()


def lineages():
    members = [{"name": "alpha", "incarnation": 2**64 - 1}, {"name": "beta", "incarnation": 1, "process": 17}]
    lineage = {"run": RUN, "term": 2, "life": 7, "members": members}
    yield compact({"format": 1, "lineage": lineage})
    yield compact({"format": 2, "lineage": lineage})
    yield compact({"format": 1, "lineage": {**lineage, "term": 2**64 - 1}})
    yield compact({"format": 1, "lineage": {**lineage, "run": "x"}})
    yield compact({"format": 1})
    yield b"{"
    yield b"\xff"
    yield b"a\n" + b"0" * 64 + b"\n"


CLUSTER = """
[evaluation]
every_steps = 10
shard = 64
[checkpoint]
every_steps = 5
every_epochs = 0
every_seconds = 1.5
keep = 2
required = true
[exchange]
topology = "star"
window = 4
[cluster]
listen = "tcp://127.0.0.1:7077"
local_workers = 2
local_threads = 1
min_workers = 2
max_workers = 8
heartbeat_interval = 0.5
suspect = 2
dead = 3
step_deadline = 4
rejoin_grace = 5
drain_timeout = 6
orphan_timeout = 7
audit_every = 3
isa = "baseline"
require_same_bits = false
[telemetry]
log_every = 10
"""


def sections(**changes):
    parts = {
        "run": 'name = "a"\nsteps = 3\nseed = 1\non_bad_numbers = "skip"\ndirectory = "r"',
        "data": 'format = "generated"\nname = "rings"\nsamples = 100\nvalidation_samples = 10\nseed = 3\nscale = "none"',
        "model": 'input = [2]\nlayers = [{ type = "linear", outputs = 2 }]',
        "loss": 'type = "cross_entropy"\nlabel_smoothing = 0.1',
        "optimizer": 'type = "sgd"\nlearning_rate = 0.1\nmomentum = 0.9\nnesterov = true\nclip_norm = 1.0',
        "batch": "size = 16\nshards = 4",
    }
    parts.update(changes)
    return "".join(f"[{name}]\n{text}\n" for name, text in parts.items() if text is not None)


def run_files():
    for path in sorted((HERE / "../../configs").glob("*.toml")):
        yield path.read_text()
    yield sections() + CLUSTER
    yield sections(data='format = "idx"\ndirectory = "/d"\nscale = "standard"\ntrain = { inputs = "a", targets = "b" }\n'
                   'validation = { inputs = "c", targets = "d" }')
    yield sections(data='format = "idx"\ntrain = { inputs = "", targets = 1, other = 2 }\nvalidation = 3')
    for kind in ["adam", "adamw", "adagrad", "rmsprop", "sgd", "sgdd"]:
        yield sections(optimizer=f'type = "{kind}"\nlearning_rate = 0.1\nweight_decay = 0.1\nbeta1 = 0.5\nbeta2 = 1.5\nalpha = 0.9\n'
                       "epsilon = 1e-9\namsgrad = true\ncentered = true\nlearning_rate_decay = 0.1\n"
                       "initial_accumulator_value = 1\ndampening = 0.1")
        yield sections(optimizer=f'type = "{kind}"\nlearning_rate = 1e-3')
    for kind in ["cross_entropy", "mse", "l1", "huber", "bce_with_logits", "nll"]:
        yield sections(loss=f'type = "{kind}"')
        yield sections(loss=f'type = "{kind}"', model='input = [2]\nlayers = [{ type = "linear", outputs = 3, activation = '
                       '"softmax" }, { type = "log_softmax" }]')
        yield sections(loss=f'type = "{kind}"', data='format = "generated"\nname = "plane"')
    yield sections(loss='type = "huber"\ndelta = 0.5')
    for layers in ['{ type = "flatten" }', '{ type = "dropout", probability = 0.5 }', '{ type = "dropout", probability = 1 }',
                   '{ type = "leaky_relu", slope = 0.2 }, { type = "gelu" }', '{ type = "linear", outputs = 0 }', '',
                   '{ type = "linear", outputs = 2, bias = false, activation = "leaky_relu", slope = 0.1, initial = "zeros" }',
                   '{ type = "linear", outputs = 2, slope = 0.1 }', '{ type = "conv" }', '{ outputs = 2 }', '3',
                   '{ type = "linear", outputs = 2147483647 }, { type = "linear", outputs = 2147483647 }']:
        yield sections(model=f'input = [2]\nlayers = [{layers}]')
        yield sections(model=f'input = [28, 28]\nlayers = [{layers}, {{ type = "sigmoid" }}]')
    for shape in ["[]", "[0]", "[2147483647, 2147483647]", "3", '["a"]']:
        yield sections(model=f'input = {shape}\nlayers = []')
    yield sections(run='name = "a"\nepochs = 1\nsteps = 1')
    yield sections(run='name = ".a"')
    yield sections(run=None, batch=None)
    yield sections(batch="size = 2\nshards = 4\nsise = 1\nlr = 2\nepochs = 3")
    yield sections(batch="size = 3.5\nshards = true") + "[optimiser]\n[extra]\nx=1\n"
    yield "seed = 1\n" + sections()
    yield "batch = 1\nrun = []\nmodel = 2\nloss = 3\noptimizer = 1979-05-27\ndata = 07:32:00\ncluster = 1979-05-27T07:32:00Z\n"
    for cluster in ["suspect = 0.5", "dead = 2", "max_workers = 1\nmin_workers = 3", "local_workers = 0", "min_workers = 9",
                    "heartbeat_interval = 0", "suspect = 0.0001", 'listen = "tcp:"', 'listen = "tcp://:1"', 'listen = "tcp://a:x"',
                    'listen = "tcp://[::1]:1"', 'isa = "avx"', "dead = 1e7", "dead = nan", "dead = inf", "local_workers = 257"]:
        yield sections() + f"[cluster]\n{cluster}\n"
    yield sections(run='name = "a"')
    yield sections(run='seed = 1\nsteps = 1\ndirectory = "a\\"\\\\\\n\\t\\u0001\\u007f"')
    yield sections(run='name = "a b"\nsteps = 1\non_bad_numbers = 3\ndirectory = ""')
    yield sections(batch="size = 2") + "[cluster]\nlocal_workers = 3\nmax_workers = 2\nrequire_same_bits = 1\n"
    yield sections(batch="size = 2") + "[cluster]\nlocal_workers = 3\nmax_workers = 2\n"
    yield sections(data='format = "generated"\nname = "spirals"')
    yield sections(data='format = "generated"\nname = "spirals"', model='input = [2]\nlayers = []')
    yield sections(data='format = "generated"\nname = "xor"\nsamples = "many"\nscale = {}', optimizer='type = "sgd"\nlearning_rate = "x"')
    yield sections(loss='type = "bce_with_logits"', model='input = [2]\nlayers = [{ type = "sigmoid" }]')
    yield sections(model='input = [2]\nlayers = [{ type = 3 }, { type = [1] }, { type = "linea", outputs = [] }, 7, {}]')
    yield sections(model='input = [1]\nlayers = [{ type = "linear", outputs = 1, slope = 1 }, { type = "dropout" }]')
    yield sections(optimizer='type = "adam"\nlr = 1\nbeta = 2\nlearning_rate = -1\nlearning_rat = 1\nepsilom = 2\n' + "x" * 70 + " = 1")
    # What toml++ meets with a broken assumption, at the end and before other lines.
    for text in ["a = 1\n\n[#b", "[ = 1", "[#b\nc = 1\n" + "d = 1\n" * 5]:
        yield text
    # Too many levels, and everything that could be taken for one.
    deep = ".".join("a" * 130)
    for text in [deep + " = 1", "x = " + "{ a.a.a = " * 40, "x = { a = '''x'y'''', " + deep, 'x = { a = """x\\"y"""", b = "", ' + deep,
                 "x = [[[1], {}], # it's ]\n '\\', \"\\\"\", 0.5]\n]\n", "x = '''\n'''\ny = \"\"\"\\\n\"\"\"\n"]:
        yield text
    for text in ["a = [", "a = \"\\q\"", "[a]\n[a]", "a.b = 1\na = 2", "a = 0x1F\nb = 0o7\nc = 0b1\nd = '''x'''\ne = \"\"\"y\"\"\"",
                 "[[a]]\n[[a]]\nb = 1", "a = 1_000\nb = -1e-3\n", "\"k\\u00e9\" = '\\'\n", "x" * 70 + ' = "' + "y" * 70 + '"']:
        yield text


def overrides():
    for arguments in [["batch.size=64"], ["optimizer={ type = \"adam\", learning_rate = 0.01 }"], ["run.steps=50"],
                      ["run.steps=50", "run.epochs=1"], ["run.epochs=2"], ["batch.size"], [".size=3"], ["batch.size.x=3"],
                      ["batch=3"], ["optimizer.lr=1"], ["a.b.c.d=[1, {x = 1}]"], ["run.name=x=y"], [" run . seed =7"],
                      ["run.name=1\nb=2"], ["cluster.listen=tcp://127.0.0.1:7077", "cluster.local_workers=2"],
                      ["model.layers=[]", "loss.type=mse", "data.name=plane"], [""], ["run=1", "run.steps=3"],
                      ["cluster.dead=2026-11-25"],
                      [".".join("a" * 129) + "=1"], [".".join("a" * 128) + "=1"]]:
        yield "\0".join(arguments)


def worker_settings():
    settings = {
        "run": {"name": "a", "directory": "runs", "seed": 7, "epochs": 3, "onBadNumbers": "stop"},
        "data": {"format": "generated", "scale": "unit", "name": "xor", "samples": 100, "validation_samples": 10, "seed": 1},
        "model": {"input": [2], "layers": [
            {"type": "linear", "outputs": 4, "bias": True, "activation": "leaky_relu", "slope": 0.1, "initial": "normal"},
            {"type": "dropout", "probability": 0.5}, {"type": "tanh"}, {"type": "flatten"}, {"type": "linear", "outputs": 2}]},
        "loss": {"type": "cross_entropy", "label_smoothing": 0.1},
        "optimizer": {"type": "sgd", "learning_rate": 0.1, "momentum": 0.9},
        "batch": {"size": 16, "shards": 4},
        "evaluation": {"everyEpochs": 1, "shard": 1024},
    }
    yield compact(settings)
    pair = {"inputs": "a", "targets": "b"}
    for change in [{"data": {"format": "idx", "train": pair, "validation": pair}}, {"data": {"format": "idx", "train": {}}},
                   {"loss": {"type": "huber", "delta": 2}}, {"loss": {"type": "mse"}}, {"loss": {"type": "x"}},
                   {"batch": {"size": -1, "shards": 4}}, {"model": {"input": [], "layers": []}},
                   {"model": {"input": [2], "layers": [{"type": "conv"}]}}, {"model": {"input": [2**62, 4], "layers": []}},
                   {"model": {"input": [2], "layers": [{"type": "linear", "outputs": 2**62}]}},
                   {"run": {**settings["run"], "seed": 2**64 - 1}}, {"run": {**settings["run"], "name": "a\"\n\u0001/"}},
                   {"run": {**settings["run"], "steps": 3}}, {"evaluation": {"everySteps": 10, "shard": 5}},
                   {"evaluation": {"shard": 5}}, {"data": {"format": "generated", "name": "plane", "samples": -1}}]:
        yield compact({**settings, **change})
    yield compact({**settings, "data": {"format": "generated", "name": "spirals"}, "loss": {"type": "nll"}, "model": {
        "input": [2], "layers": [{"type": "linear", "outputs": 3}, {"type": "leaky_relu", "slope": 0.5}, {"type": "log_softmax"}]}})
    for kind in ["adam", "adamw", "adagrad", "rmsprop", "sgd"]:
        yield compact({**settings, "optimizer": {
            "type": kind, "learning_rate": 0.1, "weight_decay": 0.1, "beta1": 0.5, "beta2": 0.9, "alpha": 0.9, "epsilon": 1e-9,
            "amsgrad": True, "centered": True, "clip_norm": 2, "lr_decay": 0.1, "nesterov": False}})
        yield compact({**settings, "optimizer": {"type": kind, "learning_rate": -1, "weight_decay": -1, "clip_norm": -1}})
    yield b"{"


def idx(kind, dimensions, body):
    return bytes([0, 0, kind, len(dimensions)]) + struct.pack(f">{len(dimensions)}I", *dimensions) + body


NUMBERS = [
    idx(8, [2, 2, 2], bytes(range(8))), idx(9, [3], struct.pack(">3b", 1, 0, 5)), idx(9, [2], struct.pack(">2b", 1, -5)),
    idx(0x0B, [2], struct.pack(">2h", 300, 2)), idx(0x0C, [2], struct.pack(">2i", 2**31 - 1, 2)),
    idx(0x0D, [2, 2], struct.pack(">4f", 1, 2.5, -3e38, 1e-40)), idx(0x0E, [2, 1], struct.pack(">2d", 1e38, 2.5)),
    idx(8, [4], bytes([0, 1, 2, 11])), idx(8, [2, 4], bytes(range(8))), idx(8, [8], bytes(range(8))),
    idx(0x0D, [2], struct.pack(">2f", 1, float("nan"))), idx(0x0E, [1], struct.pack(">d", 1e300)),
]
DAMAGED = [
    idx(8, [4], b"123"), idx(8, [4], b"12345"), idx(8, [0], b""), idx(7, [1], b"1"), b"\0\0\x08\0", b"\0\0\x08\x09" + bytes(36),
    b"\0\1\x08\1", b"\0\0", b"\0\0\x08\2\0\0", idx(0x0E, [2**32 - 1] * 2, b""), idx(8, [2**32 - 1] * 3, b""), b"",
    gzip.compress(idx(8, [4], b"1234"))[:-3], gzip.compress(idx(8, [2**31], b"1234")), gzip.compress(idx(8, [5], b"1234")),
    gzip.compress(idx(8, [3], b"1234")), gzip.compress(b"\0\0"), b"\x1f\x8bnone", gzip.compress(idx(8, [2**20], b"1234" * 99)),
    gzip.compress(idx(8, [4], b"12")) + gzip.compress(b"34"), gzip.compress(idx(8, [4], b"1234")) + b"more",
    gzip.compress(idx(8, [4], b"1234"))[:-8] + bytes(8), gzip.compress(idx(8, [3, 70000], bytes(210000))),
]


def numbers():
    yield from NUMBERS
    yield from DAMAGED
    yield from (gzip.compress(file) for file in NUMBERS)


def datasets():
    for inputs, targets in [(idx(8, [1], b"1"), idx(8, [1], b"\0")), (idx(8, [2, 2], b"1234"), idx(0x0D, [2, 2], struct.pack(">4f", 1, 2, 3, 4))),
                            (idx(8, [2, 1], b"11"), idx(8, [2], b"\1\0")), (idx(8, [3, 2], bytes(6)), idx(8, [2], bytes(2))),
                            (idx(8, [1, 4], b"abcd"), idx(8, [1], b"\0"))]:
        for scale in range(3):
            yield struct.pack("<BH", scale, len(inputs)) + inputs + targets
    for scale in range(3):
        for inputs in NUMBERS:
            for targets in (NUMBERS[0], NUMBERS[1], NUMBERS[2], NUMBERS[3], NUMBERS[4], NUMBERS[5], NUMBERS[7]):
                yield struct.pack("<BH", scale, len(inputs)) + inputs + targets


def tables():
    for text in ["a,b\n1,2\n3,4\n", "1,2.5e3\r\n-0,0x1p3\r\n", "\ufeff\"x\"\"y\",\"z,\"\n\"1\",2\n", "1,2\n\n \n3,4", "1\n2,3\n", "1,2\n3\n",
                 "1\nnan\n", "1\nx\n", "", "a,b\n", "\"a\n", "\"a\"b\n1\n", "1e39\n", " 1 ,\t2\n", ",\n1,2\n", "1,inf\n", "1,\n", "\r\n1\r\n"]:
        yield text
        yield gzip.compress(text.encode())


def addresses():
    for text in ["tcp://127.0.0.1:7077", "tcp://[::1]:1", "tcp://*:0", "tcp://node-1.example:65535", "ipc:///tmp/a", "ipc://a", "ipc:///",
                 "tcp://:1", "tcp://a", "tcp://a:", "tcp://a:+5", "tcp://a:65536", "udp://a:1", "tcp://a b:1", "tcp://[a b]:1", "tcp://[]:1",
                 "tcp://[fe80::1%eth0]:9", "ipc:///" + "a" * 120, "ipc:///a\0b", "tcp://" + "a" * 300 + ":1", "tcp://a;b:1", "localhost",
                 "tcp://localhost:1", "tcp://[127.0.0.1]:3", "tcp://\u00e9:1"]:
        yield text


def names():
    yield "step-000000120/step-000000007"
    yield "step-1/step-0000000120/step-000000120.refused-1/step-9223372036854775808/step-"
    yield "step-1000000000/.state.json.12-3.tmp/.x.tmp/.a.1-.tmp/.a.b-1.tmp/..12-3.tmp/.a.1-2-3.tmp"
    yield "notes/a b/alpha_1.x/" + "x" * 64 + "/" + "y" * 65 + "/A-Z/\u00e9/.hidden"
    yield b"step-00000000\xff/\n"


def key_lists():
    first, second = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7", "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
    yield first
    yield f"# fleet\n\nworker-1 {first}\n\talice\t{second} admin\r\n"
    for line in ("worker-1", f"worker-1 {first} worker", f"a {first} boss", f".a {first}", f"a {first[:-1]}", f"a {first} admin now",
                 f"a {first}\nb {first}", f"{'a' * 65} {first}", "a " + "#" * 40, f"\u00e9 {first}", "a \x1b[2J", f"a {second}\u2028b {first}"):
        yield line


def metrics():
    lines = ['{"step": 1, "loss": 0.5}', '{"step": 2}', '{"step": 300}', "{", "[1]", '{"step": "x"}', "", '{"step": 1.5}', '{"step":1e400}']
    yield b"\x02" + "\n".join(lines).encode() + b"\n"
    yield b"\x01" + lines[0].encode()
    yield b"\x05\xff\xfe"
    yield b"\xff"


def summaries():
    summary = {"name": "a", "status": "done", "message": "quote \"\n", "steps": 2350, "epochs": 10, "samples": 600000, "seconds": 1.5,
               "samples_per_second": 412087.9, "train.loss": 0.25, "validation.loss": 0.5, "validation.accuracy": 0.8731,
               "validation.correct": 8731, "validation.samples": 10000, "parameters": 101770, "workers": 2, "threads": 1}
    yield json.dumps(summary, indent=2)
    yield compact({"status": "stopped", "steps": 1, "epochs": 0})
    yield compact({"status": 1, "steps": 1, "epochs": 0})
    for seconds in (-1, 0.001, 75, 7200, 1e300, None):
        yield compact({**summary, "seconds": seconds, "samples_per_second": seconds, "train.loss": seconds, "validation.loss": seconds})
    yield compact({**summary, "validation.samples": 0, "steps": -2**63, "epochs": 2**63 - 1, "validation.correct": 2**63 - 1})
    yield compact({**summary, "validation.samples": None, "threads": None})
    yield compact({**summary, "steps": 2**64})
    yield b"{"


PARSERS = {
    "addresses": addresses, "bodies": bodies, "checkpoints": checkpoints, "datasets": datasets, "frames": frames, "idx": numbers,
    "key-lists": key_lists, "lineages": lineages, "metrics": metrics, "names": names, "overrides": overrides, "run-files": run_files, "safetensors": weights,
    "summaries": summaries, "tables": tables, "worker-settings": worker_settings,
}

if len(sys.argv) != 2:
    sys.exit(__doc__)
for name, inputs in PARSERS.items():
    directory = pathlib.Path(sys.argv[1]) / name
    directory.mkdir(parents=True, exist_ok=True)
    for place, data in enumerate(inputs()):
        (directory / f"seed-{place:03}").write_bytes(data.encode() if isinstance(data, str) else data)
