import CrossbarCore
import CrossbarSolver
import Foundation
import Testing

/// The forecast of memory against what a process of its own takes.
extension SolverSpeedTests {
  @Test(arguments: [
    (256, "plain"), (256, "blocks"), (1024, "plain"), (1024, "blocks"), (2048, "plain"),
  ])
  func memoryForecast(side: Int, keeping: String) throws {
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let output = try Peer.run(
      program, ["--testing-library", "swift-testing", "--filter", "memoryOfOneSolve"],
      ["DENDRITE_SOLVER_MEMORY": "\(side) \(keeping)"])
    let line = try #require(output.split(separator: "\n").first { $0.hasPrefix("MEMORY ") })
    let figures = line.split(separator: " ").compactMap { Double($0) }
    try #require(figures.count == 3)
    let (forecast, peak) = (figures[0], figures[1])
    print(
      "SPEED solver \(side) × \(side), \(keeping): forecast \(forecast) MB, peak \(peak) MB, "
        + "\(Self.rounded(forecast / peak)) ×; \(figures[2]) CPU s")
    #expect(forecast >= peak)
    // Of many cores not all find work in a small tile.
    let cores = Double(ProcessInfo.processInfo.activeProcessorCount)
    #expect(forecast <= 1.5 * peak + 6 * max(cores - 2, 0))
  }

  /// Run by ``memoryForecast(side:keeping:)`` in a process of its own.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["DENDRITE_SOLVER_MEMORY"] != nil))
  func memoryOfOneSolve() throws {
    let words = (ProcessInfo.processInfo.environment["DENDRITE_SOLVER_MEMORY"] ?? "")
      .split(separator: " ")
    let side = try #require(words.first.flatMap { Int($0) })
    let keepsBlocks = words.last == "blocks"
    let tile = Self.tile(side)
    var forecast = ""
    do {
      _ = try EffectiveConductance(tile, keepsBlocks: keepsBlocks, memoryLimit: 0)
    } catch {
      let words = (error.all.first?.message ?? "").split(separator: " ")
      if let index = words.firstIndex(of: "MB,") { forecast = String(words[index - 1]) }
    }
    // The highest point from here on.
    try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
    let before = try Self.status("VmRSS")
    let time = try Self.processorTime(1) {
      _ = try EffectiveConductance(tile, keepsBlocks: keepsBlocks, memoryLimit: 1 << 40)
    }
    let peak = try Self.status("VmHWM") - before
    print("MEMORY \(forecast) \(peak) \(time)")
  }

  /// Megabytes of a line of `/proc/self/status`.
  private static func status(_ name: String) throws -> Double {
    let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(name + ":") })
    let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
    return try #require(Double(words[1])) * 1024 / 1e6
  }
}
