internal import CrossbarCore
internal import CrossbarFiles
internal import CrossbarXML

/// What an XLSX workbook says of itself: its sheets in order and its shared strings. Styles are never opened.
struct WorkbookDirectory: Sendable {
  struct Sheet: Sendable {
    var name: String
    /// Member of the archive.
    var part: String
  }

  var path: String
  var sheets: [Sheet]
  var strings: [String]

  /// Largest part, and most bytes of all parts of one workbook, that are unpacked.
  static let largestPart = 256 << 20
  static let mostBytes = 512 << 20
  /// Workbooks above ``freeBytes`` may not be packed more than this to one.
  static let highestRatio = 100
  static let freeBytes = 32 << 20
  static let mostSheets = 1 << 14

  /// - Throws: `measure/workbook` where the archive is no workbook; `measure/too-large` beyond the limits;
  ///   `measure/syntax` with the line where a part is ill-formed XML.
  init(path: String) throws(Diagnostics) {
    self.path = path
    sheets = []
    strings = []
    let archive = try ZipArchive(path: path)
    let main =
      try Self.relationships("_rels/.rels", in: archive)
      .first { $0.type.hasSuffix("/officeDocument") }?.target ?? "xl/workbook.xml"
    guard let main = Self.member(main, in: archive) else {
      throw Diagnostics(
        .error(
          "measure/workbook", "this zip archive holds no Excel workbook", at: .init(file: path),
          help: "unpack it and name the measurement files in it"))
    }
    if main.hasSuffix(".bin") {
      throw Diagnostics(
        .error(
          "measure/foreign-format", "this is a binary Excel workbook (.xlsb)",
          at: .init(file: path), help: "save it as .xlsx or export CSV"))
    }
    let (folder, name) = Self.folder(main)
    let relationships = try Self.relationships(
      "\(folder)_rels/\(name).rels", in: archive, folder: folder)
    sheets = try sheets(main, relationships, in: archive)
    var parts = sheets.map(\.part)
    let shared = relationships.first { $0.type.hasSuffix("/sharedStrings") }
      .flatMap { Self.member($0.target, in: archive) }
    if let shared { parts.append(shared) }
    try check(parts, in: archive)
    if let shared { strings = try strings(shared, in: archive) }
  }

  private func sheets(
    _ part: String, _ relationships: [Relationship], in archive: ZipArchive
  ) throws(Diagnostics) -> [Sheet] {
    var found: [(name: String, id: String)] = []
    try XMLStream.read(
      Self.read(part, in: archive), named: "\(path):\(part)", stage: "measure",
      start: { element, attributes, _ in
        guard element == "sheet", found.count <= Self.mostSheets else { return }
        let id = (0..<attributes.count).first {
          attributes.name($0) == "id" || attributes.name($0).hasSuffix(":id")
        }
        found.append(
          (
            attributes.text("name") ?? "Sheet\(found.count + 1)",
            id.map { String(decoding: attributes.bytes($0), as: UTF8.self) } ?? ""
          ))
      })
    var sheets: [Sheet] = []
    for (name, id) in found {
      guard let relationship = relationships.first(where: { $0.id == id }) else {
        throw Diagnostics(
          .error(
            "measure/workbook", "the workbook does not say which part holds the sheet '\(name)'",
            at: .init(file: path, element: part)))
      }
      // Sheets of charts and macros hold no cells.
      guard relationship.type.hasSuffix("/worksheet") else { continue }
      guard let member = Self.member(relationship.target, in: archive) else {
        throw Diagnostics(
          .error(
            "measure/workbook", "the sheet '\(name)' is not in the archive",
            at: .init(file: path, element: relationship.target)))
      }
      sheets.append(Sheet(name: name, part: member))
    }
    return sheets
  }

  private func strings(_ part: String, in archive: ZipArchive) throws(Diagnostics) -> [String] {
    let collector = StringCollector()
    try XMLStream.read(
      Self.read(part, in: archive), named: "\(path):\(part)", stage: "measure",
      start: { element, _, _ in collector.start(element) }, end: { collector.end($0) },
      characters: { collector.characters($0) })
    if collector.isFull {
      throw tooLarge("the workbook shares more than \(StringCollector.mostStrings) texts", part)
    }
    return collector.strings
  }

