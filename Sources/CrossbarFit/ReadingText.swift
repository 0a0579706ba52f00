internal import CrossbarMeasurement

extension TableReading {
  /// How the table was understood, in a sentence.
  var sentence: String {
    let place = sheet.map { "\($0): " } ?? ""
    let used = columns.filter { $0.role != nil }.map(\.sentence)
    let skipped = skippedRows == 0 ? "" : ", \(skippedRows) of them not usable"
    return "\(place)\(kind.rawValue), \(FitText.count(rows, "row"))\(skipped)"
      + (used.isEmpty ? "" : "; \(used.joined(separator: ", "))")
      + notes.map { "; \($0)" }.joined()
  }

  /// The same, a line a column.
  var lines: [String] {
    let place = sheet.map { "sheet \($0), row \(line)" } ?? "line \(line)"
    let skipped = skippedRows == 0 ? "" : ", \(skippedRows) of them not usable"
    return ["\(place): \(kind.rawValue), \(FitText.count(rows, "row"))\(skipped)"]
      + columns.map { "  " + $0.line } + notes.map { "  note: \($0)" }
  }
}

extension ColumnReading {
  private var fullName: String { group.map { "\($0)/\(name)" } ?? name }

  /// `voltage from AV in V (guessed)`
  fileprivate var sentence: String {
    "\(role?.rawValue ?? "nothing") from '\(fullName)'" + (unit.isEmpty ? "" : " in \(unit)")
      + (isGuessed ? " (guessed)" : "")
  }

  fileprivate var line: String {
    guard let role else { return "'\(fullName)': not used" + (reason.isEmpty ? "" : "; \(reason)") }
    return "'\(fullName)': \(role.rawValue)" + (unit.isEmpty ? "" : ", \(unit)")
      + (isGuessed ? ", guessed" : "") + "; \(reason)"
  }
}
