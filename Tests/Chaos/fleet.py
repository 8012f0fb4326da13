"""A coordinator and its workers as processes of this machine, and what may happen to them."""
import os
import pathlib
import re
import signal
import socket
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = "/usr/share/datasets/fashion-mnist"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Fleet:
    """One run: a coordinator that can be killed and started again, and workers by name."""

    CONFIG = ROOT / "configs/fashion-mnist.toml"
    RUN = "fashion-mnist"
    # Whether coordinator and workers speak with keys; an option of the programs, for all their fleets.
    HAS_KEYS = False

    def __init__(self, release, directory, epochs, extra=()):
        self.release = release
        self.directory = pathlib.Path(directory)
        self.endpoint = f"tcp://127.0.0.1:{free_port()}"
        self.log = self.directory / "coordinator.log"
        self.settings = {
            "run.directory": f'"{directory}"', "run.epochs": epochs, "cluster.local_workers": 0,
            "cluster.listen": f'"{self.endpoint}"', "cluster.min_workers": 1, "telemetry.log_every": 20,
        }
        self.settings.update(extra)
        self.coordinator = None
        self.workers = {}
        self.stopped = {}
        self.count = 0
        if self.HAS_KEYS and "security.key_file" not in extra:
            self.make_key("coordinator")
            self.settings |= {
                "security.key_file": f'"{self.directory}/coordinator.secret"',
                "security.allow_file": f'"{self.directory}/allowed"'}
            (self.directory / "allowed").touch()
            for number in range(1, 65):
                self.allow(f"worker-{number}")

    def make_key(self, name):
        subprocess.run([f"{self.release}/mgd", "keygen", name, "--directory", str(self.directory)], check=True, stdout=subprocess.DEVNULL)

    def allow(self, name):
        """Puts a worker's key on the list, once."""
        if (self.directory / f"{name}.secret").exists():
            return
        self.make_key(name)
        with open(self.directory / "allowed", "a") as allowed:
            allowed.write((self.directory / f"{name}.public").read_text())
        if self.coordinator and self.coordinator.poll() is None:
            self.coordinator.send_signal(signal.SIGHUP)

    def lead(self):
        command = [f"{self.release}/mgd-coordinator", "--config", str(self.CONFIG)]
        for key, value in self.settings.items():
            command += ["--set", f"{key}={value}"]
        with open(self.log, "ab") as log:
            self.coordinator = subprocess.Popen(command, stdout=log, stderr=log)

    def add(self, name=None, endpoint=None, failpoints=""):
        self.count += 1
        name = name or f"worker-{self.count}"
        command = [
            f"{self.release}/mgd-worker", "--coordinator", endpoint or self.endpoint, "--data", DATA, "--threads", "1", "--once",
            "--name", name]
        if self.HAS_KEYS:
            self.allow(name)
            command += ["--key", f"{self.directory}/{name}.secret", "--coordinator-key", f"{self.directory}/coordinator.public"]
        with open(self.directory / f"{name}.log", "ab") as log:
            self.workers[name] = subprocess.Popen(
                command, stdout=log, stderr=log, env={**os.environ, "MGD_FAILPOINTS": failpoints})
        return name

    def send(self, name, number):
        self.workers[name].send_signal(number)
        if number in (signal.SIGKILL, signal.SIGTERM):
            self.stopped.pop(name, None)
            process = self.workers.pop(name)
            if number == signal.SIGKILL:
                process.wait()

    @property
    def step(self):
        """The last step that the coordinator's log tells."""
        with open(self.log, "rb") as log:
            log.seek(max(0, os.path.getsize(self.log) - 20_000))
            steps = re.findall(rb"step (\d+)/", log.read())
        return int(steps[-1]) if steps else 0

    def wait(self, limit):
        """The coordinator's exit code; None when it has not ended by then."""
        try:
            return self.coordinator.wait(limit)
        except subprocess.TimeoutExpired:
            return None

    def end(self):
        for process in [self.coordinator, *self.workers.values()]:
            if process and process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
                process.wait()

    def model(self):
        return (self.directory / self.RUN / "model.safetensors").read_bytes()


def calm(release, directory, epochs, extra=()):
    """Trains without faults; gives the model's bytes and the seconds it took."""
    fleet = Fleet(release, directory, epochs, extra)
    begin = time.monotonic()
    fleet.lead()
    for _ in range(3):
        fleet.add()
    code = fleet.wait(600)
    fleet.end()
    if code != 0:
        raise SystemExit(f"the calm run ended with {code}:\n{fleet.log.read_text()[-3000:]}")
    return fleet.model(), time.monotonic() - begin
