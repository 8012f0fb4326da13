"""A TCP proxy that makes a link bad: slow, late, silent, cut, or wrong in a byte.

It knows nothing of what passes, so it does the same under encryption.

  with TCPProxy(("127.0.0.1", 7077)) as proxy:
      ...                               # connect to proxy.address
      proxy.down.is_open = False        # what the server says does not arrive any more
      proxy.up.lag = 0.2                # seconds
"""
import collections
import random
import socket
import struct
import threading
import time

CHUNK = 65_536
# A link holds little: who sends too much has to wait.
MOST_WAITING = 4
NAP = 0.02


class Way:
    """One of the two directions, for all connections of a proxy; may be changed at any time."""

    def __init__(self, seed=0):
        self.random = random.Random(seed)
        self.is_open = True  # False: nothing arrives, nothing breaks; what was sent arrives when it is True again
        self.lag = 0.0  # seconds, of every chunk
        self.jitter = 0.0  # the lag is so much more or less
        self.loss = 0.0  # the share of chunks that come a retransmission later, as a lost segment's do
        self.rate = None  # bytes a second; None: no limit
        self.flips = []  # after so many bytes each, a bit is wrong
        self.cut_after = None  # so many bytes pass, then the connection ends
        self.passed = 0

    RETRANSMISSION = 0.25

    def delay(self):
        late = self.RETRANSMISSION if self.random.random() < self.loss else 0.0
        return max(0.0, self.lag + self.random.uniform(-self.jitter, self.jitter) + late)

    def flip(self, after=0):
        """A bit of the byte that comes after so many others will be wrong."""
        self.flips.append(self.passed + after)

    def cut(self, after=0):
        self.cut_after = self.passed + after

    def spoil(self, data):
        """The bytes that leave, and whether the connection goes on."""
        begin, self.passed = self.passed, self.passed + len(data)
        for place in [place for place in self.flips if place < self.passed]:
            self.flips.remove(place)
            data = bytearray(data)
            data[max(0, place - begin)] ^= 1 << self.random.randrange(8)
        if self.cut_after is None or self.passed <= self.cut_after:
            return data, True
        end = max(0, self.cut_after - begin)
        self.cut_after = None
        return data[:end], False


class Pump:
    """Moves what one side of a connection says to the other: one thread reads, another one lets out what is due."""

    def __init__(self, source, sink, way, connection):
        self.source, self.sink, self.way, self.connection = source, sink, way, connection
        self.waiting = collections.deque()
        self.change = threading.Condition()
        for work in (self.read, self.write):
            threading.Thread(target=self.quietly, args=(work,), daemon=True).start()

    def quietly(self, work):
        try:
            work()
        except OSError:
            self.put(b"")
            self.connection.close()

    def read(self):
        while True:
            data = self.source.recv(CHUNK)
            self.put(data)
            if not data:
                return

    def put(self, data):
        due = time.monotonic() + self.way.delay()
        with self.change:
            while data and len(self.waiting) >= MOST_WAITING and not self.connection.is_closed:
                self.change.wait(NAP)
            self.waiting.append((due, data))
            self.change.notify_all()

    def take(self):
        with self.change:
            while not self.waiting:
                self.change.wait()
            entry = self.waiting.popleft()
            self.change.notify_all()
            return entry

    def write(self):
        while True:
            due, data = self.take()
            self.wait_until(due)
            if not data:
                return self.sink.shutdown(socket.SHUT_WR)
            if not self.let_out(data):
                return self.connection.close()

    def wait_until(self, due):
        while (not self.way.is_open or time.monotonic() < due) and not self.connection.is_closed:
            time.sleep(min(NAP, max(0.0005, due - time.monotonic())))

    def let_out(self, data):
        data, goes_on = self.way.spoil(data)
        pieces = [data] if self.way.rate is None else [data[i : i + 4096] for i in range(0, len(data), 4096)]
        for piece in pieces:
            self.sink.sendall(piece)
            if self.way.rate:
                time.sleep(len(piece) / self.way.rate)
        return goes_on


class Connection:
    """One client's, with the one that the proxy made for it."""

    def __init__(self, client, server, proxy):
        self.sockets = (client, server)
        self.proxy = proxy
        self.is_closed = False
        self.pumps = (proxy.PUMP(client, server, proxy.up, self), proxy.PUMP(server, client, proxy.down, self))

    def close(self):
        self.is_closed = True
        for end in self.sockets:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()

    def reset(self):
        """Both sides get an RST instead of an end."""
        for end in self.sockets:
            try:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            except OSError:
                pass
        self.is_closed = True
        for end in self.sockets:
            end.close()

    def half_close(self, side):
        """One side hears that the other will say nothing more, which is not true; 0 the client, 1 the server."""
        try:
            self.sockets[side].shutdown(socket.SHUT_WR)
        except OSError:
            pass


class TCPProxy:
    PUMP = Pump

    def __init__(self, target, seed=0):
        self.target = target
        self.up, self.down = Way(seed), Way(seed + 1)  # from the client to the server; back
        self.connections = []
        self.is_closed = False
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = self.listener.getsockname()
        threading.Thread(target=self.accept, daemon=True).start()

    @property
    def endpoint(self):
        return f"tcp://{self.address[0]}:{self.address[1]}"

    def accept(self):
        while not self.is_closed:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.connect, args=(client,), daemon=True).start()

    def connect(self, client):
        # Nobody gets through a link that is silent.
        while not (self.up.is_open and self.down.is_open) and not self.is_closed:
            time.sleep(NAP)
        try:
            server = socket.create_connection(self.target, timeout=5)
        except OSError:
            return client.close()
        server.settimeout(None)
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connections.append(Connection(client, server, self))

    def open(self, is_open=True):
        self.up.is_open = self.down.is_open = is_open

    def each(self, action):
        """Does something with every connection that stands."""
        for connection in [connection for connection in self.connections if not connection.is_closed]:
            action(connection)

    def reset(self):
        self.each(Connection.reset)

    def close(self):
        self.is_closed = True
        self.listener.close()
        self.each(Connection.close)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
