"""Fuzzes the parsers, keeps what is worth it, and shows how much of each parser the kept inputs reach.

  python3 Tests/Fuzzing/fuzzers.py run --program .build-fuzz/release/fuzz [--seconds 20] [--jobs 1] [PARSER ...]
  python3 Tests/Fuzzing/fuzzers.py keep --program .build-fuzz/release/fuzz [PARSER ...]
  python3 Tests/Fuzzing/fuzzers.py coverage --program .build-fuzz-coverage/debug/fuzz [--missing] [PARSER ...]

`run` starts from Corpora and leaves new inputs beside the program; exit code 1 if there was a finding. `keep` chooses from Corpora,
seeds.py and those inputs as few as reach the same; files with names of their own stay. `coverage` fails below 90 % of a parser's
regions."""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CORPORA = HERE / "Corpora"
# A file may say that it is large, and 64 MB is the most that a parser takes on the word of one.
LIMITS = ["-rss_limit_mb=1024", "-malloc_limit_mb=128", "-timeout=10"]
LEAST_COVERAGE = 90.0
# With more than these, how often an input passes a place counts no more: only that it does.
MOST_FILES = 300
# The names of inputs that were chosen for what they reach; others were kept by a person, and stay.
IS_CHOSEN = re.compile("[0-9a-f]{40}")

# The sources of each parser, below Sources.
SOURCES = {
    "addresses": ["ZeroMQ/Endpoint.swift"],
    "bodies": [f"Wire/{name}.swift" for name in (
        "Body", "Ending", "Exact", "Holding", "Joining", "Message", "Message+JSON", "RunID", "Stepping")],
    "checkpoints": [f"Checkpoints/{name}.swift" for name in (
        "CheckpointLayout", "CheckpointReader", "Checksums", "InputFile", "OptimizerFile", "ReplicaState",
        "ReplicaState+JSON")],
    "datasets": [f"Datasets/{name}.swift" for name in (
        "Dataset+Checks", "Dataset+Gather", "Dataset+IDX", "Elements", "Scaling", "TrainingData+Digest")],
    "frames": [f"Wire/{name}.swift" for name in (
        "FrameCodec", "FrameHeader", "FrameHeader+Bytes", "FrameProblem", "Kind", "VectorChunks")],
    "idx": [f"Datasets/{name}.swift" for name in ("GzipFile", "IDXFile", "IDXHeader", "IDXReader", "PlainFile")],
    "key-lists": ["Keys/AllowList.swift", "Names/PlainName.swift"],
    "lineages": ["Checkpoints/Lineage.swift", "Checkpoints/Lineage+File.swift"],
    "metrics": ["Telemetry/MetricsLog.swift"],
    "names": ["Checkpoints/CheckpointName.swift", "Checkpoints/CheckpointStore+Search.swift", "Checkpoints/DirectoryListing.swift",
              "Checkpoints/TemporaryName.swift"],
    "overrides": ["RunFiles/Override.swift"],
    "run-files": ["CTOML/toml.cpp"] + [f"RunFiles/{name}.swift" for name in (
        "CrossRules", "CrossRules+Cluster", "CrossRules+Data", "DataKeys", "Form", "Key", "KeyTable", "LossKeys",
        "ModelKeys", "Nesting", "OptimizerKeys", "RunFile", "RunFileProblem", "RunFileReader", "RunSettings", "RunSettings+TOML", "Suggestion",
        "TOMLDocument", "TOMLNode", "TOMLText", "TableReader")],
    "safetensors": [f"Checkpoints/{name}.swift" for name in (
        "JSONParser", "JSONParser+Literals", "JSONValue", "ModelFile", "SafetensorsFile", "SafetensorsHeader", "TensorEntry")],
    "summaries": ["Telemetry/StoredSummary.swift"],
    "tables": ["Datasets/CSVLines.swift", "Datasets/CSVTable.swift"],
    "worker-settings": [
        "Datasets/DatasetDescription+Codable.swift", "NeuralNetworks/Descriptions/LayerDescription.swift",
        "NeuralNetworks/Descriptions/LossDescription.swift", "Optimizers/OptimizerDescription+Codable.swift",
        "RunFiles/RunSettings+Workers.swift"],
}

