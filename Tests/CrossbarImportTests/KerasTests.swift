import CrossbarCore
import CrossbarImport
import CrossbarModel
import Foundation
import Testing

/// Networks whose logits Keras computed.
@Suite struct KerasTests {
  static let models = [
    "sequential_stored.keras", "sequential.keras", "sequential.h5", "functional.keras",
    "functional.h5", "batch_normalization.keras", "batch_normalization_axis.keras",
    "rescaling.keras", "rescaling_channels.keras", "nested.keras", "nested.h5", "bare_list.h5",
    "latest.h5",
    "keras2_212.keras", "keras2_215.keras", "keras2_215.h5",
  ]

  @Test(arguments: models)
  func logitsAreThoseOfKeras(_ name: String) throws {
    let network = try ModelFile.read(Fixture.path(name)).requireNetwork()
    let reference = try Fixture.reference(name)
    try #require(!reference.inputs.isEmpty)
    for (input, expected) in zip(reference.inputs, reference.logits) {
      let logits = network.logits(input)
      try #require(logits.count == expected.count)
      let largest = expected.map(abs).max() ?? 0
      for (logit, value) in zip(logits, expected) {
        #expect(abs(logit - value) <= 1e-5 * max(largest, 1e-3), "\(name): \(logit) and \(value)")
      }
    }
  }

  @Test func everyReferenceIsTested() throws {
    let tested = Set(Self.models + ["unsupported.keras"])
    #expect(Set(try Fixture.references().keys) == tested)
  }

  /// Output shapes and numbers of parameters as Keras's own summary has them, unsupported layers included.
  @Test(arguments: models + ["unsupported.keras"])
  func summaryIsThatOfKeras(_ name: String) throws {
    let layers = try ModelFile.read(Fixture.path(name)).layers
    // Nested models stand flat in the summary, so names may come twice there.
    for expected in try Fixture.reference(name).layers {
      #expect(
        layers.contains {
          $0.name == expected.name && $0.outputShape == expected.shape
            && $0.parameters == expected.parameters
        },
        "\(name): \(expected), but \(layers.filter { $0.name == expected.name })")
    }
  }

  @Test func layersStandInNetworkOrder() throws {
    let model = try ModelFile.read(Fixture.path("sequential.keras"))
    let network = try model.requireNetwork()
    #expect(network.layers.map(\.name) == ["zeta", "middle", "alpha"])
    #expect(network.layers.map(\.activation) == [.relu, .relu, .softmax])
    #expect(network.name == "opposite")
    #expect(network.inputShape == [6])
    #expect(network.layers[0].weightsElement == "zeta/kernel")
    #expect(
      model.layers.map(\.fate) == [
        "input", "dense 6 × 5, relu", "dense 5 × 5, relu", "dense 5 × 3, softmax",
      ])
  }

  @Test func fatesTellWhereLayersWent() throws {
    let model = try ModelFile.read(Fixture.path("batch_normalization.keras"))
    #expect(
      model.layers.map { "\($0.name): \($0.fate)" } == [
        "image: input", "bn_image: folded into 'first'", "flat: reshaped to 20",
        "first: dense 20 × 8", "bn_sums: folded into 'first'", "relu: relu of 'first'",
        "bn_after: folded into 'second'", "drop: identity at inference",
        "second: dense 8 × 6, relu", "bn_again: folded into 'third'",
        "inner_scale: folded into 'third'", "third: dense 6 × 3",
        "bn_last: folded into 'third'",
      ])
    #expect(try model.requireNetwork().inputShape == [4, 5])
  }

  @Test func leadingRescalingIsTheInputScaling() throws {
    let network = try ModelFile.read(Fixture.path("rescaling.keras")).requireNetwork()
    #expect(abs(network.inputScaling.scale - 2 / 255) < 1e-9)
    #expect(network.inputScaling.offset == -1)
    #expect(network.inputScaling.source == "Rescaling layer 'to_signed'")
    #expect(network.layers.allSatisfy { $0.bias.allSatisfy { $0 == 0 } })
    let channels = try ModelFile.read(Fixture.path("rescaling_channels.keras")).requireNetwork()
    #expect(channels.inputScaling.isIdentity)
  }

  @Test func namesStayUniqueInNestedModels() throws {
    let network = try ModelFile.read(Fixture.path("nested.keras")).requireNetwork()
    #expect(
      network.layers.map(\.name) == [
        "dense", "left_dense", "head", "right_dense", "right_head", "head_",
      ])
  }

  @Test func importersStandInTheirFolders() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/CrossbarImport/Importers").standardized
    let folders = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Set(folders) == Set(allImporters.map { "\($0)" }))
  }
}
