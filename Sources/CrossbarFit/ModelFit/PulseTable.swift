public import CrossbarCore
public import CrossbarDevices

/// Switching times or yes-and-no answers of pulses, read from a table.
///
/// A CSV file with the header `polarity,voltage_v,time_s`, followed if wanted by `switched`, and by `threshold_v`.
/// Where `switched` is `yes` the device switched within `time_s`, where it is `no` it did not; where it is empty or
/// absent `time_s` is the switching time itself. `threshold_v` is the magnitude of the device's own threshold in that
/// direction; where it is empty or absent the device is the median one. Lines that begin with `#` are comments.
public struct PulseTable: Hashable, Sendable {
  /// One pulse.
  public struct Pulse: Hashable, Sendable {
    public var time: SwitchingTargets.Time
    /// Line in the file.
    public var line: Int

    public init(time: SwitchingTargets.Time, line: Int) {
      self.time = time
      self.line = line
    }
  }

  /// The file as the user named it.
  public var file: String
  public var pulses: [Pulse]

  public init(file: String, pulses: [Pulse]) {
    self.file = file
    self.pulses = pulses
  }

  private static let headers = [
    ["polarity", "voltage_v", "time_s"], ["polarity", "voltage_v", "time_s", "switched"],
    ["polarity", "voltage_v", "time_s", "threshold_v"],
    ["polarity", "voltage_v", "time_s", "switched", "threshold_v"],
  ]
  private static let pulseLimit = 100_000
  private static let amplitudeLimit = 200
  private static let findingLimit = 100

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - file: its name in findings.
  ///   - statistics: what the voltages are compared with.
  /// - Throws: `pulses/header`, `pulses/fields`, `pulses/value`, `pulses/count`, `pulses/switching-sign`,
  ///   `pulses/switching-threshold`, each with its line (the first hundred); `pulses/order` where larger voltages switch
  ///   later more often than sooner; `pulses/amplitudes`, `pulses/empty`.
  public static func parse(
    _ text: String, file: String, statistics: DeviceStatistics
  ) throws(Diagnostics) -> PulseTable {
    var table = PulseTable(file: file, pulses: [])
    var findings: [Diagnostic] = []
    var columns: [String]?
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      var content = line.drop { $0 == "\u{FEFF}" }
      while let last = content.last, last.isWhitespace { content.removeLast() }
      if content.isEmpty || content.hasPrefix("#") { continue }
      let fields = content.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
      guard let expected = columns else {
        guard headers.contains(fields) else {
          throw Diagnostics(
            .error(
              "pulses/header", "the first line is not a header of pulses",
              at: .init(file: file, line: number),
              help:
                "it must be \(headers.map { $0.joined(separator: ",") }.joined(separator: " or "))"
            ))
        }
        columns = fields
        continue
      }
      if table.pulses.count >= pulseLimit {
        findings.append(
          .error(
            "pulses/count", "more than \(pulseLimit) pulses", at: .init(file: file, line: number)))
        break
      }
      switch pulse(fields, columns: expected, statistics: statistics) {
      case .success(let time): table.pulses.append(Pulse(time: time, line: number))
      case .failure(let wrong):
        findings.append(
          .error(
            "pulses/\(wrong.kind)", wrong.message, at: .init(file: file, line: number),
            help: wrong.help))
        if findings.count >= findingLimit { throw Diagnostics(findings) }
      }
    }
    if findings.isEmpty { findings += table.wholeFindings }
    try findings.throwIfErrors()
    return table
  }

  private struct Wrong: Error {
    var kind: String
    var message: String
    var help: String?
  }

  private static func pulse(
    _ fields: [String], columns: [String], statistics: DeviceStatistics
  ) -> Result<SwitchingTargets.Time, Wrong> {
    guard fields.count == columns.count else {
      return .failure(
        Wrong(kind: "fields", message: "\(fields.count) fields; the header has \(columns.count)"))
    }
    guard let polarity = SwitchingTargets.Polarity(rawValue: fields[0]) else {
      return .failure(
        Wrong(kind: "value", message: "polarity '\(fields[0])'", help: "it must be set or reset"))
    }
    guard let voltage = Double(fields[1]), voltage.isFinite, voltage.magnitude <= 1000 else {
      return .failure(Wrong(kind: "value", message: "voltage_v '\(fields[1])' is not a voltage"))
    }
    guard let time = Double(fields[2]), (1e-12...1e6).contains(time) else {
      return .failure(
        Wrong(
          kind: "value", message: "time_s '\(fields[2])' is not a time between 1e-12 and 1e6 s"))
    }
    var result = SwitchingTargets.Time(
      polarity: polarity, voltage: voltage, shortest: time, longest: time)
    let answer = columns.firstIndex(of: "switched").map { fields[$0] } ?? ""
    switch answer {
    case "": break
    case "yes": result.shortest = 0
    case "no": result.longest = .infinity
    default:
      return .failure(
        Wrong(
          kind: "value", message: "switched '\(answer)'", help: "it must be yes, no or empty")
      )
    }
    let threshold = columns.firstIndex(of: "threshold_v").map { fields[$0] } ?? ""
    if !threshold.isEmpty {
      guard let value = Double(threshold), (1e-3...1000).contains(value) else {
        return .failure(
          Wrong(
            kind: "value", message: "threshold_v '\(threshold)' is not between 0.001 and 1000 V"))
      }
      result.threshold = value
    }
    if let wrong = result.impossibility(statistics) {
      return .failure(Wrong(kind: wrong.kind, message: wrong.message, help: wrong.help))
    }
    return .success(result)
  }

  /// What no single line shows.
  private var wholeFindings: [Diagnostic] {
    if pulses.isEmpty {
      return [.error("pulses/empty", "the file holds no pulses", at: .init(file: file))]
    }
    var findings: [Diagnostic] = []
    for polarity in SwitchingTargets.Polarity.allCases {
      let times = pulses.map(\.time).filter { $0.polarity == polarity }
      let amplitudes = Set(times.map { [$0.voltage, $0.threshold ?? 0] })
      if amplitudes.count > Self.amplitudeLimit {
        findings.append(
          .error(
            "pulses/amplitudes",
            "\(amplitudes.count) different \(polarity.rawValue) amplitudes and thresholds; at most "
              + "\(Self.amplitudeLimit) can be fitted", at: .init(file: file),
            help: "round them"))
      } else if Self.growsWithVoltage(times) {
        findings.append(
          .error(
            "pulses/order",
            "\(polarity == .set ? "SET" : "RESET") takes longer at larger voltages",
            at: .init(file: file), help: "a larger voltage must switch in a shorter time"))
      }
    }
    return findings
  }

  /// Whether, of exact times of devices of one threshold, the mean logarithm rises with the amplitude more often than it
  /// falls.
  private static func growsWithVoltage(_ times: [SwitchingTargets.Time]) -> Bool {
    var sums: [Double: [Double: (sum: Double, count: Int)]] = [:]
    for time in times where time.isExact {
      var sum = sums[time.threshold ?? 0]?[time.voltage.magnitude] ?? (0, 0)
      sum.sum += PortableMath.log(time.shortest)
      sum.count += 1
      sums[time.threshold ?? 0, default: [:]][time.voltage.magnitude] = sum
    }
    var rising = 0
    var falling = 0
    for device in sums.values {
      let means = device.sorted { $0.key < $1.key }.map { $0.value.sum / Double($0.value.count) }
      for (index, low) in means.enumerated() {
        for high in means[(index + 1)...] {
          if high > low { rising += 1 } else if high < low { falling += 1 }
        }
      }
    }
    return rising > falling
  }

  private static func trimmed(_ field: Substring) -> String {
    var field = field.drop { $0 == " " || $0 == "\t" }
    while let last = field.last, last == " " || last == "\t" { field.removeLast() }
    return String(field)
  }
}
