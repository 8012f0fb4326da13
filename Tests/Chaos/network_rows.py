"""Faults of links: cut, one way only, slow, late, wrong, and of frames that come twice, late or in another order."""
import pathlib
import shutil
import signal
import time

from frame_faults import Mishaps
from frame_proxy import FrameProxy
from row import rows
from trial import Trial
from watch import Watch

ROWS, row = rows()
SUSPECT, DEAD, STEP_DEADLINE = 3, 5, 10
CUT_SECONDS = 12


def cut(trial, ways, bound):
    """Lets nothing pass one or both ways of worker-1's link for a while, and looks at both ends."""
    worker = trial.worker_log("worker-1")
    proxy = trial.proxies["worker-1"]
    since = time.monotonic()
    for way in ways:
        getattr(proxy, way).is_open = False
    trial.tell(f"nothing passes {' and '.join(ways)} between worker-1 and the coordinator")
    trial.check("next commit after", trial.next_commit(since), most=bound)
    trial.check("the coordinator drops the worker after", trial.seconds_until("worker worker-1 lost", since, 20), most=bound)
    trial.check("the worker misses the coordinator after", trial.seconds_until(
        "coordinator (was )?not heard|left the run", since, 20, worker), most=bound)
    time.sleep(max(0, since + CUT_SECONDS - time.monotonic()))
    changes = trial.watch.count(r"worker worker-1 (joined|lost|is back)", since)
    trial.check(f"changes of membership in {CUT_SECONDS} s", changes, most=6, unit="")
    trial.check("longest time without a commit", trial.longest_pause(since), most=bound)
    since = time.monotonic()
    proxy.open()
    trial.tell("everything passes again")
    trial.check("worker-1 takes part after", trial.seconds_until("worker worker-1 holds step", since, 30), most=15)
    worker.close()


@row("F9", "one worker is cut off", seconds=45)
def cut_off(trial):
    cut(trial, ("up", "down"), DEAD + 1)


@row("F10", "a worker's words do not arrive, the coordinator's do", seconds=45)
def cut_upwards(trial):
    cut(trial, ("up",), 2 * DEAD)


@row("F10b", "the coordinator's words do not arrive, the worker's do", seconds=45)
def cut_downwards(trial):
    # The worker leaves its sockets after `dead`, and is silent from then on.
    cut(trial, ("down",), 2 * DEAD)


def make_slow(name, proxy):
    if name == "worker-1":
        proxy.up.rate = proxy.down.rate = 1_000_000


@row("F12", "8 Mbit/s for one worker, a gradient of 4.2 MB", steps=1500, hidden=1024, prepare=make_slow, limit=400)
def slow_link(trial):
    since = time.monotonic()
    trial.watch.until(lambda: trial.coordinator.poll() is not None, 150)
    trial.check("time a step", (time.monotonic() - trial.began) / trial.watch.step)
    trial.check("members lost", trial.losses(), most=0, unit="")
    trial.check("suspects", trial.watch.count("was not heard"), most=0, unit="")
    trial.check("longest time without a commit", trial.longest_pause(since), most=STEP_DEADLINE)


def make_late(_, proxy):
    for way in (proxy.up, proxy.down):
        way.lag, way.jitter, way.loss = 0.2, 0.05, 0.05


@row("F13", "200 ms and 50 more or less, a twentieth of all segments comes 250 ms later, for all", steps=40, prepare=make_late)
def late_link(trial):
    since = time.monotonic()
    first = trial.watch.step
    trial.watch.until(lambda: trial.coordinator.poll() is not None, 120)
    trial.check("time a step", (time.monotonic() - since) / max(1, trial.steps - first), most=2)
    trial.check("members lost", trial.losses(), most=0, unit="")


