import NeuralNetworks
import Telemetry
import Training

/// A model as a table of its layers.
struct ModelTable {
  private let model: ModelDescription

  init(_ model: ModelDescription) {
    self.model = model
  }

  var text: String {
    var table = TextTable(.left, .left, .left, .right)
    table.add("layer", "", "output", "parameters")
    table.add("", "input", NumberText.shape(model.input, times: "x"), "")
    let layers = model.summary()
    for layer in layers {
      let parameters = layer.parameters == 0 ? "-" : NumberText.grouped(layer.parameters)
      table.add(layer.name, layer.kind, NumberText.shape(layer.output, times: "x"), parameters)
    }
    table.add("", "", "", NumberText.grouped(layers.reduce(0) { $0 + $1.parameters }))
    return table.text
  }

  /// The parameters by their names in a file of weights.
  var parameters: String {
    var table = TextTable(.left, .left, .right)
    table.add("parameter", "shape", "numbers")
    for slice in model.parameters {
      table.add(slice.name, NumberText.shape(slice.shape, times: "x"), NumberText.grouped(slice.range.count))
    }
    return table.text
  }
}
