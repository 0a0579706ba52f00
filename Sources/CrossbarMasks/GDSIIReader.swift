public import CrossbarCore
internal import CrossbarFiles

/// Reads a GDSII file of masks, by the format's description and not by the writer's code.
public enum GDSIIReader {
  /// Who wrote a file last.
  public enum Origin: Sendable {
    /// The compiler: no dates, its library name, centred labels.
    case compiler
    /// Perhaps a layout editor: any date, library name and place of labels.
    case editor
  }

  /// Longest name of a structure, the format's 32 letters.
  private static let nameLimit = 32
  /// Longest text of a label.
  private static let textLimit = 512

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - name: the file in diagnostics.
  ///   - origin: how strictly what has no shape is read.
  /// - Throws: the first thing that keeps it from being read, `gdsii/…`, with its byte.
  public static func read(
    path: String, named name: String, from origin: Origin = .compiler
  ) throws(Diagnostics) -> GDSIIFile {
    let file = try MappedFile.open(path: path, named: name, stage: "gdsii")
    defer { withExtendedLifetime(file) {} }
    return try parse(UnsafeRawBufferPointer(file.bytes), named: name, from: origin)
  }

  /// Reads a file held in memory; see ``read(path:named:)``.
  public static func read(_ bytes: [UInt8], named name: String) throws(Diagnostics) -> GDSIIFile {
    try bytes.withUnsafeBufferPointer { (bytes) throws(Diagnostics) in
      try parse(UnsafeRawBufferPointer(bytes), named: name, from: .compiler)
    }
  }

  private static func parse(
    _ bytes: UnsafeRawBufferPointer, named name: String, from origin: Origin
  ) throws(Diagnostics) -> GDSIIFile {
    var scanner = GDSIIRecordScanner(bytes, file: name)
    var file = GDSIIFile(name: name)
    try readHead(&scanner, from: origin)
    var names: Set<String> = []
    while true {
      let record = try scanner.take(.beginStructure, .endLibrary)
      if record.kind == .endLibrary {
        try requireLength(record, 0, scanner)
        break
      }
      try requireNoDate(record, scanner, from: origin)
      let structure = try readStructure(&scanner, offset: record.offset, from: origin)
      if !names.insert(structure.name).inserted {
        throw scanner.failure(
          "duplicate", "\(structure.name) stands twice in this file", at: record.offset)
      }
      file.structures.append(structure)
    }
    if scanner.position != bytes.count {
      throw scanner.failure("end", "the file goes on after its end", at: scanner.position)
    }
    return file
  }

  /// Release 6, no dates, user unit 1 µm and database unit 1 nm.
  private static func readHead(
    _ scanner: inout GDSIIRecordScanner, from origin: Origin
  ) throws(Diagnostics) {
    let header = try scanner.take(.header, bytes: 2)
    if header.words != [600] {
      throw scanner.failure("version", "the format's release is not 6.0", at: header.offset)
    }
    try requireNoDate(scanner.take(.beginLibrary), scanner, from: origin)
    let library = try scanner.takeText(.libraryName, atMost: textLimit)
    if library != "DENDRITE" && origin == .compiler {
      throw scanner.failure("library", "the library is \(library), not DENDRITE", at: header.offset)
    }
    let units = try scanner.take(.units, bytes: 16)
    // 10⁻³ and 10⁻⁹ with exponents of 16 in excess of 64.
    let expected: [UInt8] = [
      0x3E, 0x41, 0x89, 0x37, 0x4B, 0xC6, 0xA7, 0xF0, 0x39, 0x44, 0xB8, 0x2F, 0xA0, 0x9B, 0x5A,
      0x54,
    ]
    if !units.data.elementsEqual(expected) {
      throw scanner.failure("units", "the database unit is not 1 nm in µm", at: units.offset)
    }
  }

  private static func readStructure(
    _ scanner: inout GDSIIRecordScanner, offset: Int, from origin: Origin
  ) throws(Diagnostics) -> GDSIIFile.Structure {
    var structure = GDSIIFile.Structure(
      name: try scanner.takeText(.structureName, atMost: nameLimit), offset: offset)
    while true {
      let kinds: [GDSIIRecordScanner.Kind] = [
        .boundary, .reference, .array, .text, .endStructure,
      ]
      let record = try scanner.take(anyOf: origin == .editor ? kinds + [.path] : kinds)
      try requireLength(record, 0, scanner)
      switch record.kind {
      case .endStructure: return structure
      case .boundary:
        structure.boundaries.append(try readBoundary(&scanner, offset: record.offset))
      case .path: structure.boundaries += try readPath(&scanner, offset: record.offset)
      case .text:
        structure.texts.append(try readText(&scanner, offset: record.offset, from: origin))
      default:
        structure.references.append(
          try readReference(
            &scanner, isArray: record.kind == .array, offset: record.offset, from: origin))
      }
      _ = try scanner.take(.endElement, bytes: 0)
    }
  }

