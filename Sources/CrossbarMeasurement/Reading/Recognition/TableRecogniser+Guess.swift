internal import CrossbarCore

extension TableRecogniser {
  /// Guesses the columns of a table without headings, or with headings that say nothing, by their numbers.
  ///
  /// - Throws: `measure/columns` where the numbers do not tell them apart.
  mutating func guessRoles() throws(Diagnostics) {
    let row = found.rows[0]
    let named = columns.contains { column in
      column.heading.map { !Self.isSilent($0) } ?? false
    }
    let candidates = columns.filter { column in
      guard column.index < grid.columns.count else { return false }
      let cells = grid.columns[column.index].values
      let filled = found.rows.count { $0 < cells.count && !cells[$0].isNaN }
      return filled * 2 > found.rows.count
    }
    guard !named, candidates.count >= 2, candidates.count <= 3 else {
      let names = columns.prefix(8).map { "'\($0.name)'" }.joined(separator: ", ")
      throw Diagnostics(
        .error(
          "measure/columns",
          named
            ? "none of the headings is known: \(names)"
            : "\(candidates.count) column\(candidates.count == 1 ? "" : "s") of numbers without headings",
          at: location(found.header?.rows.first ?? row),
          help: named
            ? "say what they are, such as --column voltage='\(columns[0].name)' --column current=2"
            : candidates.count < 2
              ? "a sweep needs two, voltage and current; is the file cut otherwise?"
              : pulseOptions(candidates)
                ?? "say what they are, such as --column voltage=1 --column current=2"))
    }
    let profiles = candidates.map { Profile(values($0).filter { !$0.isNaN }, column: $0.index) }
    func set(_ role: ColumnRole, _ profile: Profile, _ reason: String) {
      columns[profile.column].role = role
      columns[profile.column].isRoleGuessed = true
      columns[profile.column].reason = "no headings: \(reason)"
    }
    var rest = profiles
    if profiles.count == 2, profiles[0].isIncreasing, profiles[0].low >= 0,
      profiles[1].low > 10
    {
      set(.time, profiles[0], "it only rises")
      set(.resistance, profiles[1], "all above 10, beside a column that only rises")
      notes.append("no headings: columns guessed as time and resistance")
      return
    }
    if profiles.count == 3 {
      var rising = profiles.filter(\.isIncreasing)
      if rising.count == 2 { rising = rising.filter(\.isEven) }
      if rising.count == 1 {
        set(.time, rising[0], "it only rises")
        rest.removeAll { $0.column == rising[0].column }
      } else if let flat = profiles.first(where: { $0.low == $0.high }) {
        rest.removeAll { $0.column == flat.column }
      } else {
        throw Diagnostics(ambiguous(row))
      }
    }
    guard rest.count == 2 else { throw Diagnostics(ambiguous(row)) }
    let order: (voltage: Profile, current: Profile, reason: String)
    let units = rest.map { statedDimension($0.column) }
    if units[0] != units[1], units[0] == .ampere || units[1] == .volt {
      order = (rest[1], rest[0], "units are stated")
    } else if units[0] != units[1], units[1] == .ampere || units[0] == .volt {
      order = (rest[0], rest[1], "units are stated")
    } else if rest[0].isEven != rest[1].isEven,
      (rest[0].isEven ? rest[0] : rest[1]).magnitude <= 200
    {
      order =
        rest[0].isEven
        ? (rest[0], rest[1], "its steps are even") : (rest[1], rest[0], "its steps are even")
    } else if rest[0].magnitude >= 10 * rest[1].magnitude, rest[0].magnitude <= 50 {
      order = (rest[0], rest[1], "it is the larger by far")
    } else if rest[1].magnitude >= 10 * rest[0].magnitude, rest[1].magnitude <= 50 {
      order = (rest[1], rest[0], "it is the larger by far")
    } else {
      throw Diagnostics(ambiguous(row))
    }
    set(.voltage, order.voltage, order.reason)
    set(.current, order.current, "it is beside the voltage")
    notes.append("no headings: columns guessed as voltage and current")
  }

  /// The options for a table that looks like programming pulses: whole numbers that repeat as addresses, voltages of
  /// both signs away from zero, and resistances.
  private func pulseOptions(_ candidates: [TableColumn]) -> String? {
    var device: Int?
    var voltage: Int?
    var resistance: Int?
    for column in candidates {
      let numbers = values(column).filter { !$0.isNaN }
      guard numbers.count >= 4, let low = numbers.min(), let high = numbers.max() else { continue }
      let number = column.index + 1
      if device == nil, low >= 0, high > low, high < 1e6,
        numbers.allSatisfy({ $0 == $0.rounded() }), Set(numbers).count * 2 <= numbers.count
      {
        device = number
      } else if voltage == nil, low < 0, high > 0, max(-low, high) <= 50, !numbers.contains(0) {
        voltage = number
      } else if resistance == nil, low >= 10, high >= 3 * low {
        resistance = number
      }
    }
    guard let device, let voltage, let resistance else { return nil }
    return
      "if a row is a programming pulse and the resistance after it, say --column device=\(device) "
      + "--column voltage=\(voltage) --column resistance=\(resistance)"
  }

  /// What the unit measures that an option states for a column.
  private func statedDimension(_ column: Int) -> MeasuredDimension? {
    options.units.first { index(of: $0.column) == column }
      .flatMap { MeasuredUnit.parse($0.unit)?.dimension }
  }

  private func ambiguous(_ row: Int) -> Diagnostic {
    .error(
      "measure/columns",
      "no headings, and the numbers do not tell voltage from current or time: \(quoted(row))",
      at: location(row),
      help: pulseOptions(columns)
        ?? "say what the columns are, such as --column voltage=1 --column current=2")
  }

  /// `X`, `Untitled 1`, `column 2`: a heading that could be anything.
  private static func isSilent(_ heading: Heading) -> Bool {
    [
      "x", "y", "xvalue", "yvalue", "untitled", "column", "unnamed", "col", "field", "data",
      "value", "",
    ]
    .contains(heading.key)
  }

  /// What tells a sweep's voltage from its current.
  private struct Profile {
    var column: Int
    var low = Double.infinity
    var high = -Double.infinity
    var isIncreasing = true
    /// Whether most steps are of one size.
    var isEven = false
    var magnitude: Double { max(abs(low), abs(high)) }

    init(_ values: [Double], column: Int) {
      self.column = column
      var steps: [Double] = []
      steps.reserveCapacity(values.count)
      for (index, value) in values.enumerated() {
        low = min(low, value)
        high = max(high, value)
        if index > 0 {
          let step = value - values[index - 1]
          if step <= 0 { isIncreasing = false }
          if step != 0 { steps.append(abs(step)) }
        }
      }
      if values.count < 2 { isIncreasing = false }
      if !steps.isEmpty {
        let median = steps.sorted()[steps.count / 2]
        isEven = steps.count { abs($0 - median) <= 0.05 * median } * 10 >= steps.count * 8
      }
    }
  }
}
