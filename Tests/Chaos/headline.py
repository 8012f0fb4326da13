"""Trains under kill -9, SIGSTOP, drain and new workers, with two deaths of the coordinator: the bytes are those of a calm run.

  python Tests/Chaos/headline.py --release .build/release [--seeds 1 2 3] [--seconds 60]

Every fault is printed with its time and the step that it met; exit code 1 if a run does not end, or ends in other bytes."""
import argparse
import pathlib
import sys
import tempfile

from chaos import Chaos
from fleet import Fleet, calm

FEWEST_FAULTS_A_MINUTE = 40


def chaos(release, epochs, seed, seconds, expected):
    with tempfile.TemporaryDirectory(prefix="mgd-chaos-") as directory:
        fleet = Fleet(release, directory, epochs)
        try:
            fleet.lead()
            for _ in range(3):
                fleet.add()
            run = Chaos(fleet, seed, seconds)
            code = run.run()
            faults = sum(run.faults.values())
            is_equal = code == 0 and fleet.model() == expected
            enough = faults >= FEWEST_FAULTS_A_MINUTE * seconds / 60 and not run.coordinator_dies
            verdict = "equal" if is_equal else f"NOT equal, exit code {code}"
            print(f"seed {seed}: {verdict}; {faults} faults ({dict(run.faults)}) in {run.now:.1f} s"
                  + ("" if enough else "; too few faults"), flush=True)
            if not is_equal:
                print(fleet.log.read_text()[-4000:])
            return is_equal and enough
        finally:
            fleet.end()


def epochs_for(release, seconds):
    """So many epochs that a calm run takes about so long."""
    with tempfile.TemporaryDirectory(prefix="mgd-chaos-") as directory:
        _, few = calm(release, directory, 5)
    with tempfile.TemporaryDirectory(prefix="mgd-chaos-") as directory:
        _, more = calm(release, directory, 25)
    return max(5, round(5 + (seconds - few) * 20 / (more - few)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--release", default=".build/release")
    parser.add_argument("--seeds", nargs="*", type=int, default=[1])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--keys", action="store_true", help="over encrypted connections")
    options = parser.parse_args()
    Fleet.HAS_KEYS = options.keys
    release = str(pathlib.Path(options.release).resolve())
    epochs = epochs_for(release, options.seconds)
    with tempfile.TemporaryDirectory(prefix="mgd-chaos-") as directory:
        expected, seconds = calm(release, directory, epochs)
    print(f"calm: {epochs} epochs in {seconds:.1f} s", flush=True)
    results = [chaos(release, epochs, seed, options.seconds, expected) for seed in options.seeds]
    print(f"{sum(results)} of {len(results)} seeds: equal")
    sys.exit(0 if all(results) else 1)


main()
