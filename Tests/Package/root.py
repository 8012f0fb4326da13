"""A bare Debian in a directory, first as files alone, then booted with a systemd of its own."""

import contextlib
import pathlib
import subprocess
import time

ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}


class Root:
    def __init__(self, path: pathlib.Path, mirror: str):
        self.path = path
        command = ["debootstrap", "--variant=minbase", "--include=systemd-sysv,dbus", "bookworm", path, mirror]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        self.inside = ["chroot", path]

    def run(self, *words: str, user: str = "root", fails: bool = False) -> str:
        """What a command says that is run inside; `fails` if that is what it has to do."""
        command = [*self.inside, *([] if user == "root" else ["runuser", "-u", user, "--"]), *words]
        done = subprocess.run(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert (done.returncode != 0) == fails, f"{' '.join(words)}: exit code {done.returncode}\n{done.stdout}"
        return done.stdout

    def file(self, path: str) -> pathlib.Path:
        return self.path / path.lstrip("/")

    def files(self) -> set[str]:
        """Every path that outlives a boot."""
        return set(self.run("find", "/", "-xdev", "-not", "-path", "/tmp/*", "-not", "-path", "/run/*").splitlines())

    @contextlib.contextmanager
    def mounted(self):
        """Programs find themselves in /proc, and workers their null device in /dev."""
        places = [self.file("proc"), self.file("dev")]
        subprocess.run(["mount", "-t", "proc", "proc", places[0]], check=True)
        subprocess.run(["mount", "--bind", "/dev", places[1]], check=True)
        try:
            yield
        finally:
            for place in reversed(places):
                subprocess.run(["umount", place], check=True)

    @contextlib.contextmanager
    def booted(self):
        """As a container of its own, with this host's network."""
        command = ["systemd-nspawn", "--quiet", "--boot", "--register=no", "--keep-unit", "--console=read-only", "--directory", self.path]
        container = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        outside = self.inside
        try:
            self.inside = ["nsenter", f"--target={first_process(container)}", "--all", "--"]
            until("systemd listens", lambda: subprocess.run(
                [*self.inside, "systemctl", "is-system-running"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            ).stdout.strip() in ("running", "degraded"))
            yield
        finally:
            self.inside = outside
            # It shuts down in order.
            container.terminate()
            container.wait(120)


def first_process(container: subprocess.Popen) -> int:
    children = pathlib.Path(f"/proc/{container.pid}/task/{container.pid}/children")
    until("the container's first process", lambda: children.read_text().strip())
    return int(children.read_text())


def until(what: str, holds, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"waited {seconds} s for: {what}"
        time.sleep(0.1)
