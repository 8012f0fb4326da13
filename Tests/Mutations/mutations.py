"""Puts bugs into copies of the sources, one at a time, and sees whether a seed of the simulator finds each within a minute.

  python3 Tests/Mutations/mutations.py [--seconds 60] [--places] [NAME ...]

A simulator that finds none of them proves nothing by finding none in the real sources. The copy lies in .build/mutations and is built
once; a bug costs an incremental build. Exit code 1 if a bug was not found, or if its place is not in the sources any more."""
import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import time

from bugs import BUGS

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
COPY = ROOT / ".build/mutations"
SEEDS_AT_ONCE = 250


def copy_sources():
    COPY.mkdir(parents=True, exist_ok=True)
    for name in ("Sources", "Tests"):
        shutil.rmtree(COPY / name, ignore_errors=True)
        shutil.copytree(ROOT / name, COPY / name, ignore=shutil.ignore_patterns("Corpora", "__pycache__"))
    shutil.copy(ROOT / "Package.swift", COPY / "Package.swift")


def build():
    command = ["swift", "build", "-c", "release", "--product", "simulate"]
    done = subprocess.run(command, cwd=COPY, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"the copy does not build:\n{done.stdout}{done.stderr}")


def change(edits):
    """Makes the edits; gives what the files were before."""
    before = {}
    for file, old, new in edits:
        path = COPY / file
        text = path.read_text()
        before.setdefault(path, text)
        if text.count(old) != 1:
            restore(before)
            sys.exit(f"{file} has not exactly one\n{old}\nthe bug has to be put elsewhere")
        path.write_text(text.replace(old, new))
    return before


def check_places():
    """Whether the sources have each place exactly once; that takes no build."""
    gone = [
        f"{bug.name}: {file} has not exactly one\n{old}" for bug in BUGS for file, old, _ in bug.edits
        if (ROOT / file).read_text().count(old) != 1]
    if gone:
        sys.exit("\n".join(gone) + "\nthe bug has to be put elsewhere")


def restore(before):
    for path, text in before.items():
        path.write_text(text)


def search(stories, seconds):
    """The first seed that goes wrong, with what it says, and how long it took."""
    start, first = time.monotonic(), 0
    while time.monotonic() - start < seconds:
        for story in stories:
            command = [COPY / ".build/release/simulate", "run", "--story", story, "--from", str(first), "--seeds", str(SEEDS_AT_ONCE)]
            try:
                done = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
            except subprocess.TimeoutExpired:
                return f"{story} {first}...: does not end", time.monotonic() - start
            # A trap of the simulator is a find, too.
            if done.returncode not in (0, 1):
                return f"{story} {first}...: exit code {done.returncode}", time.monotonic() - start
            found = re.search(rf"^{story} \d+.*$", done.stdout, re.M)
            if found:
                return found[0], time.monotonic() - start
        first += SEEDS_AT_ONCE
    return None, time.monotonic() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--places", action="store_true", help="only look whether each bug still has its place")
    options = parser.parse_args()
    check_places()
    if options.places:
        return
    copy_sources()
    build()
    missed = []
    for bug in BUGS:
        if options.names and bug.name not in options.names:
            continue
        before = change(bug.edits)
        build()
        restore(before)
        line, took = search(bug.stories, options.seconds)
        print(f"{bug.name}: " + (f"found in {took:.1f} s: {line[:160]}" if line else f"NOT found in {took:.0f} s"), flush=True)
        if not line:
            missed.append(bug.name)
    if missed:
        sys.exit(f"not found: {', '.join(missed)}")


main()
