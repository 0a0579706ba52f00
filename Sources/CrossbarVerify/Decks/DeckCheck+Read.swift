internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarModel
internal import CrossbarSimulation
internal import CrossbarTemplates
internal import CrossbarFiles

extension DeckCheck {
  /// Cells of the largest design whose programmed tiles are there.
  static let largestRead = 1 << 16

  /// Reads and compares the decks of programmed tiles: each line must be the one that design, wiring and simulator give.
  ///
  /// - Parameters:
  ///   - folder: path of `spice/ngspice`.
  ///   - name: its name in diagnostics.
  ///   - chosen: the tiles whose decks are read; nil: all.
  ///   - readsLayers: whether the decks of layers are read, too.
  func readFindings(
    folder: String, name: String, chosen: [Tile]? = nil, readsLayers: Bool = true
  ) -> [Diagnostic] {
    if design.cellCount > Self.largestRead { return [] }
    let chosen = chosen ?? design.tiles
    let tiles = parallelMap(count: chosen.count) { index -> [Diagnostic] in
      let tile = chosen[index]
      let file = "\(tile.id.name)-programmed.cir"
      return compare(
        "\(folder)/\(file)", "\(name)/\(file)", programmed(tile),
        end: "end of \(file): \(tile.cells) cells")
        + compareRead([tile], "\(tile.id.name)-read", folder: folder, name: name)
    }
    if !readsLayers { return tiles.flatMap { $0 } }
    let layers = design.layerShapes.indices.flatMap { layer in
      compareRead(
        design.tiles.filter { $0.layer == layer }, "layer\(layer)-read", folder: folder, name: name)
    }
    return tiles.flatMap { $0 } + layers
  }

  private func compareRead(
    _ tiles: [Tile], _ label: String, folder: String, name: String
  ) -> [Diagnostic] {
    do throws(Diagnostics) {
      return compare(
        "\(folder)/\(label).cir", "\(name)/\(label).cir", try read(tiles, label),
        end: "end of \(label).cir")
    } catch {
      return error.all
    }
  }

  /// Compares a file's statements with the expected ones; numbers by value, those of
  /// resistances to the six digits that decks carry.
  func compare(
    _ path: String, _ file: String, _ expected: [String], end: String
  ) -> [Diagnostic] {
    let mapped: MappedFile
    do throws(Diagnostics) { mapped = try MappedFile(path: path) } catch { return error.all }
    var scanner = SpiceScanner(mapped.bytes)
    var findings: [Diagnostic] = []
    var next = 0
    while scanner.next() {
      let text = scanner.text
      guard next < expected.count else {
        findings.append(
          .error(
            "deck/extra", "'\(text.prefix(80))' does not belong here",
            at: .init(file: file, line: scanner.line)))
        break
      }
      if !Self.isSame(text, expected[next]) {
        let element = expected[next].prefix { $0 != " " }
        let cell = element.firstIndex(of: "t").map { String(element[$0...]) }
        findings.append(
          .error(
            "deck/statement", "'\(text.prefix(160))' must be '\(expected[next].prefix(160))'",
            at: .init(
              file: file, line: scanner.line,
              element: cell.flatMap { CellID(name: $0)?.name } ?? String(element))))
        // After a missing or added line everything would differ.
        if findings.count > 20 { return findings }
      }
      next += 1
    }
    if next < expected.count || !scanner.commentIsLast
      || scanner.string(scanner.lastComment) != end
    {
      findings.append(
        .error(
          "deck/truncated", "the last line must be '* \(end)'; the file was cut short or edited",
          at: .init(file: file, line: max(1, scanner.line))))
    }
    return findings
  }

  private static func isSame(_ found: String, _ expected: String) -> Bool {
    if found == expected { return true }
    // Half of the sixth digit of 1.00000.
    let isCell = expected.hasPrefix("r") && expected.dropFirst().contains("_r")
    let tolerance = isCell ? 5.001e-6 : 1e-9
    func words(_ text: String) -> [Substring] {
      text.split(whereSeparator: { $0.isWhitespace || "()={}*".contains($0) })
    }
    let left = words(found)
    let right = words(expected)
    return left.count == right.count
      && zip(left, right).allSatisfy { a, b in
        if a == b.lowercased() { return true }
        guard let x = Double(a), let y = Double(b) else { return false }
        return abs(x - y) <= tolerance * abs(y)
      }
  }

  // MARK: - What must be there

  private func programmed(_ tile: Tile) -> [String] {
    let simulator = CellSimulator(device: device)
    let sampler = DeviceSampler(statistics: device.statistics, seed: seed)
    var lines: [String] = []
    lines.reserveCapacity(4 * tile.cells)
    lines.append(".param \(tile.id.name)_tile=1")
    for row in 0..<tile.rows {
      let word = tile.id.wordLine(row)
      let place = "_" + word.suffix(word.count - "\(tile.id.name)_w".count)
      let above =
        row == 0 ? "" : "_" + tile.id.wordLine(row - 1).dropFirst("\(tile.id.name)_w".count)
      for column in 0..<tile.columns {
        let id = CellID(tile: tile.id.index, row: row, column: column)
        let (bit, source) = (tile.id.bitLine(column), tile.id.sourceLine(column))
        let bitOhms = row == 0 ? wiring.bitLineLead : wiring.bitLineSegment
        let sourceOhms = row == 0 ? wiring.sourceLineLead : wiring.sourceLineSegment
        let outcome = simulator.run(
          storing: network.bit(design.address(id)),
          device: sampler.sample(array: array, tile: id.tile, row: row, column: column),
          circuit: CellCircuit(wiring, row: row))
        let ohms = outcome.readVoltage / outcome.readCurrent + wiring.bottomContact.value
        lines += [
          "r\(bit)\(place) \(bit)\(above) \(bit)\(place) \(bitOhms.value)",
          "r\(source)\(place) \(source)\(above) \(source)\(place) \(sourceOhms.value)",
          transistor(id, source: "\(source)\(place)", gate: word),
          "r\(id.name) \(id.bottomNet) \(bit)\(place) \(ohms)",
        ]
      }
    }
    lines.append(".end")
    return lines
  }

