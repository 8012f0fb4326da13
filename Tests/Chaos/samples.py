"""Memory, open files and threads of the processes of a fleet, from birth to death."""
import dataclasses
import os
import pathlib
import threading
import time

PAGE_KIBIBYTES = os.sysconf("SC_PAGE_SIZE") // 1024
FIGURES = {"RSS KiB": "memory", "files": "files", "threads": "threads"}


@dataclasses.dataclass
class Sample:
    when: float
    memory: int
    files: int
    threads: int


@dataclasses.dataclass
class Life:
    """One process: a coordinator that is started again is another one."""

    name: str
    begin: float
    samples: list

    @property
    def seconds(self):
        return self.samples[-1].when - self.begin if self.samples else 0


class Sampler(threading.Thread):
    PERIOD = 0.5

    def __init__(self, fleet):
        super().__init__(daemon=True)
        self.fleet = fleet
        self.lives = {}  # by name and process id, since either comes again
        self.is_over = threading.Event()
        self.start()

    def run(self):
        while not self.is_over.wait(self.PERIOD):
            for name, process in [("coordinator", self.fleet.coordinator), *list(self.fleet.workers.items())]:
                self.look(name, process.pid)

    def look(self, name, pid):
        sample = sampled(pid)
        if sample:
            life = self.lives.setdefault((name, pid), Life(name, sample.when, []))
            life.samples.append(sample)

    def close(self):
        self.is_over.set()
        self.join()
        return list(self.lives.values())


def sampled(pid):
    """None when the process is gone, or is not yet itself."""
    process = pathlib.Path(f"/proc/{pid}")
    try:
        memory = int((process / "statm").read_text().split()[1]) * PAGE_KIBIBYTES
        files = len(os.listdir(process / "fd"))
        threads = len(os.listdir(process / "task"))
    except (FileNotFoundError, ProcessLookupError):
        return None
    return Sample(time.monotonic(), memory, files, threads) if memory else None
