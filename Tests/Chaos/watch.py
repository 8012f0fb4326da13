"""What a coordinator's log says, with the moment at which it said it."""
import bisect
import re
import threading
import time

STEP = re.compile(r"\bstep (\d+)/")


class Watch(threading.Thread):
    """Follows a log that grows, also over the lives of the process that writes it. Times are those of time.monotonic().

    The log's own times are whole seconds, and a fault is over in milliseconds: so lines are timed when they appear here."""

    PERIOD = 0.005

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path = path
        self.lines = []  # (when, text), without those of steps
        self.times, self.steps = [], []
        self.is_over = threading.Event()
        self.start()

    def run(self):
        rest = ""
        with open(self.path, encoding="utf-8", errors="replace") as log:
            while not self.is_over.wait(self.PERIOD):
                text = rest + log.read()
                *whole, rest = text.split("\n")
                now = time.monotonic()
                for line in whole:
                    self.take(line, now)

    def take(self, line, now):
        step = STEP.search(line)
        if step:
            # The times last, so that a reader in another thread finds a step for every time.
            self.steps.append(int(step[1]))
            self.times.append(now)
        elif line:
            self.lines.append((now, line))

    def step_at(self, when):
        """The last step that was known then; 0 before the first."""
        place = bisect.bisect_right(self.times, when)
        return self.steps[place - 1] if place else 0

    @property
    def step(self):
        return self.steps[len(self.times) - 1] if self.times else 0

    def first(self, pattern, after=0.0):
        """When a line that fits first appeared; None if it has not."""
        return next((when for when, line in list(self.lines) if when >= after and re.search(pattern, line)), None)

    def count(self, pattern, after=0.0):
        return sum(1 for when, line in list(self.lines) if when >= after and re.search(pattern, line))

    def wait(self, pattern, after=0.0, limit=30.0):
        """When such a line appeared, as soon as it does; None after the limit."""
        return self.until(lambda: self.first(pattern, after), limit)

    def until(self, condition, limit):
        """The condition's value as soon as there is one; None after the limit."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            value = condition()
            if value:
                return value
            time.sleep(self.PERIOD)
        return None

    def close(self):
        self.is_over.set()
        self.join()
