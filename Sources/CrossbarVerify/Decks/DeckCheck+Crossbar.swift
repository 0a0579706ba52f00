internal import CrossbarArray
public import CrossbarCore
internal import CrossbarDevices
public import CrossbarLayout
internal import CrossbarModel
internal import CrossbarSimulation
internal import CrossbarTemplates

extension DeckCheck {
  /// Reads and compares the decks of tiles without transistors: every piece of wire and every memristor's nets must be the
  /// layout's, every resistance the simulator's. Empty for styles that have no such decks.
  ///
  /// - Parameters:
  ///   - folder: path of `spice/ngspice`.
  ///   - name: its name in diagnostics.
  public func crossbarFindings(
    folder: String, name: String, layout: PhysicalLayout
  ) -> [Diagnostic] {
    if layout.process.geometry.style != .crossbar || design.cellCount > Self.largestRead {
      return []
    }
    return parallelMap(count: design.tileCount) { index -> [Diagnostic] in
      let tile = design.tile(index)
      let file = "\(tile.id.name)-crossbar.cir"
      let label = "\(tile.id.name)-crossbar-read"
      var findings = compare(
        "\(folder)/\(file)", "\(name)/\(file)", crossbar(tile, layout),
        end: "end of \(file): \(tile.cells) cells")
      do throws(Diagnostics) {
        findings += compare(
          "\(folder)/\(label).cir", "\(name)/\(label).cir", try crossbarRead(tile, label, layout),
          end: "end of \(label).cir")
      } catch { findings += error.all }
      return findings
    }.flatMap { $0 }
  }

  private func crossbar(_ tile: Tile, _ layout: PhysicalLayout) -> [String] {
    let shapes = layout.tile(tile.id.index)
    var lines = [".param \(tile.id.name)_tile=1"]
    shapes.forEachWire(layout.process) { lines.append("r\($0.to) \($0.from) \($0.to) \($0.ohms)") }
    let simulator = CellSimulator(device: device)
    let sampler = DeviceSampler(statistics: device.statistics, seed: seed)
    let volts = device.operation.readVoltage.value
    for row in 0..<tile.rows {
      for column in 0..<tile.columns {
        let id = CellID(tile: tile.id.index, row: row, column: column)
        let sample = sampler.sample(array: array, tile: id.tile, row: row, column: column)
        let state = simulator.run(
          storing: network.bit(design.address(id)), device: sample,
          circuit: CellCircuit(wiring, row: row)
        ).state
        let nets = shapes.nets(row: row, column: column)
        let ohms = volts / simulator.model.current(volts, state: state, device: sample)
        lines.append("r\(id.name) \(nets.bottomNode) \(nets.topNode) \(ohms)")
      }
    }
    return lines + [".end"]
  }

  private func crossbarRead(
    _ tile: Tile, _ label: String, _ layout: PhysicalLayout
  ) throws(Diagnostics) -> [String] {
    let name = tile.id.name
    let driver = layout.process.backplane.driver.value
    let volts = device.operation.readVoltage.value
    let digits = TileID.digits
    var lines = [".include \(name)-crossbar.cir"]
    func drive(_ letter: String, _ line: String, _ net: String) {
      lines.append("v\(letter)_\(name)_\(line) \(net)_driver 0 0")
      lines.append("r\(letter)_\(name)_\(line) \(net)_driver \(net) {\(driver)*\(name)_tile}")
    }
    let rows = (0..<tile.rows).map { "r\(digits($0))" }
    let columns = (0..<tile.columns).map { "c\(digits($0))" }
    for (row, line) in rows.enumerated() { drive("a", line, tile.id.silverRow(row)) }
    for (column, line) in columns.enumerated() { drive("b", line, tile.id.bitLine(column)) }
    func some(_ all: [String]) -> String {
      (tile.cells <= 64 || all.count == 1 ? all : [all[0], all[all.count - 1]]).joined(
        separator: " ")
    }
    lines += [".control", "set rows = ( \(some(rows)) )", "set columns = ( \(some(columns)) )"]
    lines += columns.enumerated().map { "let place_\($1) = \($0)" }
    for (row, line) in rows.enumerated() {
      let bits = (0..<tile.columns).map { column in
        let cell = CellID(tile: tile.id.index, row: row, column: column)
        return network.bit(design.address(cell)) ? "1" : "0"
      }
      lines.append("compose want_\(line) values \(bits.joined(separator: " "))")
    }
    let schemes = [
      ("floating", 0, 0, 1e15), ("grounded", 0, 0, driver), ("half", volts / 2, volts / 2, driver),
      ("third", volts / 3, 2 * volts / 3, driver),
    ]
    let control = try TemplateRenderer.render(
      TemplateLibrary.crossbarReadControl, name: "crossbar-read-control.cir",
      values: [
        "tile": .text(name), "label": .text(label),
        "row_list": .text(rows.joined(separator: " ")),
        "column_list": .text(columns.joined(separator: " ")), "read_v": .number(volts),
        "driver_ohm": .number(driver),
        "schemes": .list(
          schemes.map { scheme in
            [
              "name": .text(scheme.0), "row_v": .text("\(scheme.1)"),
              "column_v": .text("\(scheme.2)"), "line_ohm": .text("\(scheme.3)"),
              "tile": .text(name), "label": .text(label),
              "row_list": .text(rows.joined(separator: " ")),
              "column_list": .text(columns.joined(separator: " ")), "read_v": .number(volts),
              "driver_ohm": .number(driver),
              "threshold_a": .number(device.operation.thresholdCurrent.value),
            ]
          }),
      ])
    return lines
      + control.split(separator: "\n").map { $0.drop { $0 == " " }.lowercased() }
      .filter { !$0.isEmpty && !$0.hasPrefix("*") }
  }
}
