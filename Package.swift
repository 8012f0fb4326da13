// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// A storey imports only what lies below it; the order of the lists is the order of the house.
func part(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func door(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")

let ground: [Target] = [
  // Element-wise loops, reductions, updates and CRC32C: one source, one table for each instruction set.
  .target(name: "CKernels"),
  // oneDNN's matrix products behind a header of our own, so that dnnl.h never reaches Swift.
  .target(name: "COneDNN", linkerSettings: [.linkedLibrary("dnnl")]),
  // libzmq as Debian ships it.
  .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
  // zlib, for gzip.
  .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
  // toml++ behind a C header: every node with its line and column.
  .target(name: "CTOML"),
  // A lock that the thread sanitizer sees.
  part("Locks"),
  // What systemd hears of a service, and how its journal reads levels.
  part("ServiceManager", ["Locks", logging]),
  // One rule for the names of runs and workers.
  part("Names"),
  part("Kernels", ["CKernels", "COneDNN"]),
  part("Randomness", ["CKernels"]),
  part("Autograd", ["Kernels"]),
]

let parts: [Target] = [
  part("NeuralNetworks", ["Autograd", "Kernels", "Randomness"]),
  part("Optimizers", ["Autograd", "Kernels", "NeuralNetworks"]),
  part("Datasets", ["Autograd", "Kernels", "Randomness", "CZlib", crypto]),
  part("Reduction", ["Kernels", "Locks"]),
  part("Wire", ["Kernels"]),
  part("ZeroMQ", ["CZeroMQ", "Locks"]),
  part("Keys", ["Names", "ZeroMQ"]),
  part("Checkpoints", ["Wire", "Locks", crypto]),
  part("Telemetry", ["Locks"]),
  // Events of a program's log as text, logfmt or JSON, and the option that chooses.
  part("Logs", ["ServiceManager", "Telemetry", arguments, logging]),
]

let decisions: [Target] = [
  part("Cluster", ["Names", "Wire", "Reduction", "Datasets"]),
  part("RunFiles", ["CTOML", "Names", "Kernels", "NeuralNetworks", "Optimizers", "Datasets", "ZeroMQ", crypto]),
]

let services: [Target] = [
  part(
    "Training",
    [
      "Cluster", "RunFiles", "NeuralNetworks", "Optimizers", "Datasets", "Reduction", "Wire", "ZeroMQ", "Autograd",
      "Kernels", "Randomness", "Checkpoints", "Locks", crypto,
    ]),
  part(
    "Worker",
    [
      "Training", "Cluster", "Datasets", "Reduction", "RunFiles", "ServiceManager", "Wire", "ZeroMQ", "Keys", "Kernels",
      "Locks", logging,
    ]),
  part(
    "Coordinator",
    [
      "Training", "Cluster", "RunFiles", "Datasets", "Reduction", "Wire", "ZeroMQ", "Keys", "Kernels", "Checkpoints",
      "Telemetry", "NeuralNetworks", "ServiceManager", "Locks", logging,
    ]),
]

let programs: [Target] = [
  part(
    "CoordinatorProgram",
    [
      "Coordinator", "Training", "Logs", "Names", "RunFiles", "ServiceManager", "Telemetry", "ZeroMQ", "Locks",
      arguments, logging, lifecycle,
    ]),
  part(
    "WorkerProgram",
    [
      "Worker", "Training", "Cluster", "Logs", "Names", "Keys", "ServiceManager", "ZeroMQ", "Locks", arguments, logging,
      lifecycle,
    ]),
  part(
    "CompanionProgram",
    [
      "Training", "Cluster", "RunFiles", "NeuralNetworks", "Datasets", "Checkpoints", "Kernels", "Keys", "Names",
      "Reduction", "Telemetry", "Wire", "ZeroMQ", arguments,
    ]),
]

let doors: [Target] = [
  door("mgd-coordinator", ["CoordinatorProgram"]),
  door("mgd-worker", ["WorkerProgram"]),
  // The companion, and the other two for who calls it by their names.
  door("mgd", ["CompanionProgram", "CoordinatorProgram", "WorkerProgram"]),
]

let testTargets: [Target] = [
  .target(
    name: "TestKit", dependencies: ["Cluster", "Wire", "Autograd", "Reduction", "Datasets"], path: "Tests/TestKit",
    swiftSettings: strict),
  // Runs the simulator over many seeds, or one with its trace.
  .executableTarget(
    name: "simulate", dependencies: ["TestKit", arguments], path: "Tests/Simulator", swiftSettings: strict),
  tests("LocksTests", ["Locks"]),
  tests("ServiceManagerTests", ["ServiceManager", "TestKit", logging]),
  tests("LogsTests", ["Logs", "Telemetry", logging]),
  tests("KernelsTests", ["Kernels", "CKernels"], resources: [.copy("References")]),
  tests("RandomnessTests", ["Randomness"]),
  tests("AutogradTests", ["Autograd", "Kernels", "TestKit"], resources: [.copy("References")]),
  tests(
    "NeuralNetworksTests", ["NeuralNetworks", "Autograd", "Kernels", "Randomness", "TestKit"],
    resources: [.copy("References")]),
  tests("OptimizersTests", ["Optimizers", "TestKit"], resources: [.copy("References")]),
  tests("DatasetsTests", ["Datasets", "CZlib", "TestKit"]),
  tests("ReductionTests", ["Reduction", "TestKit"]),
  tests("KeysTests", ["Keys", "ZeroMQ", "TestKit"]),
  tests("WireTests", ["Wire", "TestKit"]),
  tests("ZeroMQTests", ["ZeroMQ", "CZeroMQ", "TestKit"]),
  // Saves checkpoints for the tests that break it off at every system call.
  .executableTarget(
    name: "save-checkpoints", dependencies: ["Checkpoints", "Wire"], path: "Tests/CheckpointsTests/SavingProgram",
    swiftSettings: strict),
  .testTarget(
    name: "CheckpointsTests", dependencies: ["Checkpoints", "Wire", "TestKit", "save-checkpoints"],
    exclude: ["SavingProgram"], swiftSettings: strict),
  tests("TelemetryTests", ["Telemetry", "Locks", "TestKit"]),
  tests("ClusterTests", ["Cluster", "Wire", "Reduction", "Datasets", "TestKit"]),
  tests("RunFilesTests", ["RunFiles", "NeuralNetworks", "Optimizers", "Datasets", "TestKit"]),
  tests(
    "TrainingTests",
    ["Training", "Checkpoints", "Datasets", "NeuralNetworks", "Reduction", "RunFiles", "Telemetry", "TestKit"]),
  tests(
    "WorkerTests",
    [
      "Worker", "Training", "Cluster", "Datasets", "Keys", "Reduction", "RunFiles", "Wire", "ZeroMQ", "Locks",
      "TestKit",
      logging,
    ]),
  tests(
    "CoordinatorTests",
    [
      "Coordinator", "Checkpoints", "Worker", "Training", "Cluster", "Datasets", "Reduction", "RunFiles", "Telemetry",
      "Wire",
      "ZeroMQ", "Locks", "TestKit", logging,
    ]),
  tests("Scenarios", ["Cluster", "Wire", "Datasets", "TestKit"], resources: [.copy("Transcripts")]),
  // The parsers with what must hold for every input, and the program that feeds them: `make fuzz`.
  .target(
    name: "FuzzedParsers",
    dependencies: [
      "Autograd", "Checkpoints", "Cluster", "CZlib", "Datasets", "Kernels", "Keys", "Names", "RunFiles", "Telemetry",
      "Wire", "ZeroMQ",
      crypto,
    ],
    path: "Tests/Fuzzing/Parsers", swiftSettings: strict),
  .executableTarget(name: "fuzz", dependencies: ["FuzzedParsers"], path: "Tests/Fuzzing/Program"),
  tests("FuzzingTests", ["FuzzedParsers"]),
  // README's program, which sees what a user's package sees: public declarations alone.
  .executableTarget(
    name: "library-program", dependencies: ["Autograd", "Datasets", "NeuralNetworks", "Optimizers"],
    path: "Tests/EndToEnd/LibraryProgram", exclude: ["Package.swift"], packageAccess: false, swiftSettings: strict),
  // Scripts are run where they lie.
  .testTarget(
    name: "EndToEnd", dependencies: ["Wire", "TestKit"], exclude: ["LibraryProgram", "Scripts"], swiftSettings: strict),
]

let package = Package(
  name: "mgd",
  products: [
    .executable(name: "mgd-coordinator", targets: ["mgd-coordinator"]),
    .executable(name: "mgd-worker", targets: ["mgd-worker"]),
    .executable(name: "mgd", targets: ["mgd"]),
    .library(name: "Autograd", targets: ["Autograd"]),
    .library(name: "NeuralNetworks", targets: ["NeuralNetworks"]),
    .library(name: "Optimizers", targets: ["Optimizers"]),
    .library(name: "Datasets", targets: ["Datasets"]),
  ],
  dependencies: [
    // Commands with help, errors and exit codes as people expect them.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Log events with fields, in the form that the ecosystem's handlers read.
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    // Signals become one orderly stop of a service.
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    // SHA-256 of data files and replicas, in constant memory.
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: ground + parts + decisions + services + programs + doors + testTargets,
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
