"""Hosts with addresses of their own, as network namespaces behind one switch: a coordinator with the data, workers without, a stranger.

  python Tests/Chaos/hosts.py --release .build/release [keys plain pulled slow names flood ...]

Every run has to end in the bytes of one local process. As root; exit code 1 if a row fails."""
import argparse
import os
import pathlib
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from capture import Capture
from machine import processor
from row import rows
from watch import Watch

ROWS, row = rows()
ROOT = pathlib.Path(__file__).resolve().parents[2]
PORT = 7077
STEPS = 1500
DEAD = 5


class Network:
    """A switch, and hosts that hang on it: a, b, c and d with 10.77.0.1 to 4."""

    HOSTS = "abcd"

    def __init__(self):
        self.tag = f"mgd{os.getpid() % 10_000}"

    def __enter__(self):
        try:
            self.make()
        except BaseException:
            self.__exit__()
            raise
        return self

    def make(self):
        self.ip("netns add", self.space("switch"))
        self.ip(f"-n {self.space('switch')} link add switch type bridge")
        self.ip(f"-n {self.space('switch')} link set switch up")
        for number, host in enumerate(self.HOSTS, 1):
            space = self.space(host)
            self.ip("netns add", space)
            self.ip(f"link add eth0 netns {space} type veth peer name port-{host} netns {self.space('switch')}")
            self.ip(f"-n {space} address add {address(host)}/24 dev eth0")
            for device in ("lo", "eth0"):
                self.ip(f"-n {space} link set {device} up")
            self.ip(f"-n {self.space('switch')} link set dev port-{host} master switch up")

    def __exit__(self, *_):
        for host in ["switch", *self.HOSTS]:
            subprocess.run(["ip", "netns", "del", self.space(host)], check=False, stderr=subprocess.DEVNULL)
            shutil.rmtree(self.files(host), ignore_errors=True)

    def space(self, host):
        return f"{self.tag}-{host}"

    def files(self, host):
        """What lies here, that host sees in /etc."""
        return pathlib.Path("/etc/netns") / self.space(host)

    def ip(self, *words):
        subprocess.run(["ip", *" ".join(words).split()], check=True)

    def on(self, host, command):
        return ["ip", "netns", "exec", self.space(host), *command]

    def set_link(self, host, state):
        self.ip(f"-n {self.space('switch')} link set dev port-{host} {state}")

    def slow(self, host, rate):
        """Both ways."""
        for space, device in ((self.space(host), "eth0"), (self.space("switch"), f"port-{host}")):
            command = f"tc -n {space} qdisc add dev {device} root tbf rate {rate} burst 32kbit latency 400ms"
            subprocess.run(command.split(), check=True)

    def fast(self, host):
        for space, device in ((self.space(host), "eth0"), (self.space("switch"), f"port-{host}")):
            subprocess.run(f"tc -n {space} qdisc del dev {device} root".split(), check=True)


def address(host):
    return f"10.77.0.{Network.HOSTS.index(host) + 1}"


