import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarDevices
import CrossbarSimulation
import CrossbarVerify
import Foundation
import Testing

extension TileRunTests {
  /// The loop closed: what ngspice decoded is what the behavioural simulator decodes from the same deck as read back,
  /// cell for cell, failing cells included, and the currents agree.
  func compareWithSimulator(_ run: NgspiceRun, _ input: BackendInput, folder: URL) throws {
    let read = try DeckReader.readTile(path: "\(folder.path)/spice/ngspice/t00.cir")
    #expect(read.findings.isEmpty)
    let simulator = CellSimulator(device: input.device)
    let driver = input.wiring.driver.value
    var compared = 0
    var failing = 0
    for cell in read.tile.cells {
      let id = try #require(CellID(name: cell.name))
      let sample = try #require(cell.sample)
      let circuit = CellCircuit(
        bitLine: driver + cell.bitLineResistance, sourceLine: driver + cell.sourceLineResistance,
        bottomContact: input.wiring.bottomContact.value, transistor: input.wiring.transistor)
      let wanted = bit(input, id.row, id.column)
      let outcome = simulator.run(storing: wanted, device: sample, circuit: circuit)
      let bits: [Bool?] = run.bits[id.row] ?? []
      guard let decoded = bits[id.column] else {
        Issue.record("\(id.name) was not measured")
        continue
      }
      #expect(decoded == outcome.bit, "\(id.name)")
      let currents: [Double?] = run.currents[id.row] ?? []
      let current: Double = try #require(currents[id.column])
      #expect(
        (current / outcome.readCurrent - 1).magnitude < 0.02,
        "\(id.name): ngspice \(current) A, simulator \(outcome.readCurrent) A")
      compared += 1
      if outcome.bit != wanted { failing += 1 }
    }
    #expect(compared == input.design.tile(0).cells)
    #expect(failing > 10)
  }
}
