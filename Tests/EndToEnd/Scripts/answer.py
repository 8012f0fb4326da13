"""Listens at a path as a ROUTER of ZeroMQ does (ZMTP 3.0, NULL), and answers whatever is asked with the same frame, COUNT times.

usage: answer.py SOCKET FRAME_FILE COUNT
"""

import os
import pathlib
import socket
import sys

path, frame, count = sys.argv[1], pathlib.Path(sys.argv[2]).read_bytes(), int(sys.argv[3])
GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32)
READY = b"\x05READY\x0bSocket-Type\x00\x00\x00\x06ROUTER"
COMMAND, LONG = 4, 2


def exactly(connection, size):
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise ConnectionError("the other side ended it")
        data += more
    return data


def read_frame(connection):
    flags = exactly(connection, 1)[0]
    size = int.from_bytes(exactly(connection, 8 if flags & LONG else 1), "big")
    return flags, exactly(connection, size)


def serve(connection):
    connection.sendall(GREETING)
    exactly(connection, len(GREETING))
    connection.sendall(bytes([COMMAND, len(READY)]) + READY)
    while True:
        flags, _ = read_frame(connection)
        if flags & COMMAND:
            continue
        for _ in range(count):
            connection.sendall(bytes([LONG]) + len(frame).to_bytes(8, "big") + frame)


os.unlink(path)
listener = socket.socket(socket.AF_UNIX)
listener.bind(path)
listener.listen()
print("listening", flush=True)
while True:
    connection, _ = listener.accept()
    try:
        serve(connection)
    except OSError:
        connection.close()
