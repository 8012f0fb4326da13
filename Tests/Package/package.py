"""Installs the Debian package into a bare Debian, trains with it, purges it, and looks at what is left. As root:

    make test-package
"""

import argparse
import contextlib
import pathlib
import re
import shutil
import subprocess
import tempfile

PROGRAMS = ["mgd", "mgd-coordinator", "mgd-worker"]
UNITS = ["mgd-worker.service", "mgd-coordinator@trial.service"]
MOST_EXPOSURE = 2.0


class Root:
    """A bare Debian in a directory."""

    def __init__(self, path: pathlib.Path, mirror: str):
        self.path = path
        subprocess.run(["debootstrap", "--variant=minbase", "bookworm", path, mirror], check=True, stdout=subprocess.DEVNULL)

    def run(self, *words: str, user: str = "root") -> str:
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
        command = ["chroot", f"--userspec={user}", self.path, *words]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert done.returncode == 0, f"{' '.join(words)}: exit code {done.returncode}\n{done.stdout}"
        return done.stdout

    def exists(self, path: str) -> bool:
        return (self.path / path.lstrip("/")).exists()

    @contextlib.contextmanager
    def mounted(self):
        """Programs find themselves in /proc, and workers their null device in /dev."""
        places = [self.path / "proc", self.path / "dev"]
        subprocess.run(["mount", "-t", "proc", "proc", places[0]], check=True)
        subprocess.run(["mount", "--bind", "/dev", places[1]], check=True)
        try:
            yield
        finally:
            for place in reversed(places):
                subprocess.run(["umount", place], check=True)


def system_mirror() -> str:
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME)", "Created-By: Packages"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")
    return next(line.split()[0] for line in lines if line.endswith(" bookworm"))


def check_programs(root: Root, version: str) -> None:
    for program in PROGRAMS:
        assert root.run(program, "--version").strip() == version, program
        manual = root.path / f"usr/share/man/man1/{program}.1.gz"
        page = subprocess.run(["zcat", manual], check=True, capture_output=True, text=True).stdout
        for option in options(root, program):
            assert re.search(rf"Fl -{option}\b", page), f"{manual.name} says nothing of --{option}"


def options(root: Root, program: str) -> set[str]:
    commands = ["check", "evaluate", "predict", "inspect", "keygen", "status", "stop", "checkpoint", "drain", "doctor", "completions"] if program == "mgd" else []
    texts = [root.run(program, "--help")] + [root.run(program, command, "--help") for command in commands]
    return {name for text in texts for name in re.findall(r"^  --([a-z-]+)", text, re.MULTILINE)}


def check_units(root: Root) -> None:
    shutil.copy(root.path / "etc/mgd/fashion-mnist.toml", root.path / "etc/mgd/trial.toml")
    said = root.run("systemd-analyze", "verify", "--man=no", *UNITS)
    assert not said, said
    for unit in ["mgd-worker.service", "mgd-coordinator@.service"]:
        text = root.run("systemd-analyze", "security", "--offline=yes", f"/lib/systemd/system/{unit}")
        exposure = float(re.search(r"Overall exposure level.*: ([\d.]+)", text).group(1))
        print(f"{unit}: exposure {exposure}")
        assert exposure <= MOST_EXPOSURE, text
    (root.path / "etc/mgd/trial.toml").unlink()


def train(root: Root) -> None:
    """As the user of the services, with nothing but the package and its data set."""
    runs = "/var/lib/mgd/runs"
    said = root.run(
        "mgd-coordinator", "--config", "/etc/mgd/fashion-mnist.toml", "--set", f"run.directory={runs}", "--set",
        "run.epochs=1", user="mgd:mgd")
    print(said.splitlines()[-5])
    print(root.run("mgd", "evaluate", f"{runs}/fashion-mnist", user="mgd:mgd").strip())


def check_purged(root: Root, files: list[str]) -> None:
    root.run("systemctl", "enable", "mgd-worker")
    root.run("apt-get", "remove", "-q", "-y", "mgd")
    assert root.exists("/var/lib/mgd/runs/fashion-mnist/model.safetensors"), "remove took the runs with it"
    assert root.exists("/etc/mgd/worker.env"), "remove took the configuration with it"
    root.run("dpkg", "--purge", "mgd")
    left = [path for path in files if "mgd" in path and root.exists(path)]
    left += root.run("find", "/", "-xdev", "-name", "*mgd*", "-not", "-path", "/proc/*", "-not", "-path", "/dev/*").split()
    left = [path for path in left if not path.startswith(("/var/cache/", "/tmp/"))]
    assert not left, f"left behind: {left}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=pathlib.Path)
    parser.add_argument("--mirror", help="where Debian's packages come from; that of this system if not given")
    arguments = parser.parse_args()
    mirror = arguments.mirror or system_mirror()
    version = arguments.package.name.split("_")[1]
    with tempfile.TemporaryDirectory() as directory:
        root = Root(pathlib.Path(directory) / "root", mirror)
        shutil.copy(arguments.package, root.path / "tmp")
        with root.mounted():
            root.run("apt-get", "install", "-q", "-y", "--no-install-recommends", f"/tmp/{arguments.package.name}",
                     "dataset-fashion-mnist")
            files = root.run("dpkg", "-L", "mgd").split()
            check_programs(root, version)
            check_units(root)
            train(root)
            check_purged(root, files)
    print(f"{arguments.package.name}: {arguments.package.stat().st_size / 1e6:.1f} MB, installed, trained, purged")


if __name__ == "__main__":
    main()
