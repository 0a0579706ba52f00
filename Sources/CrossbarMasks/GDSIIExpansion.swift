internal import CrossbarCore

/// The polygons of a page with every reference followed.
struct GDSIIExpansion {
  /// A polygon of a structure at one of its places, moved by `offset`.
  struct Instance {
    var structure: Int
    var boundary: Int
    var offset: MaskPoint
  }

  /// Deepest nesting of structures.
  private static let depthLimit = 16

  private(set) var instances: [Instance] = []
  /// Index of the structure that no other refers to.
  private(set) var top = 0
  private let file: GDSIIFile
  private var numbers: [String: Int] = [:]

  /// Follows every reference from the one structure that is referred to by none.
  ///
  /// - Parameter limit: most polygons that the page may have.
  /// - Throws: `gdsii/unknown`, `gdsii/recursion`, `gdsii/top`, `gdsii/empty`, `gdsii/many` or `gdsii/page`, at its byte.
  init(_ file: GDSIIFile, limit: Int) throws(Diagnostics) {
    self.file = file
    for (index, structure) in file.structures.enumerated() { numbers[structure.name] = index }
    var isReferred = Array(repeating: false, count: file.structures.count)
    var findings: [Diagnostic] = []
    for structure in file.structures {
      for reference in structure.references {
        if let number = numbers[reference.structure] {
          isReferred[number] = true
        } else {
          findings.append(
            Self.error(
              file, "unknown",
              "\(structure.name) refers to \(reference.structure), which is not here",
              reference.offset))
        }
      }
    }
    try findings.capped().throwIfErrors()
    let tops = isReferred.indices.filter { !isReferred[$0] }
    guard tops.count == 1 else {
      let names = tops.prefix(5).map { file.structures[$0].name }.joined(separator: ", ")
      let isCircular = tops.isEmpty && !file.structures.isEmpty
      throw Diagnostics(
        Self.error(
          file, isCircular ? "recursion" : "top",
          isCircular
            ? "every structure is part of another"
            : "\(tops.count) structures are part of no other, where one is the page: [\(names)]",
          tops.count > 1 ? file.structures[tops[1]].offset : 0))
    }
    top = tops[0]
    var counts = Array(repeating: -1, count: file.structures.count)
    let count = try polygonCount(of: top, depth: 0, &counts)
    if count > limit {
      throw Diagnostics(
        Self.error(
          file, "many", "the arrays make \(count) polygons; the page's SVG files have far fewer",
          file.structures[top].offset))
    }
    if let lost = counts.firstIndex(of: -1) {
      throw Diagnostics(
        Self.error(
          file, "recursion", "\(file.structures[lost].name) is part of itself",
          file.structures[lost].offset))
    }
    instances.reserveCapacity(count)
    try expand(top, at: MaskPoint(x: 0, y: 0))
  }

  private static func error(
    _ file: GDSIIFile, _ kind: String, _ message: String, _ offset: Int
  ) -> Diagnostic {
    .error("gdsii/\(kind)", message, at: .init(file: file.name, element: "byte \(offset)"))
  }

  /// Polygons of a structure with all it refers to; saturates.
  private func polygonCount(
    of number: Int, depth: Int, _ counts: inout [Int]
  ) throws(Diagnostics) -> Int {
    if counts[number] >= 0 { return counts[number] }
    let structure = file.structures[number]
    if depth > Self.depthLimit {
      throw Diagnostics(
        Self.error(
          file, "recursion", "\(structure.name) is part of itself or nested too deeply",
          structure.offset))
    }
    var count = structure.boundaries.count
    for reference in structure.references {
      guard let child = numbers[reference.structure] else { continue }
      let part = try polygonCount(of: child, depth: depth + 1, &counts)
      let (product, overflow) = part.multipliedReportingOverflow(
        by: reference.columns * reference.rows)
      let (sum, isTooLarge) = count.addingReportingOverflow(overflow ? Int.max : product)
      count = overflow || isTooLarge ? Int.max : sum
    }
    if count == 0 {
      throw Diagnostics(
        Self.error(file, "empty", "\(structure.name) holds no polygon", structure.offset))
    }
    counts[number] = count
    return count
  }

  private mutating func expand(_ number: Int, at offset: MaskPoint) throws(Diagnostics) {
    let structure = file.structures[number]
    for boundary in structure.boundaries.indices {
      instances.append(Instance(structure: number, boundary: boundary, offset: offset))
    }
    for reference in structure.references {
      guard let child = numbers[reference.structure] else { continue }
      for row in 0..<reference.rows {
        for column in 0..<reference.columns {
          let x =
            Int(offset.x) + Int(reference.origin.x) + column * Int(reference.columnStep.x)
            + row * Int(reference.rowStep.x)
          let y =
            Int(offset.y) + Int(reference.origin.y) + column * Int(reference.columnStep.y)
            + row * Int(reference.rowStep.y)
          guard let x = Int32(exactly: x), let y = Int32(exactly: y) else {
            throw Diagnostics(
              Self.error(
                file, "page", "\(reference.structure) stands more than two metres away",
                reference.offset))
          }
          try expand(child, at: MaskPoint(x: x, y: y))
        }
      }
    }
  }
}
