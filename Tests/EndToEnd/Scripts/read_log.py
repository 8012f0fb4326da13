"""Reads a program's log as a collector of logs does, a JSON object a line, and prints level and message of each event."""

import datetime
import json
import pathlib
import sys

LEVELS = {"trace", "debug", "info", "notice", "warning", "error", "critical"}
NUMBERS = {"step": int, "epoch": int, "samples": int, "train.loss": float, "validation.loss": float, "samples_per_second": float}


def no_duplicates(pairs):
    assert len({key for key, _ in pairs}) == len(pairs), pairs
    return dict(pairs)


# By str.splitlines, which takes more than a line feed for the end of a line.
for line in pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
    event = json.loads(line, object_pairs_hook=no_duplicates)
    assert list(event)[:3] == ["time", "level", "message"], event
    assert datetime.datetime.fromisoformat(event["time"]).utcoffset() == datetime.timedelta(0), event
    assert event["level"] in LEVELS, event
    for name, kind in NUMBERS.items():
        assert name not in event or type(event[name]) is kind, event
    print(event["level"], event["message"])
