"""Faults of processes: they are killed, hang, stand still, starve, are sent away, come late, or die all at once."""
import signal
import time

from row import rows
from share import is_available

ROWS, row = rows()
# The defaults of a run file, in seconds.
SUSPECT, DEAD, STEP_DEADLINE, DRAIN = 3, 5, 10, 30


@row("F1", "a worker is killed, and comes again", seconds=12)
def killed(trial):
    since = time.monotonic()
    trial.send("worker-1", signal.SIGKILL)
    trial.tell("kill -9 worker-1")
    trial.check("next commit after", trial.next_commit(since), most=1)
    trial.check("lost after", trial.seconds_until("worker worker-1 lost", since, 15), most=DEAD + 1)
    since = time.monotonic()
    trial.add_behind_proxy("worker-1")
    trial.check("takes part after", trial.seconds_until("worker worker-1 holds step", since, 15), most=5)

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


@row("F5", "a worker's computation hangs while it speaks", seconds=18, settings={"cluster.step_deadline": 1})
def hanging(trial):
    since = time.monotonic()
    trial.add_behind_proxy("worker-4", failpoints="worker-4:hang@1+")
    trial.check("takes part after", trial.seconds_until("worker worker-4 holds step", since, 15), most=5)
    began = time.monotonic()
    has_ended = trial.end_of("worker-4", 12) is not None
    # By its own watchdog, after six deadlines; what it was dealt is computed by the others long before.
    trial.check("it ends itself after", time.monotonic() - began if has_ended else None, most=8)
    trial.check("longest time without a commit", trial.longest_pause(since), most=2)


@row("F6", "the coordinator is killed and started again", seconds=12)
def coordinator_killed(trial):
    trial.coordinator.kill()
    trial.coordinator.wait()
    since = time.monotonic()
    trial.lead()
    trial.tell("kill -9 of the coordinator, and a new one")
    trial.check("goes on from a worker's replica after", trial.seconds_until("the run goes on from step", since, 15), most=10)
    trial.check("next commit after", trial.next_commit(since), most=10)
    trial.check("steps repeated", trial.repeated_steps(), most=0, unit="")


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


@row("F34", "a worker dies in every life, five times", seconds=20)
def dies_in_every_life(trial):
    since = time.monotonic()
    for _ in range(5):
        begin = time.monotonic()
        trial.add_behind_proxy("worker-4", failpoints="worker-4:crash@1+")
        trial.check("takes part after", trial.seconds_until("worker worker-4 holds step", begin, 15), most=7)
        trial.check("it dies, with code", trial.end_of("worker-4", 10), most=-1, unit="")
    trial.check("longest time without a commit", trial.longest_pause(since), most=2)
    trial.watch.until(lambda: trial.losses(since) >= 5, DEAD + 1)
    trial.check("lives that the coordinator saw end", trial.losses(since), least=5, unit="")


@row("F38", "SIGTERM to the coordinator, and a new one later", seconds=12)
def coordinator_stopped(trial):
    since = time.monotonic()
    trial.coordinator.send_signal(signal.SIGTERM)
    trial.tell("SIGTERM to the coordinator")
    trial.check("exit code", trial.wait(DRAIN + 1), most=0, unit="")
    trial.check("stopped after", time.monotonic() - since, most=DRAIN)
    codes = [trial.end_of(name, 10) for name in list(trial.workers)]
    trial.check("workers that ended with 0", codes.count(0), least=len(codes), unit="")
    since = time.monotonic()
    trial.lead()
    for number in (4, 5, 6):
        trial.add_behind_proxy(f"worker-{number}")
    # Those of the first life hold nothing more than the checkpoint: nobody waits for them.
    trial.check("next commit after", trial.next_commit(since), most=5)
    trial.check("steps repeated", trial.repeated_steps(), most=0, unit="")


@row("F39", "SIGTERM to a worker", seconds=10)
def worker_stopped(trial):
    since = time.monotonic()
    trial.workers["worker-1"].send_signal(signal.SIGTERM)
    trial.tell("SIGTERM to worker-1")
    trial.check("next commit after", trial.next_commit(since), most=1)
    trial.check("exit code", trial.end_of("worker-1", 10), least=0, most=0, unit="")
    trial.check("told as left after", trial.seconds_until("worker worker-1 left", since, 5), most=1)
    time.sleep(DEAD + 1)
    trial.check("members lost", trial.losses(), most=0, unit="")
    trial.check("longest time without a commit", trial.longest_pause(since), most=1)


LATE = 8


def begin_late(trial, workers):
    """Where nobody listens yet; the proxies would accept."""
    for _ in range(workers):
        trial.add()
    time.sleep(LATE)
    trial.begin_alone()


@row("F41", f"the coordinator comes {LATE} s after its workers", seconds=8, begin=begin_late)
def late_coordinator(trial):
    trial.check("next commit after", trial.next_commit(trial.began + LATE), most=DEAD)
    trial.has_started(3)
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
