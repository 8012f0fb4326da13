import Cluster
import Wire

extension SimulatedCluster {
  func transmit(_ frame: SimulatedFrame, on socket: SimulatedSocket, toCoordinator: Bool) {
    var frame = frame
    if random.chance(network.conditions.corruption) { frame.spoil() }
    note(frame, on: socket, toCoordinator: toCoordinator)
    let peer = peer(of: socket)
    let arrivals = network.arrivals(on: socket, toCoordinator: toCoordinator, at: now, using: &random)
    for arrival in arrivals {
      queue.add(at: arrival) {
        if toCoordinator { self.arrive(frame, from: peer) } else { self.arrive(frame, on: socket) }
      }
    }
    if arrivals.isEmpty { trace.add(at: now) { "network      loses that frame" } }
    if frame.isSpoiled { trace.add(at: now) { "network      spoils that frame" } }
  }

  private func note(_ frame: SimulatedFrame, on socket: SimulatedSocket, toCoordinator: Bool) {
    let header = frame.header
    trace.mix(
      UInt64(now.components.attoseconds), UInt64(header.kindCode), UInt64(socket.worker), header.sequence, header.step,
      toCoordinator ? 1 : 0)
    if header.kind == .heartbeat { return }
    trace.add(at: now) {
      let worker = workers[socket.worker].settings.name
      let way = toCoordinator ? "\(worker) -> coordinator" : "coordinator -> \(worker)"
      return "\(way)  \(describe(frame)) (\(socket.channel))"
    }
  }

  private func describe(_ frame: SimulatedFrame) -> String {
    let header = frame.header
    switch frame.payload {
    case .message(.refused(let refusal)): return "refused, \(refusal.final ? "for good" : "for now")"
    case .message(.deal(let deal)): return "deal of shards \(text(deal.shards)), evaluation \(text(deal.evaluation))"
    case .message(.assist(let assist)):
      let what = assist.isAudit ? "audit" : "assist"
      return "\(what) with shards \(text(assist.shards)), evaluation \(text(assist.evaluation)) of step \(header.step)"
    case .message(.held(let held)):
      let digest = held.digest.map { ", digest \($0)" } ?? (held.passed == true ? ", passed" : "")
      return "held of step \(header.step), evaluated \(held.evaluated)\(digest)"
    case .message(.finished(let finished)): return "finished, \(finished.status)"
    case .message(let message):
      return header.step > 0 ? "\(message.kind) of step \(header.step)" : "\(message.kind)"
    case .numbers:
      let node = header.kind == .node ? " (\(header.nodeLevel), \(header.nodeIndex))" : ""
      return "\(header.kind ?? .node)\(node) of step \(header.step), chunk \(header.chunk + 1)/\(header.chunks)"
    }
  }

  private func text(_ ranges: [Range<Int>]) -> String {
    ranges.isEmpty ? "none" : ranges.map { "\($0.lowerBound)..<\($0.upperBound)" }.joined(separator: " ")
  }

  func peer(of socket: SimulatedSocket) -> PeerID {
    PeerID(
      routingID: socket.routingID, router: 0, address: addresses[socket.worker],
      standing: standing(of: socket.worker))
  }

  func socket(of peer: PeerID) -> SimulatedSocket? { SimulatedSocket(routingID: peer.routingID) }

  func name(_ peer: PeerID) -> String {
    socket(of: peer).map { workers[$0.worker].settings.name } ?? "a stranger"
  }
}