  /// Every reference counts: a part that a thousand sheets name is a thousand parts.
  private func check(_ parts: [String], in archive: ZipArchive) throws(Diagnostics) {
    if sheets.count > Self.mostSheets {
      throw tooLarge("the workbook has more than \(Self.mostSheets) sheets", nil)
    }
    var total = 0
    var packed = 0
    for part in parts {
      guard let size = archive.claimedSize(of: part) else { continue }
      if size.unpacked > Self.largestPart {
        throw tooLarge(
          "the part claims \(size.unpacked) bytes; at most \(Self.largestPart) are read", part)
      }
      total += size.unpacked
      packed += size.packed
      if total > Self.mostBytes {
        throw tooLarge("the sheets claim more than \(Self.mostBytes) bytes together", nil)
      }
    }
    if total > Self.freeBytes, total / Self.highestRatio > packed {
      throw tooLarge(
        "the sheets claim \(total) bytes in \(packed) packed ones, beyond \(Self.highestRatio) to one",
        nil)
    }
  }

  private func tooLarge(_ message: String, _ part: String?) -> Diagnostics {
    Diagnostics(
      .error(
        "measure/too-large", message, at: .init(file: path, element: part),
        help: "is this a workbook of measurements? export the sheets of data alone"))
  }

  struct Relationship {
    var id: String
    var type: String
    var target: String
  }

  private static func relationships(
    _ part: String, in archive: ZipArchive, folder: String = ""
  ) throws(Diagnostics) -> [Relationship] {
    guard let part = member(part, in: archive) else { return [] }
    var found: [Relationship] = []
    try XMLStream.read(
      read(part, in: archive), named: "\(archive.path):\(part)", stage: "measure",
      start: { element, attributes, _ in
        guard element == "Relationship", found.count < 1 << 16 else { return }
        found.append(
          Relationship(
            id: attributes.text("Id") ?? "", type: attributes.text("Type") ?? "",
            target: resolve(attributes.text("Target") ?? "", in: folder)))
      })
    return found
  }

  /// A target made a member's name: `/xl/a.xml` is absolute, `a.xml` and `../a.xml` are relative to the folder.
  private static func resolve(_ target: String, in folder: String) -> String {
    let target = target.replacing("\\", with: "/")
    var parts: [Substring] = []
    let path = target.hasPrefix("/") ? target : folder + target
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }

  private static func folder(_ member: String) -> (folder: String, name: String) {
    guard let slash = member.lastIndex(of: "/") else { return ("", member) }
    return (String(member[...slash]), String(member[member.index(after: slash)...]))
  }

  /// The member of that name, case aside as the format has it.
  private static func member(_ name: String, in archive: ZipArchive) -> String? {
    if archive.claimedSize(of: name) != nil { return name }
    let lower = name.lowercased()
    return archive.members.first { $0.replacing("\\", with: "/").lowercased() == lower }
  }

  static func read(_ part: String, in archive: ZipArchive) throws(Diagnostics) -> [UInt8] {
    if let size = archive.claimedSize(of: part), size.unpacked > largestPart {
      throw Diagnostics(
        .error(
          "measure/too-large",
          "the part claims \(size.unpacked) bytes; at most \(largestPart) are read",
          at: .init(file: archive.path, element: part)))
    }
    return try archive.read(part)
  }
}

/// Gathers the texts of `sharedStrings.xml`: runs of rich text joined, phonetic readings left out.
private final class StringCollector {
  var strings: [String] = []
  static let mostStrings = 1 << 21
  var isFull: Bool { strings.count > Self.mostStrings }
  private var text: [UInt8] = []
  private var isText = false
  private var isPhonetic = false

  func start(_ element: String) {
    switch element {
    case "si": text.removeAll(keepingCapacity: true)
    case "t": isText = !isPhonetic
    case "rPh": isPhonetic = true
    default: break
    }
  }

  func characters(_ bytes: UnsafeBufferPointer<UInt8>) {
    if isText { text.append(contentsOf: bytes) }
  }

  func end(_ element: String) {
    switch element {
    case "si" where !isFull: strings.append(String(decoding: text, as: UTF8.self))
    case "t": isText = false
    case "rPh": isPhonetic = false
    default: break
    }
  }
}
