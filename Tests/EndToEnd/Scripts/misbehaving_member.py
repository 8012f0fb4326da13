"""A peer with a key that is on the list: it sends what no worker sends, over encrypted connections, again and again until it is killed.

  python misbehaving_member.py ENDPOINT SECRET PUBLIC COORDINATOR_PUBLIC

libzmq by ctypes, so that nothing of the programs under test has a part in it. The keys are 40 characters of Z85 each."""
import ctypes
import os
import sys
import time

DEALER, ROUTING_ID, LINGER, SNDMORE, SNDTIMEO = 5, 5, 17, 2, 28
CURVE_PUBLIC, CURVE_SECRET, CURVE_SERVER_KEY = 48, 49, 50
# Larger than any frame of a run may be.
OVERSIZED = 1 << 20


def main():
    endpoint, secret, public, coordinator = sys.argv[1:5]
    zmq = ctypes.CDLL("libzmq.so.5")
    zmq.zmq_ctx_new.restype = zmq.zmq_socket.restype = ctypes.c_void_p
    context = ctypes.c_void_p(zmq.zmq_ctx_new())

    def option(socket, number, value):
        data = value if isinstance(value, bytes) else value.to_bytes(4, sys.byteorder)
        if zmq.zmq_setsockopt(socket, number, data, ctypes.c_size_t(len(data))) != 0:
            raise SystemExit(f"zmq_setsockopt {number} failed")

    def send(socket, *parts):
        for index, part in enumerate(parts):
            zmq.zmq_send(socket, part, ctypes.c_size_t(len(part)), SNDMORE if index + 1 < len(parts) else 0)

    round = 0
    while True:
        round += 1
        socket = ctypes.c_void_p(zmq.zmq_socket(context, DEALER))
        option(socket, ROUTING_ID, f"member-{os.getpid()}-{round}".encode())
        option(socket, LINGER, 200)
        option(socket, SNDTIMEO, 1000)
        for number, key in ((CURVE_PUBLIC, public), (CURVE_SECRET, secret), (CURVE_SERVER_KEY, coordinator)):
            option(socket, number, key.encode() + b"\0")
        zmq.zmq_connect(socket, endpoint.encode())
        send(socket, b"\xab" * 200)
        send(socket, b"short")
        send(socket, *[b"part"] * 300)
        send(socket, os.urandom(4096))
        # The last one: the coordinator closes the connection, and libzmq would make it anew.
        send(socket, bytes(OVERSIZED))
        time.sleep(0.05)
        if round == 3:
            print("three rounds", flush=True)
        zmq.zmq_close(socket)


main()
