"""The units under a real systemd: how soon they are ready, an upgrade in the middle of a run, which ends are restarted."""

import json
import pathlib
import shutil
import statistics
import subprocess
import tempfile

from root import Root, until

COORDINATOR = "mgd-coordinator@trial.service"
WORKER = "mgd-worker.service"
RUNS = "/var/lib/mgd/runs"
# At least as long as dpkg takes, by far.
EPOCHS = 60
STEPS = 235 * EPOCHS
RUN = ["run.name=trial", f"run.epochs={EPOCHS}"]
WORKER_SETTINGS = "MGD_COORDINATOR=tcp://127.0.0.1:7077\n"


def overrides(settings: list[str]) -> list[str]:
    return [word for setting in settings for word in ("--set", setting)]


def configure(root: Root) -> None:
    """A run over the loopback, whose worker has no data of its own."""
    shutil.copy(root.file("etc/mgd/fashion-mnist.toml"), root.file("etc/mgd/trial.toml"))
    settings = RUN + ["cluster.listen=tcp://127.0.0.1:7077", "telemetry.log_every=5"]
    root.file("etc/mgd/trial.env").write_text(f'MGD_OPTIONS="{" ".join(overrides(settings))}"\n')
    root.file("etc/mgd/worker.env").write_text(WORKER_SETTINGS)
    drop_in = "/etc/systemd/system/mgd-worker.service.d/no-keys.conf"
    root.run("install", "-D", "-m", "644", "/usr/share/doc/mgd/examples/no-keys.conf", drop_in)
    root.run("systemctl", "daemon-reload")


def shown(root: Root, unit: str, name: str) -> str:
    return root.run("systemctl", "show", "--value", "--property", name, unit).strip()


def start_up(root: Root, unit: str) -> float:
    """Seconds from the execution of the program to READY=1: the median of five starts."""
    times = []
    for _ in range(5):
        root.run("systemctl", "restart", unit)
        ready, begun = (int(shown(root, unit, f"{name}TimestampMonotonic")) for name in ("ActiveEnter", "ExecMainStart"))
        times.append((ready - begun) / 1e6)
        root.run("systemctl", "stop", unit)
    return statistics.median(times)


def upgrade_of(package: pathlib.Path, directory: pathlib.Path) -> pathlib.Path:
    """The same package as a later version."""
    content, upgrade = directory / "content", directory / f"upgrade-{package.name}"
    subprocess.run(["dpkg-deb", "--raw-extract", package, content], check=True)
    control = content / "DEBIAN/control"
    lines = control.read_text().splitlines(True)
    control.write_text("".join(line.rstrip("\n") + "+upgrade1\n" if line.startswith("Version: ") else line for line in lines))
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "--build", content, upgrade], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(content)
    return upgrade


def steps(root: Root) -> list[int]:
    """Those of the run's lines of metrics, without one that is being written."""
    path = root.file(f"{RUNS}/trial/metrics.jsonl")
    lines = path.read_text().split("\n")[:-1] if path.exists() else []
    return [json.loads(line)["step"] for line in lines]


def last_step(root: Root) -> int:
    return max(steps(root), default=0)


def process(root: Root, unit: str) -> tuple[str, bool]:
    """The unit's process, and whether its program is the one that is installed now."""
    number = shown(root, unit, "MainPID")
    return number, not root.run("readlink", f"/proc/{number}/exe").strip().endswith(" (deleted)")


def checkpoints(root: Root) -> list[int]:
    return sorted(int(path.name.removeprefix("step-")) for path in root.file(f"{RUNS}/trial/checkpoints").glob("step-*"))


def resumed(root: Root) -> list[int]:
    """The steps that coordinators of the run went on from, as the journal has it."""
    said = root.run("journalctl", "--no-pager", "--output=cat", "--unit", COORDINATOR)
    return [int(line.split(", step ")[1].split()[0]) for line in said.splitlines() if "resuming from " in line]


