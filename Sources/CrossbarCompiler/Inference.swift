public import CrossbarCore
internal import CrossbarImport
public import CrossbarModel
internal import CrossbarVerify
internal import Foundation

/// At which stage of the compilation the network is run.
public enum InferenceStage: String, Sendable, CaseIterable {
  /// As trained.
  case float
  /// The exact integer network.
  case quantized
  /// The integer network read back from this folder's array, failing cells included.
  case array
}

/// What to run on what.
public struct InferenceOptions: Sendable {
  /// A model file or an output folder.
  public var model: String
  public var inputs: String
  /// Nil: `float` for a model, `quantized` for an output folder.
  public var stage: InferenceStage?
  /// For the quantized stage of a model file.
  public var bits: Int?
  public var scheme: QuantizationScheme?
  public var inputScale: Double?
  public var inputOffset: Double?

  public init(model: String, inputs: String) {
    self.model = model
    self.inputs = inputs
  }
}

/// Logits of inputs, ready to be written.
public struct InferenceResult: Sendable {
  /// CSV: a header, then one line an input.
  public var csv: String
  public var count: Int
  public var stage: InferenceStage
  /// Warnings and notes: rounded inputs, ties.
  public var notes: [Diagnostic]
}

/// Runs a network at one stage of its compilation.
public enum Inference {
  /// Runs every input of a file.
  ///
  /// - Throws: whatever is wrong with the model, the folder or the inputs.
  public static func run(_ options: InferenceOptions) throws(Diagnostics) -> InferenceResult {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: options.model, isDirectory: &isFolder)
    return exists && isFolder.boolValue ? try runFolder(options) : try runModel(options)
  }

  private static func runFolder(_ options: InferenceOptions) throws(Diagnostics) -> InferenceResult
  {
    let stage = options.stage ?? .quantized
    if options.bits != nil || options.scheme != nil || options.inputScale != nil
      || options.inputOffset != nil
    {
      throw Diagnostics(
        .error(
          "infer/options", "an output folder has its bits, scheme and input scaling already",
          at: .init(file: options.model)))
    }
    if stage == .float {
      return try floats(
        try TrainedNetworkFile.read(
          folder: options.model, matching: try Verifier.readNetwork(folder: options.model)),
        options, notes: [])
    }
    let network =
      stage == .array
      ? try Verifier.readArray(folder: options.model)
      : try Verifier.readNetwork(folder: options.model)
    return try integers(network, options, stage: stage, notes: [])
  }

  private static func runModel(_ options: InferenceOptions) throws(Diagnostics) -> InferenceResult {
    let stage = options.stage ?? .float
    let model = try ModelFile.read(options.model)
    var network = try model.requireNetwork()
    var notes = model.diagnostics
    var scaling = CompileOptions(model: options.model, output: "")
    scaling.inputScale = options.inputScale
    scaling.inputOffset = options.inputOffset
    try Compiler.applyInputScaling(scaling, to: &network)
    switch stage {
    case .array:
      throw Diagnostics(
        .error(
          "infer/stage", "a model file has no array", at: .init(file: options.model),
          help: "compile it, and name the output folder"))
    case .quantized:
      let quantized = try Quantizer.quantize(
        network, scheme: options.scheme ?? .paper, bits: options.bits ?? 3, warnings: &notes)
      return try integers(quantized, options, stage: stage, notes: notes)
    case .float: return try floats(network, options, notes: notes)
    }
  }

  private static func floats(
    _ network: Network, _ options: InferenceOptions, notes: [Diagnostic]
  ) throws(Diagnostics) -> InferenceResult {
    var notes = notes
    let inputs = try EvaluationInputs.raw(
      InputFile.read(options.inputs), width: network.inputs, scaling: network.inputScaling,
      notes: &notes)
    let lines = parallelMap(count: inputs.rows) { row in
      let logits = network.logits(Array(inputs.row(row)))
      let numbers = logits.map { "\($0)" }.joined(separator: ",")
      return "\(row),\(Classes.choose(logits)),\(numbers)"
    }
    return InferenceResult(
      csv: ([header(outputs: network.outputs)] + lines).joined(separator: "\n") + "\n",
      count: inputs.rows, stage: .float, notes: notes)
  }

  private static func integers(
    _ network: QuantizedNetwork, _ options: InferenceOptions, stage: InferenceStage,
    notes: [Diagnostic]
  ) throws(Diagnostics) -> InferenceResult {
    var notes = notes
    let scaling = network.inputScaling
    let raw = try EvaluationInputs.raw(
      InputFile.read(options.inputs), width: network.inputs, scaling: scaling, notes: &notes)
    let inputs = try IntegerInputs(
      raw.map { $0 * scaling.scale + scaling.offset }, file: options.inputs)
    if inputs.rounded > 0 {
      notes.append(
        .warning(
          "infer/rounded",
          "\(inputs.rounded) numbers were rounded to multiples of 1/\(inputs.denominator)",
          at: .init(file: options.inputs)))
    }
    let outputs = try IntegerInference(network).run(inputs)
    if !outputs.ties.isEmpty {
      notes.append(
        .note(
          "infer/tie",
          "\(outputs.ties.count) inputs have equal largest logits (the first: input \(outputs.ties[0])); "
            + "the lowest index was chosen", at: .init(file: options.inputs)))
    }
    var lines = [header(outputs: network.outputs)]
    for row in 0..<raw.rows {
      let logits = outputs.numerators.row(row).map { text($0, outputs.denominator) }
      lines.append("\(row),\(outputs.classes[row]),\(logits.joined(separator: ","))")
    }
    return InferenceResult(
      csv: lines.joined(separator: "\n") + "\n", count: raw.rows, stage: stage, notes: notes)
  }

  private static func header(outputs: Int) -> String {
    "input,class," + (0..<outputs).map { "logit_\($0)" }.joined(separator: ",")
  }

  /// A whole number where the division leaves none over, else the nearest double.
  private static func text(_ numerator: Int128, _ denominator: Int128) -> String {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    return remainder == 0 ? "\(quotient)" : "\(Double(numerator) / Double(denominator))"
  }
}
