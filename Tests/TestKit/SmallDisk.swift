import Foundation

/// A small file system of its own, taken away at the end. Only root can mount one.
package struct SmallDisk {
  package let path: String

  package static func with(pages: Int, _ body: (SmallDisk) throws -> Void) throws {
    let scratch = try Scratch()
    let disk = SmallDisk(path: scratch.file("disk"))
    try FileManager.default.createDirectory(atPath: disk.path, withIntermediateDirectories: false)
    try check(mount("mgd-test", disk.path, "tmpfs", 0, "size=\(pages * 4096)"))
    defer { umount2(disk.path, Int32(MNT_DETACH)) }
    try body(disk)
  }

  package func makeReadOnly() throws {
    try Self.check(mount("mgd-test", path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil))
  }

  /// Fills the disk but for some pages; gives the file that does it.
  package func fill(leaving pages: Int) throws -> String {
    var status = statvfs()
    try Self.check(statvfs(path, &status))
    let count = max(0, Int(status.f_bavail) - pages) * Int(status.f_bsize)
    try Data(count: count).write(to: URL(fileURLWithPath: path + "/filler"))
    return path + "/filler"
  }

  private static func check(_ result: Int32) throws {
    guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
  }
}
