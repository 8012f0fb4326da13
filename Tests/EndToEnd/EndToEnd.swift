import Testing

/// The programs as a user starts them: real processes, real files, real sockets.
///
/// One test after the other: each starts several processes that want all cores.
@Suite(.serialized, .enabled(if: Programs.release != nil, Programs.reason)) enum EndToEnd {}
