"""What a measurement has to say of the machine that it ran on."""
import contextlib
import os
import pathlib
import subprocess
import sys

# In a session of its own, to which the kernel gives a share as a whole: the smallest.
FILLER = """
import os
try:
    open("/proc/self/autogroup", "w").write("19")
except OSError:
    os.nice(19)
os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
while True:
    pass
"""
TICK = os.sysconf("SC_CLK_TCK")


def processor():
    """'8 x AMD EPYC 9654': the model, and how many of its processors this process may use."""
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{len(os.sched_getaffinity(0))} x {models[0] if models else 'unknown processor'}"


def busy_seconds():
    """Processor seconds that all processes of the machine, and its hypervisor's other guests, have used since the start."""
    user, nice, system, _, _, irq, softirq, steal = map(int, pathlib.Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / TICK


def stat(pid):
    """The fields of /proc/PID/stat behind the name, which may itself hold blanks; None when the process is gone."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def used_seconds(pid):
    """Processor seconds of one process; 0 when it is gone."""
    fields = stat(pid)
    return (int(fields[11]) + int(fields[12])) / TICK if fields else 0.0


@contextlib.contextmanager
def filled():
    """Keeps every processor busy with processes that run only when nothing else wants to.

    Two processors of a virtual machine can be one core with two threads, and each is then half as fast again while the other one
    is idle. With this the speed of a worker depends less on what else the machine does."""
    fillers = [
        subprocess.Popen([sys.executable, "-c", FILLER], start_new_session=True) for _ in os.sched_getaffinity(0)]
    try:
        yield
    finally:
        for filler in fillers:
            filler.kill()
            filler.wait()
