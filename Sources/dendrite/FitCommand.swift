public import ArgumentParser
import CrossbarCompiler
import CrossbarCore
public import CrossbarFit
public import CrossbarMeasurement
import CrossbarStatistics
import Foundation

extension SwitchingDefinition: ExpressibleByArgument {}
extension FitOptions.Cycles: ExpressibleByArgument {}
extension SetPolarity: ExpressibleByArgument {}

/// `dendrite fit sweeps/*.xlsx table.csv -o device.yaml`
struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract:
      "Turn measurement files into a device file: statistics with intervals, tests and yield.",
    discussion: """
      Reads CSV, TSV, TXT (gzipped or not) and XLSX: I-V sweeps, tables of extracted values, resistance against time or \
      cycle. --dry-run shows how every column was understood; --column and --unit correct it. Beside DEVICE.yaml it \
      writes DEVICE.cycles.csv, a line a cycle with its flags, which it reads back as a table.
      """)

  @Argument(help: "The measurement files.")
  var files: [String]

  @Option(name: [.short, .customLong("output")], help: "The device file to write.")
  var output: String?

  @Option(help: "A page for people to write; its pictures go into a folder beside it.")
  var report: String?

  @Flag(help: "Show how the files are understood and what would be fitted; write nothing.")
  var dryRun = false

  @Option(help: "What V_SET and V_RST are: paper, keithley, log-jump.")
  var extract: SwitchingDefinition = .paper

  @Option(
    parsing: .unconditional, help: "Voltage at which resistances are taken, V (default: 0.1).")
  var readVoltage: Double?

  @Option(
    name: .customLong("column"), parsing: .unconditionalSingleValue,
    help:
      "ROLE=NAME or ROLE=NUMBER (from 1): what a column is; repeatable. Roles: \(ColumnRole.list).")
  var columns: [String] = []

  @Option(
    name: .customLong("unit"), parsing: .unconditionalSingleValue,
    help: "COLUMN=UNIT: the unit of a column, such as AI=uA; repeatable.")
  var units: [String] = []

  @Option(
    parsing: .unconditional,
    help: "Resistance that turns a current recorded in volts into amperes, ohm.")
  var shunt: Double?

  @Option(help: "Batch of every device, where no column says it.")
  var batch: String?

  @Option(
    help: "How file names are built, such as {batch}_{device}_{}_run{run}; {} is any text.")
  var namePattern: String?

  @Option(parsing: .unconditional, help: "Lines at the start of text files to leave out.")
  var skipLines = 0

  @Option(help: "Sign of the SET voltage: auto, positive, negative.")
  var polarity: SetPolarity = .auto

  @Option(
    parsing: .unconditional, help: "Compliance current of all sweeps, A, where no file states it.")
  var compliance: Double?

  @Option(
    parsing: .unconditional,
    help: "End of the sweeps behind a table, V: devices that never switched are bounds.")
  var sweepLimit: Double?

  @Option(
    parsing: .unconditional,
    help: "Current below which nothing conducts, A (default: from the data).")
  var currentFloor: Double?

  @Option(parsing: .unconditional, help: "Least jump of a SET or RESET, decades of current.")
  var minimalJump: Double?

  @Option(help: "Which cycles of a device are observations: all, first, median.")
  var cycles: FitOptions.Cycles = .all

  @Option(
    name: .customLong("family"), parsing: .unconditionalSingleValue,
    help:
      "QUANTITY=FAMILY, such as v_set=lognormal or r_hrs=empirical; repeatable (default: by AICc among those that pass)."
  )
  var families: [String] = []

  @Option(parsing: .unconditional, help: "A family passes with a p of at least this.")
  var significance = 0.05

  @Option(parsing: .unconditional, help: "Devices made, where not all were measured.")
  var fabricated: Int?

  @Option(help: "Device file for what is not measured (default: the embedded Ag/MoS2/Au device).")
  var base: String?

  @Option(help: "Name of the device.")
  var name: String?

  @Option(parsing: .unconditional, help: "Replicates of the bootstrap behind each p, 0 … 100000.")
  var bootstrap = 1000

  @Option(parsing: .unconditional, help: "Seed of the bootstrap.")
  var seed: UInt64 = 1

  @Flag(help: "No progress on standard error.")
  var quiet = false

  func run() throws {
    let options = try FitArguments.options(self)
    guard output != nil || dryRun else {
      throw ValidationError("name the device file to write with -o, or look first with --dry-run")
    }
    if dryRun {
      for line in try Fit.look(options) { print(line) }
      return
    }
    let outputs = FitOutputs(device: output ?? "", report: report)
    try FitArguments.checkOutputs(outputs, against: files + [base].compactMap { $0 })
    let result = try FitRun.fit(options) { Console.progress($0, quiet: quiet) }
    let notes = try FitRun.write(
      result, to: outputs, searchPath: ProcessInfo.processInfo.environment["PATH"] ?? ""
    ) { Console.progress($0, quiet: quiet) }
    Console.report(result.warnings + notes)
    for line in FitSummary(result).lines { print(line) }
    print("device       \(outputs.device)")
    print("cycles       \(outputs.cycles)")
    if let report = outputs.report { print("report       \(report)") }
  }
}
