import CrossbarCore
import CrossbarDocuments
import Foundation
import Testing

@Suite("Documents")
struct DocumentTests {
  private func findings(_ text: String, _ read: (DocumentMapping) -> Void) throws -> [String] {
    let reader = DocumentReader(file: "f.yaml")
    let root = reader.root(try DocumentValue.parse(text, file: "f.yaml"))
    read(root)
    root.end()
    return reader.findings.map(\.description)
  }

  @Test("everything wrong is reported at once, with its line")
  func allAtOnce() throws {
    let text = """
      count: many
      rate: 7
      colour: blue
      extra: 1
      """
    let found = try findings(text) { root in
      #expect(root.integer("count") == nil)
      #expect(root.double("rate", in: 0...5) == nil)
      #expect(root.string("colour") == "blue")
      #expect(root.string("name") == nil)
    }
    #expect(
      found == [
        "f.yaml:1: error: count must be a whole number [document/type]",
        "f.yaml:2: error: rate is 7; it must lie between 0.0 and 5.0 [document/range]",
        "f.yaml:1: error: name is missing [document/missing-key]",
        "f.yaml:4: error: extra is not a known key [document/unknown-key]",
      ])
  }

  @Test("a misspelt key is met with the nearest one")
  func suggestion() throws {
    let found = try findings("colur: blue") { _ = $0.string("colour", default: "red") }
    #expect(
      found == [
        "f.yaml:1: error: colur is not a known key [document/unknown-key]\n  help: did you mean colour?"
      ])
  }

  @Test(
    "syntax errors and doubled keys name their line",
    arguments: [
      ("a: [1, 2", "document/syntax"), ("a: 1\na: 2", "document/duplicate-key"),
      ("", "document/empty"), ("a: \u{7}", "document/encoding"),
    ])
  func syntax(text: String, id: String) {
    #expect {
      try DocumentValue.parse(text, file: "f.yaml")
    } throws: { error in
      (error as? Diagnostics)?.all.first?.id == id
    }
  }

  @Test("what is written as JSON is what Foundation reads")
  func json() throws {
    let value = JSONValue.object([
      ("text", .string("a\"b\\c\n\u{1}é")), ("number", .number(0.1)),
      ("codes", .codes([1, -2, 3, 4], columns: 2)),
      ("row", .row([.integer(1), .bool(true), .null])), ("empty", .array([])),
      ("inline", .inlineObject([("a", .integer(5))])),
    ])
    let object =
      try JSONSerialization.jsonObject(with: Data(value.text.utf8)) as? [String: Any] ?? [:]
    #expect(object["text"] as? String == "a\"b\\c\n\u{1}é")
    #expect(object["number"] as? Double == 0.1)
    #expect(object["codes"] as? [[Int]] == [[1, -2], [3, 4]])
    #expect((object["row"] as? [Any])?.count == 3)
    #expect((object["empty"] as? [Any])?.isEmpty == true)
    #expect(object["inline"] as? [String: Int] == ["a": 5])
  }
}