class Run:
    """A coordinator on host a, and workers on hosts b and c that have neither the data nor a file in common with it."""

    def __init__(self, network, release, directory, has_keys=True, settings=()):
        self.network, self.release, self.directory = network, release, pathlib.Path(directory)
        self.has_keys, self.settings = has_keys, dict(settings)
        self.checks, self.processes = [], []
        self.began = time.monotonic()

    def begin(self):
        for host in Network.HOSTS:
            (self.directory / host).mkdir()
        if self.has_keys:
            for host, name in (("a", "coordinator"), ("b", "worker-b"), ("c", "worker-c")):
                self.mgd(host, "keygen", name)
            for host in "bc":
                public = (self.directory / "a/coordinator.public").read_text()
                (self.directory / host / "coordinator.public").write_text(public)
            lines = "".join((self.directory / host / f"worker-{host}.public").read_text() for host in "bc")
            (self.directory / "a/allowed").write_text(lines)
        self.coordinator = self.start("a", self.coordinator_command(), "coordinator")
        self.watch = Watch(self.directory / "coordinator.log")
        for host in "bc":
            self.start(host, self.worker_command(host), f"worker-{host}")
        self.watch.until(lambda: self.watch.count(" is ready ") >= 2 and self.watch.step > 100, 60)

    def mgd(self, host, *words):
        subprocess.run(
            self.network.on(host, [f"{self.release}/mgd", *words]), cwd=self.directory / host, check=True, stdout=subprocess.DEVNULL)

    def coordinator_command(self):
        settings = {
            "run.directory": '"runs"', "run.steps": STEPS, "cluster.local_workers": 0, "cluster.min_workers": 1,
            "cluster.listen": f'"tcp://{address("a")}:{PORT}"', "telemetry.log_every": 5, "checkpoint.every_seconds": 0, **self.settings}
        keys = {"security.key_file": '"coordinator.secret"', "security.allow_file": '"allowed"'}
        settings |= keys if self.has_keys else {"security.insecure": "true"}
        command = [f"{self.release}/mgd-coordinator", "--config", f"{ROOT}/configs/fashion-mnist.toml"]
        return command + [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]

    def worker_command(self, host, coordinator=address("a")):
        keys = ["--key", f"worker-{host}.secret", "--coordinator-key", "coordinator.public"]
        return [
            f"{self.release}/mgd-worker", "--coordinator", f"tcp://{coordinator}:{PORT}", "--once", "--threads", "1",
            "--data", "/var/empty", "--cache", "cache", *(keys if self.has_keys else ["--insecure", "--name", f"worker-{host}"])]

    def start(self, host, command, name):
        with open(self.directory / f"{name}.log", "ab") as log:
            process = subprocess.Popen(self.network.on(host, command), cwd=self.directory / host, stdout=log, stderr=log)
        self.processes.append(process)
        return process

    def finish(self):
        self.coordinator.wait(300)
        return (self.directory / "a/runs/fashion-mnist/model.safetensors").read_bytes()

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                process.wait()

    def check(self, what, value, most=None, least=None):
        is_good = (most is None or value <= most) and (least is None or value >= least)
        self.checks.append(is_good)
        bound = " ".join(f"{word} {limit:g}" for word, limit in (("at most", most), ("at least", least)) if limit is not None)
        print(f"     {time.monotonic() - self.began:6.1f} s  {what}: {value:g}{f' ({bound})' if bound else ''}{'' if is_good else '  FAIL'}", flush=True)

    def check_nobody_lost(self, since=0.0):
        self.check("workers lost", self.watch.count(r"worker \S+ lost", since), most=0)


WORDS = (b'"name":"worker-', b"learning_rate", b"train-images", b"fashion-mnist")


def capture(run):
    capture = Capture(run.network.space("a"), "eth0")
    run.begin()
    run.watch.until(lambda: run.coordinator.poll() is not None, 120)
    data = capture.end()
    run.check("bytes captured", len(data), least=100_000)
    found = sum(word in data for word in WORDS)
    run.check(f"of {len(WORDS)} words of the run found in them", found, most=0 if run.has_keys else None, least=None if run.has_keys else len(WORDS))
    run.check_nobody_lost()


@row("keys", "three addresses, the data on one of them, keys")
def keys(run):
    capture(run)


@row("plain", "the same without keys, so that the words are known to be there", keys=False)
def plain(run):
    capture(run)


@row("pulled", "a worker's link is pulled for 3 s")
def pulled(run):
    run.begin()
    since = time.monotonic()
    run.network.set_link("c", "down")
    time.sleep(3)
    run.network.set_link("c", "up")
    run.watch.until(lambda: run.coordinator.poll() is not None, 120)
    run.check_nobody_lost(since)


@row("slow", "a worker's link carries 8 Mbit/s for 20 steps and more")
def slow(run):
    run.begin()
    since, first = time.monotonic(), run.watch.step
    run.network.slow("c", "8mbit")
    run.watch.until(lambda: run.watch.step >= first + 20 and time.monotonic() > since + 12, 120)
    run.network.fast("c")
    run.watch.until(lambda: run.coordinator.poll() is not None, 120)
    run.check_nobody_lost(since)


