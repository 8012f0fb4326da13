"""A small run whose workers reach their coordinator through proxies, and what is measured of it."""
import os
import pathlib
import subprocess
import tempfile
import time

from fleet import Fleet
from share import Share
from tcp_proxy import TCPProxy
from watch import Watch

# Generated data, so that a worker is ready in a moment. 67,331 parameters: a gradient has two chunks.
RUN_FILE = """
[run]
name = "trial"
seed = 3

[data]
format = "generated"
name = "spirals"
samples = 4096
validation_samples = 256

[model]
input = [2]
layers = [
  {{ type = "linear", outputs = {hidden}, activation = "relu" }},
  {{ type = "linear", outputs = {hidden}, activation = "relu" }},
  {{ type = "linear", outputs = 3 }},
]

[loss]
type = "cross_entropy"

[optimizer]
type = "sgd"
learning_rate = 0.05
momentum = 0.9

[batch]
size = 512
shards = 8
"""


class Trial(Fleet):
    RUN = "trial"

    def __init__(self, release, directory, steps, hidden=256, settings=(), proxy=TCPProxy, prepare=None):
        super().__init__(release, directory, 0, {"telemetry.log_every": 1, **dict(settings)})
        del self.settings["run.epochs"]
        self.settings["run.steps"] = steps
        self.steps = steps
        self.CONFIG = self.directory / "run.toml"
        self.CONFIG.write_text(RUN_FILE.format(hidden=hidden))
        self.make_proxy, self.prepare = proxy, prepare
        self.proxies = {}
        self.shares = []
        self.checks = []
        self.began = time.monotonic()

    @property
    def address(self):
        host, port = self.endpoint.removeprefix("tcp://").rsplit(":", 1)
        return host, int(port)

    def begin(self, workers):
        """The coordinator and so many workers, each behind a proxy of its own; returns when all take part."""
        self.begin_alone()
        for _ in range(workers):
            self.add_behind_proxy()
        self.has_started(workers)

    def begin_alone(self):
        self.lead()
        self.watch = Watch(self.log)

    def has_started(self, workers):
        if not self.watch.until(lambda: self.watch.count(" is ready ") >= workers and self.watch.step > 0, 30):
            raise Failure(f"the run did not start:\n{self.tail()}")
        time.sleep(1)

    def add_behind_proxy(self, name=None, failpoints=""):
        name = name or f"worker-{self.count + 1}"
        if name not in self.proxies:
            self.proxies[name] = self.make_proxy(self.address, seed=self.count)
            if self.prepare:
                self.prepare(name, self.proxies[name])
        return self.add(name, self.proxies[name].endpoint, failpoints)

    def share(self, name, processors):
        """A part of a processor, given back when the trial is over."""
        self.shares.append(Share(f"{name}-{os.getpid()}", processors))
        return self.shares[-1]

    def worker_log(self, name):
        """Lines are timed from now on."""
        return Watch(self.directory / f"{name}.log")

    def tail(self, name="coordinator"):
        return (self.directory / f"{name}.log").read_text(errors="replace")[-2500:]

    # MARK: What is measured

    def check(self, what, value, most=None, least=None, unit=" s"):
        """Keeps a measured value with its bound; None is a value that never came."""
        is_good = value is not None and (most is None or value <= most) and (least is None or value >= least)
        self.checks.append(is_good)
        bound = " ".join(f"{word} {limit:g}" for word, limit in (("at most", most), ("at least", least)) if limit is not None)
        shown = "never" if value is None else f"{value:.2f}".rstrip("0").rstrip(".") + unit
        print(f"     {self.elapsed:6.1f} s  {what}: {shown}{f' ({bound})' if bound else ''}{'' if is_good else '  FAIL'}", flush=True)
        return is_good

    @property
    def elapsed(self):
        return time.monotonic() - self.began

    def tell(self, text):
        print(f"     {self.elapsed:6.1f} s  step {self.watch.step:5d}  {text}", flush=True)

    def seconds_until(self, pattern, since, limit, watch=None):
        """From a moment to the line that fits; None when it does not come."""
        when = (watch or self.watch).wait(pattern, since, limit)
        return when - since if when is not None else None

    def next_commit(self, since, limit=30):
        """From a moment to the first commit after it."""
        step = self.watch.step_at(since)
        if not self.watch.until(lambda: self.watch.step > step, limit):
            return None
        return next(when for when in self.watch.times if when > since) - since

    def longest_pause(self, since):
        """The longest time without a commit since then, the present one included."""
        times = [since, *[when for when in self.watch.times if when > since], time.monotonic()]
        return max(later - when for when, later in zip(times, times[1:]))

    def end_of(self, name, limit):
        """A worker's exit code, which is no worker any more; None when it has not ended by then."""
        try:
            code = self.workers[name].wait(limit)
        except subprocess.TimeoutExpired:
            return None
        del self.workers[name]
        return code

    def repeated_steps(self):
        return len(self.watch.steps) - len(set(self.watch.steps))

    def losses(self, since=0.0):
        return self.watch.count(r"worker \S+ lost", since)

    def finish(self, limit):
        """Lets the run end, and gives the bytes of its model."""
        code = self.wait(limit)
        if code != 0:
            raise Failure(f"the run ended with {code} at step {self.watch.step} of {self.steps}:\n{self.tail()}")
        return self.model()

    def close(self):
        self.end()
        for proxy in self.proxies.values():
            proxy.close()
        for share in self.shares:
            share.close()
        if hasattr(self, "watch"):
            self.watch.close()


class Failure(Exception):
    """What was to happen did not."""


def calm_model(release, steps, hidden):
    """The bytes of a run without faults, by one worker without a proxy."""
    with tempfile.TemporaryDirectory(prefix="mgd-links-") as directory:
        trial = Trial(release, pathlib.Path(directory), steps, hidden, {"telemetry.log_every": 1000})
        try:
            trial.lead()
            trial.watch = Watch(trial.log)
            trial.add()
            return trial.finish(600)
        finally:
            trial.close()
