"""Trains under faults for a long time and looks whether the processes grow: memory, open files, threads.

  python Tests/Chaos/soak.py --release .build/release [--seconds 1800] [--seed 1]

One worker is stopped and continued like the others but lives through the whole soak, so that what it keeps of each reconnection
and each new life of its coordinator adds up; the coordinator is killed once, in the middle, so that each of its two lives sees
many workers come and go. Every process that lives long enough is judged: after a warm-up, the median of the last third of its
life may differ from that of the first third by 5 %, files and threads by one in any case. At the end the run is stopped on
request and must exit with 0. Exit code 1 if a process grew, with the table."""
import argparse
import pathlib
import signal
import statistics
import sys
import tempfile
import time

from chaos import Chaos
from fleet import Fleet
from samples import FIGURES, Sampler

WARM_UP = 20  # s: pools of buffers fill during the first steps, evaluations and checkpoints
LEAST_LIFE = 60  # s after the warm-up
TOLERANCE = 0.05
STEADY = "steady"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--release", default=".build/release")
    parser.add_argument("--seconds", type=float, default=1800)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    release = str(pathlib.Path(options.release).resolve())
    with tempfile.TemporaryDirectory(prefix="mgd-soak-") as directory:
        fleet = Fleet(release, directory, 1_000_000)
        try:
            is_good = soak(fleet, options.seed, options.seconds)
        finally:
            fleet.end()
    sys.exit(0 if is_good else 1)


def soak(fleet, seed, seconds):
    fleet.lead()
    for name in (STEADY, None, None):
        fleet.add(name)
    chaos = Chaos(fleet, seed, seconds, coordinator_deaths=0, spared=(STEADY,))
    chaos.coordinator_dies = [seconds / 2]
    sampler = Sampler(fleet)
    chaos.wait_for_start()
    while chaos.now < seconds and fleet.coordinator.poll() is None:
        chaos.next()
    print(f"{sum(chaos.faults.values())} faults ({dict(chaos.faults)}) in {chaos.now:.0f} s, {fleet.step} steps", flush=True)
    lives = sampler.close()
    return ends(fleet) & judge(lives)


def ends(fleet):
    """Whether the run stops on request."""
    fleet.coordinator.send_signal(signal.SIGTERM)
    code = fleet.wait(60)
    if code != 0:
        print(f"FAIL: the coordinator ended with {code}:\n{fleet.log.read_text()[-4000:]}")
    return code == 0


def judge(lives):
    """Prints a line a process that lived long enough, a column a figure; True if none of them grew or shrank."""
    long = [life for life in lives if life.seconds >= WARM_UP + LEAST_LIFE]
    print(f"{len(long)} of {len(lives)} processes lived {LEAST_LIFE} s after the warm-up; medians of the first and last third")
    is_good = bool(long)
    for life in long:
        texts = []
        for figure in FIGURES:
            first, last = thirds(life, figure)
            is_flat = abs(last - first) <= max(TOLERANCE * first, 0 if figure == "RSS KiB" else 1)
            is_good = is_good and is_flat
            texts.append(f"{figure} {first:.0f} -> {last:.0f} ({last / first - 1:+.1%}{'' if is_flat else ', FAIL'})")
        print(f"  {life.name:12} {life.seconds:5.0f} s  {'   '.join(texts)}")
        print(f"               RSS MiB, a tenth of its life each: {' '.join(tenths(life))}")
    return is_good


def tenths(life):
    """How its memory went, so that one sees whether it still grows."""
    values = [sample.memory // 1024 for sample in life.samples]
    size = max(1, len(values) // 10)
    return [f"{statistics.median(values[i : i + size]):.0f}" for i in range(0, size * 10, size) if values[i : i + size]]


def thirds(life, figure):
    values = [getattr(sample, FIGURES[figure]) for sample in life.samples if sample.when - life.begin >= WARM_UP]
    third = max(1, len(values) // 3)
    return statistics.median(values[:third]), statistics.median(values[-third:])


main()
