"""Installs the Debian package into a bare Debian, trains with it, upgrades it in the middle of a run, purges it, and looks at what
is left. As root:

    make test-package
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import tempfile

from root import Root
from services import COORDINATOR, RUNS, WORKER, check_upgrade, configure, start_up

PROGRAMS = ["mgd", "mgd-coordinator", "mgd-worker"]
MOST_EXPOSURE = 2.0
# What systemd, apt and others keep for themselves.
STATE_OF_DEBIAN = (
    "/proc/", "/dev/", "/sys/", "/etc/rcS.d/", "/var/log/", "/var/lib/apt/", "/var/lib/dpkg/", "/var/lib/systemd/", "/var/cache/apt/",
    "/var/tmp/systemd-private-")


def system_mirror() -> str:
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME)", "Created-By: Packages"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")
    return next(line.split()[0] for line in lines if line.endswith(" bookworm"))


def check_programs(root: Root, version: str) -> None:
    for program in PROGRAMS:
        assert root.run(program, "--version").strip() == version, program
        manual = root.file(f"usr/share/man/man1/{program}.1.gz")
        page = subprocess.run(["zcat", manual], check=True, capture_output=True, text=True).stdout
        for option in options(root, program):
            assert re.search(rf"Fl -{option}\b", page), f"{manual.name} says nothing of --{option}"


def options(root: Root, program: str) -> set[str]:
    commands = ["check", "evaluate", "predict", "inspect", "keygen", "status", "stop", "checkpoint", "drain", "doctor", "completions"] if program == "mgd" else []
    texts = [root.run(program, "--help")] + [root.run(program, command, "--help") for command in commands]
    return {name for text in texts for name in re.findall(r"^  --([a-z-]+)", text, re.MULTILINE)}


def check_units(root: Root) -> None:
    shutil.copy(root.file("etc/mgd/fashion-mnist.toml"), root.file("etc/mgd/trial.toml"))
    said = root.run("systemd-analyze", "verify", "--man=no", COORDINATOR, WORKER)
    assert not said, said
    for unit in ["mgd-worker.service", "mgd-coordinator@.service"]:
        text = root.run("systemd-analyze", "security", "--offline=yes", f"/lib/systemd/system/{unit}")
        exposure = float(re.search(r"Overall exposure level.*: ([\d.]+)", text).group(1))
        print(f"{unit}: exposure {exposure}")
        assert exposure <= MOST_EXPOSURE, text
    root.file("etc/mgd/trial.toml").unlink()


def train(root: Root) -> None:
    """As the user of the services, with nothing but the package and its data set."""
    said = root.run(
        "mgd-coordinator", "--config", "/etc/mgd/fashion-mnist.toml", "--set", f"run.directory={RUNS}", "--set",
        "run.epochs=1", user="mgd")
    print(said.splitlines()[-5])
    print(root.run("mgd", "evaluate", f"{RUNS}/fashion-mnist", user="mgd").strip())


def check_purged(root: Root, before: set[str]) -> None:
    """Services are stopped in order; runs and settings outlive the removal, and nothing the purge, except for the user."""
    root.run("systemctl", "enable", "--now", "mgd-worker")
    root.run("apt-get", "remove", "-q", "-y", "mgd")
    assert root.run("systemctl", "list-units", "--plain", "--no-legend", "--state=active", "mgd*.service") == ""
    for kept in [f"{RUNS}/fashion-mnist/model.safetensors", "/etc/mgd/worker.env"]:
        assert root.file(kept).exists(), f"the removal took {kept} with it"
    # What the administrator has made is the administrator's.
    for made in [*root.file("etc/mgd").glob("[!fw]*"), *root.file("etc/systemd/system").glob("mgd*.d/*")]:
        made.unlink()
    root.file("etc/systemd/system/mgd-worker.service.d").rmdir()
    root.run("dpkg", "--purge", "mgd")
    # Debian's packages say /bin for what lies in /usr/bin.
    owned = {path.removeprefix("/usr") for path in root.run("sh", "-c", "cat /var/lib/dpkg/info/*.list").splitlines()}
    new = [path for path in root.files() - before if path.removeprefix("/usr") not in owned]
    left = sorted(path for path in new if not path.startswith(STATE_OF_DEBIAN))
    assert not left, f"left behind: {left}"
    assert root.run("getent", "passwd", "mgd"), "files that the user has written elsewhere have no owner any more"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=pathlib.Path)
    parser.add_argument("--mirror", help="where Debian's packages come from; that of this system if not given")
    arguments = parser.parse_args()
    mirror = arguments.mirror or system_mirror()
    version = arguments.package.name.split("_")[1]
    with tempfile.TemporaryDirectory() as directory:
        root = Root(pathlib.Path(directory) / "root", mirror)
        with root.booted():
            before = root.files()
        shutil.copy(arguments.package, root.file("srv"))
        with root.mounted():
            root.run("apt-get", "install", "-q", "-y", "--no-install-recommends", f"/srv/{arguments.package.name}",
                     "dataset-fashion-mnist")
            installed = 1024 * int(root.run("dpkg-query", "--show", "--showformat=${Installed-Size}", "mgd"))
            check_programs(root, version)
            check_units(root)
            train(root)
        root.file(f"srv/{arguments.package.name}").unlink()
        with root.booted():
            configure(root)
            times = {unit: start_up(root, unit) for unit in (COORDINATOR, WORKER)}
            check_upgrade(root, arguments.package)
            check_purged(root, before)
    print(f"{arguments.package.name}: {arguments.package.stat().st_size / 1e6:.1f} MB, {installed / 1e6:.0f} MB installed")
    print("ready after " + ", ".join(f"{seconds:.2f} s ({unit})" for unit, seconds in times.items()))


if __name__ == "__main__":
    main()
