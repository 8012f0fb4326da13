"""Every byte that passes a device of a network namespace."""
import ctypes
import os
import socket
import threading

CLONE_NEWNET = 0x4000_0000
ALL_PROTOCOLS = 3
# The list of words is short, and a run of a minute is not.
MOST_BYTES = 512 << 20


class Capture(threading.Thread):
    def __init__(self, space, device):
        super().__init__(daemon=True)
        self.space, self.device = space, device
        self.data = bytearray()
        self.is_over = threading.Event()
        self.is_open = threading.Event()
        self.start()
        if not self.is_open.wait(10):
            raise RuntimeError(f"{self.device} of {self.space} cannot be listened to")

    def run(self):
        # A thread can be in a namespace of its own.
        with open(f"/run/netns/{self.space}") as space:
            if ctypes.CDLL(None, use_errno=True).setns(space.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), f"setns to {self.space}")
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_PROTOCOLS)) as packets:
            packets.bind((self.device, 0))
            packets.settimeout(0.2)
            packets.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 << 20)
            self.is_open.set()
            while not self.is_over.is_set():
                try:
                    packet = packets.recv(1 << 16)
                except TimeoutError:
                    continue
                if len(self.data) < MOST_BYTES:
                    self.data += packet

    def end(self):
        self.is_over.set()
        self.join()
        return bytes(self.data)
