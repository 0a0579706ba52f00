import CrossbarArray
import CrossbarBackends
import CrossbarDevices
import Foundation
import Testing

@Suite(.enabled(if: NgspiceRun.isInstalled, "ngspice is not installed"))
struct TileRunTests {
  @Test func someRows() throws {
    let input = try ExampleArray.input()
    let root = try ExampleArray.emit(input)
    print(root.path)
    let folder = root.appendingPathComponent("spice/ngspice")
    let run = try NgspiceRun.programRead(tile: "t00", folder: folder, rows: [0, 20])
    #expect(run.verdict == "PARTIAL", "\(run.output.suffix(2000))")
  }
}
