public import ArgumentParser
public import CrossbarCompiler
import CrossbarCore
public import CrossbarLayout
public import CrossbarModel

extension QuantizationScheme: ExpressibleByArgument {}
extension InferenceStage: ExpressibleByArgument {}
extension LayoutStyle: ExpressibleByArgument {}

/// `dendrite compile model.keras -o out/`
struct CompileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Compile a trained network into decks, device models and masks, and verify them.")

  @Argument(help: "The trained network: .keras or .h5.")
  var model: String

  @Option(name: [.short, .customLong("output")], help: "The folder to make.")
  var output: String

  @Option(parsing: .unconditional, help: "Bits a weight, 1 … 16 (default: 3).")
  var bits: Int?

  @Option(help: "How weights become codes: paper, round (default: paper).")
  var scheme: QuantizationScheme?

  @Option(help: "Device file; the paper's Ag/MoS2/Au device where there is none.")
  var device: String?

  @Option(help: "Process file; the paper's inkjet process where there is none.")
  var process: String?

  @Option(
    help:
      "How cells become shapes: backplane, isolated, crossbar, hybrid-1t1r (default: what the process file says)."
  )
  var style: LayoutStyle?

  @Option(parsing: .unconditional, help: "Seed of the sampled devices (default: 1).")
  var seed: UInt64?

  @Option(
    help:
      "Simulators to write decks for, with commas between: ngspice, xyce, ltspice, hspice, spectre, or all (default: ngspice, which is always written)."
  )
  var dialect: String?

  @Option(help: "Project file with any of these settings; the command line wins.")
  var config: String?

  @Option(
    help: "Inputs that verification classifies: .npz, .npy, .csv, IDX (default: 100 random ones).")
  var inputs: String?

  @Option(help: "Labels of these inputs, where their file holds none.")
  var labels: String?

  @Option(
    parsing: .unconditional, help: "Rows of the largest tile (default: 128, or what a page holds).")
  var tileRows: Int?

  @Option(
    parsing: .unconditional,
    help: "Columns of the largest tile (default: 128, or what a page holds).")
  var tileColumns: Int?

  @Option(
    parsing: .unconditional, help: "Raw inputs are multiplied by this before the first layer.")
  var inputScale: Double?

  @Option(parsing: .unconditional, help: "… and this is added.")
  var inputOffset: Double?

  @Option(parsing: .unconditional, help: "Arrays to sample with device spread only.")
  var arrays: Int?

  @Option(parsing: .unconditional, help: "Arrays to sample behind transistors and wires.")
  var circuitArrays: Int?

  @Flag(help: "No progress on standard error.")
  var quiet = false

  func run() throws {
    var options = CompileOptions(model: model, output: output)
    options.bits = bits
    options.scheme = scheme
    options.device = device
    options.process = process
    options.style = style
    options.seed = seed
    options.evaluation = inputs
    options.labels = labels
    options.tileRows = tileRows
    options.tileColumns = tileColumns
    options.inputScale = inputScale
    options.inputOffset = inputOffset
    options.arrays = arrays
    options.circuitArrays = circuitArrays
    options.dialects = dialect.map { list in
      list.split(separator: ",", omittingEmptySubsequences: false)
        .map { $0.filter { $0 != " " }.lowercased() }
    }
    if let config { try options.merge(projectFile: config) }
    let outcome = try Compiler.compile(options) { Console.progress($0, quiet: quiet) }
    Console.report(outcome.notes)
    print("compiled     \(model) into \(output)")
    for line in outcome.summary { print(line) }
    print("report       \(output.hasSuffix("/") ? output : output + "/")report.md")
  }
}
