"""Samples per second of mgd-coordinator, in turn with PyTorch, as medians and ratios.

  python Benchmarks/training_speed.py --release .build/release [--rounds 5] [--cases 0 2]

Each figure of mgd is `samples_per_second` of a run that is started as a user starts it; the coordinator's own processor
time is part of the table. Figures mean something only on a machine that does nothing else."""
import argparse
import json
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
CASES = [
    # name, batch, shards, workers
    ("batch 64, one shard, one worker", 64, 1, 1),
    ("batch 512, 8 shards, one worker", 512, 8, 1),
    ("batch 512, 8 shards, two workers", 512, 8, 2),
]


def mgd(release, batch, shards, workers):
    with tempfile.TemporaryDirectory() as directory:
        settings = {
            "run.directory": f'"{directory}"', "batch.size": batch, "batch.shards": shards, "run.epochs": 15,
            "optimizer.learning_rate": 0.05, "cluster.local_workers": workers, "cluster.local_threads": 1,
            "evaluation.every_epochs": 15, "telemetry.log_every": 100000,
        }
        command = [f"{release}/mgd-coordinator", "--config", str(HERE.parent / "configs/fashion-mnist.toml")]
        for key, value in settings.items():
            command += ["--set", f"{key}={value}"]
        subprocess.run(command, check=True, capture_output=True)
        summary = json.loads((pathlib.Path(directory) / "fashion-mnist/summary.json").read_text())
    return summary["samples_per_second"], summary["coordinator.cpu_seconds"] / summary["seconds"]


def pytorch(batch, workers):
    program = [str(HERE / "pytorch_training.py"), "--batch", str(batch)]
    launcher = [sys.executable]
    if workers > 1:
        launcher += ["-m", "torch.distributed.run", "--standalone", f"--nproc_per_node={workers}"]
    # torchrun ends with an error now and then although its workers are done.
    for _ in range(3):
        done = subprocess.run(launcher + program, capture_output=True, text=True)
        if done.returncode == 0:
            return float(done.stdout.split()[-1])
    sys.exit(f"{' '.join(launcher + program)} failed three times:\n{done.stderr}")


def cpu():
    for line in open("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.machine()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--release", default=".build/release")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cases", type=int, nargs="*", default=range(len(CASES)), help="numbers of the cases, from 0")
    options = parser.parse_args()
    print(f"{cpu()}, medians of {options.rounds} in turn")
    for name, batch, shards, workers in (CASES[number] for number in options.cases):
        ours, theirs, shares = [], [], []
        for _ in range(options.rounds):
            speed, share = mgd(options.release, batch, shards, workers)
            ours.append(speed)
            shares.append(share)
            theirs.append(pytorch(batch, workers))
        mine, other = statistics.median(ours), statistics.median(theirs)
        print(f"{name}: mgd {mine:,.0f} ({min(ours):,.0f} to {max(ours):,.0f}), coordinator {statistics.median(shares):.2f} cores; "
              f"PyTorch {other:,.0f} ({min(theirs):,.0f} to {max(theirs):,.0f}); ratio {mine / other:.2f}", flush=True)


main()
