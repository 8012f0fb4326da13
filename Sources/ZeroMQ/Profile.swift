import CZeroMQ

/// The options of every socket. The defaults are the ones that mgd runs with; each is set and read back.
package struct Profile: Sendable, Equatable {
  /// The largest body of the protocol, and room for its header.
  package static let largestFrame = 262_144 + 4096

  /// What is not yet sent when a socket closes is dropped, except for a last goodbye.
  package var linger: Duration = .zero
  /// Frames, not bytes: the memory of a peer is at most this times `largestFrame`, each way.
  package var sendHighWaterMark = 64
  package var receiveHighWaterMark = 64
  package var largestFrame = Profile.largestFrame
  /// A stranger that connects and says nothing is closed after this.
  package var handshake: Duration = .seconds(5)
  /// How long the kernel resends without an answer before it gives a connection up.
  package var resend: Duration = .seconds(15)
  package var reconnect: ClosedRange<Duration> = .milliseconds(250) ... .seconds(5)
  package var backlog = 1024

  package init() {}

  /// Number, value and name of each option, for a ROUTER or a DEALER.
  func options(of role: Socket.Role) -> [Option] {
    var options = [
      Option(ZMQ_LINGER, linger, "ZMQ_LINGER"),
      Option(ZMQ_SNDHWM, sendHighWaterMark, "ZMQ_SNDHWM"),
      Option(ZMQ_RCVHWM, receiveHighWaterMark, "ZMQ_RCVHWM"),
      // Nothing is queued for a connection that does not stand: it would reach a later coordinator.
      Option(ZMQ_IMMEDIATE, 1, "ZMQ_IMMEDIATE"),
      Option(ZMQ_HANDSHAKE_IVL, handshake, "ZMQ_HANDSHAKE_IVL"),
      Option(ZMQ_MAXMSGSIZE, largestFrame, "ZMQ_MAXMSGSIZE", isWide: true),
      // The kernel's probes find a peer's host that is gone. ZMTP's own heartbeats stay off: they cut healthy links.
      Option(ZMQ_TCP_KEEPALIVE, 1, "ZMQ_TCP_KEEPALIVE"),
      Option(ZMQ_TCP_KEEPALIVE_IDLE, 5, "ZMQ_TCP_KEEPALIVE_IDLE"),
      Option(ZMQ_TCP_KEEPALIVE_INTVL, 2, "ZMQ_TCP_KEEPALIVE_INTVL"),
      Option(ZMQ_TCP_KEEPALIVE_CNT, 3, "ZMQ_TCP_KEEPALIVE_CNT"),
      Option(ZMQ_HEARTBEAT_IVL, 0, "ZMQ_HEARTBEAT_IVL"),
      Option(ZMQ_TCP_MAXRT, resend, "ZMQ_TCP_MAXRT"),
      Option(ZMQ_RECONNECT_IVL, reconnect.lowerBound, "ZMQ_RECONNECT_IVL"),
      Option(ZMQ_RECONNECT_IVL_MAX, reconnect.upperBound, "ZMQ_RECONNECT_IVL_MAX"),
      Option(ZMQ_BACKLOG, backlog, "ZMQ_BACKLOG"),
    ]
    if case .router = role {
      // A frame for a peer that is gone is an error instead of a silent loss; a second comer cannot take a name.
      options.append(Option(ZMQ_ROUTER_MANDATORY, 1, "ZMQ_ROUTER_MANDATORY", isReadable: false))
      options.append(Option(ZMQ_ROUTER_HANDOVER, 0, "ZMQ_ROUTER_HANDOVER", isReadable: false))
    }
    return options
  }
}

/// One number that libzmq is told.
struct Option {
  let number: Int32
  let value: Int
  let name: String
  /// 64 bits instead of 32.
  let isWide: Bool
  /// libzmq 4.3.4 cannot read some back.
  let isReadable: Bool

  init(_ number: Int32, _ value: Int, _ name: String, isWide: Bool = false, isReadable: Bool = true) {
    self.number = number
    self.value = value
    self.name = name
    self.isWide = isWide
    self.isReadable = isReadable
  }

  /// In milliseconds.
  init(_ number: Int32, _ value: Duration, _ name: String) {
    self.init(number, Int(value / .milliseconds(1)), name)
  }
}
