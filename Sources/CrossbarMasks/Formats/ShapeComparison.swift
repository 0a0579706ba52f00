internal import CrossbarCore
internal import CrossbarLayout

/// Compares the shapes of a file with those of the SVG of the same layer, wherever they stand in either.
struct ShapeComparison {
  /// The SVG's layer.
  let layer: ReadLayer
  /// The other file.
  let file: String
  /// `gerber` or `dxf`: where the findings' identifiers begin.
  let stage: String

  /// Missing shapes, and shapes too many, that are listed of one file before the rest is counted.
  private static let listed = 10

  /// A shape by its uppermost left corner and the number of its outline.
  private struct Place: Hashable, Comparable {
    var y: Int
    var x: Int
    var outline: Int
    /// Index of the SVG's shape or of the file's array.
    var index: Int

    static func == (one: Place, other: Place) -> Bool {
      one.y == other.y && one.x == other.x && one.outline == other.outline
    }

    static func < (one: Place, other: Place) -> Bool {
      (one.y, one.x, one.outline) < (other.y, other.x, other.outline)
    }
  }

  func findings(_ arrays: [DrawnArray]) -> [Diagnostic] {
    let count = arrays.reduce(0) { $0 + $1.columns * $1.rows }
    // So that a damaged repeat count cannot exhaust memory.
    guard count <= 2 * layer.shapes.count + 1000 else {
      return [
        .error(
          "\(stage)/count",
          "the file draws \(count) shapes, \(layer.file) has \(layer.shapes.count)",
          at: .init(file: file))
      ]
    }
    var outlines: [[MaskPoint]: Int] = [:]
    var wanted = layer.shapes.enumerated().map {
      Self.place($0.element.points, index: $0.offset, &outlines)
    }
    var found: [Place] = []
    found.reserveCapacity(count)
    for (index, array) in arrays.enumerated() {
      let first = Self.place(array.points, index: index, &outlines)
      for row in 0..<array.rows {
        for column in 0..<array.columns {
          found.append(
            Place(
              y: first.y + row * array.rowPitch, x: first.x + column * array.columnPitch,
              outline: first.outline, index: index))
        }
      }
    }
    wanted.sort()
    found.sort()
    return differences(wanted, found, arrays)
  }

  private func differences(
    _ wanted: [Place], _ found: [Place], _ arrays: [DrawnArray]
  ) -> [Diagnostic] {
    var (next, other) = (0, 0)
    var missing: [Diagnostic] = []
    var extra: [Diagnostic] = []
    var count = 0
    while next < wanted.count || other < found.count {
      if next < wanted.count, other < found.count, wanted[next] == found[other] {
        next += 1
        other += 1
        continue
      }
      count += 1
      if other == found.count || (next < wanted.count && wanted[next] < found[other]) {
        if missing.count < Self.listed { missing.append(self.missing(wanted[next])) }
        next += 1
      } else {
        if extra.count < Self.listed { extra.append(self.extra(found[other], arrays)) }
        other += 1
      }
    }
    var findings = missing + extra
    if count > findings.count {
      findings.append(
        .error(
          "\(stage)/more", "and \(count - findings.count) more differences from \(layer.file)",
          at: .init(file: file)))
    }
    return findings
  }

  private func missing(_ place: Place) -> Diagnostic {
    let shape = layer.shapes[place.index]
    return .error(
      "\(stage)/missing",
      "\(MaskCheck.owner(shape.id)): no shape like \(shape.id) (\(layer.file):\(shape.line)) has its "
        + "upper left corner at \(Self.text(place)) of the page",
      at: .init(file: file, element: shape.id))
  }

  private func extra(_ place: Place, _ arrays: [DrawnArray]) -> Diagnostic {
    var nearest: (distance: Int, shape: ReadShape)?
    for shape in layer.shapes {
      let corner = Self.corner(shape.points)
      let distance = abs(Int(corner.x) - place.x) + abs(Int(corner.y) - place.y)
      if distance < nearest?.distance ?? .max { nearest = (distance, shape) }
    }
    let neighbour = nearest.map {
      "; the nearest there is \(MaskCheck.owner($0.shape.id)), \($0.shape.id)"
    }
    return .error(
      "\(stage)/extra",
      "the shape whose upper left corner is at \(Self.text(place)) of the page is not in \(layer.file)"
        + (neighbour ?? ""),
      at: .init(
        file: file, line: arrays[place.index].line, element: nearest?.shape.id))
  }

  private static func text(_ place: Place) -> String {
    "(\(millimetres(place.x)), \(millimetres(place.y))) mm"
  }

  /// The uppermost corner, of those the leftmost.
  private static func corner(_ points: [MaskPoint]) -> MaskPoint {
    points.min { ($0.y, $0.x) < ($1.y, $1.x) } ?? MaskPoint(x: 0, y: 0)
  }

  /// Numbers the outline: corners relative to the uppermost left one, from there first along x.
  private static func place(
    _ points: [MaskPoint], index: Int, _ outlines: inout [[MaskPoint]: Int]
  ) -> Place {
    let corner = corner(points)
    let count = points.count
    let start = points.firstIndex(of: corner) ?? 0
    let step = points[(start + 1) % count].y == corner.y ? 1 : count - 1
    var outline: [MaskPoint] = []
    outline.reserveCapacity(count)
    var position = start
    for _ in 0..<count {
      // Corners lie on the page or at most two metres off; their distances may not fit 32 bits.
      let point = points[position]
      outline.append(MaskPoint(x: point.x &- corner.x, y: point.y &- corner.y))
      position = (position + step) % count
    }
    let number = outlines[outline] ?? outlines.count
    outlines[outline] = number
    return Place(y: Int(corner.y), x: Int(corner.x), outline: number, index: index)
  }
}
