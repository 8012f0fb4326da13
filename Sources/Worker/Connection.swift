import Cluster
import Keys
import Training
import Wire
import ZeroMQ

/// A worker's two sockets to its coordinator. They are opened anew as often as the machine asks for it: at the next of the host's addresses, and with the
/// keys as they are then.
///
/// Belongs to the socket thread.
final class Connection {
  private let lookup: AddressLookup
  private let keys: WorkerKeys?
  private let context: Context
  private let poller: Poller
  private let reach: Reach
  private var ownKey: PublicKey?
  private(set) var ports: [ClientPort] = []
  /// Counts connections, so that a host of several addresses is tried at each of them.
  private var attempts = 0
  /// For which sockets of the machine's the addresses are looked up.
  private var wanted: UInt64?

  /// - Parameter wakeUp: Signalled when addresses are found.
  init(to endpoint: Endpoint, keys: WorkerKeys?, poller: Poller, wakeUp: WakeUp, reach: Reach) throws(SocketError) {
    lookup = AddressLookup(of: endpoint, wakeUp: wakeUp)
    self.keys = keys
    self.poller = poller
    self.reach = reach
    context = try Context()
  }

  /// Whether nothing waits to leave.
  var isIdle: Bool { ports.allSatisfy(\.isIdle) }

  subscript(channel: Channel) -> ClientPort? { ports.first { $0.channel == channel } }

  /// Closes the old sockets and looks the host up, for ``openFound(as:at:)``.
  func begin(session: UInt64) {
    close(linger: .zero)
    wanted = session
    lookup.begin()
  }

  /// Opens the sockets that were asked for, once the addresses are there.
  ///
  /// - Parameter name: The worker's, with which the routing ids begin.
  /// - Returns: The session whose sockets there are now. A name that does not resolve, or a key that cannot be read, may do so later: it is said, and
  ///   the machine asks again.
  func openFound(as name: String, at now: Duration) -> UInt64? {
    guard let session = wanted, let finding = lookup.take() else { return nil }
    wanted = nil
    do {
      let addresses = try finding.get()
      let endpoint = addresses[attempts % addresses.count]
      let security = try security()
      for channel in Channel.allCases {
        // New for every socket: a ROUTER ignores a second connection of the same name.
        let routing = RoutingID("\(name).\(String(UInt64.random(in: 1...UInt64.max), radix: 16))")
        let port = try ClientPort(channel, to: endpoint, id: routing, context: context, security: security)
        ports.append(port)
        poller.add(port.socket)
        poller.add(port.monitor)
      }
      attempts += 1
      return session
    } catch {
      close(linger: .zero)
      reach.note(error, at: now)
      return nil
    }
  }

  private func security() throws(KeyFileError) -> Security {
    guard let keys = try keys?.read() else { return .none }
    ownKey = keys.own.publicKey
    return .client(keys.own, server: keys.coordinator)
  }

  /// Reads what libzmq tells of the sockets, and passes it on.
  ///
  /// - Returns: Whether a handshake failed, after which libzmq never tries again.
  func hasFailedHandshake(at now: Duration) throws(SocketError) -> Bool {
    var hasFailed = false
    for port in ports where poller.canReceive(port.monitor) {
      while let event = try port.monitor.next() {
        reach.note(event, ownKey: ownKey, at: now)
        if case .handshakeFailed = event { hasFailed = true }
      }
    }
    return hasFailed
  }

  func flush() throws(SocketError) {
    for port in ports { try port.flush() }
  }

  func close(linger: Duration) {
    for port in ports {
      poller.remove(port.socket)
      poller.remove(port.monitor)
      port.socket.close(linger: linger)
    }
    ports.removeAll()
  }
}