  private func transistor(_ id: CellID, source: String, gate: String) -> String {
    let transistor = wiring.transistor
    let model = wiring.transistorModel?.name.lowercased() ?? ""
    let size = "w=\(transistor.width) l=\(transistor.length)"
    return switch transistor.kind {
    case .level1: "m\(id.name) \(source) \(gate) \(id.bottomNet) 0 enable \(size)"
    case .idealSwitch: "s\(id.name) \(source) \(id.bottomNet) \(gate) 0 enable"
    case .card: "m\(id.name) \(source) \(gate) \(id.bottomNet) 0 \(model) \(size)"
    case .subcircuit: "xm\(id.name) \(source) \(gate) \(id.bottomNet) 0 \(model) \(size)"
    }
  }

  private var transistorDefinition: String {
    let transistor = wiring.transistor
    return switch transistor.kind {
    case .level1:
      ".model enable nmos level=1 vto=\(transistor.threshold.value) kp=\(transistor.transconductance)"
        + " gamma=0 lambda=0"
    case .idealSwitch(let ideal):
      ".model enable sw(vt=\(ideal.threshold.value) vh=0 ron=\(ideal.on.value) roff=\(ideal.off.value))"
    case .card, .subcircuit: ".include \(wiring.transistorModel?.fileName.lowercased() ?? "")"
    }
  }

  private func read(_ tiles: [Tile], _ label: String) throws(Diagnostics) -> [String] {
    let slot = device.operation.readPulse.value
    let edge = device.operation.edge.value
    let on = wiring.transistor.wordLineVoltage.value
    let driver = wiring.driver.value
    let rows = tiles.map(\.rows).max() ?? 0
    func digits(_ column: Int) -> String {
      String(TileID(0).bitLine(column).dropFirst("t00_b".count))
    }
    var lines = [transistorDefinition] + tiles.map { ".include \($0.id.name)-programmed.cir" }
    lines.append("vread read 0 \(device.operation.readVoltage.value)")
    for tile in tiles {
      for row in 0..<tile.rows {
        let line = tile.id.wordLine(row)
        let start = Double(row) * slot
        let before = row == 0 ? "0 0" : "0 0 \(start) 0"
        lines.append(
          "vw_\(tile.id.name)_\(digits(row)) \(line) 0 pwl(\(before) \(start + edge) \(on) "
            + "\(start + slot - edge) \(on) \(start + slot) 0)")
      }
      for column in 0..<tile.columns {
        let place = "\(tile.id.name)_\(digits(column))"
        let bit = tile.id.bitLine(column)
        lines += [
          "rds_\(place) read \(tile.id.sourceLine(column)) {\(driver)*\(tile.id.name)_tile}",
          "vb_\(place) \(bit)_driver 0 0", "rdb_\(place) \(bit)_driver \(bit) \(driver)",
        ]
      }
    }
    lines.append(".tran \(slot / 2) \(slot * Double(rows))")
    lines.append(".control")
    lines.append("set rows = ( \((0..<rows).map(String.init).joined(separator: " ")) )")
    for tile in tiles {
      for row in 0..<tile.rows {
        let bits = (0..<tile.columns).map { column in
          let cell = CellID(tile: tile.id.index, row: row, column: column)
          return network.bit(design.address(cell)) ? "1" : "0"
        }
        lines.append("compose want_\(tile.id.name)_\(row) values \(bits.joined(separator: " "))")
      }
    }
    let saved = tiles.flatMap { tile in
      (0..<tile.columns).map { "i(vb_\(tile.id.name)_\(digits($0)))" }
    }
    let control = try TemplateRenderer.render(
      TemplateLibrary.readControl, name: "read-control.cir",
      values: [
        "label": .text(label), "bits": .integer(tiles.reduce(0) { $0 + $1.cells }),
        "rows": .integer(rows),
        "row_list": .text((0..<rows).map(String.init).joined(separator: " ")),
        "saved": .text(saved.joined(separator: " ")),
        "tiles": .list(
          tiles.map { tile in
            [
              "name": .text(tile.id.name), "rows": .integer(tile.rows), "slot": .number(slot),
              "label": .text(label), "word": .integer(tile.bits),
              "threshold_a": .number(device.operation.thresholdCurrent.value),
              "column_list": .text((0..<tile.columns).map(digits).joined(separator: " ")),
            ]
          }),
      ])
    lines += control.split(separator: "\n").map { $0.drop { $0 == " " }.lowercased() }
      .filter { !$0.isEmpty && !$0.hasPrefix("*") }
    return lines
  }
}
