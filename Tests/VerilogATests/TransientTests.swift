import CrossbarBackends
import CrossbarCore
import Foundation
import Testing

extension VerilogATests {
  /// The module in a transient simulator of its own kind against the subcircuit in ngspice: one 1T1R cell written, read,
  /// erased and read. Four digits: every waveform within a ten-thousandth of its range, the read current of the one within 10⁻⁴ of itself.
  @Test(
    .enabled(
      if: python != nil && find("ngspice") != nil,
      "DENDRITE_PYTHON (vajax) or ngspice is missing: no transient of the Verilog-A"))
  func transientOfOneCellAgreesWithNgspice() throws {
    let folder = try emit()
    defer { try? FileManager.default.removeItem(at: folder) }
    try SPICEBackend.emit(input(), to: OutputFolder(path: folder.path))
    let reads = [79e-3, 162e-3]
    let times = (0..<400).map { 0.5e-3 + 0.166 * Double($0) / 399 } + reads
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let judged = try run(
      Self.python ?? "",
      [
        tests.appendingPathComponent("transient.py").path,
        folder.appendingPathComponent("verilog-a/memristor.va").path,
        tests.appendingPathComponent("enable.va").path,
      ], input: times.map { "\($0)" }.joined(separator: " "), from: folder)
    let lines = judged.output.split(separator: "\n").filter { !$0.hasPrefix("Step") }
    let expected = lines.suffix(times.count).map {
      $0.split(separator: " ").compactMap { Double($0) }
    }
    try #require(judged.status == 0 && expected.allSatisfy { $0.count == 4 }, "\(judged.output)")
    let found = try waveforms(at: times, in: folder)
    for wave in 0..<4 {
      let range = expected.map { abs($0[wave]) }.max() ?? 0
      #expect(range > 1e-3)
      var worst = 0.0
      for (a, b) in zip(found, expected) { worst = max(worst, abs(a[wave] - b[wave])) }
      #expect(worst < 1e-4 * range, "wave \(wave): \(worst) of \(range)")
    }
    let written = times.count - 2
    #expect(abs(found[written][3] / expected[written][3] - 1) < 1e-4)
    // 91 nA: vajax, told to converge to 1 fA and to 1 pA, differs from itself by half a per cent.
    #expect(abs(found[written + 1][3] / expected[written + 1][3] - 1) < 5e-3)
    // The cell was written and erased: the two reads differ by more than a hundred times.
    #expect(expected[written][3] / expected[written + 1][3] > 100)
  }

  /// Voltages at source line, silver and gold, and the source's current.
  private func waveforms(at times: [Double], in folder: URL) throws -> [[Double]] {
    let table = folder.appendingPathComponent("waves.txt")
    let deck = """
      * one 1T1R cell: write, read, erase, read
      .include \(folder.path)/spice/ngspice/cell.lib
      .param active_row=0
      .param all_dynamic=0
      vs s 0 pwl(0 0 1e-3 0 1.1e-3 3 61.1e-3 3 61.2e-3 0 63e-3 0 63.1e-3 0.1 83.1e-3 0.1 83.2e-3 0
      + 146e-3 0 146.1e-3 0.1 166.1e-3 0.1 166.2e-3 0)
      vb b 0 pwl(0 0 84e-3 0 84.1e-3 2 144.1e-3 2 144.2e-3 0)
      vg w 0 10
      rs s sl 100
      m1 sl w ag 0 enable w=50u l=1u
      x1 ag bl x memristor
      rb bl b 100
      .option reltol=1e-6 abstol=1e-15
      .tran 1e-5 0.167 0 2e-5 uic
      .control
      run
      set numdgt=12
      wrdata \(table.path) v(sl) v(ag) v(bl) i(vs)
      quit
      .endc
      .end

      """
    let path = folder.appendingPathComponent("cell.cir")
    try deck.write(to: path, atomically: true, encoding: .utf8)
    _ = try run(Self.find("ngspice") ?? "", ["-b", path.path], input: "", from: folder)
    let rows = try String(contentsOf: table, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: " ").compactMap { Double($0) }
    }
    try #require(rows.count > 1000 && rows.allSatisfy { $0.count == 8 })
    return times.map { time in
      let next = rows.firstIndex { $0[0] >= time } ?? rows.count - 1
      let (a, b) = (rows[max(next - 1, 0)], rows[next])
      let share = b[0] > a[0] ? (time - a[0]) / (b[0] - a[0]) : 0
      return [1, 3, 5, 7].map { a[$0] + share * (b[$0] - a[$0]) }
    }
  }
}
