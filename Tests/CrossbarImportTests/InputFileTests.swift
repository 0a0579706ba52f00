import CrossbarCore
import CrossbarImport
import CrossbarModel
import Foundation
import Testing

/// Files of inputs, against the numbers NumPy wrote into them.
@Suite struct InputFileTests {
  struct Expected: Decodable {
    let values: [Double]
    let count: Int
    let labels: [Int]?
    let areBytes: Bool
  }

  @Test func everyFileHoldsWhatNumPyWrote() throws {
    let all = try JSONDecoder().decode([String: Expected].self, from: Fixture.bytes("inputs.json"))
    try #require(all.count > 20)
    for (name, expected) in all where expected.count > 0 {
      let batch = try InputFile.read(Fixture.path("inputs/\(name)"))
      #expect(batch.values.elements == expected.values, "\(name)")
      #expect(batch.count == expected.count, "\(name)")
      #expect(batch.labels == expected.labels, "\(name)")
      #expect(batch.areImageBytes == expected.areBytes, "\(name)")
    }
  }

  @Test(arguments: ["named.npz", "label.csv", "labels-idx1-ubyte.gz"])
  func labelsAreThoseWritten(_ name: String) throws {
    let all = try JSONDecoder().decode([String: Expected].self, from: Fixture.bytes("inputs.json"))
    let expected = try #require(all[name]?.labels)
    #expect(try InputFile.readLabels(Fixture.path("inputs/\(name)")) == expected)
  }

  @Test func labelsFromOneDimensionAndOneColumn() throws {
    #expect(try InputFile.readLabels(Fixture.path("inputs/one_dimension.npy")) == [0, 1, 2, 3])
    let column = try Fixture.withFile("l.csv", Data("3\n1\n2\n".utf8), InputFile.readLabels)
    #expect(column == [3, 1, 2])
    let error = #expect(throws: Diagnostics.self) {
      try Fixture.withFile("l.csv", Data("1.5\n".utf8), InputFile.readLabels)
    }
    #expect(error?.all.first?.message == "label is 1.5; a label must be a whole number from zero")
  }

  private func messages(_ name: String) throws -> [String] {
    let path = try Fixture.path("inputs/\(name)")
    let error = #expect(throws: Diagnostics.self) { try InputFile.read(path) }
    return (error?.all ?? []).map {
      "\($0)".replacing(path, with: name).split(separator: "\n").first.map(String.init) ?? ""
    }
  }

  @Test(arguments: [
    (
      "two.npz",
      "two.npz: error: 2 of the arrays (a, b) could be the inputs [input/arrays]"
    ),
    (
      "one_hot.npz",
      "one_hot.npz:y: error: the array has the shape (3 × 3); labels need one dimension [input/shape]"
    ),
    (
      "one_dimension.npy",
      "one_dimension.npy: error: the array has the shape (4); inputs need two dimensions or more [input/shape]"
    ),
    (
      "object.npy",
      "object.npy: error: the array holds Python objects, which are pickles and are not opened [input/npy]"
    ),
    (
      "big_endian.npy",
      "big_endian.npy: error: the array's elements are of the type '>f4', which is not read [input/npy]"
    ),
    (
      "cut.npy",
      "cut.npy: error: not a whole NumPy array: its shape (3 × 4) needs more data than there is [input/npy]"
    ),
    (
      "short.idx",
      "short.idx: error: the header means 5 × 3 × 2 elements, 46 bytes; the file has 45 [input/idx]"
    ),
    (
      "claims.idx.gz",
      "claims.idx.gz: error: the header claims 2147483648 × 1048576 elements; at most 2147483648 bytes are read [import/too-large]"
    ),
    (
      "bomb.idx.gz",
      "bomb.idx.gz: error: the gzip data unpacks to more than 16 bytes [import/too-large]"
    ),
    (
      "cut.gz",
      "cut.gz: error: the gzip data is truncated or damaged [import/damaged]"
    ),
    ("headings.csv", "headings.csv: error: the file holds no inputs [input/empty]"),
    (
      "labels-idx1-ubyte.gz",
      "labels-idx1-ubyte.gz: error: the file has one dimension: it holds labels, not inputs [input/shape]"
    ),
  ])
  func filesThatHoldNoInputsAreRefused(_ name: String, _ message: String) throws {
    #expect(try messages(name) == [message])
  }

  @Test func numbersThatAreNotFiniteAreLocated() throws {
    #expect(
      try messages("not_finite.npy") == [
        "not_finite.npy:[0,2,1]: error: input is nan; every input must be finite [input/non-finite]",
        "not_finite.npy:[1,0,0]: error: input is inf; every input must be finite [input/non-finite]",
      ])
  }

  @Test func badCellsAreLocatedAllAtOnce() throws {
    #expect(
      try messages("bad.csv") == [
        "bad.csv:2:p1: error: 'x' is not a number [input/csv]",
        "bad.csv:3: error: the line has 2 cells; the first line has 3 [input/csv]",
        "bad.csv:4:label: error: '-1' is not a label; a label must be a whole number from zero [input/csv]",
        "bad.csv:4:p0: error: the cell is empty [input/csv]",
        "bad.csv:4:p1: error: 'nan' is not a finite number [input/csv]",
      ])
    let many = try messages("many.csv")
    #expect(many.count == 21)
    #expect(many.last == "many.csv: note: and 10 more, 30 in all [input/more]")
  }

  @Test func cutFilesAreRefused() throws {
    for name in ["named.npz", "f8.npy", "images-idx3-ubyte", "images-idx3-ubyte.gz"] {
      let whole = try Fixture.bytes("inputs/\(name)")
      for step in 1..<20 {
        let isRefused = try Fixture.withFile(name, whole.prefix(whole.count * step / 20)) { path in
          (try? InputFile.read(path)) == nil
        }
        #expect(isRefused, "\(name), \(step) of 20")
      }
    }
  }
}