@row("F14", "a bit flips, each way in turn", seconds=80)
def flipped(trial):
    for number in range(8):
        way = ("up", "down")[number % 2]
        since = time.monotonic()
        # Near, so that it hits what comes next; far, so that it hits the middle of a vector.
        flips = getattr(trial.proxies["worker-1"], way).flips
        getattr(trial.proxies["worker-1"], way).flip(after=(0, 90_000)[number // 2 % 2] + 37 * number)
        trial.check(f"a bit flips {way}: next commit after", trial.next_commit(since), most=DEAD + 1)
        time.sleep(1.5)
        # An encrypted connection that broke at the bit before comes back when the worker has missed its coordinator for `dead`.
        trial.watch.until(lambda: not flips, DEAD + 3)
        trial.check("  bits that did not flip", len(flips), most=0, unit="")
        trial.check("  longest time without a commit", trial.longest_pause(since), most=DEAD + 1)
    time.sleep(DEAD + 2)
    trial.check("connections that broke", trial.watch.count("is back with new sockets|broke at step"), unit="")
    trial.check("members lost", trial.losses(), unit="")


@row("F14b", "connections are reset, half closed and cut in the middle of a frame", seconds=45)
def broken(trial):
    proxy = trial.proxies["worker-1"]
    deeds = {
        "reset": proxy.reset,
        "half close by the worker": lambda: proxy.each(lambda each: each.half_close(1)),
        "half close by the coordinator": lambda: proxy.each(lambda each: each.half_close(0)),
        "cut within a frame up": lambda: proxy.up.cut(after=70_001),
        "cut within a frame down": lambda: proxy.down.cut(after=70_001),
    }
    for name, deed in deeds.items():
        since = time.monotonic()
        deed()
        trial.check(f"{name}: next commit after", trial.next_commit(since), most=DEAD + 1)
        time.sleep(3)
        trial.check("  longest time without a commit", trial.longest_pause(since), most=DEAD + 1)


@row("F15", "frames come twice, late, again, in another order, changed, or never", steps=1500, proxy=FrameProxy)
def mishaps(trial):
    faults = Mishaps(seed=15, double=0.1, swap=0.01, late=0.02, again=0.05, change=0.02, drop=0.002)
    since = time.monotonic()
    for proxy in trial.proxies.values():
        proxy.policy = faults
    trial.watch.until(lambda: trial.coordinator.poll() is not None, 200)
    trial.tell(f"frames: {faults.tell()}")
    trial.check("longest time without a commit", trial.longest_pause(since), most=DEAD + 1)
    trial.check("members lost", trial.losses(since), unit="")


@row("F21", "all keys but one are taken off the list and put back, ten times", seconds=100, workers=4, needs_keys=True,
     settings={"cluster.heartbeat_interval": 0.1, "cluster.suspect": 0.5, "cluster.dead": 0.8})
def keys_come_and_go(trial):
    allowed = trial.directory / "allowed"
    everybody = allowed.read_text()
    one = "".join(line for line in everybody.splitlines(True) if line.startswith("worker-1 "))
    slowest = 0
    for number in range(10):
        put(trial, allowed, one)
        # New sockets are opened after `dead`: the list changes at another moment of that each time.
        time.sleep(0.85 + 0.03 * number)
        since = time.monotonic()
        put(trial, allowed, everybody)
        for worker in ("worker-2", "worker-3", "worker-4"):
            back = trial.seconds_until(f"worker {worker} holds step", since, 10)
            slowest = None if slowest is None or back is None else max(slowest, back)
    trial.check("all are back after", slowest, most=5)


def put(trial, path, text):
    path.write_text(text)
    trial.coordinator.send_signal(signal.SIGHUP)


@row("F8", "a coordinator comes back after others led the run", seconds=35)
def stale_coordinator(trial):
    since = time.monotonic()
    for proxy in trial.proxies.values():
        proxy.open(False)
    trial.tell("the coordinator is cut off from all workers")
    trial.check("it waits for workers after", trial.seconds_until("waiting for workers", since, 15), most=DEAD + 2)
    stale = trial.coordinator
    other = second_coordinator(trial)
    old_log, old_watch, old_address = trial.log, trial.watch, trial.address
    trial.endpoint, trial.directory, trial.log, trial.coordinator = other.endpoint, other.directory, other.log, other.coordinator
    trial.watch = other.watch
    for proxy in trial.proxies.values():
        proxy.target = other.address
        proxy.reset()
        proxy.open()
    since = time.monotonic()
    trial.check("a worker comes to the new coordinator after", trial.seconds_until("worker .* joined", since, 20), most=15)
    trial.check("its first commit after", trial.next_commit(since), most=15)
    time.sleep(1)
    proxy = trial.proxies["worker-1"]
    proxy.target = old_address
    proxy.reset()
    since = time.monotonic()
    trial.tell("worker-1 meets the old coordinator again")
    trial.check("the old coordinator says so after", trial.seconds_until(
        "another coordinator leads run", since, 15, old_watch), most=DEAD + 1)
    code = stale.wait(15)
    trial.check("it exits with", code, most=77, least=77, unit="")
    proxy.target = trial.address
    proxy.reset()
    trial.check("commits go on after", trial.next_commit(time.monotonic()), most=DEAD + 1)


def second_coordinator(trial):
    """Another one with a copy of the run directory, as a host has it that does not see the first one's lock."""
    directory = pathlib.Path(trial.directory) / "other"
    directory.mkdir()
    shutil.copytree(trial.directory / trial.RUN, directory / trial.RUN, ignore=shutil.ignore_patterns("*.lock", "lock", "*.tmp"))
    keys = {key: value for key, value in trial.settings.items() if key.startswith("security.")}
    other = Trial(trial.release, directory, trial.steps, settings=keys)
    other.lead()
    other.watch = Watch(other.log)
    return other
