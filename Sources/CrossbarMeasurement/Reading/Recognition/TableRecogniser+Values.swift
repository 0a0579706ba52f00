internal import CrossbarDevices
internal import CrossbarCore
internal import CrossbarStatistics

extension TableRecogniser {
  /// Columns of the same quantities side by side: `V_SET 1`, `V_SET 2`, or under groups.
  private struct ColumnSet {
    var columns: [TableColumn]
    var names: NameFacts
  }

  /// The columns taken apart where quantities repeat; what stands once is common to all sets.
  private mutating func columnSets() -> [ColumnSet] {
    let roles: Set<ColumnRole> = [.vSet, .vReset, .rLRS, .rHRS, .iLRS, .iHRS]
    let quantities = columns.filter { $0.role.map(roles.contains) ?? false }
    var counts: [ColumnRole: Int] = [:]
    for column in quantities { if let role = column.role { counts[role, default: 0] += 1 } }
    let most = counts.values.max() ?? 0
    if most < 2 { return [ColumnSet(columns: columns, names: NameFacts())] }
    let common = columns.filter { column in !quantities.contains { $0.index == column.index } }
    var order: [String: Int] = [:]
    var sets: [ColumnSet] = []
    var seen: [ColumnRole: Int] = [:]
    let areGrouped = quantities.allSatisfy { $0.group != nil }
    let areNumbered = quantities.allSatisfy { $0.heading?.number != nil }
    for column in quantities {
      guard let role = column.role else { continue }
      let turn = seen[role, default: 0]
      seen[role] = turn + 1
      let key =
        areGrouped
        ? Self.withoutHalf(column.group ?? "")
        : areNumbered ? "\(column.heading?.number ?? 0)" : "#\(turn)"
      let index = order[key] ?? sets.count
      if index == sets.count {
        order[key] = index
        var names = NameFacts(areGrouped ? key : "")
        if areGrouped, names.device == nil, names.run == nil, names.isRestTelling {
          names.device = key
        } else if names.device == nil, names.run == nil {
          names.run = areNumbered ? column.heading?.number : index + 1
        }
        sets.append(ColumnSet(columns: common, names: names))
      }
      sets[index].columns.append(column)
    }
    if sets.count > 1 {
      notes.append("\(sets.count) sets of columns side by side, each taken as a cycle or a device")
    } else {
      notes.append(
        "quantities repeat under the halves of a cycle: the first of each that a row holds is taken"
      )
    }
    return sets
  }

  /// The name of a group without the words that tell halves of one cycle and their polarity apart: `SET_negative#1` and
  /// `RESET_positive#1` are parts of `#1`.
  private static func withoutHalf(_ group: String) -> String {
    let halves = ["set", "reset", "rst", "negative", "positive", "neg", "pos"]
    var kept = ""
    var word = ""
    var isHalved = false
    for character in group + " " {
      if character.isLetter {
        word.append(character)
        continue
      }
      if halves.contains(word.lowercased()) { isHalved = true } else { kept += word }
      word = ""
      if character != "_" { kept.append(character) }
    }
    return isHalved ? Heading.trimmed(kept) : group
  }

  /// Reads the table as extracted values: a record a row, or a row and set of columns.
  mutating func readValues() {
    kind = .values
    let deviceColumn = column(.device)
    let hasPlaces = deviceColumn == nil && column(.row) != nil && column(.column) != nil
    let cycleColumn = column(.cycle) ?? column(.pulse)
    let sets = columnSets()
    let isRowADevice =
      deviceColumn == nil && cycleColumn == nil && !facts.isDeviceNamed && !hasPlaces
      && !sets.contains { $0.names.device != nil }
    if isRowADevice {
      notes.append("neither device nor cycle column: every row is taken as a device of its own")
    } else if deviceColumn == nil, !hasPlaces {
      notes.append("no device column: all rows are taken as cycles of '\(facts.device ?? file)'")
    }
    var next: [String: Int] = [:]
    var unlimited: (count: Int, row: Int)?
    for (position, row) in found.rows.enumerated() {
      if let deviceColumn, let text = name(row, deviceColumn), Self.isSummary(text) {
        summarised.append(row)
        continue
      }
      for set in sets {
        let base = facts.device ?? file
        let device =
          deviceColumn.flatMap { name(row, $0) } ?? place(row) ?? set.names.device
          ?? (isRowADevice ? "\(base)-\(position + 1)" : base)
        var record = CycleRecord(
          origin: origin(of: row), device: device,
          batch: column(.batch).flatMap { name(row, $0) } ?? options.batch ?? set.names.batch
            ?? facts.batch, cycle: 0)
        let stated = cycleColumn.map { grid.value(row, $0.index) } ?? .nan
        if stated.isFinite, stated.magnitude < 1e9 {
          record.cycle = Int(stated)
        } else {
          record.cycle =
            sets.count > 1 && next[device] == nil ? set.names.run ?? 1 : (next[device] ?? 0) + 1
        }
        next[device] = max(next[device] ?? 0, record.cycle)
        fill(&record, row, set.columns)
        censor(&record, row, &unlimited)
        let isEmpty = record.values.isEmpty && record.flags.isEmpty
        if isEmpty,
          set.columns.contains(where: { $0.role?.isValue == true && isUnreadable(row, $0) })
        {
          skip(row)
          continue
        }
        if isEmpty, sets.count > 1 { continue }
        records.append(record)
      }
    }
    remark(unlimited)
    checkReadVoltage()
    checkValues()
  }

