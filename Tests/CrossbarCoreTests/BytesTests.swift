import CrossbarCore
import Foundation
import Testing

@Suite("Six significant digits")
struct SixDigitsTests {
  @Test(arguments: [
    (1.2244897, "1.22449"), (520.11349, "5.20113e+02"), (1_099_999.5, "1.1e+06"),
    (0.000123456789, "1.23457e-04"), (999_999.7, "1e+06"), (1, "1"), (0, "0"),
    (123456, "1.23456e+05"), (9.999996, "1e+01"),
  ])
  func text(value: Double, expected: String) {
    let sink = ByteSink()
    sink.append(SixDigits(rounding: value))
    #expect(String(decoding: sink.bytes, as: UTF8.self) == expected)
  }

  @Test("what is written parses back to the rounded value")
  func roundTrip() {
    let generator = Philox4x64(seed: 7, stream: 1)
    for index in 0..<20_000 {
      let words = generator.words(at: (UInt64(index), 0, 0, 0))
      let value = PortableMath.exp(Philox4x64.unitInterval(words.0) * 60 - 25)
      let decimal = SixDigits(rounding: value)
      let sink = ByteSink()
      sink.append(decimal)
      let parsed = Double(String(decoding: sink.bytes, as: UTF8.self))
      #expect(parsed == decimal.value)
      #expect(parsed == Double(String(format: "%.5e", value)))
    }
  }
}

@Suite("Byte sink")
struct ByteSinkTests {
  @Test(arguments: [(0, "0"), (-17, "-17"), (Int.max, "9223372036854775807"), (1000, "1000")])
  func integers(value: Int, expected: String) {
    let sink = ByteSink()
    sink.append(value)
    #expect(String(decoding: sink.bytes, as: UTF8.self) == expected)
  }

  @Test func padded() {
    let sink = ByteSink()
    sink.append(7, minimumDigits: 3)
    sink.append(12345, minimumDigits: 3)
    #expect(String(decoding: sink.bytes, as: UTF8.self) == "00712345")
  }

  @Test("more than one buffer reaches the file")
  func large() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let sink = try ByteSink(path: path)
    let text = String(repeating: "0123456789", count: 1000)
    for _ in 0..<300 { sink.append(text: text) }
    try sink.close()
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == 3_000_000)
    #expect(sink.totalCount == 3_000_000)
  }

  @Test("a full device is an error, not a silence")
  func full() throws {
    let sink = try ByteSink(path: "/dev/full")
    sink.append("x")
    #expect {
      try sink.close()
    } throws: { error in
      guard let first = (error as? Diagnostics)?.all.first else { return false }
      return first.id == "output/write" && first.message.contains("No space left")
        && first.location?.file == "/dev/full"
    }
  }

  @Test func cannotOpen() {
    #expect(throws: Diagnostics.self) { try ByteSink(path: "/nonexistent/file") }
  }
}

@Suite("Diagnostics")
struct DiagnosticTests {
  @Test func text() {
    let diagnostic = Diagnostic.error(
      "quantize/non-finite", "weight is nan; every weight must be finite",
      at: .init(file: "model.keras", element: "hidden/kernel[0,0]"), help: "train again")
    #expect(
      diagnostic.description
        == "model.keras:hidden/kernel[0,0]: error: weight is nan; every weight must be finite "
        + "[quantize/non-finite]\n  help: train again")
    #expect(
      Diagnostic.warning("a/b", "m", at: .init(file: "f.cir", line: 12)).description
        == "f.cir:12: warning: m [a/b]")
  }
}
