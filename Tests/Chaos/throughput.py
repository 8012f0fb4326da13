"""How much of its speed a run keeps while workers are killed, stopped and drained, one fault after the other.

  python Tests/Chaos/throughput.py --release .build/release [--seconds 120] [--every 10] [--least 0.97]

The figure is: steps done / sum over time of the calm rate of as many workers as computed then. A worker counts from the line
of the log that says that it takes part, to the signal that takes it away. So what is lost by noticing, dealing, doing again and
bringing a joiner up to date counts against the run, and what a worker does before it takes part (reading its data) does not; the
second figure, in which a process counts while it is alive and not stopped, tells how much that is. The calm rates of two workers
and of one are measured before, after and after each three faults, since the speed of a shared machine changes. Exit code 1 below
--least.

Each worker gets a fixed share of a processor, as if it had a host of its own: its speed then depends neither on what the other
workers do (one that reads its data would take from them what it takes), nor much on what else happens on the machine."""
import argparse
import pathlib
import sys
import tempfile
import time

from fleet import Fleet
from machine import busy_seconds, filled, processor
from share import is_available
from watch import Watch
from working import Turns

# A step of some 40 ms on one core, and no pause for an evaluation.
SETTINGS = {
    "batch.size": 8192, "batch.shards": 16, "telemetry.log_every": 1, "evaluation.every_epochs": 1_000_000,
    "checkpoint.every_epochs": 0,
}
CALM_SECONDS = 6
SETTLING = 1.5
PAUSE_OF_STOP = 8
PAUSE_OF_KILL = 2


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--release", default=".build/release")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--every", type=float, default=10, help="seconds from one fault to the next")
    parser.add_argument("--least", type=float, default=0.97)
    parser.add_argument("--share", type=float, default=0.35, help="of a processor, for each worker; 0 for no limit")
    options = parser.parse_args()
    release = str(pathlib.Path(options.release).resolve())
    share = options.share if is_available() else 0
    print(f"processor: {processor()}, {f'{share:g} of one for each worker' if share else 'no fixed shares'}; "
          f"batch {SETTINGS['batch.size']}, a fault every {options.every:g} s", flush=True)
    with tempfile.TemporaryDirectory(prefix="mgd-throughput-") as directory:
        fleet = Fleet(release, directory, 1_000_000, SETTINGS)
        fleet.lead()
        turns = Turns(fleet, Watch(fleet.log), share)
        try:
            with filled():
                figure = measure(turns, options)
        finally:
            turns.end()
    sys.exit(0 if figure >= options.least else 1)


def measure(turns, options):
    for _ in range(2):
        turns.add()
    turns.wait_for_all()
    begin, busy = time.monotonic(), busy_seconds()
    parts = round(options.seconds / (3 * options.every)) or 1
    rates = [turns.calm_rates(CALM_SECONDS, SETTLING)]
    spans = []
    for _ in range(parts):
        spans.append(faults(turns, options.seconds / parts, options.every))
        rates.append(turns.calm_rates(CALM_SECONDS, SETTLING))
    load = (busy_seconds() - busy) / (time.monotonic() - begin)
    print(f"processors in use: {load:.2f} on average, everything on this machine included")
    return judge(turns, spans, rates)


def faults(turns, seconds, every):
    """One fault after the other for so long; gives the span of time."""
    begin = time.monotonic()
    kinds = [kill, stop, drain]
    while (now := time.monotonic()) < begin + seconds - every / 2:
        kinds[turns.faults % 3](turns)
        turns.faults += 1
        turns.wait_for_all()
        time.sleep(max(0.5, now + every - time.monotonic()))
        turns.tell_pauses(now)
    time.sleep(max(0.0, begin + seconds - time.monotonic()))
    return begin, time.monotonic()


def kill(turns):
    turns.take_away("KILL", turns.oldest())
    time.sleep(PAUSE_OF_KILL)
    turns.add()


def stop(turns):
    name = turns.oldest()
    turns.take_away("STOP", name)
    time.sleep(PAUSE_OF_STOP)
    turns.resume(name)


def drain(turns):
    turns.take_away("TERM", turns.oldest())
    turns.add()


def judge(turns, spans, rates):
    """Prints each part and gives the figure of all."""
    done = expected = offered = 0.0
    for number, span in enumerate(spans):
        rate = {workers: (rates[number][workers] + rates[number + 1][workers]) / 2 for workers in (1, 2)}
        rate[0] = 0
        steps = turns.watch.step_at(span[1]) - turns.watch.step_at(span[0])
        segments = turns.segments(span, turns.working)
        work, alive = due(segments, rate), due(turns.segments(span, turns.alive), rate)
        for workers in (1, 2):
            tell(turns, [segment for segment in segments if segment[0] == workers], workers, rate[workers])
        print(f"part {number + 1}: {steps} steps in {span[1] - span[0]:.1f} s, expected {work:.0f}: {steps / work:.3f}")
        done, expected, offered = done + steps, expected + work, offered + alive
    print(f"throughput kept under {turns.faults} faults: {done / expected:.3f} of the calm rate of the workers that computed, "
          f"{done / offered:.3f} of those alive")
    return done / expected


def due(segments, rate):
    """The steps that so many workers would have done in calm."""
    return sum(rate[workers] * (end - begin) for workers, begin, end in segments)


def tell(turns, segments, workers, rate):
    """What each time with so many workers brought, so that one sees where speed was lost."""
    shares = []
    for _, begin, end in segments:
        steps = turns.watch.step_at(end) - turns.watch.step_at(begin)
        shares.append(f"{steps / (end - begin) / rate:.2f} in {end - begin:.1f} s")
    print(f"  {workers} computing, share of {rate:.1f} steps/s: {', '.join(shares)}")


main()
