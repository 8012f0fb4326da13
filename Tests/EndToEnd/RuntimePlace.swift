import Foundation
import TestKit
import Testing

/// A runtime directory of its own, in which nobody else's coordinators have their sockets.
struct RuntimePlace {
  private let scratch = try? Scratch()
  private let base: String

  init() throws { base = try #require(scratch).path }

  var directory: String { "\(base)/mgd" }
  var environment: [String: String] { ["XDG_RUNTIME_DIR": base] }

  var sockets: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".sock") } }
  }
}
