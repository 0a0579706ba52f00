internal import CrossbarCore
internal import CrossbarStatistics

extension TableRecogniser {
  /// Reads the table as extracted values: a record a row.
  mutating func readValues() {
    kind = .values
    let deviceColumn = column(.device)
    let cycleColumn = column(.cycle) ?? column(.pulse)
    let isRowADevice = deviceColumn == nil && cycleColumn == nil && !facts.isDeviceNamed
    if isRowADevice {
      notes.append("neither device nor cycle column: every row is taken as a device of its own")
    } else if deviceColumn == nil {
      notes.append("no device column: all rows are taken as cycles of '\(facts.device ?? file)'")
    }
    var next: [String: Int] = [:]
    var unlimited: (count: Int, row: Int)?
    for (position, row) in found.rows.enumerated() {
      let base = facts.device ?? file
      let device =
        deviceColumn.flatMap { name(row, $0) }
        ?? (isRowADevice ? "\(base)-\(position + 1)" : base)
      var record = CycleRecord(
        origin: origin(of: row), device: device,
        batch: column(.batch).flatMap { name(row, $0) } ?? options.batch ?? facts.batch, cycle: 0)
      let stated = cycleColumn.map { grid.value(row, $0.index) } ?? .nan
      if stated.isFinite, stated.magnitude < 1e9 {
        record.cycle = Int(stated)
      } else {
        record.cycle = (next[device] ?? 0) + 1
      }
      next[device] = max(next[device] ?? 0, record.cycle)
      fill(&record, row)
      for (quantity, flag) in [(Quantity.vSet, CycleFlag.notSwitched), (.vReset, .noReset)]
      where record.flags.contains(flag) && record.values[quantity] == nil {
        if let limit = record.limits[quantity] {
          record.values[quantity] = .above(limit)
        } else {
          unlimited = ((unlimited?.count ?? 0) + 1, unlimited?.row ?? row)
        }
      }
      record.flags = Array(Set(record.flags)).sorted()
      let isEmpty = record.values.isEmpty && record.flags.isEmpty
      if isEmpty, columns.contains(where: { $0.role?.isValue == true && isUnreadable(row, $0) }) {
        skip(row)
        continue
      }
      records.append(record)
    }
    if let unlimited {
      warnings.append(
        .warning(
          "measure/no-limit",
          unlimited.count == 1
            ? "a device did not switch and no limit of its sweep is known: it is flagged and left out of the fit"
            : "\(unlimited.count) rows did not switch and no limit of their sweeps is known: they are flagged and left out of the fit",
          at: location(unlimited.row),
          help: "state where the sweep ended with --sweep-limit, so that they count as censored"))
    }
    checkValues()
  }

  private func origin(of row: Int) -> Origin {
    guard let file = column(.file).flatMap({ name(row, $0) }), let line = column(.line),
      case let number = grid.value(row, line.index), number >= 1, number < 1e9
    else { return origin(row) }
    return Origin(
      file: file, sheet: column(.sheet).flatMap { name(row, $0) }, line: Int(number))
  }

