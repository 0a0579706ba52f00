public import CrossbarCore

/// Holds the GDSII file of every page against the page's SVG files: the same polygons on every layer, and on every line a
/// label with the name of its net.
public enum GDSIICheck {
  /// The mask of every GDSII layer.
  static let layers = [
    1: "ag-bottom", 2: "mos2-window", 3: "au-top", 4: "ag-pad", 5: "dielectric",
  ]
  /// Findings of a page that are listed before the rest is counted.
  private static let listed = 50

  /// Everything in which the files of a folder differ from the masks read from its SVG files.
  ///
  /// - Returns: an empty array where they are equal.
  public static func compare(folder: String, masks: ReadMasks) -> [Diagnostic] {
    parallelMap(count: masks.sheets.count) { index -> [Diagnostic] in
      let sheet = masks.sheets[index]
      let name = "\(sheet.folder)/masks.gds"
      do throws(Diagnostics) {
        return compare(try GDSIIReader.read(path: "\(folder)/\(name)", named: name), with: sheet)
      } catch {
        return error.all
      }
    }.flatMap { $0 }
  }

  /// Everything in which a file differs from a page: `gdsii/missing`, `gdsii/extra`, `gdsii/label` and what is wrong with
  /// its structures.
  public static func compare(_ file: GDSIIFile, with sheet: ReadSheet) -> [Diagnostic] {
    do throws(Diagnostics) {
      // A shape beyond the corners of one boundary comes in parts.
      let limit = sheet.layers.reduce(1000) { count, layer in
        layer.shapes.reduce(count) { $0 + 2 + $1.points.count / 1000 * 1000 }
      }
      let comparison = Comparison(
        file: file, expansion: try GDSIIExpansion(file, limit: limit), sheet: sheet)
      return
        (comparison.structures() + sheet.layers.flatMap(comparison.shapes)
        + comparison.labels()).capped(at: listed, id: "gdsii/more")
    } catch {
      return error.all
    }
  }

  private struct Comparison {
    let file: GDSIIFile
    let expansion: GDSIIExpansion
    let sheet: ReadSheet

    func error(_ kind: String, _ message: String, _ offset: Int?) -> Diagnostic {
      .error(
        "gdsii/\(kind)", message,
        at: .init(file: file.name, element: offset.map { "byte \($0)" }))
    }

    /// The page's name, unknown layers, labels in shapes.
    func structures() -> [Diagnostic] {
      var findings: [Diagnostic] = []
      /// First polygon of every layer that no mask has, and how many there are.
      var unknown: [Int: (first: Int, count: Int)] = [:]
      let name = "SHEET_" + (sheet.number < 10 ? "0" : "") + "\(sheet.number)"
      for (index, structure) in file.structures.enumerated() {
        if index == expansion.top && structure.name != name {
          findings.append(
            error("page", "the page is called \(structure.name), not \(name)", structure.offset))
        }
        for boundary in structure.boundaries where layers[boundary.layer] == nil {
          unknown[boundary.layer, default: (boundary.offset, 0)].count += 1
        }
        if index == expansion.top { continue }
        for text in structure.texts {
          findings.append(error("label", "a label outside the page's structure", text.offset))
        }
      }
      for layer in unknown.keys.sorted() {
        guard let (first, count) = unknown[layer] else { continue }
        findings.append(
          error("layer", "no mask has layer \(layer); \(count) polygons lie in it", first))
      }
      return findings
    }

    /// A shape at a place, on one side or the other.
    private struct Entry {
      var shape: Int
      var place: MaskPoint
      /// Its index in the layer or among the instances.
      var index: Int
      var key: (Int, Int32, Int32) { (shape, place.x, place.y) }
    }

    func shapes(_ layer: ReadLayer) -> [Diagnostic] {
      var outlines: [CanonicalOutline: Int] = [:]
      func number(_ outline: CanonicalOutline) -> Int {
        if let number = outlines[outline] { return number }
        outlines[outline] = outlines.count
        return outlines.count - 1
      }
      let height = Int32(clamping: sheet.height)
      let drawn = file.structures.map { structure in
        structure.boundaries.map { boundary -> (number: Int, place: MaskPoint)? in
          if layers[boundary.layer] != layer.name { return nil }
          let outline = CanonicalOutline(boundary.points, pageHeight: height)
          return (number(outline), outline.place)
        }
      }
      var placed: [Entry] = []
      for (index, instance) in expansion.instances.enumerated() {
        guard let (number, place) = drawn[instance.structure][instance.boundary] else { continue }
        placed.append(
          Entry(
            shape: number,
            place: MaskPoint(x: place.x &+ instance.offset.x, y: place.y &- instance.offset.y),
            index: index))
      }
      var expected = layer.shapes.enumerated().map { index, shape in
        let outline = CanonicalOutline(shape.points)
        return Entry(shape: number(outline), place: outline.place, index: index)
      }
      placed.sort { $0.key < $1.key }
      expected.sort { $0.key < $1.key }
      var (missing, extra): ([Int], [Int]) = ([], [])
      var (i, j) = (0, 0)
      while i < expected.count || j < placed.count {
        if j == placed.count || (i < expected.count && expected[i].key < placed[j].key) {
          missing.append(expected[i].index)
          i += 1
        } else if i == expected.count || placed[j].key < expected[i].key {
          extra.append(placed[j].index)
          j += 1
        } else {
          i += 1
          j += 1
        }
      }
      if missing.isEmpty && extra.isEmpty { return [] }
      return differences(layer, missing: missing.sorted(), extra: extra.sorted(), height)
    }

