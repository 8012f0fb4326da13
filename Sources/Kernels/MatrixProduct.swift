import COneDNN

/// Row-major out (rows, columns) = a . b + beta * out, from one thread, at oneDNN's speed.
///
/// a is (rows, inner), or (inner, rows) when transposed; b is (inner, columns), or (columns, inner) when transposed.
/// With `beta` 0 the old values are not read, so that fresh memory will do. The output overlaps neither operand.
/// The calling thread computes it alone.
package func matrixProduct(
  _ out: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  transposeA: Bool = false, transposeB: Bool = false, rows m: Int, columns n: Int, inner k: Int, beta: Float = 0
) {
  let status = mgd_dnnl_product(
    out, a, b, transposeA ? 1 : 0, transposeB ? 1 : 0, beta, Int64(m), Int64(n), Int64(k))
  precondition(status == 0, "matrixProduct: oneDNN status \(status) for rows \(m), columns \(n), inner \(k)")
}
