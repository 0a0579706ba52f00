/// Settings that an instrument writes beside its data: on a sheet `Settings` with a block a run, or in lines above the
/// data.
struct InstrumentSettings: Sendable {
  typealias Entry = (name: String, values: [String])

  /// Entries before the first block: they hold for all runs.
  var general: [Entry] = []
  /// Entries of each sheet's block, by the sheet's name in lower case.
  var blocks: [String: [Entry]] = [:]

  /// Whether a sheet of this name holds no data.
  static func isSettings(_ name: String) -> Bool {
    let name = name.lowercased().filter { $0 != " " }
    return name.hasPrefix("setting") || name.hasSuffix("settings")
      || [
        "calc", "calculation", "calculations", "info", "readme", "notes", "note", "graph", "graphs",
        "plot", "plots", "formulas", "formulator", "setup", "metadata", "parameters",
      ].contains(name)
  }

  /// A block begins with a row that holds the name of a sheet of data, as Clarius writes it.
  mutating func read(_ grid: CellGrid, sheets: [String]) {
    let names = Dictionary(
      sheets.map { (Self.plain($0), $0.lowercased()) }, uniquingKeysWith: { first, _ in first })
    var block: String?
    /// Blocks side by side: the sheet that each value belongs to.
    var across: [Int: String] = [:]
    for row in 0..<min(grid.rowCount, 200_000) {
      let cells = grid.cells(row).map { Heading.trimmed($0) }
      guard let first = cells.first(where: { !$0.isEmpty }) else { continue }
      let filled = cells.filter { !$0.isEmpty }
      if filled.count > 1,
        filled.count(where: { names[Self.plain($0)] != nil }) >= filled.count - 1,
        names[Self.plain(filled[1])] != nil
      {
        across = [:]
        for (index, cell) in cells.enumerated() {
          if let name = names[Self.plain(cell)] { across[index] = name }
        }
        block = nil
        continue
      }
      if let name = names[Self.plain(first)] {
        block = name
        across = [:]
        continue
      }
      if first.allSatisfy({ $0 == "=" || $0 == "-" || $0 == "*" }) { continue }
      let entry: Entry = (first, Array(cells.drop { $0.isEmpty }.dropFirst()))
      if !across.isEmpty {
        for (index, sheet) in across.sorted(by: { $0.key < $1.key })
        where index < cells.count && !cells[index].isEmpty {
          blocks[sheet, default: []].append((first, [cells[index]]))
        }
      } else if let block {
        blocks[block, default: []].append(entry)
      } else {
        general.append(entry)
      }
    }
  }

  private static func plain(_ name: String) -> String {
    name.lowercased().filter { $0 != " " && $0 != ":" }
  }

  func entries(for sheet: String?) -> [Entry] {
    guard let sheet, let block = blocks[sheet.lowercased()] else { return general }
    return general + block
  }

  /// Compliance current in amperes: of the terminal that the voltage's name belongs to (`AV` to `A`), or of the one that
  /// sweeps, or the only one.
  static func compliance(_ entries: [Entry], voltage: String?) -> Double? {
    guard let entry = entries.first(where: { isCompliance($0.name) }) else { return nil }
    let values = entry.values.map { value in
      CellText.quantity(value[...], dimension: .ampere, factor: unit(entry.name)).flatMap {
        $0 > 0 && $0.isFinite ? $0 : nil
      }
    }
    if values.count(where: { $0 != nil }) == 1 { return values.compactMap { $0 }.first }
    if let voltage {
      let names = Set([voltage.lowercased(), String(voltage.lowercased().dropLast())])
      for entry in entries {
        for (index, value) in entry.values.enumerated()
        where names.contains(value.lowercased()) && index < values.count {
          if let found = values[index] { return found }
        }
      }
    }
    for entry in entries
    where Heading.key(entry.name).contains("forc") || Heading.key(entry.name) == "channelmode" {
      for (index, value) in entry.values.enumerated()
      where value.lowercased().contains("sweep") && index < values.count {
        if let found = values[index] { return found }
      }
    }
    return nil
  }

  private static func isCompliance(_ name: String) -> Bool {
    let key = Heading.key(name)
    return ColumnNames.role(key) == .compliance || key.hasPrefix("compliance")
      || key.hasSuffix("compliance")
      || Heading(name).role == .compliance
  }

  private static func unit(_ name: String) -> Double { Heading(name).unit?.factor ?? 1 }

  /// Formulas such as `VSET = …` that the instrument evaluated.
  static func formulas(_ entries: [Entry]) -> [(name: String, formula: String)] {
    var formulas: [(name: String, formula: String)] = []
    for entry in entries {
      for text in [entry.name] + entry.values {
        guard let sign = text.firstIndex(of: "="), sign > text.startIndex else { continue }
        let name = Heading.trimmed(text[..<sign])
        let formula = Heading.trimmed(text[text.index(after: sign)...])
        guard !formula.isEmpty, name.count <= 32, name.first?.isLetter == true,
          name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
        else { continue }
        formulas.append((name, formula))
      }
    }
    return formulas
  }
}
