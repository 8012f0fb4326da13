import Cluster
import Foundation
import Training
import Wire
import ZeroMQ

/// Asks a running coordinator, one question after the other.
final class ControlConnection {
  private let endpoint: Endpoint
  private let socket: Socket
  private let monitor: Monitor
  private let poller: Poller
  private var sequence: UInt64 = 0
  /// Something came that is no answer.
  private var heardOther = false

  static let patience: Duration = .seconds(5)

  init(to endpoint: Endpoint, security: Security) throws {
    self.endpoint = endpoint
    let context = try Context()
    let id = RoutingID("mgd.\(String(UInt64.random(in: 1...UInt64.max), radix: 16))")
    socket = try Socket(.dealer(id), context: context, security: security)
    monitor = try Monitor(of: socket)
    poller = Poller(wakeUp: try WakeUp())
    poller.add(socket)
    poller.add(monitor)
    try socket.connect(to: endpoint)
  }

  /// Sends a question once, and waits for its answer.
  ///
  /// - Throws: ``CompanionError/noAnswer(endpoint:reason:)``, `SocketError`.
  func ask(_ ask: Ask, patience: Duration = ControlConnection.patience) throws -> Answer {
    sequence += 1
    let header = FrameHeader(kind: .ask, sequence: sequence)
    let frame = Frame(try FrameCodec.encode(.ask(ask), header: header))
    let end = ContinuousClock.now + patience
    var isSent = false
    while ContinuousClock.now < end {
      if !isSent { isSent = try socket.send(frame) == .sent }
      if let answer = try receive(until: end) { return answer }
      try noteEvents()
      try poller.wait(timeout: isSent ? .milliseconds(100) : .milliseconds(10))
    }
    throw CompanionError.noAnswer(endpoint: "\(endpoint)", reason: isSent ? oddity : silence)
  }

  /// What else comes, and however much, is passed over.
  private func receive(until end: ContinuousClock.Instant) throws -> Answer? {
    while ContinuousClock.now < end, let arrival = try socket.receive() {
      if let answer = try answer(in: arrival) { return answer.printable }
      heardOther = true
    }
    return nil
  }

  /// Nil for what is none; one that is wrong is not followed by a right one.
  private func answer(in arrival: Socket.Arrival) throws -> Answer? {
    let bytes = arrival.frame.bytes
    guard arrival.extraParts == 0, let header = try? FrameCodec.header(of: bytes), header.kind == .answer else {
      return nil
    }
    do {
      guard case .answer(let answer) = try FrameCodec.message(of: bytes, header: header) else { return nil }
      return answer
    } catch {
      throw CompanionError.noAnswer(endpoint: "\(endpoint)", reason: "\(oddWords): \(error)")
    }
  }

  private func noteEvents() throws {
    while let event = try monitor.next() {
      switch event {
      case .handshakeFailed(_, .turnedAway):
        throw CompanionError.noAnswer(
          endpoint: "\(endpoint)",
          reason: "it does not let your key in; put its line, with the role admin, on its list and send it SIGHUP")
      case .handshakeFailed(_, .otherMechanism):
        throw CompanionError.noAnswer(
          endpoint: "\(endpoint)", reason: "it speaks without keys; ask on its own host, by the directory of the run")
      case .handshakeFailed(_, .ended):
        throw CompanionError.noAnswer(
          endpoint: "\(endpoint)", reason: "the connection ended without a word: is --coordinator-key its key?")
      case .handshakeFailed(_, .malformed):
        throw CompanionError.noAnswer(endpoint: "\(endpoint)", reason: "what answers there is no coordinator of mgd")
      case .reached, .connected, .disconnected, .retrying: break
      }
    }
  }

  private var oddity: String { heardOther ? oddWords : "it hangs, or is an older mgd" }

  private var oddWords: String { "what it says is no answer of mgd \(Build.version)" }

  private var silence: String {
    let probe = Probe.connect(to: endpoint)
    if case .connected = probe { return "it takes connections and says nothing: it hangs, or is no coordinator" }
    return "\(probe)"
  }
}
