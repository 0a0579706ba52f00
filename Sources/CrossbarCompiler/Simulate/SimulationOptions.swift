internal import CrossbarCore
internal import CrossbarDevices
public import CrossbarSimulation

/// What a user asks of a simulation, before anything is read.
public struct SimulationOptions: Sendable {
  /// An output folder of `dendrite compile`.
  public var folder: String
  /// Inputs to classify; those of the folder where there are none.
  public var inputs: String?
  /// Their labels, where their file holds none.
  public var labels: String?
  /// Arrays to sample; as many as take seconds where nothing is said.
  public var arrays: Int?
  /// Seed of the sampled arrays; the folder's where there is none.
  public var seed: UInt64?
  /// Which part of the arrays.
  public var shard: Shard?
  /// Threads; all cores where nothing is said.
  public var threads: Int?

  /// How the arrays are read; as a memory, or passive ones with the other rows at 0 V, where nothing is said.
  public var reading: ReadingMode?
  /// Whether passive cells have their own law each, by Newton's method.
  public var isExact = false
  /// Pulses; the device's operating point where nothing is said.
  public var writeVoltage: Double?
  public var writePulse: Double?
  public var pulses: Int?
  public var ramp: Double?
  /// Word line of the SET phase, V.
  public var setWordLine: Double?
  /// Last rung: SETs behind every device, time to the read in seconds, share that works, share of shorts among the others.
  public var cycles: Int?
  public var retention: Double?
  public var yield: Double?
  public var shorts: Double?
  /// Standard deviations; see ``LadderOptions``.
  public var wireSpread: Double?
  public var cycleSpread: Double?
  public var readNoise: Double?

  public init(folder: String) {
    self.folder = folder
  }
}

extension SimulationOptions {
  /// The option that a finding of ``ProgrammingOptions/check(_:)`` is about.
  private static func option(_ id: String) -> String? {
    switch id {
    case "programming/write-voltage": "--write-voltage"
    case "programming/write-pulse": "--write-pulse"
    case "programming/maximum-pulses": "--pulses"
    case "programming/ramp-step", "programming/ramp": "--ramp"
    case "programming/word-line": "--set-word-line"
    case "programming/previous-cycles": "--cycles"
    case "programming/retention": "--retention"
    case "programming/yield": "--yield"
    case "programming/share-of-shorts": "--shorts"
    default: nil
    }
  }

  /// The ladder that is asked for.
  ///
  /// - Throws: everything out of range.
  func ladder(_ device: Device, wordLine: Volts, isPassive: Bool) throws(Diagnostics)
    -> LadderOptions
  {
    var findings: [Diagnostic] = []
    func check(_ value: Double?, _ range: ClosedRange<Double>, _ option: String, _ what: String) {
      guard let value, !range.contains(value) else { return }
      findings.append(
        .error(
          "options/range",
          "\(what) is \(value); it must lie between \(range.lowerBound) and \(range.upperBound)",
          at: .init(file: option)))
    }
    check(yield, 0...1, "--yield", "the share of devices that work")
    check(shorts, 0...1, "--shorts", "the share of shorts")
    check(wireSpread, 0...2, "--wire-spread", "the spread of the wires' resistance")
    check(cycleSpread, 0...5, "--cycle-spread", "the spread from cycle to cycle")
    check(readNoise, 0...1, "--read-noise", "the relative noise of read currents")
    check(setWordLine, 0...1000, "--set-word-line", "the word line's voltage in a SET")
    if let cycleSpread, cycleSpread > 0 {
      let others = LadderOptions.withoutCycleSpread(device.statistics)
      if !others.isEmpty {
        findings.append(
          .error(
            "options/cycle-spread",
            "a spread from cycle to cycle is added to lognormal quantities only; these are not: "
              + others.map(\.rawValue).joined(separator: ", "), at: .init(file: "--cycle-spread")))
      }
    }
    if isPassive {
      for (value, option) in [
        (pulses.map(Double.init), "--pulses"), (ramp, "--ramp"), (setWordLine, "--set-word-line"),
      ] where value != nil {
        findings.append(
          .error(
            "options/crossbar",
            "a crossbar without transistors is written cell by cell, one pulse each, without word lines",
            at: .init(file: option)))
      }
    } else if isExact {
      findings.append(
        .error(
          "options/exact", "cells behind transistors always have their own law",
          at: .init(file: "--exact"), help: "the option is one of crossbars without transistors"))
    }
    try findings.throwIfErrors()
    var options = LadderOptions(device, reading: reading ?? (isPassive ? .grounded : .memory))
    options.method = isExact ? .exact : .linear
    if let writeVoltage { options.programming.writeVoltage = Volts(writeVoltage) }
    if let writePulse { options.programming.writePulse = Seconds(writePulse) }
    if let pulses { options.programming.maximumPulses = pulses }
    if let ramp { options.programming.rampStep = Volts(ramp) }
    if let setWordLine {
      options.programming.wordLines = WordLineVoltages(
        set: Volts(setWordLine), reset: wordLine, read: wordLine)
    }
    if let cycles { options.programming.previousCycles = cycles }
    if let retention { options.programming.retention = Seconds(retention) }
    if let yield { options.programming.yield = yield }
    if let shorts { options.programming.shareOfShorts = shorts }
    options.wireSpread = wireSpread ?? 0
    options.cycleSpread = cycleSpread ?? 0
    options.readNoise = readNoise
    do throws(Diagnostics) {
      try options.programming.check(device)
    } catch {
      throw Diagnostics(
        error.all.map { finding in
          var finding = finding
          finding.location = Self.option(finding.id).map { .init(file: $0) }
          return finding
        })
    }
    return options
  }
}

/// One of several parts of a Monte Carlo, run by themselves and merged.
public struct Shard: Hashable, Sendable {
  /// Counted from 1.
  public var index: Int
  public var count: Int

  /// The whole.
  public static let whole = Shard(index: 1, count: 1)

  public init(index: Int, count: Int) {
    self.index = index
    self.count = count
  }

  /// A shard written as `2/4`; nil for anything else.
  public init?(text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]), count >= 1,
      count <= 1_000_000, (1...count).contains(index)
    else { return nil }
    self.init(index: index, count: count)
  }

  /// Its arrays of all, numbered from 1; empty where there are fewer arrays than shards.
  public func arrays(of total: Int) -> Range<Int> {
    (index - 1) * total / count + 1..<index * total / count + 1
  }
}
