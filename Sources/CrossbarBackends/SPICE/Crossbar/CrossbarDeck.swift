internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarModel
internal import CrossbarSimulation
internal import CrossbarTemplates

/// `t00-crossbar.cir`, `t00-crossbar-read.cir`: a programmed tile without transistors, and its reads under every scheme.
struct CrossbarDeck {
  let input: BackendInput
  let tile: Tile
  let wiring: CrossbarWiring

  /// Cells of the largest tile of which the deck reads every cell as it is written; of others the four corners.
  static let wholeTile = 64
  /// Ohms that leave a line open.
  static let open = 1e15

  private var label: String { "\(tile.id.name)-crossbar-read" }
  private var operation: OperatingPoint { input.device.operation }
  private var layer: String { input.network.layers[tile.layer].name.oneLine }

  func write(to sink: ByteSink) throws(Diagnostics) {
    sink.append(
      text: try TemplateRenderer.render(
        TemplateLibrary.crossbar, name: "crossbar.cir",
        values: [
          "tile": .text(tile.id.name), "network": .text(input.network.name.oneLine),
          "layer": .text(layer), "rows": .integer(tile.rows), "columns": .integer(tile.columns),
          "cells": .integer(tile.cells), "read_v": .number(operation.readVoltage.value),
        ]))
    sink.append(text: ".param \(tile.id.mark)=1\n")
    for column in 0..<tile.columns {
      writeLine(tile.id.bitLine(column), count: tile.rows, to: sink) {
        $0 == 0 ? wiring.columnLeads[column] : wiring.columnSegments[$0 - 1, column]
      }
    }
    for row in 0..<tile.rows {
      writeLine(tile.id.silverRow(row), count: tile.columns, to: sink) {
        $0 == 0 ? wiring.rowLeads[row] : wiring.rowSegments[row, $0 - 1]
      }
    }
    let simulator = CellSimulator(device: input.device)
    let sampler = DeviceSampler(statistics: input.device.statistics, seed: input.seed)
    for row in 0..<tile.rows {
      for column in 0..<tile.columns {
        let id = CellID(tile: tile.id.index, row: row, column: column)
        let device = sampler.sample(
          array: SPICEBackend.array, tile: id.tile, row: row, column: column)
        let outcome = simulator.run(
          storing: input.network.bit(input.design.address(id)), device: device,
          circuit: CellCircuit(input.wiring, row: row))
        let volts = operation.readVoltage.value
        let ohms = volts / simulator.model.current(volts, state: outcome.state, device: device)
        sink.append(
          text: "R\(id.name) \(tile.id.silverRow(row))_\(padded(column)) "
            + "\(tile.id.bitLine(column))_\(padded(row)) \(ohms.shortestText)\n")
      }
    }
    sink.append(text: ".end\n* end of \(tile.id.name)-crossbar.cir: \(tile.cells) cells\n")
  }

  private func writeLine(
    _ net: String, count: Int, to sink: ByteSink, ohms: (Int) -> Double
  ) {
    for place in 0..<count {
      let from = place == 0 ? net : "\(net)_\(padded(place - 1))"
      sink.append(
        text: "R\(net)_\(padded(place)) \(from) \(net)_\(padded(place)) "
          + "\(ohms(place).shortestText)\n")
    }
  }

  func writeRead(to sink: ByteSink) throws(Diagnostics) {
    sink.append(
      text: try TemplateRenderer.render(
        TemplateLibrary.crossbarRead, name: "crossbar-read.cir",
        values: [
          "tile": .text(tile.id.name), "network": .text(input.network.name.oneLine),
          "label": .text(label), "read_v": .number(operation.readVoltage.value),
          "threshold_a": .number(operation.thresholdCurrent.value),
          "schemes": .list(
            schemes.map { ["name": .text($0.mode.rawValue), "what": .text($0.what)] }),
        ]))
    sink.append(text: ".include \(tile.id.name)-crossbar.cir\n")
    for row in 0..<tile.rows {
      writeDriver("a", "r\(padded(row))", net: tile.id.silverRow(row), to: sink)
    }
    for column in 0..<tile.columns {
      writeDriver("b", "c\(padded(column))", net: tile.id.bitLine(column), to: sink)
    }
    sink.append(text: ".control\n")
    let all = tile.cells <= Self.wholeTile
    sink.append(text: "set rows = ( \(list("r", tile.rows, whole: all)) )\n")
    sink.append(text: "set columns = ( \(list("c", tile.columns, whole: all)) )\n")
    for column in 0..<tile.columns {
      sink.append(text: "let place_c\(padded(column)) = \(column)\n")
    }
    sink.append("* what the network has in each row, column 0 first\n")
    for row in 0..<tile.rows {
      sink.append(text: "compose want_r\(padded(row)) values")
      for column in 0..<tile.columns {
        let cell = CellID(tile: tile.id.index, row: row, column: column)
        sink.append(input.network.bit(input.design.address(cell)) ? " 1" : " 0")
      }
      sink.endLine()
    }
    sink.append(
      text: try TemplateRenderer.render(
        TemplateLibrary.crossbarReadControl, name: "crossbar-read-control.cir",
        values: [
          "tile": .text(tile.id.name), "label": .text(label),
          "row_list": .text(list("r", tile.rows)), "column_list": .text(list("c", tile.columns)),
          "read_v": .number(operation.readVoltage.value), "driver_ohm": .number(driver),
          "schemes": .list(schemes.map(values)),
        ]))
    sink.append(text: "* end of \(label).cir\n")
  }

  private var driver: Double { wiring.driver.value }

  private func writeDriver(_ letter: String, _ line: String, net: String, to sink: ByteSink) {
    let place = "\(letter)_\(tile.id.name)_\(line)"
    sink.append(text: "V\(place) \(net)_driver 0 0\n")
    sink.append(
      text: "R\(place) \(net)_driver \(net) {\(driver.shortestText)*\(tile.id.mark)}\n")
  }

  /// What the unselected lines do in each scheme, and their volts.
  private var schemes: [(mode: ReadingMode, what: String, row: Double, column: Double)] {
    let volts = operation.readVoltage.value
    return [
      (.floating, "open", 0, 0), (.grounded, "at 0 V", 0, 0),
      (.half, "at half of that", volts / 2, volts / 2),
      (.third, "rows at a third, columns at two thirds of that", volts / 3, 2 * volts / 3),
    ]
  }

  private func values(
    _ scheme: (mode: ReadingMode, what: String, row: Double, column: Double)
  ) -> [String: TemplateValue] {
    [
      "name": .text(scheme.mode.rawValue), "row_v": .text(scheme.row.shortestText),
      "column_v": .text(scheme.column.shortestText),
      "line_ohm": .text((scheme.mode == .floating ? Self.open : driver).shortestText),
      "tile": .text(tile.id.name), "label": .text(label),
      "row_list": .text(list("r", tile.rows)), "column_list": .text(list("c", tile.columns)),
      "read_v": .number(operation.readVoltage.value),
      "driver_ohm": .number(driver), "threshold_a": .number(operation.thresholdCurrent.value),
    ]
  }

  /// Lines as the control section calls them: not digits alone, which ngspice takes for numbers.
  private func list(_ letter: String, _ count: Int, whole: Bool = true) -> String {
    let chosen = whole || count == 1 ? Array(0..<count) : [0, count - 1]
    return chosen.map { letter + padded($0) }.joined(separator: " ")
  }

  private func padded(_ number: Int) -> String { TileID.digits(number) }
}
