import CKernels

// Every function of the table once. Matrices have 7 rows, so that sizes are columns.
private let rows = 7

extension Call {
  private static func writing(
    _ name: String, outputs: @escaping @Sendable (Int) -> Int = { $0 },
    _ body: @escaping @Sendable (mgd_kernels, UnsafeMutablePointer<Float>, Int) -> Void
  ) -> Call {
    Call(testDescription: name) { kernels, size in
      var out = Numbers.spread(outputs(size), seed: 9)
      out.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { body(kernels, base, size) }
      }
      return out
    }
  }

  private static func matrix(
    _ name: String, _ body: @escaping @Sendable (mgd_kernels, UnsafeMutablePointer<Float>, Int) -> Void
  ) -> Call {
    writing(name, outputs: { $0 * rows }, body)
  }

  static var all: [Call] { unary + binary + scalars + broadcasts + reductions + rowwise + losses + moves + updates }

  private static var unary: [Call] {
    [
      writing("negate") { $0.negate($1, Numbers.mixed($2), $2) },
      writing("exp") { $0.exp($1, Numbers.mixed($2), $2) },
      writing("log") { $0.log($1, Numbers.mixed($2), $2) },
      writing("sqrt") { $0.sqrt($1, Numbers.mixed($2), $2) },
      writing("abs") { $0.abs($1, Numbers.mixed($2), $2) },
      writing("tanh") { $0.tanh($1, Numbers.mixed($2), $2) },
      writing("erf") { $0.erf($1, Numbers.mixed($2), $2) },
      writing("sigmoid") { $0.sigmoid($1, Numbers.mixed($2), $2) },
      writing("relu") { $0.relu($1, Numbers.mixed($2), $2) },
      writing("gelu") { $0.gelu($1, Numbers.mixed($2), $2) },
      writing("copy") { $0.copy($1, Numbers.mixed($2), $2) },
    ]
  }

  private static var binary: [Call] {
    [
      writing("add") { $0.add($1, Numbers.mixed($2), Numbers.mixed($2, seed: 2), $2) },
      writing("sub") { $0.sub($1, Numbers.mixed($2), Numbers.mixed($2, seed: 2), $2) },
      writing("mul") { $0.mul($1, Numbers.mixed($2), Numbers.mixed($2, seed: 2), $2) },
      writing("div") { $0.div($1, Numbers.mixed($2), Numbers.mixed($2, seed: 2), $2) },
      writing("maximum") { $0.maximum($1, Numbers.mixed($2), Numbers.mixed($2, seed: 2), $2) },
      writing("minimum") { $0.minimum($1, Numbers.mixed($2), Numbers.mixed($2, seed: 2), $2) },
      writing("sqrt_backward") { $0.sqrt_backward($1, Numbers.mixed($2), Numbers.mixed($2, seed: 2), $2) },
      writing("abs_backward") { $0.abs_backward($1, Numbers.mixed($2), Numbers.mixed($2, seed: 2), $2) },
      writing("tanh_backward") { $0.tanh_backward($1, Numbers.mixed($2), Numbers.mixed($2, seed: 2), $2) },
      writing("erf_backward") { $0.erf_backward($1, Numbers.mixed($2), Numbers.mixed($2, seed: 2), $2) },
      writing("sigmoid_backward") { $0.sigmoid_backward($1, Numbers.mixed($2), Numbers.mixed($2, seed: 2), $2) },
      writing("relu_backward") { $0.relu_backward($1, Numbers.mixed($2), Numbers.mixed($2, seed: 2), $2) },
      writing("gelu_backward") { $0.gelu_backward($1, Numbers.mixed($2), Numbers.mixed($2, seed: 2), $2) },
      writing("accumulate") { $0.accumulate($1, Numbers.mixed($2), $2) },
      writing("multiply_accumulate") { $0.multiply_accumulate($1, Numbers.mixed($2), Numbers.mixed($2, seed: 2), $2) },
      writing("maximum_backward") {
        $0.maximum_backward($1, Numbers.spread($2), Numbers.mixed($2), Numbers.mixed($2, seed: 2), $2)
      },
      writing("leaky_relu_backward") {
        $0.leaky_relu_backward($1, Numbers.mixed($2), Numbers.mixed($2, seed: 2), 0.01, $2)
      },
    ]
  }

  private static var scalars: [Call] {
    [
      writing("add_scalar") { $0.add_scalar($1, Numbers.mixed($2), 0.3, $2) },
      writing("sub_scalar") { $0.sub_scalar($1, Numbers.mixed($2), 0.3, $2) },
      writing("mul_scalar") { $0.mul_scalar($1, Numbers.mixed($2), 0.3, $2) },
      writing("div_scalar") { $0.div_scalar($1, Numbers.mixed($2), 0.3, $2) },
      writing("scalar_sub") { $0.scalar_sub($1, Numbers.mixed($2), 0.3, $2) },
      writing("scalar_div") { $0.scalar_div($1, Numbers.mixed($2), 0.3, $2) },
      writing("leaky_relu") { $0.leaky_relu($1, Numbers.mixed($2), 0.3, $2) },
      writing("axpy") { $0.axpy($1, Numbers.mixed($2), 0.3, $2) },
      writing("power") { $0.power($1, Numbers.mixed($2), 0.3, $2) },
      writing("fill") { $0.fill($1, 0.3, $2) },
      writing("power 3") { $0.power($1, Numbers.mixed($2), 3, $2) },
      writing("power -2") { $0.power($1, Numbers.mixed($2), -2, $2) },
      writing("power 101") { $0.power($1, Numbers.mixed($2), 101, $2) },
    ]
  }

  private static var broadcasts: [Call] {
    [
      matrix("add_row") { $0.add_row($1, Numbers.mixed(rows * $2), Numbers.mixed($2, seed: 2), rows, $2) },
      matrix("sub_row") { $0.sub_row($1, Numbers.mixed(rows * $2), Numbers.mixed($2, seed: 2), rows, $2) },
      matrix("mul_row") { $0.mul_row($1, Numbers.mixed(rows * $2), Numbers.mixed($2, seed: 2), rows, $2) },
      matrix("div_row") { $0.div_row($1, Numbers.mixed(rows * $2), Numbers.mixed($2, seed: 2), rows, $2) },
      matrix("row_sub") { $0.row_sub($1, Numbers.mixed(rows * $2), Numbers.mixed($2, seed: 2), rows, $2) },
      matrix("row_div") { $0.row_div($1, Numbers.mixed(rows * $2), Numbers.mixed($2, seed: 2), rows, $2) },
      matrix("add_column") { $0.add_column($1, Numbers.mixed(rows * $2), Numbers.mixed(rows, seed: 2), rows, $2) },
      matrix("sub_column") { $0.sub_column($1, Numbers.mixed(rows * $2), Numbers.mixed(rows, seed: 2), rows, $2) },
      matrix("mul_column") { $0.mul_column($1, Numbers.mixed(rows * $2), Numbers.mixed(rows, seed: 2), rows, $2) },
      matrix("div_column") { $0.div_column($1, Numbers.mixed(rows * $2), Numbers.mixed(rows, seed: 2), rows, $2) },
      matrix("column_sub") { $0.column_sub($1, Numbers.mixed(rows * $2), Numbers.mixed(rows, seed: 2), rows, $2) },
      matrix("column_div") { $0.column_div($1, Numbers.mixed(rows * $2), Numbers.mixed(rows, seed: 2), rows, $2) },
    ]
  }

  static var reductions: [Call] {
    [
      writing("sum", outputs: { _ in 1 }) { $1[0] = $0.sum(Numbers.spread($2), $2) },
      writing("sum_squares", outputs: { _ in 1 }) { $1[0] = $0.sum_squares(Numbers.spread($2), $2) },
      writing("max", outputs: { _ in 1 }) { $1[0] = $0.max(Numbers.mixed($2), $2) },
      writing("max without NaN", outputs: { _ in 1 }) { $1[0] = $0.max(Numbers.spread($2), $2) },
      writing("dot", outputs: { _ in 1 }) { $1[0] = $0.dot(Numbers.spread($2), Numbers.spread($2, seed: 2), $2) },
      writing("sum_squares_scaled", outputs: { _ in 1 }) {
        $1[0] = Float($0.sum_squares_scaled(Numbers.spread($2), 0.1, $2))
      },
      writing("all_finite", outputs: { _ in 1 }) { $1[0] = Float($0.all_finite(Numbers.spread($2), $2)) },
      writing("sum_rows", outputs: { _ in rows }) { $0.sum_rows($1, Numbers.spread(rows * $2), rows, $2) },
      writing("max_rows", outputs: { _ in rows }) { $0.max_rows($1, Numbers.mixed(rows * $2), rows, $2) },
      writing("sum_columns") { $0.sum_columns($1, Numbers.spread(rows * $2), 0, rows, $2) },
      writing("sum_columns, added") { $0.sum_columns($1, Numbers.spread(rows * $2), 1, rows, $2) },
      writing("argmax_rows", outputs: { _ in rows }) { kernels, out, size in
        guard size > 0 else { return }
        var indices = [Int32](repeating: 0, count: rows)
        kernels.argmax_rows(&indices, Numbers.mixed(rows * size), rows, size)
        for row in 0..<rows { out[row] = Float(indices[row]) }
      },
    ]
  }

  private static var rowwise: [Call] {
    [
      matrix("softmax") { $0.softmax($1, Numbers.spread(rows * $2), rows, $2) },
      matrix("log_softmax") { $0.log_softmax($1, Numbers.spread(rows * $2), rows, $2) },
      matrix("softmax, awkward") { $0.softmax($1, Numbers.mixed(rows * $2), rows, $2) },
      matrix("softmax_backward") {
        $0.softmax_backward($1, Numbers.spread(rows * $2), Numbers.spread(rows * $2, seed: 2), rows, $2)
      },
      matrix("log_softmax_backward") {
        $0.log_softmax_backward($1, Numbers.spread(rows * $2), Numbers.spread(rows * $2, seed: 2), rows, $2)
      },
      matrix("bias_relu") { $0.bias_relu($1, Numbers.mixed($2), rows, $2) },
      matrix("bias_sigmoid") { $0.bias_sigmoid($1, Numbers.mixed($2), rows, $2) },
      matrix("bias_tanh") { $0.bias_tanh($1, Numbers.mixed($2), rows, $2) },
      matrix("bias_leaky_relu") { $0.bias_leaky_relu($1, Numbers.mixed($2), 0.01, rows, $2) },
      writing("relu_backward_bias", outputs: { (rows + 1) * $0 }) {
        $0.relu_backward_bias($1, Numbers.mixed(rows * $2), $1 + rows * $2, 1, rows, $2)
      },
      writing("sigmoid_backward_bias", outputs: { (rows + 1) * $0 }) {
        $0.sigmoid_backward_bias($1, Numbers.mixed(rows * $2), $1 + rows * $2, 1, rows, $2)
      },
      writing("tanh_backward_bias", outputs: { (rows + 1) * $0 }) {
        $0.tanh_backward_bias($1, Numbers.mixed(rows * $2), $1 + rows * $2, 1, rows, $2)
      },
      writing("leaky_relu_backward_bias", outputs: { (rows + 1) * $0 }) {
        $0.leaky_relu_backward_bias($1, Numbers.mixed(rows * $2), $1 + rows * $2, 1, 0.01, rows, $2)
      },
    ]
  }

  private static func crossEntropy(smoothing: Float) -> Call {
    writing("cross_entropy, smoothing \(smoothing)", outputs: { rows * $0 + 2 }) { kernels, out, size in
      guard size > 0 else { return }
      var loss = mgd_loss()
      let classes = (0..<rows).map { Int32($0 % size) }
      kernels.cross_entropy(out, &loss, Numbers.spread(rows * size), classes, smoothing, rows, size)
      out[rows * size] = Float(loss.sum)
      kernels.cross_entropy_loss(&loss, Numbers.spread(rows * size), classes, smoothing, rows, size)
      out[rows * size + 1] = Float(loss.sum)
    }
  }

  private static var losses: [Call] {
    [
      crossEntropy(smoothing: 0),
      crossEntropy(smoothing: 0.1),
      writing("cross_entropy_probabilities", outputs: { rows * $0 + 1 }) { kernels, out, size in
        guard size > 0 else { return }
        var loss = mgd_loss()
        let targets = Numbers.spread(rows * size, from: 0, to: 1, seed: 4)
        kernels.cross_entropy_probabilities(out, &loss, Numbers.spread(rows * size), targets, 0.1, rows, size)
        out[rows * size] = Float(loss.sum)
      },
      writing("mse", outputs: { $0 + 1 }) { kernels, out, size in
        var loss = mgd_loss()
        kernels.mse(out, &loss, Numbers.spread(size), Numbers.spread(size, from: 0, to: 1, seed: 2), size)
        out[size] = Float(loss.sum)
      },
      writing("l1", outputs: { $0 + 1 }) { kernels, out, size in
        var loss = mgd_loss()
        kernels.l1(out, &loss, Numbers.spread(size), Numbers.spread(size, from: 0, to: 1, seed: 2), size)
        out[size] = Float(loss.sum)
      },
      writing("huber", outputs: { $0 + 1 }) { kernels, out, size in
        var loss = mgd_loss()
        kernels.huber(out, &loss, Numbers.spread(size), Numbers.spread(size, from: 0, to: 1, seed: 2), 0.7, size)
        out[size] = Float(loss.sum)
      },
      writing("bce_with_logits", outputs: { $0 + 1 }) { kernels, out, size in
        var loss = mgd_loss()
        kernels.bce_with_logits(out, &loss, Numbers.spread(size), Numbers.spread(size, from: 0, to: 1, seed: 2), size)
        out[size] = Float(loss.sum)
      },
    ]
  }

  private static var moves: [Call] {
    [
      matrix("transpose") { $0.transpose($1, Numbers.spread(rows * $2), rows, $2) },
      matrix("gather_rows") { $0.gather_rows($1, Numbers.spread(rows * $2), [3, 0, 6, 6, 1, 2, 5], rows, $2) },
      writing("convert_bytes") { $0.convert_bytes($1, Numbers.bytes($2), 0.1, -1, $2) },
      matrix("gather_bytes") {
        $0.gather_bytes($1, Numbers.bytes(rows * $2), [3, 0, 6, 6, 1, 2, 5], 0.1, -1, rows, $2)
      },
      writing("dropout_mask") { $0.dropout_mask($1, Numbers.spread($2).map(\.bitPattern), 0x8000_0000, 2, $2) },
    ]
  }

  private static func update(
    _ name: String, _ change: @escaping @Sendable (inout mgd_update) -> Void = { _ in },
    _ step:
      @escaping @Sendable (
        mgd_kernels, UnsafeMutablePointer<Float>, UnsafePointer<UnsafeMutablePointer<Float>?>, [Float],
        inout mgd_update,
        Int
      ) -> Void
  ) -> Call {
    writing(name, outputs: { 4 * $0 }) { kernels, out, size in
      for index in size..<4 * size { out[index] = abs(out[index]) }
      let state: [UnsafeMutablePointer<Float>?] = [out + size, out + 2 * size, out + 3 * size]
      var figures = mgd_update()
      (figures.scale, figures.clip, figures.learning_rate, figures.weight_decay) = (1 / 7, 0.9, 0.1, 0.01)
      (figures.momentum, figures.intake, figures.epsilon, figures.step_size) = (0.9, 0.8, 1e-8, 0.2)
      (figures.beta1, figures.beta2) = (0.9, 0.999)
      (figures.one_minus_beta1, figures.one_minus_beta2) = (0.1, 0.001)
      (figures.second_moment_correction, figures.weight_keep) = (1.3, 0.999)
      change(&figures)
      state.withUnsafeBufferPointer { slots in
        guard let base = slots.baseAddress else { return }
        step(kernels, out, base, Numbers.spread(size, seed: 3), &figures, size)
      }
    }
  }

  private static var updates: [Call] {
    [
      update("sgd") { $0.sgd($1, $3, &$4, $5) },
      update("sgd_momentum") { $0.sgd_momentum($1, $2[0], $3, &$4, $5) },
      update("sgd_momentum, nesterov", { $0.nesterov = 1 }) { $0.sgd_momentum($1, $2[0], $3, &$4, $5) },
      update("adagrad") { $0.adagrad($1, $2[0], $3, &$4, $5) },
      update("rmsprop") { $0.rmsprop($1, $2, $3, &$4, $5) },
      update("rmsprop, centered", { $0.centered = 1 }) { $0.rmsprop($1, $2, $3, &$4, $5) },
      update("rmsprop, no momentum", { $0.momentum = 0 }) { $0.rmsprop($1, $2, $3, &$4, $5) },
      update("adam") { $0.adam($1, $2, $3, &$4, $5) },
      update("adam, amsgrad", { $0.amsgrad = 1 }) { $0.adam($1, $2, $3, &$4, $5) },
      update("adamw", { $0.decoupled = 1 }) { $0.adam($1, $2, $3, &$4, $5) },
    ]
  }
}
