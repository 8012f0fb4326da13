import CKernels
import Testing

/// Every table that this processor can run.
struct Table: CustomTestStringConvertible, Sendable {
  let isa: Int32

  static var all: [Table] { (0...mgd_isa_best()).map { Table(isa: $0) } }

  var kernels: mgd_kernels { mgd_kernels_select(isa).pointee }
  var name: String { String(cString: kernels.name) }
  var testDescription: String { name }
}