  private static func readBoundary(
    _ scanner: inout GDSIIRecordScanner, offset: Int
  ) throws(Diagnostics) -> GDSIIFile.Boundary {
    let layer = try readLayer(&scanner, type: .dataType)
    let record = try scanner.take(.points)
    var points = record.points
    guard record.data.count.isMultiple(of: 8), points.count >= 5, points.first == points.last else {
      throw scanner.failure("polygon", "a polygon that is not closed", at: record.offset)
    }
    points.removeLast()
    return GDSIIFile.Boundary(layer: layer, points: points, offset: offset)
  }

  private static func readText(
    _ scanner: inout GDSIIRecordScanner, offset: Int, from origin: Origin
  ) throws(Diagnostics) -> GDSIIFile.Text {
    let layer = try readLayer(&scanner, type: .textType)
    if origin == .editor {
      _ = try scanner.takeIfPresent(.presentation)
      for kind in [GDSIIRecordScanner.Kind.transform, .magnification, .angle] {
        _ = try scanner.takeIfPresent(kind)
      }
    } else {
      let presentation = try scanner.take(.presentation, bytes: 2)
      if presentation.words != [5] {
        throw scanner.failure("text", "a label that is not centred", at: presentation.offset)
      }
    }
    let place = try scanner.take(.points, bytes: 8).points[0]
    let string = try scanner.takeText(.string, atMost: textLimit)
    return GDSIIFile.Text(layer: layer, string: string, place: place, offset: offset)
  }

  private static func readReference(
    _ scanner: inout GDSIIRecordScanner, isArray: Bool, offset: Int, from origin: Origin
  ) throws(Diagnostics) -> GDSIIFile.Reference {
    let name = try scanner.takeText(.referencedName, atMost: nameLimit)
    if origin == .editor, let transform = try scanner.takeIfPresent(.transform) {
      if transform.words != [0] {
        throw scanner.failure("transform", "a mirrored structure", at: transform.offset)
      }
      for kind in [GDSIIRecordScanner.Kind.magnification, .angle] {
        // 1, and 0.
        let neutral: [UInt8] = kind == .magnification ? [0x41, 0x10] : [0, 0]
        if let record = try scanner.takeIfPresent(kind),
          !record.data.elementsEqual(neutral + [0, 0, 0, 0, 0, 0])
        {
          throw scanner.failure("transform", "a scaled or turned structure", at: record.offset)
        }
      }
    }
    if !isArray {
      let origin = try scanner.take(.points, bytes: 8).points[0]
      return GDSIIFile.Reference(structure: name, origin: origin, offset: offset)
    }
    let counts = try scanner.take(.columnsRows, bytes: 4)
    let (columns, rows) = (counts.words[0], counts.words[1])
    guard columns >= 1, rows >= 1 else {
      throw scanner.failure(
        "array", "an array of \(columns) columns and \(rows) rows", at: counts.offset)
    }
    let corners = try scanner.take(.points, bytes: 24)
    let points = corners.points
    guard let columnStep = step(from: points[0], to: points[1], count: columns),
      let rowStep = step(from: points[0], to: points[2], count: rows)
    else {
      throw scanner.failure(
        "array", "an array whose pitch is not a whole number of nanometres", at: corners.offset)
    }
    return GDSIIFile.Reference(
      structure: name, origin: points[0], columns: columns, rows: rows, columnStep: columnStep,
      rowStep: rowStep, offset: offset)
  }

  private static func step(from: MaskPoint, to: MaskPoint, count: Int) -> MaskPoint? {
    let (x, y) = (Int(to.x) - Int(from.x), Int(to.y) - Int(from.y))
    guard x.isMultiple(of: count), y.isMultiple(of: count), let stepX = Int32(exactly: x / count),
      let stepY = Int32(exactly: y / count)
    else { return nil }
    return MaskPoint(x: stepX, y: stepY)
  }

  /// The layer of an element, its data or text type being 0.
  private static func readLayer(
    _ scanner: inout GDSIIRecordScanner, type kind: GDSIIRecordScanner.Kind
  ) throws(Diagnostics) -> Int {
    let layer = try scanner.take(.layer, bytes: 2)
    let type = try scanner.take(kind, bytes: 2)
    if type.words != [0] {
      throw scanner.failure("type", "a data or text type other than 0", at: type.offset)
    }
    return layer.words[0]
  }

  private static func requireLength(
    _ record: GDSIIRecordScanner.Record, _ count: Int, _ scanner: GDSIIRecordScanner
  ) throws(Diagnostics) {
    if record.data.count != count {
      throw scanner.failure(
        "length", "\(record.data.count) bytes of data where \(count) stand", at: record.offset)
    }
  }

  private static func requireNoDate(
    _ record: GDSIIRecordScanner.Record, _ scanner: GDSIIRecordScanner, from origin: Origin
  ) throws(Diagnostics) {
    try requireLength(record, 24, scanner)
    if origin == .compiler && record.data.contains(where: { $0 != 0 }) {
      throw scanner.failure("date", "a date; masks have none", at: record.offset)
    }
  }
}
