internal import CrossbarCore

extension GDSIIReader {
  /// A path of an editor's along x and y, as a rectangle a segment; its corners are square.
  static func readPath(
    _ scanner: inout GDSIIRecordScanner, offset: Int
  ) throws(Diagnostics) -> [GDSIIFile.Boundary] {
    let layer = try scanner.take(.layer, bytes: 2)
    let type = try scanner.take(.dataType, bytes: 2)
    if type.words != [0] {
      throw scanner.failure("type", "a data or text type other than 0", at: type.offset)
    }
    let ends = try scanner.takeIfPresent(.pathType)
    let width = try scanner.take(.width, bytes: 4)
    let half = width.numbers[0] / 2
    let style = ends?.words.first ?? 0
    guard half > 0, style == 0 || style == 2 else {
      throw scanner.failure(
        "path", "a path without width, or with ends neither flush nor square", at: offset)
    }
    let record = try scanner.take(.points)
    let points = record.points
    guard record.data.count.isMultiple(of: 8), points.count >= 2 else {
      throw scanner.failure("path", "a path of fewer than two points", at: record.offset)
    }
    var boundaries: [GDSIIFile.Boundary] = []
    for index in 1..<points.count {
      let (a, b) = (points[index - 1], points[index])
      // Inner corners are filled; outer ends as the style says.
      let before = index == 1 && style == 0 ? 0 : half
      let after = index == points.count - 1 && style == 0 ? 0 : half
      let isFlat = a.y == b.y
      guard isFlat || a.x == b.x, a != b else {
        throw scanner.failure("path", "a path that runs along neither x nor y", at: record.offset)
      }
      let isForward = isFlat ? a.x < b.x : a.y < b.y
      let (low, high) = isForward ? (before, after) : (after, before)
      let left = Int(min(a.x, b.x)) - (isFlat ? low : half)
      let right = Int(max(a.x, b.x)) + (isFlat ? high : half)
      let bottom = Int(min(a.y, b.y)) - (isFlat ? half : low)
      let top = Int(max(a.y, b.y)) + (isFlat ? half : high)
      guard let left = Int32(exactly: left), let right = Int32(exactly: right),
        let bottom = Int32(exactly: bottom), let top = Int32(exactly: top)
      else {
        throw scanner.failure("path", "a path more than two metres away", at: record.offset)
      }
      let corners = [(left, bottom), (right, bottom), (right, top), (left, top)]
      boundaries.append(
        GDSIIFile.Boundary(
          layer: layer.words[0], points: corners.map { MaskPoint(x: $0.0, y: $0.1) },
          offset: offset))
    }
    return boundaries
  }
}
