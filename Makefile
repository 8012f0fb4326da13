# make run    train Fashion-MNIST on this machine
# make test   everything that CI runs
# Each installs the Debian packages that it needs and does not find, and says so first.

CONFIG ?= configs/fashion-mnist.toml
BUILD_PACKAGES := libzmq3-dev libdnnl-dev libtomlplusplus-dev zlib1g-dev pkg-config
RUN_PACKAGES := dataset-fashion-mnist
TEST_PACKAGES := python3-venv strace libfaketime
PYTHON := .build/python/bin/python
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
RELEASE := .build/release

.DEFAULT_GOAL := run
.PHONY: run test build format lint tsan unit simulate mutations end-to-end benchmark benchmark-encryption chaos build-packages run-packages test-packages clean fuzz fuzz-keep fuzz-coverage chaos-throughput chaos-links chaos-hosts soak

define install
@missing=$$(for p in $(1); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done); \
if [ -n "$$missing" ]; then \
  echo "Installing Debian packages:" $$missing; \
  $(SUDO) apt-get update -q && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -q -y --no-install-recommends $$missing; \
fi
endef

include deploy/package.mk

run: build run-packages
	@$(RELEASE)/mgd-coordinator --config $(CONFIG)

build: build-packages
	@swift build -c release --product mgd-coordinator
	@swift build -c release --product mgd-worker
	@swift build -c release --product mgd

test: unit simulate end-to-end

# Everything that needs no release build: parts, machines, scenarios.
unit: build-packages test-packages $(PYTHON)
	MGD_PYTHON=$(abspath $(PYTHON)) swift test --skip EndToEnd

# Thousands of random clusters on virtual time: every story, then runs of 200 steps and more.
simulate: build-packages
	swift build -c release --product simulate
	$(RELEASE)/simulate run --seeds 300
	$(RELEASE)/simulate run --seeds 110 --steps 200

# Deliberate bugs, each of which a seed has to find within a minute.
mutations: build-packages
	python3 Tests/Mutations/mutations.py

# The programs as a user starts them, on release builds, checked by the real readers of their files.
end-to-end: build run-packages $(PYTHON)
	swift build -c release --product library-program
	MGD_PYTHON=$(abspath $(PYTHON)) MGD_RELEASE=$(abspath $(RELEASE)) swift test --filter EndToEnd

# Data races in the services and in what their threads share; any report fails.
tsan: build-packages
	swift test --sanitize thread --scratch-path .build-tsan \
	  --filter '^(LocksTests|ReductionTests|TrainingTests|WorkerTests|CoordinatorTests|ZeroMQTests)\.'

# Every parser against inputs that a fuzzer makes, from those that are kept: PARSERS="idx tables", SECONDS_EACH=20, JOBS=1.
SECONDS_EACH ?= 20
JOBS ?= 1
FUZZERS := python3 Tests/Fuzzing/fuzzers.py
FUZZ_BUILD := swift build -c release --product fuzz --scratch-path .build-fuzz -Xswiftc -sanitize=fuzzer -Xcxx -fsanitize=fuzzer-no-link
fuzz: build-packages
	$(FUZZ_BUILD)
	$(FUZZERS) run --program .build-fuzz/release/fuzz --seconds $(SECONDS_EACH) --jobs $(JOBS) $(PARSERS)

# The fewest inputs that reach what seeds and all inputs so far reach become those that are kept.
fuzz-keep: build-packages
	$(FUZZ_BUILD)
	$(FUZZERS) keep --program .build-fuzz/release/fuzz --jobs $(JOBS) $(PARSERS)

# How much of each parser the kept inputs reach; MISSING=1 names the places that they do not.
fuzz-coverage: build-packages
	swift build --product fuzz --scratch-path .build-fuzz-coverage \
	  -Xswiftc -profile-generate -Xswiftc -profile-coverage-mapping -Xcxx -fprofile-instr-generate -Xcxx -fcoverage-mapping
	$(FUZZERS) coverage --program .build-fuzz-coverage/debug/fuzz $(if $(MISSING),--missing) $(PARSERS)

# The bytes of a calm run, under faults of workers and coordinator: SEEDS="1 2 3" SECONDS=60.
SEEDS ?= 1
SECONDS ?= 60
chaos: build run-packages
	python3 Tests/Chaos/headline.py --release $(RELEASE) --seeds $(SEEDS) --seconds $(SECONDS)

# The share of its speed that a run keeps under faults; on a machine that others use, as root: nice -n -10 make chaos-throughput.
chaos-throughput: build run-packages
	python3 Tests/Chaos/throughput.py --release $(RELEASE)

# Bad links and stopped processes, a row of the list of faults each: ROWS="F9 F14" for some of them, KEYS=--keys for
# encrypted connections.
chaos-links: build
	python3 Tests/Chaos/links.py --release $(RELEASE) $(KEYS) $(ROWS)

# Hosts with addresses of their own, as network namespaces: as root.
chaos-hosts: build run-packages
	python3 Tests/Chaos/hosts.py --release $(RELEASE) $(ROWS)

# Memory, open files and threads over a long time of faults: SECONDS=1800.
soak: SECONDS = 1800
soak: build run-packages
	python3 Tests/Chaos/soak.py --release $(RELEASE) --seconds $(SECONDS)

# Samples per second in turn with PyTorch; figures mean something only on a quiet machine.
benchmark: build run-packages $(PYTHON)
	$(PYTHON) Benchmarks/training_speed.py --release $(RELEASE)

# What keys cost, in turn.
benchmark-encryption: build run-packages
	python3 Benchmarks/encryption.py --release $(RELEASE)

format:
	swift format -i -r Package.swift Sources Tests

lint:
	swift format lint --strict -r Package.swift Sources Tests
	python3 Tests/Mutations/mutations.py --places

build-packages:
	$(call install,$(BUILD_PACKAGES))

run-packages:
	$(call install,$(RUN_PACKAGES))

test-packages:
	$(call install,$(TEST_PACKAGES))

# PyTorch and safetensors check what mgd writes; they are never needed to run it.
$(PYTHON): | test-packages
	@echo "Installing PyTorch and safetensors for the tests into .build/python"
	@python3 -m venv .build/python && $@ -m pip install --quiet --disable-pip-version-check torch numpy safetensors

clean:
	rm -rf .build .build-tsan .build-fuzz .build-fuzz-coverage
