internal import CrossbarLayout

/// The `d` attribute of one closed rectilinear path, millimetres with at most four decimals, ended by a zero byte.
struct PathData {
  private(set) var bytes: [UInt8] = []

  /// Replaces the path: `M` to the first corner, then `H` and `V` in turn, `Z` for the last edge.
  ///
  /// - Precondition: every coordinate is a whole number of tenths of a micrometre.
  mutating func set(_ polygon: Polygon) {
    bytes.removeAll(keepingCapacity: true)
    for (index, point) in polygon.points.enumerated() {
      if index == 0 {
        bytes.append(UInt8(ascii: "M"))
        append(point.x)
        bytes.append(UInt8(ascii: ","))
        append(point.y)
      } else if index.isMultiple(of: 2) {
        bytes.append(UInt8(ascii: "V"))
        append(point.y)
      } else {
        bytes.append(UInt8(ascii: "H"))
        append(point.x)
      }
    }
    bytes.append(UInt8(ascii: "Z"))
    bytes.append(0)
  }

  private mutating func append(_ length: Nanometres) {
    precondition(length.isMultiple(of: 100), "a coordinate finer than the file's four decimals")
    if length < 0 { bytes.append(UInt8(ascii: "-")) }
    let (whole, rest) = length.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    appendInteger(whole)
    if rest == 0 { return }
    bytes.append(UInt8(ascii: "."))
    var digits = rest / 100
    var places = 4
    while digits.isMultiple(of: 10) {
      digits /= 10
      places -= 1
    }
    var scale: UInt = 1
    for _ in 1..<places { scale *= 10 }
    while scale > 0 {
      bytes.append(48 + UInt8(digits / scale % 10))
      scale /= 10
    }
  }

  private mutating func appendInteger(_ value: UInt) {
    if value >= 10 { appendInteger(value / 10) }
    bytes.append(48 + UInt8(value % 10))
  }
}