# Functions in those files that no parser calls: they make or write what a parser reads, or need a file that cannot be opened.
NO_PARSERS = re.compile("|".join((
    # A message, a figure or a member made from its parts.
    r"\b(?!Message|NamedSlice|TensorEntry|VectorChunks)\w+\.init(<A>)?\((name|code|dataDigest|view|appliedStep|skipped|shards|shard|index|"
    r"samples|reason|status|floats|step|chunks|digest|kind|wrappedValue|using):", r"Kind\.isBroadcast", r"VectorChunks\.frameSize",
    r"TemporaryName\.beside", r"Dataset\.(__allocating_)?init\((idx|csv)Inputs:", r"IDXFile\.offset", r"PlainFile\.openingError",
    r"MetricsLog\.(open|record|append)", r"RunFile\.(load|contents|unreadable)", r"RunFileProblems?\.description",
)))


def shown(path):
    path = pathlib.Path(path).absolute()
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


class Fuzzer:
    """One parser's fuzzer. What it finds lies in a directory beside the program."""

    def __init__(self, program, parser):
        self.program = pathlib.Path(program).absolute()
        self.parser = parser
        self.corpus = CORPORA / parser
        self.place = self.program.parent / "fuzzing" / parser
        self.inputs = self.place / "inputs"
        self.findings = self.place / "findings"
        for directory in (self.corpus, self.inputs, self.findings):
            directory.mkdir(parents=True, exist_ok=True)

    def start(self, *arguments):
        # Swift's own backtraces take minutes, and libFuzzer has already said what there is to say.
        return subprocess.run([self.program, f"--parser={self.parser}", *LIMITS, *map(str, arguments)], capture_output=True,
                              env={**os.environ, "SWIFT_BACKTRACE": "enable=off"})

    def run(self, seconds):
        """Whether nothing was found."""
        done = self.start(f"-max_total_time={seconds}", "-print_final_stats=1", f"-artifact_prefix={self.findings}/", self.inputs,
                          self.corpus)
        log = done.stderr.decode(errors="replace").splitlines()
        if done.returncode == 0:
            runs = next((line.split()[-1] for line in log if "number_of_executed_units" in line), "?")
            print(f"{self.parser:<16} {runs:>9} inputs, no finding", flush=True)
            return True
        said = [line for line in log if line.startswith("finding:") or "ERROR" in line or "Fatal error" in line] or log[-20:]
        places = [line for line in log if line.startswith("    #") and (f"{ROOT}/Sources" in line or f"{ROOT}/Tests" in line)][:6]
        print("\n".join([f"{self.parser:<16} FINDING", *(f"  {line[:2000]}" for line in said + places)]))
        for path in re.findall("Test unit written to (.*)", "\n".join(log)):
            print(f"  the input: {shown(path)}\n"
                  f"  replay it: SWIFT_BACKTRACE=enable=off {shown(self.program)} --parser={self.parser} {shown(path)}")
        sys.stdout.flush()
        return False

    def merge(self, fewest, seeds, *options):
        done = self.start("-set_cover_merge=1", *options, fewest, self.corpus, seeds, self.inputs)
        if done.returncode != 0:
            sys.exit(done.stderr.decode(errors="replace"))

    def keep(self):
        with tempfile.TemporaryDirectory() as scratch:
            fewest, seeds = pathlib.Path(scratch) / "fewest", pathlib.Path(scratch) / "seeds"
            fewest.mkdir()
            subprocess.run([sys.executable, HERE / "seeds.py", seeds], check=True)
            self.merge(fewest, seeds / self.parser)
            if len(list(fewest.iterdir())) > MOST_FILES:
                shutil.rmtree(fewest)
                fewest.mkdir()
                self.merge(fewest, seeds / self.parser, "-use_counters=0")
            for path in self.corpus.iterdir():
                if IS_CHOSEN.fullmatch(path.name):
                    path.unlink()
            shutil.copytree(fewest, self.corpus, dirs_exist_ok=True)
        sizes = [path.stat().st_size for path in self.corpus.iterdir()]
        print(f"{self.parser:<16} {len(sizes):>4} files, {sum(sizes):>7} bytes", flush=True)


def tool(name):
    """A tool of Swift's own LLVM: another one's does not read its profiles."""
    told = subprocess.run(["swiftc", "-print-target-info"], check=True, capture_output=True)
    return pathlib.Path(json.loads(told.stdout)["paths"]["runtimeResourcePath"]).parent.parent / "bin" / name


