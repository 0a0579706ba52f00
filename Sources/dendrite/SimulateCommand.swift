public import ArgumentParser
public import CrossbarCompiler
import CrossbarCore
public import CrossbarSimulation
@preconcurrency import Foundation

extension Shard: ExpressibleByArgument {
  public init?(argument: String) { self.init(text: argument) }
}

extension ReadingMode: ExpressibleByArgument {}

/// How the arrays of a simulation are written.
struct WritingArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "Magnitude of the first write pulse, V (default: the device file's).")
  var writeVoltage: Double?

  @Option(
    parsing: .unconditional, help: "Flat top of a write pulse, s (default: the device file's).")
  var writePulse: Double?

  @Option(
    parsing: .unconditional, help: "Write pulses at most, each verified by a read (default: 1).")
  var pulses: Int?

  @Option(
    parsing: .unconditional,
    help: "By how much each pulse is larger than the one before, V (default: 0).")
  var ramp: Double?

  @Option(
    parsing: .unconditional,
    help: "Word line in a SET, V: the transistor limits its current (default: the process file's).")
  var setWordLine: Double?

  func apply(to options: inout SimulationOptions) {
    options.writeVoltage = writeVoltage
    options.writePulse = writePulse
    options.pulses = pulses
    options.ramp = ramp
    options.setWordLine = setWordLine
  }
}

/// What is drawn at random in a simulation beside the devices.
struct ChanceArguments: ParsableArguments {
  @Option(parsing: .unconditional, help: "Share of devices that work (default: the device file's).")
  var yield: Double?

  @Option(parsing: .unconditional, help: "Share of shorts among those that do not (default: 0.5).")
  var shorts: Double?

  @Option(parsing: .unconditional, help: "SETs behind every device (default: 0).")
  var cycles: Int?

  @Option(parsing: .unconditional, help: "Seconds between writing and the read (default: 0).")
  var retention: Double?

  @Option(
    parsing: .unconditional,
    help:
      "Spread of the wires' resistance from array to array: standard deviation of its logarithm (default: 0)."
  )
  var wireSpread: Double?

  @Option(
    parsing: .unconditional,
    help:
      "Spread of a device's quantities from one write to the next: standard deviation of their logarithms (default: 0)."
  )
  var cycleSpread: Double?

  @Option(
    parsing: .unconditional,
    help: "Relative standard deviation of read currents (default: the device file's).")
  var readNoise: Double?

  func apply(to options: inout SimulationOptions) {
    options.yield = yield
    options.shorts = shorts
    options.cycles = cycles
    options.retention = retention
    options.wireSpread = wireSpread
    options.cycleSpread = cycleSpread
    options.readNoise = readNoise
  }
}

