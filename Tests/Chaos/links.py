"""Bad links and bad luck, one row of the list of faults after the other: a real coordinator and real workers, proxies between them.

  python Tests/Chaos/links.py --release .build/release [F9 F10 ...]

Each row says what was done and what was measured, with its bound; every run has to end in the bytes of a calm one. All happens in
a network namespace of its own when that can be had (as root): nobody else can meet these ports. Exit code 1 if a row fails."""
import argparse
import os
import pathlib
import re
import sys
import tempfile
import time
import traceback

import network_rows
import process_rows
from fleet import Fleet
from frame_proxy import FrameProxy
from machine import processor
from trial import Failure, Trial, calm_model

ROWS = {**process_rows.ROWS, **network_rows.ROWS}
INSIDE = "MGD_CHAOS_NAMESPACE"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="*", help=f"of {' '.join(ROWS)}")
    parser.add_argument("--release", default=".build/release")
    parser.add_argument("--keys", action="store_true", help="over encrypted connections; F15 changes frames, and so is left out")
    parser.add_argument("--verbose", action="store_true", help="the end of every log of a row that fails")
    options = parser.parse_args()
    enter_namespace()
    Fleet.HAS_KEYS = options.keys
    options.release = str(pathlib.Path(options.release).resolve())
    print(f"processor: {processor()}; {'own' if os.environ.get(INSIDE) else 'no own'} network namespace", flush=True)
    speed = steps_a_second(options.release)
    print(f"three workers behind proxies: {speed:.0f} steps/s", flush=True)
    calm = {}
    # What is encrypted cannot be told apart by a proxy.
    names = options.rows or [
        name for name, row in ROWS.items()
        if not (options.keys and row.proxy is FrameProxy) and not (row.needs_keys and not options.keys)]
    results = {name: passes(ROWS[name], name, options, speed, calm) for name in names}
    failed = [name for name, is_good in results.items() if not is_good]
    print(f"{len(results) - len(failed)} of {len(results)} rows pass" + (f"; failed: {' '.join(failed)}" if failed else ""))
    sys.exit(1 if failed else 0)


def enter_namespace():
    """Starts this program again where the loopback is its own."""
    if os.environ.get(INSIDE) or os.geteuid() != 0:
        return
    script = "ip link set lo up && exec \"$@\""
    os.execvpe(
        "unshare", ["unshare", "--net", "sh", "-c", script, "sh", sys.executable, *sys.argv], {**os.environ, INSIDE: "1"})


def steps_a_second(release):
    with tempfile.TemporaryDirectory(prefix="mgd-links-") as directory:
        trial = Trial(release, directory, 1_000_000)
        try:
            trial.begin(3)
            begin, first = time.monotonic(), trial.watch.step
            time.sleep(3)
            return (trial.watch.step - first) / (time.monotonic() - begin)
        finally:
            trial.close()


def passes(row, name, options, speed, calm):
    """Plays one row; True if everything was as it should be."""
    steps = row.steps or round(row.seconds * speed)
    if (steps, row.hidden) not in calm:
        calm[steps, row.hidden] = calm_model(options.release, steps, row.hidden)
    print(f"{name:4} {row.title}; {row.workers} workers, {steps} steps", flush=True)
    with tempfile.TemporaryDirectory(prefix="mgd-links-") as directory:
        trial = Trial(options.release, directory, steps, row.hidden, row.settings, row.proxy, row.prepare)
        try:
            is_good = play(trial, row, calm[steps, row.hidden])
        except Failure as failure:
            print(f"     {failure}")
            is_good = False
        except Exception:
            traceback.print_exc()
            is_good = False
        finally:
            trial.close()
        if not is_good:
            tell_losses(trial)
            if options.verbose:
                tell_logs(trial)
    print(f"{name:4} {'PASS' if is_good else 'FAIL'}", flush=True)
    return is_good


def play(trial, row, expected):
    row.begin(trial, row.workers)
    row.play(trial)
    is_equal = trial.finish(row.limit) == expected
    print(f"     {trial.elapsed:6.1f} s  the run ended; model {'equal' if is_equal else 'NOT equal'} to the calm run's")
    return is_equal and all(trial.checks)


def tell_losses(trial):
    lines = trial.log.read_text(errors="replace").splitlines()
    print(*["     " + line for line in lines if re.search(r"worker \S+ (lost|left|is back)", line)][-10:], sep="\n")


def tell_logs(trial):
    for log in sorted(trial.directory.glob("*.log")):
        lines = [line for line in log.read_text(errors="replace").splitlines() if " step " not in line or " worker " in line]
        print(f"--- {log.name}", *lines[-40:], sep="\n")


main()
