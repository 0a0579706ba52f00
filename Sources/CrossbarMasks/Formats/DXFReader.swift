internal import CrossbarCore

/// Reads a drawing of AutoCAD R12 that holds closed polylines on one layer, and nothing else.
///
/// After Autodesk, DXF Reference for release 12; no code of what writes the files takes part.
struct DXFReader {
  private let file: String
  private let layer: String
  private let sheet: (width: Int, height: Int)
  private var groups: [Group] = []
  private var position = 0

  private struct Group {
    var code: Int
    var value: Substring
    /// Line of the value.
    var line: Int
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - layer: the only layer, on which everything lies.
  ///   - width: of the page, nanometres.
  ///   - height: of the page: the file's y runs up from its lower edge.
  /// - Throws: the first thing that is not as it must be, with its line.
  static func read(
    path: String, file: String, layer: String, width: Int, height: Int
  ) throws(Diagnostics) -> [DrawnArray] {
    let text = try FormatText.read(path: path, file: file, stage: "dxf")
    var reader = DXFReader(file: file, layer: layer, sheet: (width, height))
    try reader.split(text)
    return try reader.readFile()
  }

  private init(file: String, layer: String, sheet: (width: Int, height: Int)) {
    self.file = file
    self.layer = layer
    self.sheet = sheet
  }

  private func failure(_ message: String, line: Int) -> Diagnostics {
    Diagnostics(.error("dxf/syntax", message, at: .init(file: file, line: line)))
  }

  private mutating func split(_ text: String) throws(Diagnostics) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    for index in stride(from: 0, to: lines.count, by: 2) {
      guard let code = DecimalText.integer(lines[index].drop { $0 == " " }),
        index + 1 < lines.count
      else { throw failure("no group code and value", line: index + 1) }
      if code != 999 {
        groups.append(Group(code: code, value: lines[index + 1], line: index + 2))
      }
    }
  }

  /// The next group.
  private mutating func next() throws(Diagnostics) -> Group {
    guard position < groups.count else {
      throw failure("the file ends too early", line: groups.last?.line ?? 1)
    }
    position += 1
    return groups[position - 1]
  }

  private mutating func expect(_ code: Int, _ value: String) throws(Diagnostics) {
    let group = try next()
    if group.code != code || group.value != value {
      throw failure(
        "group \(group.code) is \(group.value.prefix(40)); group \(code) must be \(value) here",
        line: group.line)
    }
  }

  private mutating func length(_ code: Int) throws(Diagnostics) -> Int {
    let group = try next()
    guard group.code == code, let value = DecimalText.nanometres(group.value) else {
      throw failure(
        "group \(group.code) is \(group.value.prefix(40)); group \(code) must be a length in "
          + "millimetres here", line: group.line)
    }
    return value
  }

  private mutating func readFile() throws(Diagnostics) -> [DrawnArray] {
    try expect(0, "SECTION")
    try expect(2, "HEADER")
    try readHeader()
    try expect(0, "SECTION")
    try expect(2, "TABLES")
    try readTables()
    try expect(0, "SECTION")
    try expect(2, "ENTITIES")
    let polylines = try readEntities()
    try expect(0, "EOF")
    if position < groups.count {
      throw failure("the file goes on after EOF", line: groups[position].line)
    }
    return polylines
  }

  private mutating func readHeader() throws(Diagnostics) {
    var names: [Substring] = []
    while case let group = try next(), group.code != 0 || group.value != "ENDSEC" {
      guard group.code == 9 else { throw failure("not a header variable", line: group.line) }
      names.append(group.value)
      let corner = group.value.hasSuffix("MAX") ? sheet : (width: 0, height: 0)
      switch group.value {
      case "$ACADVER": try expect(1, "AC1009")
      case "$LUNITS": try expect(70, "2")
      case "$EXTMIN", "$EXTMAX", "$LIMMIN", "$LIMMAX":
        guard try length(10) == corner.width, try length(20) == corner.height else {
          throw failure("\(group.value) is not the page's corner", line: group.line)
        }
        if group.value.hasPrefix("$EXT") { try expect(30, "0.0") }
      default:
        throw failure("\(group.value.prefix(40)) is not expected here", line: group.line)
      }
    }
    if names.first != "$ACADVER" {
      throw failure("the header does not begin with the version", line: 2)
    }
  }

  /// The tables must define the layer and no other.
  private mutating func readTables() throws(Diagnostics) {
    var layers: [Substring] = []
    var isLayer = false
    while case let group = try next(), group.code != 0 || group.code != 0 || group.value != "ENDSEC"
    {
      if group.code == 0 { isLayer = group.value == "LAYER" }
      if group.code == 2 && isLayer { layers.append(group.value) }
    }
    if layers != [layer[...]] {
      throw failure(
        "the layers are \(layers.joined(separator: ", ")); there must be \(layer) alone",
        line: groups[position - 1].line)
    }
  }

  private mutating func readEntities() throws(Diagnostics) -> [DrawnArray] {
    var polylines: [DrawnArray] = []
    while case let group = try next(), group.value != "ENDSEC" || group.code != 0 {
      guard group.code == 0, group.value == "POLYLINE" else {
        throw failure("\(group.value.prefix(40)) is not a polyline", line: group.line)
      }
      try expect(8, layer)
      try expect(66, "1")
      try expect(10, "0.0")
      try expect(20, "0.0")
      try expect(30, "0.0")
      try expect(70, "1")
      var corners: [MaskPoint] = []
      while case let part = try next(), part.value != "SEQEND" || part.code != 0 {
        guard part.code == 0, part.value == "VERTEX" else {
          throw failure("\(part.value.prefix(40)) is not a vertex", line: part.line)
        }
        try expect(8, layer)
        let (x, y) = (try length(10), sheet.height - (try length(20)))
        try expect(30, "0.0")
        guard let x32 = Int32(exactly: x), let y32 = Int32(exactly: y) else {
          throw failure("a corner lies more than two metres away", line: part.line)
        }
        corners.append(MaskPoint(x: x32, y: y32))
      }
      try expect(8, layer)
      guard DrawnArray.isRectilinear(corners) else {
        throw failure(
          "the edges of the polyline do not run along x and y in turn", line: group.line)
      }
      polylines.append(DrawnArray(points: corners, line: group.line))
    }
    return polylines
  }
}
