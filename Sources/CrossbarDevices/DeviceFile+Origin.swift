internal import CrossbarCore
internal import CrossbarDocuments

extension DeviceFile {
  /// How far a stated yield may lie from working ÷ fabricated: papers print it in whole percent.
  private static let yieldRounding = 0.005

  static func readYield(_ mapping: DocumentMapping, fraction: Double?) -> YieldCount? {
    let fabricated = mapping.integer("fabricated", in: 1...Int.max)
    let working = mapping.integer("working", in: 0...Int.max)
    if let working, let fabricated, working > fabricated {
      mapping.report(
        "device/yield",
        "\(mapping.path).working, \(working), is more than fabricated, \(fabricated)",
        key: "working")
      _ = (mapping.value("wilson_interval"), mapping.value("clopper_pearson_interval"))
      _ = mapping.value("evidence")
      mapping.end()
      return nil
    }
    var share: Double?
    if let working, let fabricated { share = Double(working) / Double(fabricated) }
    if let share, let fraction, !((share - fraction).magnitude <= yieldRounding) {
      mapping.report(
        "device/yield",
        "yield_fraction is \(fraction), but \(working ?? 0) of \(fabricated ?? 0) is \(rounded(share))",
        key: "working")
    }
    let name = "\(working ?? 0) of \(fabricated ?? 0)"
    let wilson = mapping.interval("wilson_interval", around: share, name: name, in: 0...1)
    let exact = mapping.interval("clopper_pearson_interval", around: share, name: name, in: 0...1)
    _ = mapping.value("evidence")
    mapping.end()
    guard let working, let fabricated else { return nil }
    return YieldCount(
      working: working, fabricated: fabricated, wilson: wilson, clopperPearson: exact)
  }

  /// A share to four decimals.
  private static func rounded(_ share: Double) -> Double { (share * 1e4).rounded() / 1e4 }

  static func readMeasurement(_ mapping: DocumentMapping) -> MeasurementFile? {
    let file = mapping.string("file")
    let digest = mapping.string("sha256")
    _ = mapping.value("evidence")
    mapping.end()
    if let file, file.isEmpty {
      mapping.report("device/measurement", "\(mapping.path).file is empty", key: "file")
    }
    let isDigest =
      digest.map { digest in
        digest.utf8.count == 64
          && digest.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
          }
      } ?? true
    if !isDigest {
      mapping.report(
        "device/digest",
        "\(mapping.path).sha256 must be 64 hexadecimal digits in lower case", key: "sha256")
    }
    guard let file, let digest, isDigest else { return nil }
    return MeasurementFile(name: file, sha256: digest)
  }
}