  private mutating func fill(_ record: inout CycleRecord, _ row: Int) {
    var isSetNegative: Bool?
    for column in columns {
      guard let role = column.role else { continue }
      switch role {
      case .vSet, .vReset:
        let quantity: Quantity = role == .vSet ? .vSet : .vReset
        guard record.values[quantity] == nil, var value = observation(row, column, &record.flags)
        else { continue }
        if value.numbers.contains(where: { $0 < 0 }) {
          value = value.mapped(decreasing: true) { abs($0) }
          if role == .vSet { isSetNegative = true }
        } else if role == .vSet {
          isSetNegative = false
        }
        guard value.numbers.allSatisfy({ $0 > 0 }) else {
          unusable(row)
          continue
        }
        record.values[quantity] = value
        if case .above = value { record.flags.append(role == .vSet ? .notSwitched : .noReset) }
      case .rLRS, .rHRS, .iLRS, .iHRS:
        let quantity: Quantity = role == .rLRS || role == .iLRS ? .rLRS : .rHRS
        guard record.values[quantity] == nil, var value = observation(row, column, &record.flags)
        else { continue }
        if role == .iLRS || role == .iHRS {
          let volts = self.column(.readVoltage).map { abs($0.si(grid.value(row, $0.index))) }
            .flatMap { $0 > 0 ? $0 : nil } ?? options.readVoltage
          value = value.mapped(decreasing: true) { volts / abs($0) }
        }
        guard value.numbers.allSatisfy({ $0 > 0 && $0.isFinite }) else {
          unusable(row)
          continue
        }
        record.values[quantity] = value
      case .vSetLimit, .vResetLimit:
        let value = abs(column.si(grid.value(row, column.index)))
        if value > 0, value.isFinite {
          record.limits[role == .vSetLimit ? .vSet : .vReset] = value
        }
      case .compliance:
        let value = abs(column.si(grid.value(row, column.index)))
        if value > 0, value.isFinite { record.compliance = value }
      case .flags, .state:
        if let text = grid.text(row, column.index) {
          if let flags = CellText.flags(text) { record.flags += flags }
        }
      case .reversed:
        let text = name(row, column)?.lowercased() ?? ""
        record.isReversed = ["true", "1", "yes", "reversed"].contains(text)
      case .lrsExponent: record.lrsExponent = slope(row, column, .lrsExponentError)
      case .hrsExponent: record.hrsExponent = slope(row, column, .hrsExponentError)
      default: break
      }
    }
    if column(.reversed) == nil, isSetNegative == true { record.isReversed = true }
    if let limit = options.sweepLimit.map(abs), limit > 0 {
      for quantity in [Quantity.vSet, .vReset] where record.limits[quantity] == nil {
        record.limits[quantity] = limit
      }
    }
    if record.compliance == nil {
      record.compliance = options.compliance ?? facts.compliance
    }
  }

  private func slope(_ row: Int, _ column: TableColumn, _ error: ColumnRole) -> SlopeEstimate? {
    let value = grid.value(row, column.index)
    guard value.isFinite else { return nil }
    let error = self.column(error).map { grid.value(row, $0.index) } ?? 0
    return SlopeEstimate(value: value, error: error.isFinite ? error : 0, count: 0)
  }

  /// What a cell says of its quantity, in SI; its words become flags.
  private mutating func observation(
    _ row: Int, _ column: TableColumn, _ flags: inout [CycleFlag]
  ) -> Observation? {
    let number = grid.value(row, column.index)
    if !number.isNaN {
      let value = column.si(number)
      if value.isFinite { return .exact(value) }
      unusable(row)
      return nil
    }
    guard let text = grid.text(row, column.index), !CellText.isMissing(text) else { return nil }
    if let observation = CellText.observation(
      text, dimension: column.isPlain ? column.role?.dimension : nil,
      factor: column.isPlain ? column.factor : 1)
    {
      if column.isPlain { return observation }
      return observation.mapped(decreasing: column.isInverse) { column.si($0) }
    }
    if let words = CellText.flags(text) {
      flags += words
      return nil
    }
    unreadable(row, column, text)
    return nil
  }

  private mutating func unusable(_ row: Int) {
    problem(
      "measure/not-positive", "a value is not positive or not finite: taken as absent", row)
  }

  private mutating func unreadable(_ row: Int, _ column: TableColumn, _ text: String) {
    problem(
      "measure/cell-unreadable",
      "'\(text.prefix(40))' under '\(column.name)' is neither a number nor a word for a state: taken as absent",
      row)
  }

  /// Keeps the first of a kind; the others are counted.
  private mutating func problem(_ id: String, _ message: String, _ row: Int) {
    cellProblems[id, default: 0] += 1
    if cellProblems[id] == 1 { warnings.append(.warning(id, message, at: location(row))) }
  }
}
