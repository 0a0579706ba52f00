internal import CrossbarCore
internal import CrossbarXML

/// One SVG file of masks as read.
struct MaskFile {
  /// Name in diagnostics.
  var name: String
  /// Page size, nanometres.
  var width = 0
  var height = 0
  var layers: [ReadLayer] = []
  /// How each layer is drawn.
  var styles: [MaskLayerStyle] = []
}

/// How the shapes of a layer are drawn; nil where the file does not say.
struct MaskLayerStyle: Hashable {
  var fill: String?
  var stroke: String?
  var strokeWidth: String?
}

/// Reads one SVG of masks: layers of named closed paths, nothing else.
final class MaskFileReader {
  private var file: MaskFile
  private var findings: [Diagnostic] = []
  private var ids: [String: Int] = [:]
  private var depth = 0
  private var isInLayer = false
  private var skippedDepth: Int?

  private init(name: String) {
    file = MaskFile(name: name)
  }

  /// - Throws: everything that keeps the file from being read as masks, with its line.
  static func read(_ path: String, named name: String) throws(Diagnostics) -> MaskFile {
    let reader = MaskFileReader(name: name)
    try XMLStream.read(
      path, named: name, stage: "masks",
      start: { reader.start($0, $1, $2) }, end: { _ in reader.end() })
    try reader.findings.capped().throwIfErrors()
    return reader.file
  }

  private func report(_ kind: String, _ message: String, line: Int, element: String? = nil) {
    findings.append(
      .error(
        "masks/\(kind)", message, at: .init(file: file.name, line: line, element: element)))
  }

  private func end() {
    depth -= 1
    if depth == 1 { isInLayer = false }
    if let skipped = skippedDepth, depth <= skipped { skippedDepth = nil }
  }

  private func start(_ name: String, _ attributes: XMLAttributes, _ line: Int) {
    defer { depth += 1 }
    if skippedDepth != nil { return }
    switch (depth, name) {
    case (0, "svg"): startPage(attributes, line)
    case (0, _): report("element", "the document is \(name), not svg", line: line)
    case (1, "title"), (1, "metadata"): skippedDepth = depth
    case (1, "g"): startLayer(attributes, line)
    case (2, "path") where isInLayer: readShape(attributes, line)
    default: report("element", "\(name) is not allowed here", line: line)
    }
  }

  private func startPage(_ attributes: XMLAttributes, _ line: Int) {
    let width = attributes.text("width") ?? ""
    let height = attributes.text("height") ?? ""
    let box = (attributes.text("viewBox") ?? "").split(separator: " ")
    guard width.hasSuffix("mm"), height.hasSuffix("mm"), box.count == 4, box[0] == "0",
      box[1] == "0", width.dropLast(2) == box[2], height.dropLast(2) == box[3],
      let right = MaskPathParser.length(box[2]), let bottom = MaskPathParser.length(box[3])
    else {
      report(
        "page", "width, height and viewBox do not say the same page size in millimetres",
        line: line)
      return
    }
    (file.width, file.height) = (right, bottom)
  }

  private func startLayer(_ attributes: XMLAttributes, _ line: Int) {
    isInLayer = true
    let id = attributes.text("id") ?? ""
    for index in 0..<attributes.count where attributes.name(index) == "transform" {
      report("transform", "a layer must not be transformed", line: line, element: id)
    }
    if id.isEmpty { report("id", "a layer without an id", line: line) }
    note(id, line)
    file.layers.append(ReadLayer(name: id, file: file.name, shapes: []))
    file.styles.append(
      MaskLayerStyle(
        fill: attributes.text("fill"), stroke: attributes.text("stroke"),
        strokeWidth: attributes.text("stroke-width")))
  }

  private func readShape(_ attributes: XMLAttributes, _ line: Int) {
    guard let id = attributes.text("id"), let data = attributes.bytes("d") else {
      report("shape", "a path needs an id and a d", line: line)
      return
    }
    if attributes.count != 2 {
      for index in 0..<attributes.count {
        let name = attributes.name(index)
        if name != "id" && name != "d" {
          report("attribute", "a path must not have \(name)", line: line, element: id)
        }
      }
    }
    note(id, line)
    do throws(MaskPathParser.Failure) {
      let parts = try MaskPathParser.parse(data)
      for points in parts {
        for point in points
        where point.x < 0 || point.y < 0 || point.x > file.width || point.y > file.height {
          report("page", "the shape reaches beyond the page", line: line, element: id)
          break
        }
        file.layers[file.layers.count - 1].shapes.append(
          ReadShape(id: id, points: points, line: line))
      }
      if parts.count > 1 && !areApart(parts.count) {
        report(
          "path", "parts of the path lie on or within each other: draw them as shapes of their own",
          line: line, element: id)
      }
    } catch {
      report("path", error.message, line: line, element: id)
    }
  }

  /// Whether the bounds of the last shapes lie apart.
  private func areApart(_ count: Int) -> Bool {
    let shapes = file.layers[file.layers.count - 1].shapes.suffix(count)
    let bounds = shapes.map(\.extent)
    return bounds.touchingGroups().count == count
  }

  private func note(_ id: String, _ line: Int) {
    if let earlier = ids.updateValue(line, forKey: id) {
      report(
        "duplicate-id", "\(id) stands twice in this file, first in line \(earlier)", line: line,
        element: id)
    }
  }
}
