"""Trains while workers are killed, stopped, continued, added and drained, and the coordinator is killed twice: the bytes are those of a calm run.

  python Tests/Chaos/headline.py --release .build/release [--seeds 1 2 3] [--seconds 60]

Every fault is printed with its time and the step that it met; exit code 1 if a run does not end, or ends in other bytes."""
import argparse
import collections
import pathlib
import random
import signal
import sys
import tempfile
import time

from fleet import Fleet, calm

FEWEST_FAULTS_A_MINUTE = 40


class Chaos:
    def __init__(self, fleet, seed, seconds):
        self.fleet = fleet
        self.random = random.Random(seed)
        self.seconds = seconds
        self.faults = collections.Counter()
        self.begin = time.monotonic()
        self.pending = []  # (when, what): what undoes a fault
        self.coordinator_dies = sorted(self.random.uniform(0.15, 0.8) * seconds for _ in range(2))

    @property
    def now(self):
        return time.monotonic() - self.begin

    def note(self, kind, who):
        self.faults[kind] += 1
        print(f"  {self.now:6.2f} s  step {self.fleet.step:6d}  {kind} {who}", flush=True)

    def later(self, delay, action):
        self.pending.append((self.now + delay, action))

    def undo_due(self):
        due = [entry for entry in self.pending if entry[0] <= self.now]
        self.pending = [entry for entry in self.pending if entry[0] > self.now]
        for _, action in due:
            action()

    def kill_coordinator(self):
        self.note("kill -9", "coordinator")
        self.fleet.coordinator.kill()
        self.fleet.coordinator.wait()
        time.sleep(self.random.uniform(0.1, 1.0))
        self.fleet.lead()

    def fault(self):
        names = [name for name in self.fleet.workers if name not in self.fleet.stopped]
        kind = self.random.choice(["kill", "kill", "stop", "stop", "add", "drain"])
        if kind == "add" and len(self.fleet.workers) < 4:
            return self.note("add", self.fleet.add())
        if not names:
            return None
        name = self.random.choice(names)
        if kind == "stop":
            return self.stop(name)
        if kind == "drain" and len(names) > 1:
            self.note("SIGTERM", name)
            self.fleet.send(name, signal.SIGTERM)
        else:
            self.note("kill -9", name)
            self.fleet.send(name, signal.SIGKILL)
        if len(self.fleet.workers) < 3:
            self.later(self.random.uniform(0.1, 1.5), self.fleet.add)
        return None

    def stop(self, name):
        self.note("SIGSTOP", name)
        self.fleet.send(name, signal.SIGSTOP)
        self.fleet.stopped[name] = True
        # Short ones are ridden out, long ones end membership.
        self.later(self.random.choice([0.3, 1, 2, 7]), lambda: self.resume(name))

    def resume(self, name):
        if self.fleet.stopped.pop(name, None):
            self.note("SIGCONT", name)
            self.fleet.send(name, signal.SIGCONT)

    def run(self):
        """Gives the exit code; None when the run does not end."""
        while self.fleet.step == 0 and self.fleet.coordinator.poll() is None and self.now < 30:
            time.sleep(0.02)
        self.begin = time.monotonic()
        limit = 10 * self.seconds + 120
        while self.fleet.coordinator.poll() is None and self.now < limit:
            self.undo_due()
            if self.coordinator_dies and self.now >= self.coordinator_dies[0]:
                self.coordinator_dies.pop(0)
                self.kill_coordinator()
            else:
                self.fault()
            pause = self.now + self.random.uniform(0.4, 1.4)
            while self.now < pause and self.fleet.coordinator.poll() is None:
                self.undo_due()
                time.sleep(0.05)
        return self.fleet.wait(0.1)


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
    options = parser.parse_args()
    release = str(pathlib.Path(options.release).resolve())
    epochs = epochs_for(release, options.seconds)
    with tempfile.TemporaryDirectory(prefix="mgd-chaos-") as directory:
        expected, seconds = calm(release, directory, epochs)
    print(f"calm: {epochs} epochs in {seconds:.1f} s", flush=True)
    results = [chaos(release, epochs, seed, options.seconds, expected) for seed in options.seeds]
    print(f"{sum(results)} of {len(results)} seeds: equal")
    sys.exit(0 if all(results) else 1)


main()
