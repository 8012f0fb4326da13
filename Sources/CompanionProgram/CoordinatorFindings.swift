import Foundation
import Kernels
import Keys
import RunFiles
import Training
import ZeroMQ

/// Whether a run file's coordinator could listen on this host, and to whom, and would find its data and room for what it writes.
struct CoordinatorFindings {
  private let settings: RunSettings

  init(_ settings: RunSettings) {
    self.settings = settings
  }

  var all: [Finding] {
    let data = DataFindings(data: settings.data).all
    // Nothing can be computed without data.
    let kernels = data.contains { $0.grade == .bad } ? nil : fingerprint
    return [port, ownKey, list, kernels].compactMap { $0 } + data + [RunDirectoryFinding(settings.run).finding]
  }

  private var port: Finding? {
    guard let listen = settings.cluster.listen, let endpoint = try? Endpoint(parsing: listen) else {
      return .good("listen", "no cluster.listen: local workers alone")
    }
    do {
      // Really, and given back at once.
      let router = try Socket(.router, context: try Context())
      defer { router.close() }
      try router.bind(to: endpoint)
    } catch SocketError.addressInUse {
      return .odd("listen", "\(endpoint) is in use: by this run's coordinator, or choose another port")
    } catch SocketError.failed(_, EADDRNOTAVAIL, _) {
      return .bad(
        "listen", "\(endpoint) is no address of this host; it has \(HostAddresses.own.joined(separator: ", "))")
    } catch {
      return .bad("listen", "\(error)")
    }
    guard !endpoint.isLocal else { return .odd("listen", "\(endpoint) is free; only this host reaches it") }
    return .good("listen", "\(endpoint) is free; open its port, and no other, in the firewall")
  }

  /// Which bits the run's own shards have here, as the coordinator and its workers compare them.
  private var fingerprint: Finding {
    do {
      try settings.prepareKernels()
      let run = try PreparedRun(settings)
      let text = run.digests(on: BatchLoop(run, threads: 1)).fingerprint
      return .good(
        "fingerprint",
        "\(text.prefix(12)) of this run's kernels (\(InstructionSet.current.rawValue)): every host needs the same")
    } catch {
      return .bad("fingerprint", "\(error)")
    }
  }

  private var ownKey: Finding? {
    guard let file = settings.security.keyFile else { return nil }
    do {
      let pair = try SecretKeyFile.read(file, credentials: ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"])
      return .good("key", "\(file) of public key \(pair.publicKey.text); workers need that one")
    } catch {
      return .bad("key", "\(error)")
    }
  }

  private var list: Finding? {
    guard let file = settings.security.allowFile else { return nil }
    do {
      let entries = try AllowList(file: file).entries
      let names = entries.map { $0.role == .admin ? "\($0.name) (admin)" : $0.name }.joined(separator: ", ")
      return entries.contains { $0.role == .worker }
        ? .good("allowed", "\(file): \(names)") : .odd("allowed", "\(file) has no worker, so that none can come")
    } catch {
      return .bad("allowed", "\(error)")
    }
  }
}