/// `dendrite simulate out/ --images x --labels y`
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract:
      "Say what costs what: accuracy as trained, as integers, in the ideal array, and in sampled arrays with device spread, wires, read noise and faults.",
    discussion: """
      Every rung has an interval of 95 %: over the inputs for the first three, over the sampled arrays for the others. The same \
      seed gives the same numbers on any number of threads, in one run or in shards.
      """)

  @Argument(help: "An output folder of dendrite compile.")
  var folder: String

  @Option(
    name: [.customLong("images"), .customLong("inputs")],
    help: "Inputs to classify: IDX, .npz, .npy, .csv (default: those of the folder).")
  var inputs: String?

  @Option(help: "Labels of these inputs, where their file holds none.")
  var labels: String?

  @Option(parsing: .unconditional, help: "Arrays to sample (default: as many as take seconds).")
  var arrays: Int?

  @Option(parsing: .unconditional, help: "Seed of the sampled arrays (default: the folder's).")
  var seed: UInt64?

  @Option(
    help:
      "How arrays are read: memory, column-sum; without transistors: floating, grounded, half, third, column-sum (default: memory; grounded without transistors)."
  )
  var read: ReadingMode?

  @Flag(help: "Cells of passive arrays with their own law each (HRS I ∝ V²), by Newton's method.")
  var exact = false

  @OptionGroup(title: "Writing")
  var writing: WritingArguments

  @OptionGroup(title: "Spread and faults")
  var chance: ChanceArguments

  @Option(
    name: [.short, .customLong("output")], help: "A JSON file of all counts, which merge reads.")
  var output: String?

  @Option(help: "A Markdown report with histograms and the failures.")
  var report: String?

  @Option(help: "Only a part of the arrays, such as 2/4; needs --output.")
  var shard: Shard?

  @Option(
    help:
      "A file that keeps what was sampled, every half minute and when interrupted; if it exists, the run goes on from it."
  )
  var checkpoint: String?

  @Option(parsing: .unconditional, help: "Threads (default: all cores).")
  var threads: Int?

  @Flag(help: "No progress on standard error.")
  var quiet = false

  func run() throws {
    var options = SimulationOptions(folder: folder)
    options.inputs = inputs
    options.labels = labels
    options.arrays = arrays
    options.seed = seed
    options.shard = shard
    options.threads = threads
    options.reading = read
    options.isExact = exact
    writing.apply(to: &options)
    chance.apply(to: &options)
    try check()
    Console.progress("reading \(folder)", quiet: quiet)
    let simulation = try Simulation(options)
    Console.report(simulation.notes)
    let state = try sample(simulation)
    if let output { try AtomicFile.write(SimulationDocument.text(state), to: output) }
    if let shard, shard.count > 1 {
      print(
        "shard \(shard.index) of \(shard.count): \(state.count) of \(simulation.setting.ladder.arrays) arrays into \(output ?? "")"
      )
    } else {
      try SimulationPrinter.show(state, report: report)
    }
    if let checkpoint { unlink(checkpoint) }
  }

  private func check() throws {
    var findings: [Diagnostic] = []
    if let shard, shard.count > 1 {
      if output == nil {
        findings.append(
          .error(
            "options/shard", "a shard's result must be kept", at: .init(file: "--shard"),
            help: "name a file with --output, and give all of them to dendrite merge"))
      }
      if report != nil {
        findings.append(
          .error(
            "options/report", "one shard has no report", at: .init(file: "--report"),
            help: "dendrite merge writes it"))
      }
    }
    let written = [output, report, checkpoint].compactMap { $0 }
    for (index, path) in written.enumerated() {
      for source in [inputs, labels].compactMap({ $0 }) + written[..<index]
      where path == source || AtomicFile.isSame(path, source) {
        findings.append(
          .error(
            "output/overwrite", "the file is named twice: it would overwrite \(source)",
            at: .init(file: path)))
      }
    }
    for path in written {
      if AtomicFile.isInside(path, folder) {
        findings.append(
          .error(
            "output/overwrite", "the file would change the output folder that is read",
            at: .init(file: path)))
        continue
      }
      do throws(Diagnostics) { try AtomicFile.check(path) } catch { findings += error.all }
    }
    try findings.throwIfErrors()
  }

  /// Samples, with progress, checkpoints and a way to stop.
  private func sample(_ simulation: Simulation) throws -> SimulationState {
    var state = simulation.start
    if let checkpoint, FileManager.default.fileExists(atPath: checkpoint) {
      state = try simulation.resuming(try SimulationDocument.read(checkpoint), file: checkpoint)
      Console.progress("going on from \(checkpoint): \(state.count) arrays done", quiet: quiet)
    }
    if checkpoint != nil { Interruption.watch() }
    let start = ContinuousClock.now
    var kept = start
    var told = start
    let before = state.count
    state = try simulation.run(from: state) { (state, done, total) throws(Diagnostics) in
      let now = ContinuousClock.now
      let isInterrupted = Interruption.signal != nil
      if let checkpoint, isInterrupted || now - kept > .seconds(30), done < total {
        try AtomicFile.write(SimulationDocument.text(state), to: checkpoint)
        kept = now
      }
      if now - told > .seconds(2) || done == total {
        told = now
        let spent =
          Double((now - start).components.seconds) + 1e-18
          * Double((now - start).components.attoseconds)
        let left = spent * Double(total - done) / Double(max(1, state.count - before))
        Console.progress(
          "\(done) of \(total) arrays, \(Self.time(spent))"
            + (done < total ? ", about \(Self.time(left)) to go" : ""), quiet: quiet)
      }
      return !isInterrupted
    }
    if let checkpoint, let signal = Interruption.signal, !simulation.isDone(state) {
      try AtomicFile.write(SimulationDocument.text(state), to: checkpoint)
      Console.error("dendrite: \(signal.name); \(checkpoint) keeps \(state.count) arrays")
      throw ExitCode(128 + signal.number)
    }
    return state
  }

  private static func time(_ seconds: Double) -> String {
    if seconds < 99.5 { return "\(Int(seconds.rounded())) s" }
    if seconds < 5970 { return "\(Int((seconds / 60).rounded())) min" }
    return "\(Int((seconds / 3600).rounded())) h"
  }
}

/// Prints what a complete simulation found.
enum SimulationPrinter {
  static func show(_ state: SimulationState, report: String?) throws {
    if let report { try AtomicFile.write(SimulationReport.text(state), to: report) }
    for line in SimulationText.lines(state) { print(line) }
  }
}

/// `dendrite merge part-1.json part-2.json … -o all.json`
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract:
      "Merge the shards of a simulation into what one run would have given, exactly.")

  @Argument(help: "The files that dendrite simulate --shard wrote.")
  var parts: [String]

  @Option(name: [.short, .customLong("output")], help: "A JSON file of all counts.")
  var output: String?

  @Option(help: "A Markdown report with histograms and the failures.")
  var report: String?

  func run() throws {
    var findings: [Diagnostic] = []
    var states: [(file: String, state: SimulationState)] = []
    for part in parts {
      do throws(Diagnostics) {
        states.append((part, try SimulationDocument.read(part)))
      } catch {
        findings += error.all
      }
    }
    let written = [output, report].compactMap { $0 }
    for (index, path) in written.enumerated() {
      for part in parts + written[..<index] where path == part || AtomicFile.isSame(path, part) {
        findings.append(
          .error("output/overwrite", "the file would overwrite \(part)", at: .init(file: path)))
      }
    }
    try findings.throwIfErrors()
    let state = try SimulationState.merging(states)
    if let output { try AtomicFile.write(SimulationDocument.text(state), to: output) }
    try SimulationPrinter.show(state, report: report)
  }
}
