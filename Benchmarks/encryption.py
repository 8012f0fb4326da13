"""What encryption costs: samples per second of the same run over tcp with keys and without, in turn.

  python Benchmarks/encryption.py --release .build/release [--rounds 3]

Two workers of one thread each on this host's loopback: the coordinator encrypts for both, so this is the dearest case."""
import argparse
import json
import pathlib
import socket
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
DATA = "/usr/share/datasets/fashion-mnist"
LARGE = """model.layers=[{type="flatten"},{type="linear",outputs=1024,activation="relu"},
 {type="linear",outputs=1024,activation="relu"},{type="linear",outputs=10}]""".replace("\n", "")
MODELS = {"784-128-64-10": ([], 3000), "784-1024-1024-10": ([LARGE], 300)}


def processor():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def samples_a_second(release, settings, steps, has_keys):
    with tempfile.TemporaryDirectory(prefix="mgd-encryption-") as directory:
        endpoint = f"tcp://127.0.0.1:{free_port()}"
        settings = [
            *settings, f"run.directory={directory}", f"run.steps={steps}", "cluster.local_workers=0", "cluster.min_workers=2",
            f"cluster.listen={endpoint}", "checkpoint.every_epochs=0", "checkpoint.every_seconds=0", "evaluation.every_steps=1000000"]
        worker = [f"{release}/mgd-worker", "--coordinator", endpoint, "--data", DATA, "--threads", "1", "--once"]
        workers = [[*worker, "--name", name] for name in ("first", "second")]
        if has_keys:
            settings += make_keys(release, directory)
            workers = [
                [*worker, "--key", f"{directory}/{name}.secret", "--coordinator-key", f"{directory}/coordinator.public"]
                for name in ("first", "second")]
        command = [f"{release}/mgd-coordinator", "--config", f"{ROOT}/configs/fashion-mnist.toml"]
        command += [word for setting in settings for word in ("--set", setting)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        processes = [subprocess.Popen(each, **quiet) for each in (command, *workers)]
        for process in processes:
            if process.wait(600) != 0:
                raise SystemExit(f"{process.args} ended with {process.returncode}")
        return json.loads((pathlib.Path(directory) / "fashion-mnist/summary.json").read_text())["samples_per_second"]


def make_keys(release, directory):
    for name in ("coordinator", "first", "second"):
        subprocess.run([f"{release}/mgd", "keygen", name, "--directory", directory], check=True, stdout=subprocess.DEVNULL)
    lines = [(pathlib.Path(directory) / f"{name}.public").read_text() for name in ("first", "second")]
    (pathlib.Path(directory) / "allowed").write_text("".join(lines))
    return [f"security.key_file={directory}/coordinator.secret", f"security.allow_file={directory}/allowed"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--release", default=".build/release")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    release = str(pathlib.Path(options.release).resolve())
    print(f"processor: {processor()}", flush=True)
    for model, (settings, steps) in MODELS.items():
        speeds = {True: [], False: []}
        for _ in range(options.rounds):
            for has_keys in (False, True):
                speeds[has_keys].append(samples_a_second(release, settings, steps, has_keys))
        plain, encrypted = (statistics.median(speeds[has_keys]) for has_keys in (False, True))
        rounds = ", ".join(f"{b / a:.3f}" for a, b in zip(speeds[False], speeds[True]))
        print(f"{model}: {plain:,.0f} samples/s without keys, {encrypted:,.0f} with; ratio {encrypted / plain:.3f} (rounds {rounds})", flush=True)


if __name__ == "__main__":
    main()