@row("names", "a worker whose name server does not answer obeys at once, and gets in when the name has an address", keys=False, settings={"run.steps": 6000})
def names(run):
    files = run.network.files("d")
    files.mkdir(parents=True)
    (files / "hosts").touch()
    (files / "resolv.conf").write_text("nameserver 10.77.0.99\n")
    run.begin()
    command = run.worker_command("d", "coordinator.test")
    worker = run.start("d", command, "named")
    time.sleep(1)
    since = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    run.check("exit code of the worker that still asks for an address", worker.wait(60), most=0, least=0)
    run.check("seconds after SIGTERM", time.monotonic() - since, most=1)
    again = Watch(run.directory / "named.log")
    run.start("d", command, "named")
    again.until(lambda: again.count("does not resolve"), 60)
    (files / "hosts").write_text(f"{address('a')} coordinator.test\n")
    since = time.monotonic()
    again.until(lambda: again.count("reached"), 60)
    run.check("seconds from the name's address to the connection", time.monotonic() - since, most=30)
    run.watch.until(lambda: run.coordinator.poll() is not None, 120)


@row("flood", "a stranger holds 500 connections that say nothing, and opens each anew when it is closed", settings={"run.steps": 6000})
def flood(run):
    run.begin()
    since, first = time.monotonic(), run.watch.step
    time.sleep(4)
    calm = (run.watch.step - first) / (time.monotonic() - since)
    flooder = run.start("d", [sys.executable, str(pathlib.Path(__file__).resolve()), "--flood", address("a")], "flood")
    time.sleep(2)
    since, first = time.monotonic(), run.watch.step
    time.sleep(12)
    run.check("steps/s beside 500 strangers, of those before", (run.watch.step - first) / (time.monotonic() - since) / calm, least=0.5)
    run.check("files that the coordinator has open", len(os.listdir(f"/proc/{run.coordinator.pid}/fd")), most=1000)
    flooder.kill()
    run.check_nobody_lost(since)
    run.watch.until(lambda: run.coordinator.poll() is not None, 120)


def hold_connections(host):
    """What the stranger does."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))

    def hold():
        while True:
            try:
                with socket.create_connection((host, PORT), 5) as connection:
                    connection.settimeout(60)
                    while connection.recv(1 << 12):
                        pass
            except OSError:
                time.sleep(0.2)

    threading.stack_size(1 << 17)
    for _ in range(500):
        threading.Thread(target=hold, daemon=True).start()
    time.sleep(3600)


def local_model(release, steps):
    """What one local process makes of it."""
    with tempfile.TemporaryDirectory(prefix="mgd-hosts-") as directory:
        command = [
            f"{release}/mgd-coordinator", "--config", f"{ROOT}/configs/fashion-mnist.toml", "--set", f"run.directory={directory}",
            "--set", f"run.steps={steps}", "--set", "cluster.local_threads=2"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return (pathlib.Path(directory) / "fashion-mnist/model.safetensors").read_bytes()


def passes(name, row, release, models):
    print(f"{name:7} {row.title}", flush=True)
    steps = dict(row.settings).get("run.steps", STEPS)
    if steps not in models:
        models[steps] = local_model(release, steps)
    with tempfile.TemporaryDirectory(prefix="mgd-hosts-") as directory, Network() as network:
        run = Run(network, release, directory, row.keys, row.settings)
        try:
            row.play(run)
            is_equal = run.finish() == models[steps]
            print(f"     {time.monotonic() - run.began:6.1f} s  the run ended; model {'equal' if is_equal else 'NOT equal'} to that of one local process")
            is_good = is_equal and all(run.checks)
        except Exception as failure:
            print(f"     {failure!r}\n" + (pathlib.Path(directory) / "coordinator.log").read_text(errors="replace")[-2000:])
            is_good = False
        finally:
            run.close()
    print(f"{name:7} {'PASS' if is_good else 'FAIL'}", flush=True)
    return is_good


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="*", help=f"of {' '.join(ROWS)}")
    parser.add_argument("--release", default=".build/release")
    parser.add_argument("--flood", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.flood:
        return hold_connections(options.flood)
    release = str(pathlib.Path(options.release).resolve())
    print(f"processor: {processor()}", flush=True)
    models = {}
    results = {name: passes(name, ROWS[name], release, models) for name in options.rows or ROWS}
    failed = [name for name, is_good in results.items() if not is_good]
    print(f"{len(results) - len(failed)} of {len(results)} rows pass" + (f"; failed: {' '.join(failed)}" if failed else ""))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