    /// What is left over on either side, unless both sides cover the same: shapes of many corners come in parts.
    private func differences(
      _ layer: ReadLayer, missing: [Int], extra: [Int], _ height: Int32
    ) -> [Diagnostic] {
      func points(_ index: Int) -> [MaskPoint] {
        let instance = expansion.instances[index]
        return file.structures[instance.structure].boundaries[instance.boundary].points.map {
          MaskPoint(x: $0.x &+ instance.offset.x, y: height &- $0.y &- instance.offset.y)
        }
      }
      var (left, right) = (Cover(), Cover())
      let isComparable =
        missing.allSatisfy { left.add(layer.shapes[$0].points) }
        && extra.allSatisfy { right.add(points($0)) }
      if isComparable && left == right { return [] }
      let missed = missing.map { index -> Diagnostic in
        let shape = layer.shapes[index]
        return error(
          "missing",
          "\(layer.name): \(shape.id) (\(layer.file):\(shape.line)) at \(place(shape.points)) is not "
            + "in this file", nil)
      }
      return missed
        + extra.map { index in
          let instance = expansion.instances[index]
          let structure = file.structures[instance.structure]
          return error(
            "extra",
            "\(layer.name): \(structure.name) at \(place(points(index))) is not in \(layer.file)",
            structure.boundaries[instance.boundary].offset)
        }
    }

    /// The upper left corner of a shape's bounds, for people.
    private func place(_ points: [MaskPoint]) -> String {
      let (x, y) = (points.map(\.x).min() ?? 0, points.map(\.y).min() ?? 0)
      return "(\(Double(x) / 1e6), \(Double(y) / 1e6)) mm"
    }

    /// Every line has a label on each ink that it is drawn in, which stands on it and says its net; other nets have none.
    func labels() -> [Diagnostic] {
      var findings: [Diagnostic] = []
      let texts = file.structures[expansion.top].texts
      for text in texts where !Self.inks.contains(layers[text.layer] ?? "") {
        findings.append(
          error("label", "\(text.string) stands on layer \(text.layer)", text.offset))
      }
      for ink in Self.inks {
        guard let mask = sheet.layer(ink) else { continue }
        findings += labels(texts.filter { layers[$0.layer] == ink }, on: mask)
      }
      return findings
    }

    private static let inks = ["ag-bottom", "au-top", "ag-pad"]

    private func labels(_ texts: [GDSIIFile.Text], on mask: ReadLayer) -> [Diagnostic] {
      var findings: [Diagnostic] = []
      var names = NetNames()
      var shapes: [NetKey: [ReadShape]] = [:]
      var lines: [(net: NetKey, shape: ReadShape)] = []
      for shape in mask.shapes {
        let net = names.net(ofShape: shape.id)
        guard [.bitLine, .silverRow, .wordLine, .sourceLine].contains(net.kind) else { continue }
        if shapes[net] == nil { lines.append((net, shape)) }
        shapes[net, default: []].append(shape)
      }
      var labelled: Set<String> = []
      var nets: Set<NetKey> = []
      for text in texts {
        let net = names.key(text.string)
        let waiting = (shapes[net] ?? []).filter { !labelled.contains($0.id) }
        guard let first = waiting.first else {
          findings.append(
            error(
              "label", "\(mask.name): \(text.string) names no line, or one that has its label",
              text.offset))
          continue
        }
        nets.insert(net)
        let (x, y) = (Int(text.place.x), sheet.height - Int(text.place.y))
        let below = waiting.first { $0.contains(x: x, y: y) }
        labelled.insert((below ?? first).id)
        if below == nil {
          findings.append(
            error(
              "label", "\(mask.name): \(text.string) does not stand on \(first.id)", text.offset))
        }
      }
      for (net, shape) in lines where !nets.contains(net) {
        findings.append(
          error(
            "label", "\(mask.name): \(shape.id) (\(mask.name).svg:\(shape.line)) has no label", nil)
        )
      }
      return findings
    }
  }
}

extension ReadShape {
  /// Whether a point lies inside the shape; of an edge, whether it lies to the left of what is inside.
  fileprivate func contains(x: Int, y: Int) -> Bool {
    guard var before = points.last else { return false }
    var isInside = false
    for point in points {
      if point.x == before.x && Int(point.x) > x
        && (Int(min(point.y, before.y))..<Int(max(point.y, before.y))).contains(y)
      {
        isInside.toggle()
      }
      before = point
    }
    return isInside
  }
}
