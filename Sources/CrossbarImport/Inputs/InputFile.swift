public import CrossbarCore
internal import CrossbarFiles
public import CrossbarModel

/// The one way into files of inputs and of labels: `.npz`, `.npy`, CSV and IDX, told from their content.
public enum InputFile {
  /// Largest text file, and largest unpacked gzip file, in bytes.
  static let largestFile = 2 << 30

  /// Reads a batch of inputs; more than two dimensions are flattened to `count × width`.
  ///
  /// - Throws: `input/…` for cells that are not finite numbers (the first few, with the count), for files without an
  ///   array of inputs, of unequal rows or of no rows; `import/…` for files that cannot be read at all.
  public static func read(_ path: String) throws(Diagnostics) -> InputBatch {
    let batch =
      switch try open(path) {
      case .npz(let archive): try NumPyArchive(archive).inputs()
      case .npy(let bytes): try NumPyArray(bytes, file: path, element: nil).inputs(labels: nil)
      case .idx(let bytes): try IDXArray(bytes, file: path).inputs()
      case .text(let bytes): try CSVFile(bytes, file: path).inputs()
      }
    guard batch.count > 0, batch.width > 0 else {
      throw Diagnostics(
        .error("input/empty", "the file holds no inputs", at: .init(file: path)))
    }
    if let labels = batch.labels, labels.count != batch.count {
      throw Diagnostics(
        .error(
          "input/labels", "the file holds \(batch.count) inputs but \(labels.count) labels",
          at: .init(file: path)))
    }
    return batch
  }

  /// Reads the classes, one an input: whole numbers from zero.
  ///
  /// - Throws: `input/…` for a label that is no such number; `import/…` for files that cannot be read at all.
  public static func readLabels(_ path: String) throws(Diagnostics) -> [Int] {
    switch try open(path) {
    case .npz(let archive): return try NumPyArchive(archive).labels()
    case .npy(let bytes): return try NumPyArray(bytes, file: path, element: nil).labels()
    case .idx(let bytes): return try IDXArray(bytes, file: path).labels()
    case .text(let bytes): return try CSVFile(bytes, file: path).requireLabels()
    }
  }

  private enum Content {
    case npz(ZipArchive)
    case npy([UInt8])
    case idx([UInt8])
    case text([UInt8])
  }

  private static func open(_ path: String) throws(Diagnostics) -> Content {
    let probe = try FileProbe(path: path)
    if probe.isZip { return .npz(try ZipArchive(path: path)) }
    var bytes = try FileBytes(path: path).readAll(limit: largestFile)
    if Gzip.recognises(bytes) { bytes = try unpack(bytes, path: path) }
    if bytes.starts(with: NumPyArray.signature) { return .npy(bytes) }
    if IDXArray.recognises(bytes) { return .idx(bytes) }
    guard !bytes.prefix(1 << 16).contains(0) else {
      throw Diagnostics(
        .error(
          "input/unknown-format",
          "this is not a file of inputs: its first bytes are of no known format",
          at: .init(file: path), help: "give .npz, .npy, CSV or IDX (also gzipped)"))
    }
    return .text(bytes)
  }

  /// Unpacks gzip data; an IDX file into no more than its header means.
  private static func unpack(_ packed: [UInt8], path: String) throws(Diagnostics) -> [UInt8] {
    let start = try Gzip.unpack(packed, limit: 1 << 10, file: path).bytes
    let meant = IDXArray.recognises(start) ? try IDXArray.length(start, file: path) : nil
    // IDX images pack about ten to one, text less: four hundred to one is no data.
    let limit = min(largestFile, meant ?? max(1 << 24, packed.count * 400))
    let (bytes, isWhole) = try Gzip.unpack(packed, limit: limit, file: path)
    guard isWhole else {
      throw Diagnostics(
        .error(
          "import/too-large", "the gzip data unpacks to more than \(limit) bytes",
          at: .init(file: path)))
    }
    return bytes
  }
}

/// Checks shared by every format of inputs.
enum InputCheck {
  /// Findings of one kind that are listed before the rest is counted.
  static let listed = 20

  /// Throws one finding for every number that is not finite, the first few, with their count.
  ///
  /// - Parameter location: where the number at a position stands.
  static func finite(
    _ values: [Double], file: String, location: (Int) -> Diagnostic.Location
  ) throws(Diagnostics) {
    var findings: [Diagnostic] = []
    var count = 0
    for (index, value) in values.enumerated() where !value.isFinite {
      count += 1
      if count <= listed {
        findings.append(
          .error(
            "input/non-finite", "input is \(value); every input must be finite", at: location(index)
          ))
      }
    }
    try throwCapped(findings, count: count, file: file)
  }

  /// Throws the listed findings and how many there are beyond them.
  static func throwCapped(_ findings: [Diagnostic], count: Int, file: String) throws(Diagnostics) {
    guard !findings.isEmpty else { return }
    var all = findings
    if count > findings.count {
      all.append(
        .note(
          "input/more", "and \(count - findings.count) more, \(count) in all", at: .init(file: file)
        ))
    }
    throw Diagnostics(all)
  }

  /// Labels as whole numbers from zero.
  static func labels(
    _ values: [Double], file: String, element: String?
  ) throws(Diagnostics) -> [Int] {
    var labels: [Int] = []
    labels.reserveCapacity(values.count)
    var findings: [Diagnostic] = []
    var count = 0
    for (index, value) in values.enumerated() {
      if let label = Int(exactly: value), label >= 0 {
        labels.append(label)
        continue
      }
      count += 1
      if count <= listed {
        findings.append(
          .error(
            "input/label", "label is \(value); a label must be a whole number from zero",
            at: .init(file: file, element: "\(element ?? "labels")[\(index)]")))
      }
    }
    try throwCapped(findings, count: count, file: file)
    return labels
  }
}
