internal import CrossbarCore

/// Reads a Gerber file of rectilinear regions and step-and-repeat blocks, one command a line, and nothing else.
///
/// After Ucamco, The Gerber Layer Format Specification 2024.05; no code of what writes the files takes part.
struct GerberReader {
  private let file: String
  private let height: Int
  private var arrays: [DrawnArray] = []
  private var findings: [Diagnostic] = []
  private var line = 0
  private var seen: Set<String> = []
  private var isEnded = false
  /// Corners of the open region in the file's coordinates; the first comes again at the end.
  private var region: [MaskPoint]?
  private var regionLine = 0
  private var block: Block?

  private struct Block {
    var columns: Int
    var rows: Int
    var columnPitch: Int
    var rowPitch: Int
    var line: Int
  }

  /// Commands that must stand once, before the first region.
  private static let header = [
    "%FSLAX46Y46*%", "%MOMM*%", "%LPD*%", "%ADD10C,0.1*%", "D10*", "G01*",
  ]

  private init(file: String, height: Int) {
    self.file = file
    self.height = height
  }

  /// Reads a file.
  ///
  /// - Parameter height: of the page, nanometres: the file's y runs up from its lower edge.
  /// - Throws: everything that is not as it must be, with its line.
  static func read(
    path: String, file: String, height: Int
  ) throws(Diagnostics) -> [DrawnArray] {
    let text = try FormatText.read(path: path, file: file, stage: "gerber")
    var reader = GerberReader(file: file, height: height)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    for line in lines {
      reader.line += 1
      reader.read(line)
      if reader.findings.count >= 20 { break }
    }
    if reader.findings.isEmpty && !reader.isEnded {
      reader.report("the file ends without M02")
    }
    try reader.findings.throwIfErrors()
    return reader.arrays
  }

  private mutating func report(_ message: String) {
    findings.append(.error("gerber/syntax", message, at: .init(file: file, line: line)))
  }

  private mutating func read(_ text: Substring) {
    if isEnded {
      report("the file goes on after M02")
    } else if text.hasPrefix("G04 "), text.hasSuffix("*"),
      !text.dropLast().contains(where: { $0 == "*" || $0 == "%" })
    {
      return
    } else if region != nil {
      readInRegion(text)
    } else if Self.header.contains(String(text)) {
      if !seen.insert(String(text)).inserted { report("\(text) stands twice") }
      if text == "D10*" && !seen.contains("%ADD10C,0.1*%") { report("D10 is not defined yet") }
    } else if seen.count != Self.header.count {
      let missing = Self.header.filter { !seen.contains($0) }
      report("\(text) stands before \(missing.joined(separator: ", "))")
    } else if text == "G36*" {
      region = []
      regionLine = line
    } else if text == "%SR*%" {
      if block == nil { report("no step-and-repeat block is open") }
      block = nil
    } else if text.hasPrefix("%SRX"), text.hasSuffix("*%") {
      startBlock(text.dropFirst(4).dropLast(2))
    } else if text == "M02*" {
      if block != nil { report("a step-and-repeat block is still open") }
      isEnded = true
    } else {
      report("\(text.prefix(40)) is not a command of these files")
    }
  }

  /// `3Y2I1.5J0.3`: counts, then distances in millimetres.
  private mutating func startBlock(_ text: Substring) {
    let parts = text.split(omittingEmptySubsequences: false) { $0 == "Y" || $0 == "I" || $0 == "J" }
    guard text.filter(\.isLetter) == "YIJ", parts.count == 4,
      let columns = DecimalText.integer(parts[0]), let rows = DecimalText.integer(parts[1]),
      let columnPitch = DecimalText.nanometres(parts[2]),
      let rowPitch = DecimalText.nanometres(parts[3]),
      (1...1_000_000).contains(columns), (1...1_000_000).contains(rows),
      // A distance is needed where there is more than one, and says nothing else.
      columns == 1 ? columnPitch == 0 : columnPitch > 0, rows == 1 ? rowPitch == 0 : rowPitch > 0
    else {
      report("SRX\(text.prefix(40)) is not a step and repeat")
      return
    }
    if block != nil { report("a step-and-repeat block is still open") }
    block = Block(
      columns: columns, rows: rows, columnPitch: columnPitch, rowPitch: rowPitch, line: line)
  }

  private mutating func readInRegion(_ text: Substring) {
    guard var points = region else { return }
    if text == "G37*" {
      endRegion(points)
      return
    }
    let isMove = text.hasSuffix("D02*")
    guard isMove || text.hasSuffix("D01*"), isMove == points.isEmpty else {
      report("\(text.prefix(40)) does not continue the region of line \(regionLine)")
      return
    }
    var corner = points.last ?? MaskPoint(x: 0, y: 0)
    var rest = text.dropLast(4)
    var axes = ""
    while let axis = rest.first, axis == "X" || axis == "Y", axes.last ?? "W" < axis {
      rest = rest.dropFirst()
      let number = rest.prefix { $0 == "-" || $0.isNumber }
      guard let value = DecimalText.integer(number).flatMap(Int32.init(exactly:)) else { break }
      rest = rest.dropFirst(number.count)
      axes.append(axis)
      if axis == "X" { corner.x = value } else { corner.y = value }
    }
    guard rest.isEmpty, isMove ? axes == "XY" : !axes.isEmpty else {
      report("\(text.prefix(40)) is not a corner within two metres of the origin")
      return
    }
    points.append(corner)
    region = points
  }

  private mutating func endRegion(_ points: [MaskPoint]) {
    region = nil
    guard points.count >= 5, points.first == points.last else {
      report("the region of line \(regionLine) is not closed")
      return
    }
    let corners = points.dropLast().compactMap { point in
      Int32(exactly: height - Int(point.y)).map { MaskPoint(x: point.x, y: $0) }
    }
    guard corners.count == points.count - 1, DrawnArray.isRectilinear(corners) else {
      report("the edges of the region of line \(regionLine) do not run along x and y in turn")
      return
    }
    arrays.append(
      DrawnArray(
        points: corners, columns: block?.columns ?? 1, rows: block?.rows ?? 1,
        columnPitch: block?.columnPitch ?? 0, rowPitch: -(block?.rowPitch ?? 0), line: regionLine))
  }
}
