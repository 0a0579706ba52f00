public import CrossbarCore
internal import CrossbarXML
internal import CrossbarDigest
internal import CrossbarTemplates
internal import CrossbarXML

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// One element of a print job: its name, its attributes in the order of the file, its line, and what it holds.
public struct PrintJobElement: Sendable {
  /// The element's name.
  public var name: String
  /// Its attributes in the order of the file.
  public var attributes: [(key: String, value: String)]
  /// Line of the file.
  public var line: Int
  /// The elements inside it.
  public var children: [PrintJobElement] = []

  /// Text of an attribute.
  public func text(_ key: String) -> String? { attributes.first { $0.key == key }?.value }
  /// Number of an attribute.
  public func number(_ key: String) -> Double? { text(key).flatMap { Double($0) } }
  /// Whole number of an attribute.
  public func integer(_ key: String) -> Int? { text(key).flatMap { Int($0) } }
}

/// A print job as read back.
public struct ReadPrintJob: Sendable {
  /// The whole job.
  public var root: PrintJobElement
  /// Files whose digest is not the one that the job states, files that are not there, masks that the job does not list.
  public var findings: [Diagnostic]

  /// The pages in order.
  public var pages: [PrintJobElement] { root.children.filter { $0.name == "page" } }
  /// What each step does, in order: `treat`, `print`, `cut` or `transfer`.
  public var steps: [PrintJobElement] {
    root.children.filter { $0.name == "step" }.flatMap(\.children)
  }
}

/// Reads `masks/print-job.xml` back.
public enum PrintJobReader {
  static let file = "masks/print-job.xml"

  /// Reads the job, validates it against the schema and computes the digest of every file it lists.
  ///
  /// - Throws: what keeps it from being read, or every violation of the schema, with its line.
  public static func read(folder: String) throws(Diagnostics) -> ReadPrintJob {
    let path = "\(folder)/\(file)"
    try XMLSchema.findings(bytes(path), schema: TemplateLibrary.printJobSchema, file: file)
      .capped().throwIfErrors()
    var open: [PrintJobElement] = [PrintJobElement(name: "", attributes: [], line: 0)]
    try XMLStream.read(
      path, named: file, stage: "masks",
      start: { name, attributes, line in
        let pairs = (0..<attributes.count).map {
          (
            key: attributes.name($0),
            value: String(decoding: attributes.bytes($0), as: UTF8.self)
          )
        }
        open.append(PrintJobElement(name: name, attributes: pairs, line: line))
      },
      end: { _ in
        let element = open.removeLast()
        open[open.count - 1].children.append(element)
      })
    guard let root = open[0].children.first else {
      throw Diagnostics(.error("print-job/empty", "the file holds no job", at: .init(file: file)))
    }
    return ReadPrintJob(root: root, findings: fileFindings(root, folder: folder))
  }

  private static func fileFindings(_ root: PrintJobElement, folder: String) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    var listed: Set<String> = []
    for element in files(root) {
      guard let name = element.text("file"), let stated = element.text("sha256") else { continue }
      listed.insert(name)
      do throws(Diagnostics) {
        let digest = try FileDigest(path: "\(folder)/masks/\(name)", name: "masks/\(name)").sha256
        if digest != stated {
          findings.append(
            .error(
              "print-job/digest",
              "masks/\(name) is not the file that was listed: its SHA-256 is \(digest)",
              at: .init(file: file, line: element.line, element: name)))
        }
      } catch {
        findings += error.all
      }
    }
    let prints = root.children.flatMap(\.children).filter { $0.name == "print" }
    let withoutPattern = Set(
      prints.filter { $0.text("no-pattern") != nil }.compactMap { $0.text("layer") })
    for page in root.children where page.name == "page" {
      guard let number = page.integer("number") else { continue }
      let sheet = number < 10 ? "sheet-0\(number)" : "sheet-\(number)"
      let layers = MaskReader.layerNames.filter {
        $0 != MaskReader.optionalLayer || listed.contains("\(sheet)/\($0).svg")
      }
      let printed = layers.filter { $0 != "mos2-window" }
      let files =
        (layers + ["combined", "mos2-window-cut"]).map { "\(sheet)/\($0).svg" }
        + ["masks.gds", "masks.oas", "mos2-window.dxf", "masks.pdf", "cells.csv"].map {
          "\(sheet)/\($0)"
        }
        + printed.flatMap { layer in
          (["bmp", "tif", "png", "gbr"] + (withoutPattern.contains(layer) ? [] : ["ptn"])).map {
            "\(sheet)/\(layer).\($0)"
          }
        }
      for name in files where !listed.contains(name) {
        findings.append(
          .error(
            "print-job/unlisted", "the job lists no \(name)",
            at: .init(file: file, line: page.line)))
      }
    }
    return findings
  }

  /// Every element that names a file.
  private static func files(_ element: PrintJobElement) -> [PrintJobElement] {
    (element.text("file") == nil ? [] : [element]) + element.children.flatMap(files)
  }

  private static func bytes(_ path: String) throws(Diagnostics) -> [UInt8] {
    guard let stream = fopen(path, "rb") else {
      let reason = String(cString: strerror(errno))
      throw Diagnostics(
        .error("print-job/open", "cannot open the file: \(reason)", at: .init(file: file)))
    }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&piece, 1, piece.count, stream)
      if count == 0 { break }
      bytes += piece[..<count]
    }
    return bytes
  }
}
