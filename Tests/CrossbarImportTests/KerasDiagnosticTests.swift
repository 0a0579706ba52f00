import CrossbarCore
import CrossbarImport
import CrossbarModel
import Foundation
import Testing

/// What users read when their model cannot be built.
@Suite struct KerasDiagnosticTests {
  @Test func everyUnsupportedLayerIsReportedAtOnce() throws {
    let messages = try Fixture.messages("unsupported.keras").map {
      $0.split(separator: "\n").first.map(String.init) ?? ""
    }
    #expect(
      messages == [
        "unsupported.keras:edges: error: layer 'edges' (Conv2D, input 8 × 8 × 1, output 6 × 6 × 4) is not "
          + "supported: a convolution uses its weights at many places; only fully connected layers are built "
          + "[import/unsupported-layer]",
        "unsupported.keras:pool: error: layer 'pool' (MaxPooling2D, input 6 × 6 × 4, output 3 × 3 × 4) is not "
          + "supported: pooling is not a weighted sum of fixed inputs [import/unsupported-layer]",
        "unsupported.keras:memory: error: layer 'memory' (LSTM, input 9 × 4, output 6) is not supported: "
          + "a recurrent layer feeds its output back; only feed-forward layers are built "
          + "[import/unsupported-layer]",
        "unsupported.keras:squash: error: layer 'squash' (Dense, input 6, output 5) is not supported: "
          + "its activation is tanh [import/unsupported-layer]",
        "unsupported.keras:attention: error: layer 'attention' (Dense, input 5, output 5) is not supported: "
          + "softmax stands before 'leaky' (LeakyReLU), and is supported on the last layer only "
          + "[import/unsupported-layer]",
        "unsupported.keras:leaky: error: layer 'leaky' (LeakyReLU, input 5, output 5) is not supported: "
          + "the activation LeakyReLU is not built [import/unsupported-layer]",
      ])
    let model = try ModelFile.read(Fixture.path("unsupported.keras"))
    #expect(model.network == nil)
    #expect(model.layers.count == 9)
    #expect(model.diagnostics.allSatisfy { $0.help != nil })
  }

  /// A part of the first line of every finding, in order.
  @Test(arguments: [
    (
      "branching.keras",
      [
        "'in' (InputLayer, input 6, output 6) is not supported: its output goes to 2 layers ('left', 'right')",
        "'sum' (Add, output 4) is not supported: it joins 2 inputs ('left', 'right')",
      ]
    ),
    ("shared.keras", ["'shared' (Dense, input 6, output 6) is not supported: it is used 2 times"]),
    (
      "many.keras",
      [
        "'in' (InputLayer, input 6, output 6) is not supported: the model has 2 inputs ('in', 'in2')",
        "'in2' (InputLayer, output 2) is not supported: the model has 2 inputs ('in', 'in2')",
        "'join' (Concatenate, output 8) is not supported: it joins 2 inputs ('in', 'in2'); its output goes to 2 layers ('out1', 'out2')",
        "'out1' (Dense, input 8, output 2) is not supported: the model has 2 outputs ('out1', 'out2')",
        "'out2' (Dense, input 8, output 2) is not supported: the model has 2 outputs ('out1', 'out2')",
      ]
    ),
    (
      "custom.keras",
      ["'own' (Dense, input 3, output 4) is not supported: it is a class of your own"]
    ),
    (
      "not_flat.keras",
      ["'per_row' (Dense, input 4 × 5, output 4 × 3) is not supported: its input 4 × 5 is not flat"]
    ),
    (
      "after_softmax.keras",
      [
        "'out' (Dense, input 4, output 3) is not supported: softmax stands before 'after' (BatchNormalization)"
      ]
    ),
    (
      "quantized.keras",
      [
        "'dense' (Dense, input 4, output 4) is not supported: its weights are stored quantized",
        "'out' (Dense, input 4, output 2) is not supported: its weights are stored quantized",
      ]
    ),
  ])
  func graphsAndLayersAreNamed(_ name: String, _ expected: [String]) throws {
    let findings = try Fixture.findings(Fixture.path(name))
    #expect(findings.map(\.id) == expected.map { _ in "import/unsupported-layer" })
    for (finding, part) in zip(findings, expected) {
      #expect(finding.message.contains(part), "\(finding)")
    }
  }

  @Test func weightsThatAreNotFiniteAreListedOncePerVariable() throws {
    let messages = try Fixture.messages("nan.keras").map { $0.split(separator: "\n")[0] }
    #expect(
      messages == [
        "nan.keras:hidden/kernel[0,0]: error: weight is nan; every weight must be finite; so it is at "
          + "hidden/kernel[1,2], hidden/kernel[2,0] and 1 more, 4 in all [import/non-finite]",
        "nan.keras:hidden/bias[1]: error: bias is -inf; every bias must be finite [import/non-finite]",
      ])
  }

  /// Files that are broken inside: identifier, place, and part of the message.
  @Test(arguments: [
    ("shape.keras", "import/shape-mismatch", "hidden/kernel", "kernel is 4 × 5 in the file"),
    ("missing_variable.keras", "import/weights", "hidden", "holds 1 variables for it"),
    ("text_weights.keras", "import/weights", "hidden", "not plain numbers"),
    ("swapped_names.keras", "import/weights", "hidden", "holds the variables of 'out'"),
    ("soft_link.keras", "import/weights", "hidden", "is missing"),
    ("external.keras", "import/weights", "hidden", "another file, which is not followed"),
    ("bomb.keras", "import/weights", "hidden", "elements"),
    ("odd_units.keras", "import/bad-layer", "hidden", "units"),
    ("zero_units.keras", "import/bad-layer", "hidden", "its number of units (0.0) must"),
    ("odd_config.keras", "import/bad-layer", "Dense_1", "units"),
    ("odd_class.keras", "import/config", "config.json:layers[1]", "class_name"),
    ("odd_layers.keras", "import/config", "config.json", "no list of layers"),
    ("odd_nested.keras", "import/config", "config.json", "nested more than 200 deep"),
    ("odd_json.keras", "import/config", "config.json", "ends early"),
    ("subclassed.keras", "import/unsupported-model", "config.json", "'MyModel'"),
    ("loop.keras", "import/unsupported-layer", "out", "also goes to 'hidden'"),
    ("no_config.keras", "import/missing-member", "config.json", "no member 'config.json'"),
  ])
  func brokenFilesAreLocated(_ name: String, _ id: String, _ element: String, _ part: String) throws
  {
    let findings = try Fixture.findings(Fixture.path(name))
    let finding = try #require(findings.first)
    #expect(finding.id == id)
    #expect(finding.location?.element == element)
    #expect(finding.message.contains(part), "\(finding)")
  }

  @Test(arguments: [
    ("empty.keras", "import/no-layers"), ("no_weights.keras", "import/missing-member"),
    ("only.weights.h5", "import/weights-only"), ("other.h5", "import/not-a-model"),
    ("truncated.keras", "import/damaged"), ("text.keras", "import/not-a-model"),
  ])
  func filesThatAreNoModelAreRefused(_ name: String, _ id: String) throws {
    let path = try Fixture.path(name)
    let findings = Fixture.findings(path)
    #expect(findings.map(\.id) == [id])
    #expect(findings.first?.location?.file == path)
    #expect(throws: Diagnostics.self) { try ModelFile.read(path).requireNetwork() }
  }

  /// First bytes of other formats, and what the user is told they are.
  @Test(arguments: [
    ("model.keras", Data(), "import/empty", "empty"),
    ("model.pt", Data([0x80, 0x02, 0x8A, 0x0A]), "import/unsupported-format", "a Python pickle"),
    ("model.onnx", Data([0x08, 0x08, 0x12, 0x07]), "import/unsupported-format", "an ONNX model"),
    (
      "text.onnx", Data("thirty-two bytes of text, no more".utf8), "import/not-a-model", "text file"
    ),
    (
      "m.tflite", Data([0x1C, 0, 0, 0] + Array("TFL3".utf8)), "import/unsupported-format",
      "TensorFlow Lite"
    ),
    (
      "m.safetensors", Data([2, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8)),
      "import/unsupported-format", "safetensors"
    ),
    (
      "m.keras", Data("version https://git-lfs.github.com/spec/v1\n".utf8), "import/not-a-model",
      "git lfs pull"
    ),
    (
      "m.json", Data(#"{"class_name": "Sequential"}"#.utf8), "import/not-a-model",
      "without its weights"
    ),
    ("m.bin", Data([0xFF, 0, 1, 2]), "import/not-a-model", "no known format"),
    ("m.keras", Data([0x50, 0x4B, 3, 4, 20]), "import/damaged", "truncated or damaged"),
    (
      "m.h5", Data([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]), "import/damaged", "truncated"
    ),
  ])
  func otherFormatsAreNamed(_ name: String, _ bytes: Data, _ id: String, _ part: String) throws {
    try Fixture.withFile(name, bytes) { path in
      let finding = try #require(Fixture.findings(path).first)
      #expect(finding.id == id)
      #expect("\(finding)".contains(part), "\(finding)")
    }
  }

  @Test func missingFilesAndDirectoriesAreRefused() throws {
    let missing = Fixture.findings("/nowhere/model.keras")
    #expect(
      missing.map(\.description) == [
        "/nowhere/model.keras: error: cannot open the file: No such file or directory [import/unreadable]"
      ])
    let folder = FileManager.default.temporaryDirectory.path
    #expect(Fixture.findings(folder).map(\.id) == ["import/directory"])
  }

  /// A file cut anywhere is refused, and never brings the reader down.
  @Test(arguments: ["sequential.keras", "sequential_stored.keras", "sequential.h5"])
  func cutFilesAreRefused(_ name: String) throws {
    let whole = try Fixture.bytes(name)
    var refused = 0
    for step in 1..<40 {
      let cut = whole.prefix(whole.count * step / 40)
      try Fixture.withFile(name, Data(cut)) { path in
        if Fixture.findings(path).hasErrors { refused += 1 }
      }
    }
    #expect(refused == 39)
  }

  /// A file with a few bytes changed is refused or read, and never brings the reader down.
  @Test(arguments: ["sequential.keras", "sequential_stored.keras", "sequential.h5", "latest.h5"])
  func changedFilesAreSurvived(_ name: String) throws {
    let whole = try Fixture.bytes(name)
    var state: UInt64 = 20
    var refused = 0
    for _ in 0..<100 {
      var bytes = whole
      for _ in 0..<4 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 20)
      }
      try Fixture.withFile(name, bytes) { path in
        if Fixture.findings(path).hasErrors { refused += 1 }
      }
    }
    #expect(refused > 10)
  }
}
