import CZip
import Foundation
import Testing

extension Scratch {
  /// Writes a zip archive with libzip.
  @discardableResult
  func zip(_ name: String, _ members: [(String, Data)]) throws -> String {
    let path = url.appendingPathComponent(name).path
    var code: Int32 = 0
    let archive = try #require(zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code))
    var kept: [UnsafeMutableRawPointer] = []
    for (member, data) in members {
      let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(1, data.count), alignment: 1)
      data.copyBytes(to: bytes.assumingMemoryBound(to: UInt8.self), count: data.count)
      kept.append(bytes)
      let source = zip_source_buffer(archive, bytes, zip_uint64_t(data.count), 0)
      try #require(zip_file_add(archive, member, source, zip_flags_t(ZIP_FL_OVERWRITE)) >= 0)
    }
    try #require(zip_close(archive) == 0)
    for bytes in kept { bytes.deallocate() }
    return path
  }

  static let packages = "http://schemas.openxmlformats.org/package/2006/relationships"
  static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

  /// Writes a workbook whose sheets are the given XML; a sheet may name the part of another.
  @discardableResult
  func workbook(
    _ name: String, sheets: [(name: String, xml: String)], parts: [String]? = nil,
    strings: String? = nil
  ) throws -> String {
    let targets = parts ?? sheets.indices.map { "worksheets/sheet\($0 + 1).xml" }
    var members: [(String, Data)] = [
      (
        "xl/workbook.xml",
        Data(
          ("<workbook xmlns=\"\(Self.main)\" xmlns:r=\"\(Self.office)\"><sheets>"
            + targets.indices.map {
              "<sheet name=\"\($0 < sheets.count ? sheets[$0].name : "S\($0)")\" sheetId=\"\($0 + 1)\" r:id=\"r\($0 + 1)\"/>"
            }.joined() + "</sheets></workbook>").utf8)
      ),
      (
        "xl/_rels/workbook.xml.rels",
        Data(
          ("<Relationships xmlns=\"\(Self.packages)\">"
            + targets.enumerated().map {
              "<Relationship Id=\"r\($0 + 1)\" Type=\"\(Self.office)/worksheet\" Target=\"\($1)\"/>"
            }.joined()
            + (strings == nil
              ? ""
              : "<Relationship Id=\"s\" Type=\"\(Self.office)/sharedStrings\" Target=\"sharedStrings.xml\"/>")
            + "</Relationships>").utf8)
      ),
    ]
    if let strings { members.append(("xl/sharedStrings.xml", Data(strings.utf8))) }
    for (index, sheet) in sheets.enumerated() {
      members.append(("xl/worksheets/sheet\(index + 1).xml", Data(sheet.xml.utf8)))
    }
    return try zip(name, members)
  }

  /// A sheet of two columns.
  static func sheet(_ rows: String) -> String {
    "<?xml version=\"1.0\"?><worksheet xmlns=\"\(main)\"><sheetData>"
      + "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>V</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>I</t></is></c></row>"
      + rows + "</sheetData></worksheet>"
  }

  static func rows(_ count: Int) -> String {
    (0..<count).map {
      "<row r=\"\($0 + 2)\"><c r=\"A\($0 + 2)\"><v>\(0.1 * Double($0))</v></c><c r=\"B\($0 + 2)\"><v>\(Double($0))E-6</v></c></row>"
    }.joined()
  }

  /// A file of the committed fixtures.
  static func fixture(_ name: String) throws -> String {
    let url = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    return url.appendingPathComponent("reading/\(name)").path
  }
}
