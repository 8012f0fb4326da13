"""Relays TCP connections and keeps every byte that passes, both ways, in one file, until it is killed.

  python record_traffic.py PORT HOST:PORT FILE"""
import socket
import sys
import threading


def main():
    port, target, path = int(sys.argv[1]), sys.argv[2].rsplit(":", 1), sys.argv[3]
    lock, record = threading.Lock(), open(path, "wb", buffering=0)

    def pump(source, sink):
        try:
            while data := source.recv(1 << 16):
                with lock:
                    record.write(data)
                sink.sendall(data)
        except OSError:
            pass
        for each in (source, sink):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    server = socket.create_server(("127.0.0.1", port), backlog=64)
    print("listening", flush=True)
    while True:
        near, _ = server.accept()
        try:
            far = socket.create_connection((target[0], int(target[1])))
        except OSError:
            near.close()
            continue
        for pair in ((near, far), (far, near)):
            threading.Thread(target=pump, args=pair, daemon=True).start()


main()
