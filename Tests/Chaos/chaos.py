"""What happens to the processes of a run: kill -9, stop and continue, drain, add, and the death of the coordinator."""
import collections
import random
import signal
import time


class Chaos:
    """Faults of a fleet, from a seed, until its run ends or so much time is over."""

    def __init__(self, fleet, seed, seconds, coordinator_deaths=2, spared=()):
        self.fleet = fleet
        self.random = random.Random(seed)
        self.seconds = seconds
        self.spared = spared  # stopped and continued as all others, but never ended
        self.faults = collections.Counter()
        self.begin = time.monotonic()
        self.pending = []  # (when, what): what undoes a fault
        self.coordinator_dies = sorted(self.random.uniform(0.15, 0.8) * seconds for _ in range(coordinator_deaths))

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
        if kind == "stop" or name in self.spared:
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

    def wait_for_start(self):
        while self.fleet.step == 0 and self.fleet.coordinator.poll() is None and self.now < 30:
            time.sleep(0.02)
        self.begin = time.monotonic()

    def run(self):
        """Gives the exit code; None when the run does not end."""
        self.wait_for_start()
        limit = 10 * self.seconds + 120
        while self.fleet.coordinator.poll() is None and self.now < limit:
            self.next()
        return self.fleet.wait(0.1)

    def next(self):
        """One fault, and the pause behind it."""
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