class Coverage:
    """The regions of a parser's sources, and those that its kept inputs reach."""

    def __init__(self, program, parser):
        self.inputs = sorted((CORPORA / parser).iterdir())
        # The count of each region, the highest one where there are several instances: (source, line, column, ...) -> count.
        self.regions = {}
        for name, function in self.functions(program, parser):
            if not NO_PARSERS.search(name):
                self.add(function, parser)
        absent = set(SOURCES[parser]) - {region[0] for region in self.regions}
        if absent:
            sys.exit(f"{parser}: no regions in {', '.join(sorted(absent))}; was a file renamed?")

    def functions(self, program, parser):
        with tempfile.TemporaryDirectory() as scratch:
            raw, profile = f"{scratch}/profraw", f"{scratch}/profdata"
            subprocess.run([program, f"--parser={parser}", *self.inputs], check=True, env={**os.environ, "LLVM_PROFILE_FILE": raw})
            subprocess.run([tool("llvm-profdata"), "merge", "-sparse", raw, "-o", profile], check=True)
            files = {str(ROOT / "Sources" / source) for source in SOURCES[parser]}
            told = subprocess.run([tool("llvm-cov"), "export", "-instr-profile", profile, program, "--sources", *files], check=True,
                                  capture_output=True)
        [data] = json.loads(told.stdout)["data"]
        functions = [function for function in data["functions"] if files.intersection(function["filenames"])]
        # Those that are private have their file's name before their own.
        symbols = [function["name"].rpartition(":")[2] for function in functions]
        names = subprocess.run(["swift", "demangle", "--simplified", "--compact"], input="\n".join(symbols), check=True, capture_output=True,
                               text=True).stdout.splitlines()
        return zip(names, functions, strict=True)

    def add(self, function, parser):
        for *place, count, file, _, kind in function["regions"]:
            source = function["filenames"][file].removeprefix(f"{ROOT}/Sources/")
            if kind == 0 and source in SOURCES[parser]:
                key = (source, *place)
                self.regions[key] = max(count, self.regions.get(key, 0))

    @property
    def percent(self):
        return 100 * sum(count > 0 for count in self.regions.values()) / len(self.regions)

    def missing(self):
        """Prints where the regions begin that were not reached."""
        for source in sorted({region[0] for region in self.regions}):
            places = [f"{line}:{column}" for (name, line, column, *_), count in sorted(self.regions.items())
                      if name == source and count == 0]
            if places:
                print(f"  {source}: {' '.join(places)}")


def coverage(program, parsers, shows_missing):
    print(f"{'parser':<16} {'inputs':>6} {'regions':>8} {'reached':>8}")
    low = []
    for parser in parsers:
        found = Coverage(program, parser)
        print(f"{parser:<16} {len(found.inputs):>6} {len(found.regions):>8} {found.percent:>7.1f}%", flush=True)
        if shows_missing:
            found.missing()
        if found.percent < LEAST_COVERAGE:
            low.append(parser)
    if low:
        sys.exit(f"less than {LEAST_COVERAGE} % of the regions of {', '.join(low)}: add seeds, and keep what they lead to")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("command", choices=["run", "keep", "coverage"])
    arguments.add_argument("parsers", nargs="*", metavar="PARSER")
    arguments.add_argument("--program", required=True)
    arguments.add_argument("--seconds", type=int, default=20)
    arguments.add_argument("--jobs", type=int, default=1)
    arguments.add_argument("--missing", action="store_true")
    given = arguments.parse_intermixed_args()
    parsers = given.parsers or list(SOURCES)
    unknown = set(parsers) - set(SOURCES)
    if unknown:
        arguments.error(f"no parser {', '.join(sorted(unknown))}; there are {', '.join(SOURCES)}")
    if given.command == "coverage":
        return coverage(given.program, parsers, given.missing)
    fuzzers = [Fuzzer(given.program, parser) for parser in parsers]
    with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        if given.command == "keep":
            list(pool.map(Fuzzer.keep, fuzzers))
        elif not all(list(pool.map(lambda fuzzer: fuzzer.run(given.seconds), fuzzers))):
            sys.exit(1)


if __name__ == "__main__":
    main()
