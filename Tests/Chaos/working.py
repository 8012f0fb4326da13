"""Two workers of which one is taken away and comes back, in turn, and the account of who computed when."""
import os
import signal
import statistics
import time

from share import Share


class Turns:
    """Spans are [name, begin, end], end None while they last."""

    def __init__(self, fleet, watch, share=None):
        self.fleet = fleet
        self.share = share  # of a processor, for each worker
        self.watch = watch
        self.faults = 0
        self.begin = time.monotonic()
        self.working = []
        self.alive = []
        self.awaited = {}  # name: when it was started or continued
        self.shares = []

    def note(self, text):
        print(f"  {time.monotonic() - self.begin:7.2f} s  step {self.watch.step:6d}  {text}", flush=True)

    def add(self):
        name = self.fleet.add()
        if self.share:
            self.shares.append(Share(f"{name}-{os.getpid()}", self.share))
            self.shares[-1].take(self.fleet.workers[name].pid)
        self.expect(name)
        self.note(f"add {name}")

    def resume(self, name):
        self.expect(name)
        self.fleet.send(name, signal.SIGCONT)
        self.note(f"SIGCONT {name}")

    def expect(self, name):
        self.awaited[name] = time.monotonic()
        self.alive.append([name, self.awaited[name], None])

    def oldest(self):
        """The one that has computed for longest."""
        return next(name for name, _, end in self.working if end is None)

    def take_away(self, signal_name, name):
        when = time.monotonic()
        self.fleet.send(name, getattr(signal, f"SIG{signal_name}"))
        self.note(f"SIG{signal_name} {name}")
        for spans in (self.working, self.alive):
            for span in spans:
                if span[0] == name and span[2] is None:
                    span[2] = when

    def wait_for_all(self, limit=60):
        """Until everybody who was started or continued takes part."""
        for name, since in list(self.awaited.items()):
            pattern = rf"worker {name} holds step \d+ and takes part|batch .* workers \d+  threads"
            when = self.watch.wait(pattern, since, limit)
            if when is None:
                raise SystemExit(f"{name} does not take part after {limit} s:\n{self.fleet.log.read_text()[-4000:]}")
            del self.awaited[name]
            self.working.append([name, when, None])
            self.note(f"{name} takes part, {when - since:.2f} s later")

    def tell_pauses(self, since):
        """The longest times without a commit since then, beside the usual one."""
        times = [when for when in self.watch.times if when >= since - 1]
        gaps = sorted(((later - when, when - since) for when, later in zip(times, times[1:])), reverse=True)
        usual = statistics.median(gap for gap, _ in gaps)
        longest = ", ".join(f"{gap * 1000:.0f} ms at +{at:.2f} s" for gap, at in gaps[:4])
        lost = sum(gap - usual for gap, _ in gaps if gap > 2 * usual)
        print(f"             a step takes {usual * 1000:.0f} ms; the longest: {longest}; beyond twice the usual: "
              f"{lost * 1000:.0f} ms in all", flush=True)

    def calm_rates(self, seconds, settling):
        """Steps a second of two workers, and of one."""
        rates = {2: self.rate(seconds, settling)}
        self.take_away("TERM", self.oldest())
        rates[1] = self.rate(seconds, settling)
        self.add()
        self.wait_for_all()
        time.sleep(settling)
        print(f"  calm: {rates[2]:.2f} steps/s with 2 workers, {rates[1]:.2f} with 1", flush=True)
        return rates

    def rate(self, seconds, settling):
        time.sleep(settling)
        first = len(self.watch.times) - 1
        time.sleep(seconds)
        last = len(self.watch.times) - 1
        # From one step's line to another's: no part of a step is lost at the borders.
        return (self.watch.steps[last] - self.watch.steps[first]) / (self.watch.times[last] - self.watch.times[first])

    def segments(self, period, spans):
        """[workers, begin, end] for each time in a period with as many workers."""
        now = time.monotonic()
        ends = [(max(begin, period[0]), min(end or now, period[1])) for _, begin, end in spans]
        changes = [(begin, 1) for begin, end in ends if begin < end] + [(end, -1) for begin, end in ends if begin < end]
        segments, count, since = [], 0, period[0]
        for when, change in [*sorted(changes), (period[1], 0)]:
            if when - since > 0.001:
                segments.append([count, since, when])
            count, since = count + change, when
        return segments

    def end(self):
        self.fleet.end()
        for share in self.shares:
            share.close()
