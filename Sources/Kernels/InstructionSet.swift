import CKernels

/// What a processor can do, in the order of what they include.
///
/// The element-wise kernels give the same bits on all of them; matrix products do not, which is why a fleet can be
/// capped to one.
package enum InstructionSet: String, CaseIterable, Sendable, Codable {
  /// SSE2 on x86-64, NEON on arm64.
  case baseline
  case avx2
  /// AVX-512 F, BW, DQ and VL.
  case avx512

  /// The best that this processor and operating system offer.
  package static var best: InstructionSet { allCases[Int(mgd_isa_best())] }

  /// The one this process uses. Asking settles it.
  package static var current: InstructionSet {
    InstructionSet(rawValue: String(cString: mgd_kernels_current().pointee.name)) ?? .baseline
  }

  var number: Int32 {
    switch self {
    case .baseline: Int32(MGD_ISA_BASELINE)
    case .avx2: Int32(MGD_ISA_AVX2)
    case .avx512: Int32(MGD_ISA_AVX512)
    }
  }
}

extension InstructionSet: Comparable {
  package static func < (left: InstructionSet, right: InstructionSet) -> Bool { left.number < right.number }
}
