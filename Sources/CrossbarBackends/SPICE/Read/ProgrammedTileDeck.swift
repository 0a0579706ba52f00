internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarModel
internal import CrossbarSimulation
internal import CrossbarTemplates

/// `t00-programmed.cir`: one tile whose memristors are the resistors that they are when they are read.
///
/// Flat: gnucap takes no more than a hundred ports of a subcircuit. Nets have the names that the masks give them.
struct ProgrammedTileDeck {
  let input: BackendInput
  let tile: Tile
  let dialect: any NetlistDialect

  func write(to sink: ByteSink) throws(Diagnostics) {
    let layer = input.network.layers[tile.layer]
    sink.append(
      text: try TemplateRenderer.render(
        TemplateLibrary.programmed, name: "programmed.cir",
        values: [
          "tile": .text(tile.id.name), "network": .text(input.network.name.oneLine),
          "layer": .text(layer.name.oneLine), "rows": .integer(tile.rows),
          "columns": .integer(tile.columns), "cells": .integer(tile.cells),
        ]))
    sink.append(text: ".param \(tile.id.mark)=1\n")
    for row in 0..<tile.rows {
      sink.append(text: "* row \(row)\n")
      for column in 0..<tile.columns { writeCell(row, column, to: sink) }
    }
    sink.append(text: dialect.includedClosing)
    sink.append(text: "* end of \(tile.id.name)-programmed.cir: \(tile.cells) cells\n")
  }

  private func writeCell(_ row: Int, _ column: Int, to sink: ByteSink) {
    let id = CellID(tile: tile.id.index, row: row, column: column)
    let r = padded(row)
    let bit = tile.id.bitLine(column)
    let source = tile.id.sourceLine(column)
    let before = row == 0 ? "" : "_\(padded(row - 1))"
    let bitOhms = row == 0 ? input.wiring.bitLineLead : input.wiring.bitLineSegment
    let sourceOhms = row == 0 ? input.wiring.sourceLineLead : input.wiring.sourceLineSegment
    sink.append(text: "R\(bit)_\(r) \(bit)\(before) \(bit)_\(r) \(bitOhms.value.shortestText)\n")
    sink.append(
      text: "R\(source)_\(r) \(source)\(before) \(source)_\(r) \(sourceOhms.value.shortestText)\n")
    let transistor = EnableTransistorDeck(wiring: input.wiring).element(
      drain: "\(source)_\(r)", gate: tile.id.wordLine(row), source: id.bottomNet)
    // The element's letter stays in front; its name becomes the cell's.
    let line = dialect.text(transistor)
    let letter = line.prefix(while: { $0 != " " }).dropLast()
    sink.append(text: "\(letter)\(id.name)\(line.drop(while: { $0 != " " }))")
    sink.append(text: "R\(id.name) \(id.bottomNet) \(bit)_\(r) ")
    sink.append(SixDigits(rounding: resistance(id)))
    sink.endLine()
  }

  private func resistance(_ id: CellID) -> Double {
    let sample = DeviceSampler(statistics: input.device.statistics, seed: input.seed).sample(
      array: SPICEBackend.array, tile: id.tile, row: id.row, column: id.column)
    let outcome = CellSimulator(device: input.device).run(
      storing: input.network.bit(input.design.address(id)), device: sample,
      circuit: CellCircuit(input.wiring, row: id.row))
    return outcome.readVoltage / outcome.readCurrent + input.wiring.bottomContact.value
  }

  private func padded(_ number: Int) -> String { TileID.digits(number) }
}
