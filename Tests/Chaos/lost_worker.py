"""One of three workers is lost: how long the step takes that it was lost in, and when its membership ends.

  python Tests/Chaos/lost_worker.py --release .build/release [--rounds 5]

A worker that is killed breaks its connection, and the next commit comes within a second. One that stands still (SIGSTOP) is silent: its
shards are computed by others once they are late, twice what they usually take and 5 ms at least, and it is a member until it was not heard
for `cluster.dead`. Times are those of the coordinator's lines as they appear in its log, so a commit seems a little later than it is.
Exit code 1 if a bound is not kept, or the model is not that of the calm run."""
import argparse
import re
import signal
import statistics
import sys
import tempfile
import time

from fleet import Fleet, calm

NEXT_COMMIT = 1.0
DEAD = 5.0
EPOCHS = 60
SETTINGS = {"batch.size": 2048, "telemetry.log_every": 1}


class Watch:
    """Reads the coordinator's log as it grows, and notes when each step's line came."""

    def __init__(self, fleet):
        self.file = open(fleet.log, "rb")
        self.rest = b""
        self.steps = []  # (when, step)
        self.lines = []  # (when, line)

    def read(self):
        self.rest += self.file.read()
        now = time.monotonic()
        *lines, self.rest = self.rest.split(b"\n")
        for line in lines:
            self.lines.append((now, line.decode(errors="replace")))
            found = re.search(rb"step (\d+)/", line)
            if found:
                self.steps.append((now, int(found[1])))

    def until(self, condition, limit):
        end = time.monotonic() + limit
        while time.monotonic() < end:
            self.read()
            found = condition()
            if found is not None:
                return found
            time.sleep(0.0005)
        raise SystemExit(f"waited {limit} s; the last lines:\n" + "\n".join(line for _, line in self.lines[-20:]))

    def step_beyond(self, step):
        return self.until(lambda: next((when for when, number in self.steps if number > step), None), 60)

    def line(self, words, since):
        return self.until(lambda: next((when for when, line in self.lines if when >= since and words in line), None), 60)

    def usual(self):
        """The median time of the last steps."""
        times = [when for when, _ in self.steps[-101:]]
        return statistics.median(after - before for before, after in zip(times, times[1:]))


def lose(fleet, watch, number):
    """Sends one worker a signal in the middle of a step; gives how long that step took, and the usual time of one."""
    watch.step_beyond(watch.steps[-1][1] + 120 if watch.steps else 120)
    usual, name = watch.usual(), next(iter(fleet.workers))
    fleet.send(name, number)
    sent = time.monotonic()
    watch.read()
    # The step at hand, and the one after it, whose deal still counted on the worker.
    step = watch.steps[-1][1] if watch.steps else 0
    return name, sent, watch.step_beyond(step + 1) - sent, usual


def measure(release, directory, kind):
    fleet = Fleet(release, directory, EPOCHS, SETTINGS)
    fleet.lead()
    for _ in range(3):
        fleet.add()
    time.sleep(0.5)
    watch = Watch(fleet)
    name, sent, took, usual = lose(fleet, watch, signal.SIGKILL if kind == "killed" else signal.SIGSTOP)
    ended = watch.line(f"worker {name} lost", sent) - sent
    if kind == "stopped":
        fleet.workers[name].send_signal(signal.SIGCONT)
    code = fleet.wait(300)
    model = fleet.model() if code == 0 else None
    fleet.end()
    return took, usual, ended, model


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--release", default=".build/release")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        expected, seconds = calm(options.release, directory, EPOCHS, SETTINGS)
    print(f"calm run: {seconds:.1f} s")
    wrong = 0
    for kind in ("killed", "stopped"):
        for number in range(options.rounds):
            with tempfile.TemporaryDirectory() as directory:
                took, usual, ended, model = measure(options.release, directory, kind)
            # Two steps, one of them with a third less hands, and what the clock of the log adds.
            bound = NEXT_COMMIT if kind == "killed" else 4 * usual + 2 * max(2 * usual, 0.005) + 0.02
            latest = DEAD + 1
            fine = took <= bound and ended <= latest and model == expected
            wrong += not fine
            print(f"{kind} {number + 1}: next commits after {took * 1e3:.1f} ms (a step: {usual * 1e3:.1f} ms, bound {bound * 1e3:.1f}), "
                  f"membership ended after {ended:.2f} s (bound {latest:.0f}), {'equal' if model == expected else 'OTHER BYTES'}"
                  f"{'' if fine else '  <- wrong'}", flush=True)
    if wrong:
        sys.exit(1)


main()
