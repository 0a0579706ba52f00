internal import CrossbarCore
internal import CrossbarLayout

/// Writes the records of an OASIS file (SEMI P39-0416), every value explicit: no modal variable is relied upon.
///
/// The grid is 1 nm; y runs up. The file has no tables, no compression and no checksum.
struct OASISRecords {
  private let sink: ByteSink

  init(_ sink: ByteSink) {
    self.sink = sink
  }

  /// Magic bytes and `START`: version 1.0, 1,000 steps a micrometre, no table at any offset.
  func start() {
    sink.append(text: "%SEMI-OASIS\r\n")
    unsigned(1)
    string("1.0")
    // A real of type 0: a positive whole number.
    unsigned(0)
    unsigned(1000)
    // The offsets of six tables stand here: strict flag and place of each.
    unsigned(0)
    for _ in 0..<12 { unsigned(0) }
  }

  /// `CELL`, by its name.
  func cell(_ name: String) {
    unsigned(14)
    string(name)
  }

  /// `POLYGON` of edges along x and y: point list of type 2, a direction and a length an edge, the last edge left out.
  func polygon(_ polygon: Polygon, layer: Int) {
    unsigned(21)
    sink.append(byte: 0b0011_1011)
    unsigned(layer)
    unsigned(0)
    unsigned(2)
    unsigned(polygon.points.count - 1)
    for (from, to) in zip(polygon.points, polygon.points.dropFirst()) {
      let (x, y) = (to.x - from.x, to.y - from.y)
      // East 0, north 1, west 2, south 3.
      let direction = y == 0 ? (x > 0 ? 0 : 2) : (y > 0 ? 1 : 3)
      unsigned(abs(x + y) << 2 | direction)
    }
    signed(polygon.points[0].x)
    signed(polygon.points[0].y)
  }

  /// `PLACEMENT` of a cell once or as an array from its lowest, leftmost place.
  func placement(
    _ name: String, at origin: Point, columns: Int, rows: Int, columnPitch: Nanometres,
    rowPitch: Nanometres
  ) {
    let isArray = columns > 1 || rows > 1
    unsigned(17)
    sink.append(byte: isArray ? 0b1011_1000 : 0b1011_0000)
    string(name)
    signed(origin.x)
    signed(origin.y)
    if columns > 1 && rows > 1 {
      for value in [1, columns - 2, rows - 2, columnPitch, rowPitch] { unsigned(value) }
    } else if columns > 1 {
      for value in [2, columns - 2, columnPitch] { unsigned(value) }
    } else if rows > 1 {
      for value in [3, rows - 2, rowPitch] { unsigned(value) }
    }
  }

  /// `TEXT`, its string explicit.
  func text(_ string: String, at place: Point, layer: Int) {
    unsigned(19)
    sink.append(byte: 0b0101_1011)
    self.string(string)
    unsigned(layer)
    unsigned(0)
    signed(place.x)
    signed(place.y)
  }

  /// `END`: 256 bytes with its padding; no validation.
  func end() {
    unsigned(2)
    // Record number, a length of two bytes, the padding, and the validation's scheme are 256 bytes.
    let padding = 256 - 1 - 2 - 1
    unsigned(padding)
    for _ in 0..<padding { sink.append(byte: 0) }
    unsigned(0)
  }

  /// Seven bits a byte, the lowest first, the highest bit set where more follow.
  private func unsigned(_ value: Int) {
    var rest = UInt(value)
    while rest > 0x7F {
      sink.append(byte: UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    sink.append(byte: UInt8(rest))
  }

  /// The sign in the lowest bit.
  private func signed(_ value: Int) { unsigned(abs(value) << 1 | (value < 0 ? 1 : 0)) }

  private func string(_ text: String) {
    unsigned(text.utf8.count)
    sink.append(text: text)
  }
}
