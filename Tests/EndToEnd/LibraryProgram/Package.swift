// swift-tools-version: 6.2
import PackageDescription

/// The program in README's section "As a library", as a package of its own.
let package = Package(
  name: "LibraryProgram",
  dependencies: [.package(name: "mgd", path: "../../..")],
  targets: [
    .executableTarget(
      name: "LibraryProgram",
      dependencies: ["Autograd", "Datasets", "NeuralNetworks", "Optimizers"].map { .product(name: $0, package: "mgd") },
      path: ".", sources: ["main.swift"])
  ],
  swiftLanguageModes: [.v6]
)
