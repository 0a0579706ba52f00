import ArgumentParser
import CrossbarCompiler
import CrossbarCore
import CrossbarModel
import CrossbarVerify

/// `dendrite verify out/`
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract:
      "Read an output folder back, program and read its array, and run the network on what was read.",
    discussion: """
      Exits with 1 if any file is not as it was written, decks and masks disagree, or the array of ideal devices \
      does not hold the network. With --strict, also if this seed's array misreads a single bit.
      """)

  @Argument(help: "An output folder of dendrite compile.")
  var folder: String

  @Flag(help: "Exit with 1 also if this seed's array misreads a bit.")
  var strict = false

  @Flag(help: "No progress on standard error.")
  var quiet = false

  func run() throws {
    let outcome = try VerifyRun(folder: folder) { Console.progress($0, quiet: quiet) }
    Console.report(outcome.result.findings)
    for line in outcome.summary { print(line) }
    let isRight = !strict || outcome.result.prediction?.thisArray.bitErrors.isEmpty == true
    guard outcome.result.holdsNetwork && isRight else {
      print(
        outcome.result.holdsNetwork
          ? "FAIL: this seed's array misreads bits" : "FAIL: \(folder) does not hold the network")
      throw ExitCode(1)
    }
    print("PASS: \(folder) holds the network; made of ideal devices it computes it exactly")
  }
}

/// `dendrite infer out/|model.keras --inputs x.csv -o logits.csv`
struct InferCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "infer",
    abstract: "Run the network as trained, as integers, or as read back from its array.")

  @Argument(help: "A model file or an output folder.")
  var model: String

  @Option(help: "Inputs: .npz, .npy, .csv or IDX, gzipped or not.")
  var inputs: String

  @Option(
    help: "float, quantized or array (default: float for a model, quantized for an output folder).")
  var stage: InferenceStage?

  @Option(name: [.short, .customLong("output")], help: "The CSV file to write.")
  var output: String

  @Option(parsing: .unconditional, help: "Bits a weight, to quantize a model file.")
  var bits: Int?

  @Option(help: "Scheme, to quantize a model file.")
  var scheme: QuantizationScheme?

  @Option(parsing: .unconditional, help: "Raw inputs of a model file are multiplied by this.")
  var inputScale: Double?

  @Option(parsing: .unconditional, help: "… and this is added.")
  var inputOffset: Double?

  func run() throws {
    var options = InferenceOptions(model: model, inputs: inputs)
    options.stage = stage
    options.bits = bits
    options.scheme = scheme
    options.inputScale = inputScale
    options.inputOffset = inputOffset
    for source in [inputs, model] where AtomicFile.isSame(source, output) {
      throw Diagnostics(
        .error(
          "output/overwrite", "the output would overwrite what is read", at: .init(file: output)))
    }
    let result = try Inference.run(options)
    try AtomicFile.write(result.csv, to: output)
    Console.report(result.notes)
    print("\(result.count) inputs through the \(result.stage.rawValue) network into \(output)")
  }
}

/// `dendrite inspect model.keras`
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract:
      "Show a model's layers, shapes and ranges, the cells it needs, and what is not supported and why."
  )

  @Argument(help: "A model file.")
  var model: String

  func run() throws {
    let inspection = try Inspection(model: model)
    for line in inspection.lines { print(line) }
    Console.report(inspection.diagnostics)
    if inspection.diagnostics.hasErrors { throw ExitCode(2) }
  }
}
