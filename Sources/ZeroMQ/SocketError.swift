import CZeroMQ
import Glibc

/// What can go wrong outside this program: addresses, ports, the system's limits.
package enum SocketError: Error, Equatable, Sendable {
  case badEndpoint(String, problem: String)
  case notResolved(endpoint: String, reason: String)
  /// The name means this host alone here, so that no other host would be meant by it or could come.
  case onlyLoopback(endpoint: String, host: String, address: String)
  case addressInUse(endpoint: String, holder: String?)
  case notASocket(path: String)
  case notPrivate(directory: String, problem: String)
  case notTrusted(directory: String, problem: String)
  /// This libzmq was built without CURVE.
  case noEncryption
  /// Nobody can be let in any more.
  case gateLost
  case optionNotKept(name: String, set: Int, got: Int)
  case failed(operation: String, code: Int32, endpoint: String?)
}

extension SocketError {
  /// libzmq's last error in this thread, as the error of `operation`.
  static func last(_ operation: String, endpoint: String? = nil) -> SocketError {
    let code = zmq_errno()
    if code == EADDRINUSE, let endpoint { return .addressInUse(endpoint: endpoint, holder: nil) }
    return .failed(operation: operation, code: code, endpoint: endpoint)
  }

  /// The system's last error in this thread, as the error of `operation` on a file.
  static func system(_ operation: String, path: String) -> SocketError {
    .failed(operation: operation, code: errno, endpoint: path)
  }
}

extension SocketError: CustomStringConvertible {
  static func onlyLoopbackText(_ host: String, _ address: String) -> String {
    "on this host the name \(host) is \(address) alone, where no other host can come (see the host's own name in /etc/hosts); give the "
      + "host's address instead of the name"
  }

  package var description: String {
    switch self {
    case .badEndpoint(let text, let problem):
      "endpoint '\(text)': \(problem); expected tcp://HOST:PORT or ipc:///PATH"
    case .notResolved(let endpoint, let reason):
      "\(endpoint): the name does not resolve (\(reason)); check the spelling and the host's DNS"
    case .onlyLoopback(let endpoint, let host, let address):
      "\(endpoint): \(Self.onlyLoopbackText(host, address)), or listen at tcp://*:PORT"
    case .addressInUse(let endpoint, let holder):
      "\(endpoint) is in use" + (holder.map { " by \($0)" } ?? "") + "; stop that program or choose another address"
    case .notASocket(let path):
      "\(path) exists and is not a socket; it is left alone: choose another path"
    case .notPrivate(let directory, let problem):
      "\(directory): \(problem); it must belong to this user alone (chmod 700)"
    case .notTrusted(let directory, let problem):
      "\(directory): \(problem), so that another user may listen there; it must be of mode 0700 and belong to whoever leads the run"
    case .noEncryption:
      "libzmq \(Context.libraryVersion) was built without CURVE; install one with it, as Debian's libzmq5"
    case .gateLost: "the gate is gone that says who may connect; nobody is let in any more"
    case .optionNotKept(let name, let set, let got):
      "libzmq did not keep \(name): set \(set), reads back \(got)"
    case .failed(_, EADDRNOTAVAIL, let endpoint?):
      "\(endpoint): is no address of this host; listen at one of its own (ip address), or at all with tcp://*:PORT"
    case .failed(let operation, let code, let endpoint):
      operation + (endpoint.map { " \($0)" } ?? "") + ": " + String(cString: zmq_strerror(code))
    }
  }
}
