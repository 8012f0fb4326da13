"""mgd's frames, as much of them as a proxy has to know: Sources/Wire/FrameHeader+Bytes.swift and Kind.swift."""
import dataclasses
import struct

HEADER = 128
KINDS = {
    name: number + 1 for number, name in enumerate(
        "hello welcome refused ready deal heartbeat committed evaluated evaluationCommitted leave finished progress failed missing "
        "assist snapshotState snapshotReceived held fetch node average snapshot audited compare".split())
}
# name: (offset, format)
FIELDS = {
    "kind": (6, "<H"), "length": (8, "<I"), "term": (32, "<Q"), "life": (40, "<Q"), "incarnation": (48, "<Q"), "session": (56, "<Q"),
    "sequence": (64, "<Q"), "view": (72, "<Q"), "step": (80, "<Q"), "attempt": (88, "<I"), "level": (92, "<H"), "flags": (94, "<H"),
    "index": (96, "<I"), "chunk": (100, "<I"), "chunks": (104, "<I"),
}
CHECKSUM = 124


def table():
    entries = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
        entries.append(value)
    return entries


TABLE = table()


def crc32c(data):
    value = 0xFFFFFFFF
    for byte in data:
        value = (value >> 8) ^ TABLE[(value ^ byte) & 0xFF]
    return value ^ 0xFFFFFFFF


@dataclasses.dataclass
class Frame:
    """One message; `is_up` when a worker sent it."""

    data: bytes
    is_up: bool

    def field(self, name):
        offset, form = FIELDS[name]
        return struct.unpack_from(form, self.data, offset)[0]

    @property
    def kind(self):
        number = self.field("kind") if len(self.data) >= HEADER else 0
        return next((name for name, value in KINDS.items() if value == number), "?")

    def changed(self, **fields):
        """Another frame with right checksums: what it says is a lie that only its meaning gives away."""
        data = bytearray(self.data)
        for name, value in fields.items():
            offset, form = FIELDS[name]
            struct.pack_into(form, data, offset, value)
        struct.pack_into("<I", data, CHECKSUM, crc32c(data[:CHECKSUM]))
        return Frame(bytes(data), self.is_up)
