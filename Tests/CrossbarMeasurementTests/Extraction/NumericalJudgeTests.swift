import CrossbarDevices
import CrossbarMeasurement
import CrossbarStatistics
import Foundation
import Testing

private let judge = ProcessInfo.processInfo.environment["DENDRITE_PYTHON"]

/// NumPy and SciPy on the same sweeps, by short scripts that share nothing with the extraction.
@Suite(
  .enabled(
    if: judge != nil,
    "DENDRITE_PYTHON names no interpreter with numpy and scipy: THE EXTRACTION IS NOT JUDGED BY THEM"
  ))
struct NumericalJudgeTests {
  /// V_SET and V_RST of each line "V…;I…" as the paper describes them; sweeps of four legs of equal length.
  private static let derivatives = """
    import sys, numpy as np
    for line in sys.stdin:
        v, i = (np.array(part.split(), float) for part in line.split(";"))
        q = (len(v) - 2) // 4
        up, down = slice(0, q + 1), slice(2 * q + 1, 3 * q + 2)
        set_ = np.argmax(np.diff(i[up]) / np.diff(v[up])) + 1
        reset = np.argmin(np.diff(i[down]) / np.diff(v[down])) + 1
        peak = np.argmax(np.abs(i[down]))
        ln = lambda x: np.log10(np.abs(x[1:]))
        jump, fall = np.argmax(np.diff(ln(i[up]))) + 2, np.argmin(np.diff(ln(i[down]))) + 2
        print(*(float(abs(x)) for x in (v[up][set_], v[down][reset], v[down][peak], v[up][jump], v[down][fall])))
    """

  @Test(arguments: [false, true])
  func derivativesOfNumPy(isUneven: Bool) throws {
    var synthetic = SyntheticSweeps(seed: 301)
    synthetic.noise = 0
    synthetic.floorNoise = 0
    synthetic.hrsExponent = 1
    synthetic.hasFailures = false
    synthetic.isUneven = isUneven
    let traces = synthetic.make().traces
    let judged = try Self.run(Self.derivatives, traces)
    #expect(judged.count == traces.count)
    for (index, definition) in SwitchingDefinition.allCases.enumerated() {
      let records = CycleExtraction.extract(
        traces, options: ExtractionOptions(definition: definition)
      ).records
      for (record, columns) in zip(records, judged) {
        #expect(record.values[.vSet] == .exact(columns[index == 2 ? 3 : 0]))
        #expect(
          record.values[.vReset] == .exact(columns[[1, 2, 4][index]]), "\(definition) \(columns)")
      }
    }
    // The judge must be able to say no: the definitions differ on RESET.
    #expect(judged.contains { $0[1] != $0[2] })
  }

  /// linregress over ln I against ln V of each line "V…;I…".
  private static let slopes = """
    import sys, numpy as np
    from scipy.stats import linregress
    for line in sys.stdin:
        v, i = (np.log(np.array(part.split(), float)) for part in line.split(";"))
        fit = linregress(v, i)
        print(float(fit.slope), float(fit.stderr), len(v))
    """

  @Test func conductionOfSciPy() throws {
    var synthetic = SyntheticSweeps(seed: 302)
    synthetic.hasFailures = false
    synthetic.floorNoise = 0
    let (traces, devices) = synthetic.make()
    let records = CycleExtraction.extract(traces).records
    var windows: [SweepTrace] = []
    var expected: [SlopeEstimate?] = []
    for (number, trace) in traces.enumerated() {
      let limit = 0.8 * devices[number].cycles[0].vSet
      let quarter = (trace.voltage.count - 2) / 4
      for isBack in [false, true] {
        let leg = isBack ? (quarter + 1)..<(2 * quarter + 1) : 1..<(quarter + 1)
        let inside = leg.filter { index in
          trace.voltage[index] > 1e-9 && trace.voltage[index] <= limit
            && trace.current[index] >= 1e-8 && (!isBack || trace.current[index] < 0.96e-3)
        }
        let slope = isBack ? records[number].lrsExponent : records[number].hrsExponent
        let voltages = inside.map { trace.voltage[$0] }
        guard inside.count >= 5, (voltages.max() ?? 0) >= 2.001 * (voltages.min() ?? 1) else {
          continue
        }
        var window = trace
        window.voltage = voltages
        window.current = inside.map { trace.current[$0] }
        windows.append(window)
        expected.append(slope)
      }
    }
    let judged = try Self.run(Self.slopes, windows)
    #expect(judged.count == windows.count && judged.count > 47)
    for (slope, columns) in zip(expected, judged) {
      guard let slope else {
        Issue.record("no slope where SciPy has \(columns)")
        continue
      }
      #expect(slope.count == Int(columns[2]))
      #expect((slope.value / columns[0] - 1).magnitude < 1e-9)
      #expect((slope.error / columns[1] - 1).magnitude < 1e-6)
    }
    // And the slopes are those of the generator.
    for record in records {
      if let low = record.lrsExponent { #expect((low.value - 1).magnitude < 5 * low.error + 1e-3) }
      if let high = record.hrsExponent {
        #expect((high.value - 2).magnitude < 5 * high.error + 1e-3)
      }
    }
  }

  private static func run(_ script: String, _ traces: [SweepTrace]) throws -> [[Double]] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("dendrite-judge-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let input = folder.appendingPathComponent("input.txt")
    let lines = traces.map { trace in
      [trace.voltage, trace.current].map { $0.map { "\($0)" }.joined(separator: " ") }
        .joined(separator: ";")
    }
    try lines.joined(separator: "\n").write(to: input, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: judge ?? "")
    process.arguments = ["-c", script]
    process.standardInput = try FileHandle(forReadingFrom: input)
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = String(
      decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return output.split(separator: "\n").map { $0.split(separator: " ").compactMap { Double($0) } }
  }
}
