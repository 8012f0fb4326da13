import Datasets
import NeuralNetworks
import Optimizers

/// Turns the tree of a run file into settings and collects everything that is wrong on the way.
///
/// A section that cannot be read leaves a stand-in, so that the others are read as well; stand-ins are never handed out.
struct RunFileReader {
  let root: TOMLNode
  private(set) var findings: [Finding] = []
  /// Sections with findings: rules across sections leave those alone.
  private(set) var unsound: Set<String> = []

  init(_ root: TOMLNode) {
    self.root = root
  }

  /// The settings, sound only if no finding is an error.
  mutating func settings() -> RunSettings {
    checkSections()
    var settings = RunSettings(
      run: .init(name: ""), data: data(), model: .init(input: [1], layers: []), loss: loss(), optimizer: optimizer(),
      batch: .init(size: 1))
    read("run", KeyTable.run, into: &settings.run)
    read("model", KeyTable.model, into: &settings.model)
    read("batch", KeyTable.batch, into: &settings.batch)
    evaluation(into: &settings.evaluation)
    read("checkpoint", KeyTable.checkpoint, into: &settings.checkpoint)
    read("exchange", KeyTable.exchange, into: &settings.exchange)
    cluster(into: &settings.cluster)
    read("security", KeyTable.security, into: &settings.security)
    read("telemetry", KeyTable.telemetry, into: &settings.telemetry)
    let rules = CrossRules(settings: settings, root: root, unsound: unsound)
    findings += rules.findings()
    return settings
  }

  private mutating func checkSections() {
    var misspelt: Set<String> = []
    for entry in root.entries ?? [] where !KeyTable.sections.contains(entry.key) {
      var message = "unknown section [\(entry.key)]"
      if entry.node.entries == nil { message = "unknown key '\(entry.key)' outside of all sections" }
      if entry.node.entries == nil, let home = KeyTable.section(of: entry.key) {
        message += "; it belongs in [\(home)]"
      } else {
        message += Suggestion.hint(entry.key, in: KeyTable.sections) { "[\($0)]" }
        Suggestion.closest(to: entry.key, in: KeyTable.sections).map { _ = misspelt.insert($0) }
      }
      findings.append(Finding(entry.keyPlace, message))
    }
    for section in KeyTable.requiredSections where root[section] == nil {
      if !misspelt.contains(section) { findings.append(Finding(.start, "missing section [\(section)]")) }
      unsound.insert(section)
    }
  }

  private mutating func read<Root>(
    _ section: String, _ keys: [Key<Root>], selector: String? = nil, into value: inout Root
  ) {
    guard let table = root[section] else { return }
    let found = TableReader(title: "[\(section)]", path: section).read(table, keys, selector: selector, into: &value)
    findings += found
    if !found.isEmpty { unsound.insert(section) }
  }

  /// Which kind a section is of, or nil with a finding.
  private mutating func variant<Name>(_ section: String, _ selector: String, _ form: Form<Name>) -> Name? {
    guard let table = root[section] else { return nil }
    do { return try TableReader(title: "[\(section)]", path: section).variant(selector, of: table, as: form) } catch {
      findings += error.findings
      unsound.insert(section)
      return nil
    }
  }

  private mutating func data() -> DatasetDescription {
    let format = variant("data", "format", Form<DatasetDescription.Format>.choice)
    guard let format else { return .init(.generated(.init(.xor))) }
    var draft = DataKeys.Draft()
    read("data", DataKeys.keys(format), selector: "format", into: &draft)
    return draft.description(format)
  }

  private mutating func loss() -> LossDescription {
    guard let kind = variant("loss", "type", Form<LossDescription.Kind>.choice) else { return .init(.mse) }
    var loss = LossDescription(kind)
    read("loss", LossKeys.keys(kind), selector: "type", into: &loss)
    return loss
  }

  private mutating func optimizer() -> OptimizerDescription {
    guard let kind = variant("optimizer", "type", Form<OptimizerDescription.Kind>.choice) else { return .init(.sgd) }
    var optimizer = OptimizerDescription(kind)
    read("optimizer", OptimizerKeys.keys(kind), selector: "type", into: &optimizer)
    return optimizer
  }

  /// Epochs are the rhythm unless only steps are given.
  private mutating func evaluation(into evaluation: inout RunSettings.Evaluation) {
    let table = root["evaluation"]
    if table?["every_steps"] != nil, table?["every_epochs"] == nil { evaluation.everyEpochs = nil }
    read("evaluation", KeyTable.evaluation, into: &evaluation)
  }

  /// With an address to listen at, workers come from elsewhere unless local ones are asked for.
  private mutating func cluster(into cluster: inout RunSettings.Cluster) {
    let table = root["cluster"]
    if table?["listen"] != nil { cluster.localWorkers = 0 }
    read("cluster", KeyTable.cluster, into: &cluster)
    if table?["min_workers"] == nil { cluster.minWorkers = max(1, cluster.localWorkers) }
  }
}
