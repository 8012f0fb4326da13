"""Faults of processes: they stand still, starve, or die all at once."""
import signal
import time

from row import rows
from share import is_available

ROWS, row = rows()
# The defaults of a run file, in seconds.
SUSPECT, DEAD, STEP_DEADLINE = 3, 5, 10


@row("F2", "a worker stands still for 2 s", seconds=12)
def short_stop(trial):
    since = time.monotonic()
    trial.send("worker-1", signal.SIGSTOP)
    trial.tell("SIGSTOP worker-1")
    time.sleep(2)
    trial.send("worker-1", signal.SIGCONT)
    trial.tell("SIGCONT worker-1")
    time.sleep(2)
    trial.check("longest time without a commit", trial.longest_pause(since), most=2.5)
    trial.check("members lost", trial.losses(), most=0, unit="")


@row("F3", "a worker stands still for 15 s and goes on", seconds=35)
def long_stop(trial):
    since = time.monotonic()
    trial.send("worker-1", signal.SIGSTOP)
    trial.tell("SIGSTOP worker-1")
    trial.check("lost after", trial.seconds_until("worker worker-1 lost", since, 15), most=DEAD + 1)
    trial.check("longest time without a commit", trial.longest_pause(since), most=DEAD + 1)
    time.sleep(max(0, since + 15 - time.monotonic()))
    since = time.monotonic()
    trial.send("worker-1", signal.SIGCONT)
    trial.tell("SIGCONT worker-1")
    trial.check("joined again after", trial.seconds_until("worker worker-1 joined", since, 15), most=5)
    trial.check("takes part after", trial.seconds_until("worker worker-1 holds step", since, 15), most=5)


@row("F4", "a worker gets 5 % of a processor", seconds=35)
def starved(trial):
    time.sleep(2)
    before = steps_in(trial, 3)
    since = time.monotonic()
    if not is_available():
        return trial.check("control groups", None)
    share = trial.share("starved", 0.05)
    share.take(trial.workers["worker-1"].pid)
    trial.tell("worker-1 gets 5 % of a processor")
    time.sleep(4)
    during = steps_in(trial, 6)
    trial.check("longest time without a commit", trial.longest_pause(since), most=STEP_DEADLINE + 1)
    trial.check("speed, of that before", during / before, least=0.3, unit="")
    share.limit(1)
    trial.tell("worker-1 gets a processor again")
    time.sleep(2)
    trial.check("members lost", trial.losses(), unit="")


def steps_in(trial, seconds):
    first = trial.watch.step
    time.sleep(seconds)
    return (trial.watch.step - first) / seconds


@row("F30", "the coordinator stands still for 12 s", seconds=12)
def coordinator_stops(trial):
    trial.coordinator.send_signal(signal.SIGSTOP)
    trial.tell("SIGSTOP coordinator")
    time.sleep(12)
    since = time.monotonic()
    trial.coordinator.send_signal(signal.SIGCONT)
    trial.check("next commit after", trial.next_commit(since), most=2)
    trial.check("says that it stood still after", trial.seconds_until("stood still", since, 5), most=1)
    time.sleep(6)
    trial.check("members lost", trial.losses(), most=0, unit="")


@row("F44", "all workers die at once, others come", seconds=12)
def all_die(trial):
    since = time.monotonic()
    for name in list(trial.workers):
        trial.send(name, signal.SIGKILL)
    trial.tell("kill -9 of all workers")
    trial.check("waits for workers after", trial.seconds_until("waiting for workers", since, 15), most=DEAD + 1)
    step = trial.watch.step
    since = time.monotonic()
    for number in (4, 5, 6):
        trial.add_behind_proxy(f"worker-{number}")
    trial.tell("three new workers")
    trial.check("next commit after", trial.next_commit(since), most=5)
    trial.check("steps lost", step - trial.watch.step_at(since), most=0, unit="")
