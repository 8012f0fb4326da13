"""What may happen to frames between two processes: each by its own chance, from one seed."""
import collections
import random

# Fields whose change leaves a frame that is well formed and says something that is not so.
LIES = {
    **{name: lambda value: value + 1 for name in ("step", "attempt", "term", "session", "index", "chunk")},
    "incarnation": lambda value: value ^ 1, "kind": lambda value: value % 24 + 1,
}
# Who lies about these tells something that only an authenticated peer could know to be wrong.
TRUSTED = {
    "hello": ("term",), "welcome": ("term",), "refused": ("term",),
    # Nothing but the checksum says which numbers these are: those of one step look like those of the next.
    **{kind: ("step", "index", "chunk") for kind in ("node", "audited", "average")},
}


class Mishaps:
    """A policy of a FrameProxy."""

    def __init__(self, seed, **chances):
        self.random = random.Random(seed)
        self.chances = chances
        self.counts = collections.Counter()

    def __call__(self, frame, memory):
        due = memory.pop("held", [])
        frames = [frame]
        for name, chance in self.chances.items():
            if self.random.random() < chance:
                self.counts[name] += 1
                frames = getattr(self, name)(frame, memory)
                break
        self.remember(frame, memory)
        return frames + due + self.overdue(memory)

    def double(self, frame, _):
        return [frame, frame]

    def swap(self, frame, memory):
        """Comes after the next one."""
        memory["held"] = [frame]
        return []

    def late(self, frame, memory):
        """Comes after twenty others."""
        memory.setdefault("late", []).append([20, frame])
        return []

    def again(self, frame, memory):
        """An old one comes once more."""
        return [frame, self.random.choice(memory.get("old", [frame]))]

    def drop(self, *_):
        return []

    def change(self, frame, _):
        """A changed copy comes first; its sequence number is left, so the original counts as repeated if the copy is believed."""
        names = [name for name in LIES if name not in TRUSTED.get(frame.kind, ())]
        name = self.random.choice(names)
        return [frame.changed(**{name: LIES[name](frame.field(name))}), frame]

    def remember(self, frame, memory):
        old = memory.setdefault("old", [])
        old.append(frame)
        if len(old) > 200:
            del old[self.random.randrange(200)]

    def overdue(self, memory):
        for entry in memory.get("late", []):
            entry[0] -= 1
        due = [frame for left, frame in memory.get("late", []) if left <= 0]
        memory["late"] = [entry for entry in memory.get("late", []) if entry[0] > 0]
        return due

    def tell(self):
        return ", ".join(f"{count} {name}" for name, count in self.counts.items())