def check_upgrade(root: Root, package: pathlib.Path) -> None:
    """The old processes run on while dpkg works and after; stopped, and started from the new package, the run ends in the same bytes."""
    root.run("mgd-coordinator", "--config", "/etc/mgd/trial.toml", *overrides(RUN + ["run.directory=/tmp"]), user="mgd")
    model = root.run("sha256sum", "/tmp/trial/model.safetensors").split()[0]

    root.run("systemctl", "start", COORDINATOR, WORKER)
    until("the run trains", lambda: last_step(root) >= 500)
    before, old = last_step(root), [process(root, unit) for unit in (COORDINATOR, WORKER)]
    with tempfile.TemporaryDirectory(dir=root.file("root")) as directory:
        upgrade = upgrade_of(package, pathlib.Path(directory))
        begun = last_step(root)
        root.run("dpkg", "--install", f"/{upgrade.relative_to(root.path)}")
    ended = last_step(root)
    version = root.run("dpkg-query", "--show", "--showformat=${Version}", "mgd")
    assert version.endswith("+upgrade1"), version
    assert root.file("etc/mgd/worker.env").read_text() == WORKER_SETTINGS, "the upgrade took the operator's settings"
    for unit, (number, _) in zip((COORDINATOR, WORKER), old):
        assert process(root, unit) == (number, False), f"{unit} did not run on: {old}, now {process(root, unit)}"
    assert before < begun < ended < STEPS, f"no run in progress: steps {before}, {begun}, {ended} of {STEPS}"
    until("the old programs train on", lambda: last_step(root) >= ended + 100)

    root.run("systemctl", "stop", COORDINATOR)
    ending = [shown(root, COORDINATOR, name) for name in ("Result", "ExecMainStatus")]
    assert ending == ["success", "0"], ending
    stopped = checkpoints(root)[-1]
    assert stopped >= ended + 100, f"stopped with a checkpoint of step {stopped}, after step {ended}"

    root.run("systemctl", "restart", WORKER)
    root.run("systemctl", "start", COORDINATOR)
    for unit in (COORDINATOR, WORKER):
        assert process(root, unit)[1], f"{unit} is not of the new package"
    assert resumed(root) == [stopped], f"resumed from {resumed(root)}, stopped at {stopped}"
    check_restarts(root)
    until("the run ends", lambda: shown(root, COORDINATOR, "ActiveState") == "inactive", 600)
    root.run("cmp", "/tmp/trial/model.safetensors", f"{RUNS}/trial/model.safetensors")
    print(f"upgraded between steps {begun} and {ended}, stopped at {stopped}, model {model[:16]} as without")


def check_restarts(root: Root) -> None:
    """While the run holds its port: systemd starts again what was killed or has to wait, and not what a restart cannot mend."""
    root.run("systemctl", "kill", "--kill-whom=main", "--signal=KILL", COORDINATOR)
    until("the killed coordinator leads again", lambda: len(resumed(root)) == 2)
    assert shown(root, COORDINATOR, "NRestarts") == "1"

    settings = root.file("etc/mgd/trial.env").read_text()
    root.file("etc/mgd/second.env").write_text(settings.replace("run.name=trial", "run.name=second"))
    shutil.copy(root.file("etc/mgd/fashion-mnist.toml"), root.file("etc/mgd/second.toml"))
    root.file("etc/mgd/broken.toml").write_text("[run]\nname = 1\n")
    for name, code, state in [("second", "69", "activating"), ("broken", "78", "failed"), ("absent", "66", "failed")]:
        unit = f"mgd-coordinator@{name}.service"
        root.run("systemctl", "start", unit, fails=True)
        found = [shown(root, unit, what) for what in ("ExecMainStatus", "ActiveState")]
        assert found == [code, state], f"{unit}: {found}"
        root.run("systemctl", "stop", unit)
