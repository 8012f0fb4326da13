"""A proxy between ZeroMQ sockets that can drop, double, reorder, repeat and change single frames.

It takes the stream apart as ZMTP 3 describes it (https://rfc.zeromq.org/spec/37): a greeting of 64 bytes, then frames of flags, length and
body. Greeting and commands pass as they are, so both sides speak with each other, without encryption; messages are shown to `policy`,
which gives those to send in their place."""
import threading

from frames import Frame
from tcp_proxy import Pump, TCPProxy

GREETING = 64
LONG, COMMAND = 2, 4
# Larger than any frame of mgd; something else is not ZMTP.
MOST = 1 << 24


class FramePump(Pump):
    def read(self):
        self.let_greet()
        with self.source.makefile("rb") as stream:
            while True:
                flags = exactly(stream, 1)
                length = exactly(stream, 8 if flags[0] & LONG else 1)
                size = int.from_bytes(length, "big")
                if size > MOST:
                    raise OSError(f"a frame of {size} bytes")
                body = exactly(stream, size)
                if flags[0] & COMMAND:
                    self.put(flags + length + body)
                else:
                    self.show(body)

    def let_greet(self):
        """In pieces, since each side waits for the first ones of the other."""
        left = GREETING
        while left:
            piece = self.source.recv(left)
            if not piece:
                raise OSError("the stream ended")
            self.put(piece)
            left -= len(piece)

    def show(self, body):
        for frame in self.connection.proxy.decide(Frame(body, self.is_up), self.memory):
            self.put(packed(frame.data))

    @property
    def is_up(self):
        return self.source is self.connection.sockets[0]

    @property
    def memory(self):
        """What the policy keeps of this direction of this connection."""
        return self.__dict__.setdefault("kept", {})


def exactly(stream, count):
    data = stream.read(count)
    if len(data) < count:
        raise OSError("the stream ended")
    return data


def packed(body):
    if len(body) < 256:
        return bytes([0, len(body)]) + body
    return bytes([LONG]) + len(body).to_bytes(8, "big") + body


class FrameProxy(TCPProxy):
    """`policy(frame, memory)` gives the frames that go on in its place; None: all pass as they are."""

    PUMP = FramePump

    def __init__(self, target, policy=None, seed=0):
        self.policy = policy
        self.lock = threading.Lock()
        super().__init__(target, seed)

    def decide(self, frame, memory):
        with self.lock:
            return self.policy(frame, memory) if self.policy else [frame]
