"""A fixed share of a processor for a process, by the kernel's control groups (version 1 or 2; only root may)."""
import pathlib
import time

ROOT = pathlib.Path("/sys/fs/cgroup")
IS_SECOND_VERSION = (ROOT / "cgroup.controllers").exists()
# Short, so that a process gets its share within each step; the kernel wants a quota of a millisecond at least.
SHORTEST_PERIOD, LEAST_QUOTA = 10_000, 1_000  # microseconds
# Above everybody else's while the share lasts: it is to be had on a busy machine, too.
WEIGHT = 10


class Share:
    """The group lives as long as this object is not closed; its processes have to be gone by then."""

    def __init__(self, name, processors):
        self.path = (ROOT if IS_SECOND_VERSION else ROOT / "cpu") / f"mgd-chaos-{name}"
        self.path.mkdir(exist_ok=True)
        self.limit(processors)

    def limit(self, processors):
        period = max(SHORTEST_PERIOD, int(LEAST_QUOTA / processors) + 1)
        quota = int(processors * period)
        if IS_SECOND_VERSION:
            self.write("cpu.max", f"{quota} {period}")
            self.write("cpu.weight", 100 * WEIGHT)
        else:
            self.write("cpu.cfs_quota_us", -1)
            self.write("cpu.cfs_period_us", period)
            self.write("cpu.cfs_quota_us", quota)
            self.write("cpu.shares", 1024 * WEIGHT)

    def take(self, pid):
        self.write("cgroup.procs", pid)

    def write(self, name, value):
        (self.path / name).write_text(f"{value}\n")

    def close(self):
        for _ in range(20):
            try:
                return self.path.rmdir()
            except OSError:
                time.sleep(0.05)  # a process of it is still ending


def is_available():
    """Whether a group can be made here."""
    try:
        Share("probe", 0.5).close()
        return True
    except OSError:
        return False
