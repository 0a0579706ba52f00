import CrossbarCore
import CrossbarImport
import CrossbarModel
import Foundation
import Testing

/// The example that the documentation walks through.
@Suite struct DigitsExampleTests {
  private var folder: String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../examples/digits")
      .standardized.path
  }

  @Test func everyGlyphIsClassified() throws {
    let network = try ModelFile.read("\(folder)/digits.keras").requireNetwork()
    let glyphs = try InputFile.read("\(folder)/glyphs.csv")
    #expect(network.layers.map { [$0.inputs, $0.outputs] } == [[20, 20], [20, 20], [20, 10]])
    #expect(network.layers.map(\.activation) == [.relu, .relu, .softmax])
    #expect(glyphs.labels == Array(0..<10))
    for (row, label) in (glyphs.labels ?? []).enumerated() {
      let logits = network.logits(Array(glyphs.values.row(row)))
      #expect(logits.firstIndex(of: logits.max() ?? 0) == label)
    }
  }
}
