import Checkpoints
import Foundation
import Names
import Wire

/// Names that lie in a directory of checkpoints, with slashes between them; each is also a name that a worker gives itself.
enum Names {
  static func check(_ input: [UInt8]) throws {
    let names = input.split(separator: UInt8(ascii: "/")).prefix(8).map(Array.init)
    for name in names { try checkWorker(String(decoding: name, as: UTF8.self)) }
    let scratch = try ScratchDirectory()
    let made = names.filter { name in mkdir(path(of: name, in: scratch), 0o700) == 0 }
    let store = CheckpointStore(scratch.path, layout: CheckpointLayout(slices: [], optimizer: "sgd", vectors: []))
    try checkSteps(store)
    try checkSearch(store, made)
    try checkRemoval(store, made, scratch)
  }

  private static func path(of name: [UInt8], in scratch: ScratchDirectory) -> [CChar] {
    (scratch.path.utf8 + [UInt8(ascii: "/")] + name + [0]).map { CChar(bitPattern: $0) }
  }

  /// Every step has the one directory that it would be written to.
  private static func checkSteps(_ store: CheckpointStore) throws {
    let steps = try store.list()
    try require(steps == steps.sorted(by: >) && Set(steps).count == steps.count, "steps \(steps)")
    for step in steps { try require(access(store.path(ofStep: step), F_OK) == 0, "no directory of step \(step)") }
  }

  /// What looks like a checkpoint is never passed over: a run would begin anew.
  private static func checkSearch(_ store: CheckpointStore, _ names: [[UInt8]]) throws {
    let isThereOne = names.contains { $0.starts(with: "step-".utf8) }
    do {
      let found = try store.newestValid()
      try require(found == nil && !isThereOne, "'step-' was passed over")
    } catch CheckpointError.noneValid(_, let refused) {
      try require(isThereOne && !refused.isEmpty, "\(refused) refused")
      for one in refused { try require(one.description.hasPrefix(store.directory), "no directory in: \(one)") }
    }
    let absent = CheckpointStore(store.directory + "/absent/directory", layout: store.layout)
    try require(try absent.newestValid() == nil, "a checkpoint in no directory")
  }

  /// Only hidden names are those of files that were being written.
  private static func checkRemoval(_ store: CheckpointStore, _ names: [[UInt8]], _ scratch: ScratchDirectory) throws {
    do { try store.prepare() } catch is CheckpointError {}
    for name in names where name.first != UInt8(ascii: ".") {
      try require(access(path(of: name, in: scratch), F_OK) == 0, "a directory was removed: \(name)")
    }
  }

  private static func checkWorker(_ name: String) throws {
    let isName = PlainName.isValid(name)
    let isPlain = !name.contains("/") && !name.hasPrefix(".") && name.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    try require(!isName || isPlain, "'\(name)' is no name of a directory")
  }
}