  /// Devices that did not switch are censored at their limit.
  private func censor(
    _ record: inout CycleRecord, _ row: Int, _ unlimited: inout (count: Int, row: Int)?
  ) {
    for (quantity, flag) in [(DeviceQuantity.vSet, CycleFlag.notSwitched), (.vReset, .noReset)]
    where record.flags.contains(flag) && record.values[quantity] == nil {
      if let limit = record.limits[quantity] {
        record.values[quantity] = .above(limit)
      } else {
        unlimited = ((unlimited?.count ?? 0) + 1, unlimited?.row ?? row)
      }
    }
    record.flags = Array(Set(record.flags)).sorted()
  }

  private mutating func remark(_ unlimited: (count: Int, row: Int)?) {
    if let first = summarised.first {
      warnings.append(
        .warning(
          "measure/summary-row",
          "\(summarised.count) row\(summarised.count == 1 ? " of a mean or the like is" : "s of means and the like are") "
            + "left out: \(quoted(first))", at: location(first)))
    }
    guard let unlimited else { return }
    warnings.append(
      .warning(
        "measure/no-limit",
        unlimited.count == 1
          ? "a device did not switch and no limit of its sweep is known: it is flagged and left out of the fit"
          : "\(unlimited.count) rows did not switch and no limit of their sweeps is known: they are flagged and left out of the fit",
        at: location(unlimited.row),
        help: "state where the sweep ended with --sweep-limit, so that they count as censored"))
  }

  /// `Mean`, `Std. dev.`: a row below the devices that is none.
  private static func isSummary(_ text: String) -> Bool {
    [
      "mean", "average", "avg", "median", "std", "stdev", "stddev", "sd", "sigma", "variance",
      "min",
      "max", "minimum", "maximum", "sum", "total", "mittelwert", "standardabweichung", "media",
      "cv",
      "geomean", "standarddeviation",
    ].contains(Heading.key(text))
  }

  /// Reads a table with one resistance a row and its state: rows of a device and cycle become one record.
  mutating func readStates() {
    kind = .values
    guard let stateColumn = column(.state),
      let valueColumn = column(.resistance) ?? column(.current)
    else { return }
    let cycleColumn = column(.cycle)
    struct Key: Hashable {
      var device: String
      var cycle: Int
    }
    var order: [Key: Int] = [:]
    var turns: [String: [DeviceQuantity: Int]] = [:]
    for row in found.rows {
      guard let text = name(row, stateColumn), case let state = Self.state(text), state != .unknown
      else {
        skip(row)
        continue
      }
      let device = column(.device).flatMap { name(row, $0) } ?? place(row) ?? facts.device ?? file
      let quantity: DeviceQuantity = state == .lrs ? .rLRS : .rHRS
      let turn = (turns[device]?[quantity] ?? 0) + 1
      turns[device, default: [:]][quantity] = turn
      let stated = cycleColumn.map { grid.value(row, $0.index) } ?? .nan
      let cycle = stated.isFinite && stated.magnitude < 1e9 ? Int(stated) : turn
      let key = Key(device: device, cycle: cycle)
      if order[key] == nil {
        order[key] = records.count
        records.append(
          CycleRecord(
            origin: origin(row), device: device,
            batch: column(.batch).flatMap { name(row, $0) } ?? options.batch ?? facts.batch,
            cycle: cycle))
      }
      guard let index = order[key] else { continue }
      var one = valueColumn
      one.role =
        valueColumn.role == .current
        ? (state == .lrs ? .iLRS : .iHRS) : (state == .lrs ? .rLRS : .rHRS)
      var record = records[index]
      fill(&record, row, [one])
      records[index] = record
    }
    for index in records.indices {
      records[index].flags = Array(Set(records[index].flags)).sorted()
    }
    notes.append("a resistance and its state a row: rows of a device and cycle joined")
    checkValues()
  }

  /// Whether most cells of a column name the low or the high state.
  func isState(_ column: TableColumn) -> Bool {
    let known = found.rows.count { name($0, column).map { Self.state($0) != .unknown } ?? false }
    return known * 2 > found.rows.count
  }

  private func origin(of row: Int) -> Origin {
    guard let file = column(.file).flatMap({ name(row, $0) }), let line = column(.line),
      case let number = grid.value(row, line.index), number >= 1, number < 1e9
    else { return origin(row) }
    return Origin(
      file: file, sheet: column(.sheet).flatMap { name(row, $0) }, line: Int(number))
  }

  private mutating func fill(
    _ record: inout CycleRecord, _ row: Int, _ columns: [TableColumn]
  ) {
    var isSetNegative: Bool?
    for column in columns {
      guard let role = column.role else { continue }
      switch role {
      case .vSet, .vReset:
        let quantity: DeviceQuantity = role == .vSet ? .vSet : .vReset
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
        let quantity: DeviceQuantity = role == .rLRS || role == .iLRS ? .rLRS : .rHRS
        guard record.values[quantity] == nil, var value = observation(row, column, &record.flags)
        else { continue }
        if role == .iLRS || role == .iHRS {
          let volts =
            self.column(.readVoltage).map { abs($0.si(grid.value(row, $0.index))) }
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
    if self.column(.reversed) == nil, isSetNegative == true { record.isReversed = true }
    if let limit = options.sweepLimit.map(abs), limit > 0 {
      for quantity in [DeviceQuantity.vSet, .vReset] where record.limits[quantity] == nil {
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
