import Wire

// The run's data files, where this host does not have them.
extension WorkerMachine {
  mutating func lacksData(_ run: RunID, _ missing: [MissingData]) {
    guard case .preparing(let membership) = state, membership.run == run else { return }
    for other in missing.compactMap(\.instead) { report(.otherData(other)) }
    delivery = DataDelivery(missing, of: membership.dataFiles)
    guard let lack = delivery?.lacks.first else { return emit(.prepareAgain(run: run)) }
    report(.fetching(name: lack.name, bytes: lack.pieces.bytes))
    finishFilesThatAreHere()
  }

  mutating func dataStaged(_ header: FrameHeader) {
    guard delivery?.expects(header) == true else { return }
    let before = delivery?.lacks.count
    delivery?.take()
    if let lack = delivery?.lacks.first, delivery?.lacks.count != before {
      report(.fetching(name: lack.name, bytes: lack.pieces.bytes))
    }
    finishFilesThatAreHere()
  }

  private mutating func finishFilesThatAreHere() {
    guard case .preparing(let membership) = state else { return }
    guard delivery?.isComplete == true else { return askForData() }
    delivery = nil
    emit(.prepareAgain(run: membership.run))
  }

  private mutating func askForData() {
    while let wanted = delivery?.next() { send(.wantData(wanted)) }
  }

  /// Once a heartbeat: what was asked for and did not come is asked for again.
  mutating func repeatWants() {
    guard delivery?.stands() == true else { return }
    delivery?.askAgain()
    askForData()
  }

  mutating func objection(toDataOf header: FrameHeader, over channel: Channel) -> DropReason? {
    guard channel == .bulk, let delivery else { return .unexpectedKind }
    self.delivery?.noteArrival()
    return delivery.expects(header) ? nil : .nodeAlreadyPresent
  }
}
