import ArgumentParser
import CrossbarCompiler
import CrossbarCore
import CrossbarFit

/// `dendrite model device.yaml --pulses pulses.csv -o fitted.yaml`
struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Fit the constants of the compact model to switching times, thresholds and currents.",
    discussion: """
      The targets are the block `switching` of the device file, tables of pulses, slow sweeps that must switch at the \
      thresholds of the statistics, and reads that must not disturb. Without -o it shows what it would write. \
      Targets that are not met are warnings; with --strict they are exit code 1.

      A table of pulses is a CSV file with the header polarity,voltage_v,time_s or polarity,voltage_v,time_s,switched; \
      switched is yes, no or, where time_s is the switching time itself, empty.
      """)

  @Argument(help: "The device file (default: the embedded Ag/MoS2/Au device).")
  var device: String?

  @Option(
    parsing: .unconditionalSingleValue, help: "A table of pulses; repeatable.")
  var pulses: [String] = []

  @Option(name: [.short, .customLong("output")], help: "The device file to write.")
  var output: String?

  @Option(help: "A page for people to write, in Markdown.")
  var report: String?

  @Flag(help: "Exit with 1 if a target is not met.")
  var strict = false

  @Flag(help: "No progress on standard error.")
  var quiet = false

  func run() throws {
    let outputs = ModelOutputs(device: output, report: report)
    try checkOutputs()
    let run = try ModelRun(device: device, pulses: pulses) { Console.progress($0, quiet: quiet) }
    let notes = try run.write(to: outputs)
    Console.report(run.warnings + notes)
    for line in ModelReport(run.result).lines { print(line) }
    if let output { print("device       \(output)") }
    if let report { print("report       \(report)") }
    if strict && !run.result.isMet { throw ExitCode(1) }
  }

  /// - Throws: `output/overwrite` where an output would overwrite an input or the other output.
  private func checkOutputs() throws(Diagnostics) {
    var findings: [Diagnostic] = []
    for written in [output, report].compactMap({ $0 }) {
      for input in pulses + [device].compactMap({ $0 })
      where input == written || AtomicFile.isSame(input, written) {
        findings.append(
          .error(
            "output/overwrite", "the output would overwrite what is read", at: .init(file: written))
        )
      }
    }
    if let output, let report, output == report || AtomicFile.isSame(output, report) {
      findings.append(
        .error("output/overwrite", "two outputs are one file", at: .init(file: output)))
    }
    try findings.throwIfErrors()
  }
}
