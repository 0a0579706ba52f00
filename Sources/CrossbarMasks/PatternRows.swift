internal import CrossbarCore
internal import CrossbarLayout

/// The drops of a pattern file from above, a few rows at a time.
struct PatternRows {
  private struct Strip {
    var top: Int
    var bottom: Int
    var left: Int
    var right: Int
    var columns: Int
    var stride: Int
  }

  private let strips: [Strip]
  private var next = 0
  private var active: [Strip] = []

  /// - Throws: `pattern/…` with every rectangle that does not lie on the page and on the drops.
  init(
    _ pattern: ReadPattern, named name: String, width: Int, height: Int, _ pitch: Int
  ) throws(Diagnostics) {
    var findings: [Diagnostic] = []
    func report(_ kind: String, _ message: String, _ line: Int?) {
      findings.append(.error("pattern/\(kind)", message, at: .init(file: name, line: line)))
    }
    if pattern.spacing != pitch {
      report(
        "spacing",
        "JetSpacing is \(micrometres(pattern.spacing)) µm; it should be \(micrometres(pitch))", nil)
    }
    if pattern.width != (width - 1) * pitch || pattern.height != (height - 1) * pitch {
      report("size", "the pattern does not have the page's \(width) × \(height) drops", nil)
    }
    var strips: [Strip] = []
    for rectangle in pattern.rectangles {
      let lengths = [
        rectangle.left, rectangle.top, rectangle.width, rectangle.height, rectangle.columnPitch,
        rectangle.rowPitch,
      ]
      guard lengths.allSatisfy({ $0 >= 0 && $0.isMultiple(of: pitch) }) else {
        report("grid", "a rectangle that does not lie on the drops", rectangle.line)
        continue
      }
      guard
        rectangle.left + (rectangle.columns - 1) * rectangle.columnPitch + rectangle.width
          <= width * pitch,
        rectangle.top + (rectangle.rows - 1) * rectangle.rowPitch + rectangle.height
          <= height * pitch
      else {
        report("page", "a rectangle that reaches beyond the page", rectangle.line)
        continue
      }
      guard rectangle.columns == 1 || rectangle.columnPitch >= rectangle.width,
        rectangle.rows == 1 || rectangle.rowPitch >= rectangle.height
      else {
        report("repeat", "a rectangle repeated onto itself", rectangle.line)
        continue
      }
      for row in 0..<rectangle.rows {
        let top = (rectangle.top + row * rectangle.rowPitch) / pitch
        strips.append(
          Strip(
            top: top, bottom: top + rectangle.height / pitch, left: rectangle.left / pitch,
            right: (rectangle.left + rectangle.width) / pitch, columns: rectangle.columns,
            stride: rectangle.columnPitch / pitch))
      }
    }
    try findings.capped(id: "pattern/more").throwIfErrors()
    self.strips = strips.sorted { $0.top < $1.top }
  }

  /// Sets the drops of some rows and returns where one is set twice; calls must follow each other downwards.
  mutating func paint(_ rows: Range<Int>, into bits: inout DropRows) -> [(x: Int, y: Int)] {
    active.removeAll { $0.bottom <= rows.lowerBound }
    while next < strips.count && strips[next].top < rows.upperBound {
      active.append(strips[next])
      next += 1
    }
    var twice: [(x: Int, y: Int)] = []
    for strip in active {
      for y in max(
        rows.lowerBound, strip.top)..<max(
          rows.lowerBound, strip.top, min(rows.upperBound, strip.bottom))
      {
        for column in 0..<strip.columns {
          let shift = column * strip.stride
          if bits.set(row: y - rows.lowerBound, from: strip.left + shift, to: strip.right + shift) {
            twice.append((strip.left + shift, y))
          }
        }
      }
    }
    return twice
  }
}
