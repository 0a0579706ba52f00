import Foundation
import Testing

/// The MNIST test images through a network of 784-64-64-64-10; `DENDRITE_MNIST` names the folder of the IDX files.
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["DENDRITE_MNIST"] != nil,
    "DENDRITE_MNIST IS NOT SET: NOTHING IS TRIED ON MNIST"))
struct MNISTTests {
  private var folder: String { ProcessInfo.processInfo.environment["DENDRITE_MNIST"] ?? "" }
  private let model = "\(CommandLine.root)/Tests/DendriteTests/Fixtures/mnist_mlp.keras"

  private func infer(_ arguments: [String]) throws -> [[String]] {
    let scratch = try Scratch()
    let outcome = try CommandLine.dendrite(
      [
        "infer", model, "--inputs", "\(folder)/t10k-images-idx3-ubyte.gz", "-o",
        "\(scratch.path)/l.csv",
      ] + arguments)
    #expect(outcome.status == 0, "\(outcome.all)")
    return try String(contentsOfFile: "\(scratch.path)/l.csv", encoding: .utf8)
      .split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
  }

  /// Labels by gzip and od, not by our own reader.
  private func labels() throws -> [Int] {
    try CommandLine.shell(
      "gzip -dc \(folder)/t10k-labels-idx1-ubyte.gz | tail -c +9 | od -An -v -tu1 -w1"
    ).output.split(separator: "\n").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
  }

  private func right(_ rows: [[String]]) throws -> Int {
    let labels = try labels()
    #expect(labels.count == 10_000 && rows.count == 10_000)
    return zip(rows, labels).count { Int($0[1]) == $1 }
  }

  @Test("as trained: as many right as Keras")
  func float() throws {
    let expected = try #require(json(reference: "mnist_reference.json")["float"] as? Int)
    // Single and double precision may differ on an image or two that lie on the edge.
    #expect(try abs(right(infer([])) - expected) <= 2)
  }

  @Test("as integers: exactly NumPy's, image by image", arguments: [3, 4, 8])
  func paper(bits: Int) throws {
    let reference = try json(reference: "mnist_reference.json")
    let rows = try infer(["--stage", "quantized", "--bits", "\(bits)"])
    #expect(try right(rows) == reference["paper_\(bits)"] as? Int)
    if bits == 4 {
      let logits = try #require(reference["first_logits_255_fold"] as? [[Int]])
      for (row, expected) in zip(rows, logits) {
        for (text, expected) in zip(row.dropFirst(2), expected) {
          let logit = try #require(Double(text))
          #expect((logit * 255).rounded() == Double(expected))
          #expect((logit - Double(expected) / 255).magnitude <= 1e-15 * Double(abs(expected)))
        }
      }
    }
  }
}
