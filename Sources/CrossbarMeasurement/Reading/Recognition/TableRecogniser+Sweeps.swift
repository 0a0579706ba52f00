internal import CrossbarDevices
internal import CrossbarCore

extension TableRecogniser {
  /// Reads the table as current against voltage: a trace a pair of columns, a cycle and a device.
  mutating func readSweeps() throws(Diagnostics) {
    kind = .sweep
    let pairs = try pairs()
    let time = column(.time).map(values).flatMap { $0.allSatisfy(\.isNaN) ? nil : $0 }
    let compliance = column(.compliance).map(values).flatMap {
      $0.allSatisfy(\.isNaN) ? nil : $0
    }
    for (number, pair) in pairs.enumerated() {
      let voltage = values(pair.voltage)
      var current = values(pair.current)
      if pair.current.role == .resistance {
        for index in current.indices { current[index] = voltage[index] / current[index] }
      }
      check(voltage: voltage, current: current, pair)
      let names = facts(of: pair, number: number, count: pairs.count)
      for (key, positions) in groups(voltage) {
        append(
          positions, voltage: voltage, current: current, time: time, compliance: compliance,
          names: names, key: key, pair: pair)
      }
    }
    if traces.isEmpty {
      throw Diagnostics(
        .error(
          "measure/not-understood",
          "the columns '\(pairs[0].voltage.name)' and '\(pairs[0].current.name)' hold no numbers",
          at: location(found.rows[0])))
    }
  }

  struct Pair {
    var voltage: TableColumn
    var current: TableColumn
    /// Whether the voltage serves several currents.
    var isWide = false
  }

  private mutating func pairs() throws(Diagnostics) -> [Pair] {
    let voltages = columns(.voltage)
    var currents = columns(.current)
    // `|I|` and `log I` beside `I` say the same again.
    let plain = currents.filter { column in
      let text = column.name.lowercased()
      return column.scale == .linear && !text.contains("abs") && !text.contains("|")
    }
    if !plain.isEmpty, plain.count < currents.count {
      for column in currents where !plain.contains(where: { $0.index == column.index }) {
        notes.append("'\(column.name)' repeats the current: left aside")
      }
      currents = plain
    }
    if currents.count > 1 { leaveRepetitions(of: voltages, &currents) }
    if currents.isEmpty { currents = columns(.resistance) }
    guard let first = voltages.first else { return [] }
    if voltages.count == 1 {
      return currents.map { Pair(voltage: first, current: $0, isWide: currents.count > 1) }
    }
    var pairs: [Pair] = []
    if currents.count == 1, let current = currents.first {
      let tag = current.heading?.pairTag
      let chosen =
        voltages.first { $0.heading?.pairTag == tag && tag != nil && tag != "#" }
        ?? voltages.first(where: varies) ?? first
      notes.append(
        "several voltages: '\(chosen.name)' is taken, "
          + voltages.filter { $0.index != chosen.index }.map { "'\($0.name)'" }.joined(
            separator: ", ")
          + " left aside")
      return [Pair(voltage: chosen, current: current)]
    }
    // By names (AV with AI, V2 with I2) under the same group, then by the order of the columns.
    var free = currents
    let tags = voltages.compactMap { $0.heading.map { "\($0.pairTag)" } }
    let areTagsDistinct = Set(tags).count == voltages.count
    for voltage in voltages {
      let match =
        free.first {
          $0.group == voltage.group && (voltage.group != nil || areTagsDistinct)
            && (areTagsDistinct ? $0.heading?.pairTag == voltage.heading?.pairTag : true)
        } ?? (areTagsDistinct ? nil : free.first { $0.index > voltage.index })
      guard let match else { continue }
      pairs.append(Pair(voltage: voltage, current: match))
      free.removeAll { $0.index == match.index }
    }
    if pairs.isEmpty, voltages.count == currents.count {
      pairs = zip(voltages, currents).map { Pair(voltage: $0, current: $1) }
    }
    // Terminals held at one voltage beside one that sweeps.
    let moving = pairs.filter { varies($0.voltage) }
    if !moving.isEmpty, moving.count < pairs.count {
      let still = pairs.filter { !varies($0.voltage) }
      notes.append(
        still.map { "'\($0.voltage.name)'" }.joined(separator: ", ") + " held still: left aside")
      pairs = moving
    }
    if pairs.isEmpty {
      throw Diagnostics(
        .error(
          "measure/columns",
          "\(voltages.count) voltages and \(currents.count) currents that do not pair by name",
          at: location(found.header?.rows.first ?? found.rows[0]),
          help: "say which to take with --column voltage=… --column current=…"))
    }
    return pairs
  }

  private func varies(_ column: TableColumn) -> Bool {
    var low = Double.infinity
    var high = -Double.infinity
    for value in values(column) where !value.isNaN {
      low = min(low, value)
      high = max(high, value)
    }
    return high - low > 1e-3 * max(abs(high), abs(low), 1e-3)
  }

  private func facts(of pair: Pair, number: Int, count: Int) -> NameFacts {
    var names = facts
    if let label = found.label { names.take(NameFacts(label)) }
    if let group = pair.current.group ?? pair.voltage.group {
      var named = NameFacts(group)
      if named.device == nil, named.run == nil, named.half == nil, named.isRestTelling {
        named.device = group
      }
      names.take(named)
    } else if count > 1, let heading = pair.current.heading {
      var named = NameFacts(heading.label ?? heading.name)
      if let label = heading.label {
        if named.isUntold { named.device = label }
      } else if named.run == nil, named.device == nil {
        if let number = heading.number, !pair.isWide || heading.key.count <= 7 {
          named.run = number
        } else if pair.isWide, heading.key.count > 1 {
          named.device = heading.name
        }
      }
      if named.run == nil, named.device == nil, named.half == nil { named.run = number + 1 }
      names.take(named)
    }
    return names
  }

  private struct GroupKey: Hashable {
    var device: String?
    var batch: String?
    var cycle: Int?
  }

  /// Positions of the rows of each device and cycle, in the order of first appearance; rows without a voltage left out.
  private mutating func groups(_ voltage: [Double]) -> [(key: GroupKey, positions: [Int])] {
    let device = column(.device)
    let batch = column(.batch)
    var cycle = column(.cycle)
    var cycles: [Double] = []
    if let column = cycle {
      cycles = values(column)
      // A number that changes with every row counts points.
      var changes = 0
      for index in cycles.indices.dropFirst() where cycles[index] != cycles[index - 1] {
        changes += 1
      }
      if changes * 2 > cycles.count {
        cycle = nil
        notes.append("'\(column.name)' changes with every row: not taken as a cycle")
      }
    }
    let place = device == nil && column(.row) != nil && column(.column) != nil
    if device == nil, batch == nil, cycle == nil, !place {
      return [(GroupKey(), Array(voltage.indices))]
    }
    var order: [GroupKey: Int] = [:]
    var groups: [(key: GroupKey, positions: [Int])] = []
    for position in voltage.indices {
      let row = found.rows[position]
      var key = GroupKey()
      key.device = place ? self.place(row) : device.flatMap { name(row, $0) }
      key.batch = batch.flatMap { name(row, $0) }
      if cycle != nil, cycles[position].isFinite, cycles[position].magnitude < 1e9 {
        key.cycle = Int(cycles[position])
      }
      if let index = order[key] {
        groups[index].positions.append(position)
      } else {
        order[key] = groups.count
        groups.append((key, [position]))
      }
    }
    return groups
  }

  /// The device of a row by its place in an array.
  func place(_ row: Int) -> String? {
    guard let rowColumn = column(.row), let columnColumn = column(.column),
      let first = name(row, rowColumn), let second = name(row, columnColumn)
    else { return nil }
    return "r\(first)c\(second)"
  }

  /// The text of a cell that names something; whole numbers without a fraction.
  func name(_ row: Int, _ column: TableColumn) -> String? {
    if let text = grid.text(row, column.index) {
      return CellText.isMissing(text) ? nil : text
    }
    let value = grid.value(row, column.index)
    if value.isNaN { return nil }
    return value == value.rounded() && value.magnitude < 1e15
      ? String(Int(value)) : value.description
  }

  private mutating func append(
    _ positions: [Int], voltage: [Double], current: [Double], time: [Double]?,
    compliance: [Double]?, names: NameFacts, key: GroupKey, pair: Pair
  ) {
    var kept = positions
    if positions.contains(where: { voltage[$0].isNaN }) {
      // Shorter pairs end in empty cells; anything else in such a row is a reading lost.
      for position in positions where voltage[position].isNaN {
        let row = found.rows[position]
        if !current[position].isNaN || isUnreadable(row, pair.voltage) { skip(row) }
      }
      kept = positions.filter { !voltage[$0].isNaN }
    }
    guard let first = kept.first, kept.contains(where: { !current[$0].isNaN }) else { return }
    let isWhole = kept.count == voltage.count
    func take(_ values: [Double]) -> [Double] {
      isWhole ? values : kept.map { values[$0] }
    }
    var trace = SweepTrace(
      origin: origin(found.rows[first]),
      device: key.device ?? names.device ?? file,
      batch: key.batch ?? options.batch ?? names.batch, run: key.cycle ?? names.run,
      voltage: take(voltage), current: take(current), time: time.map(take),
      complianceColumn: compliance.map(take))
    trace.half = names.half
    if let stated = options.compliance {
      trace.compliance = stated
    } else if let set = InstrumentSettings.compliance(settings, voltage: pair.voltage.heading?.name)
    {
      trace.compliance = set
    } else if let named = names.compliance {
      trace.compliance = named
      let note = "compliance \(named) A by the name of file or folder"
      if !notes.contains(note) { notes.append(note) }
    }
    trace.instrumentVSet = scalar(.vSet)
    trace.instrumentVReset = scalar(.vReset)
    trace.instrumentFormulas = InstrumentSettings.formulas(settings)
    trace.settings = settings.count <= 200 ? settings : []
    traces.append(trace)
  }

  /// Whether a cell holds words that stand for no missing value.
  func isUnreadable(_ row: Int, _ column: TableColumn) -> Bool {
    grid.text(row, column.index).map { !CellText.isMissing($0) } ?? false
  }

  /// The only number of a column that the instrument fills in the first row alone.
  private func scalar(_ role: ColumnRole) -> Double? {
    guard let column = column(role) else { return nil }
    return values(column).first { !$0.isNaN }
  }
}

extension NameFacts {
  /// Whether a name says nothing of which measurement it is: it is then the device's own.
  fileprivate var isUntold: Bool {
    device == nil && run == nil && half == nil && compliance == nil && voltages.isEmpty
  }

  /// Takes over whatever `other` says.
  mutating func take(_ other: NameFacts) {
    if let device = other.device {
      self.device = device
      isDeviceNamed = true
    }
    batch = other.batch ?? batch
    run = other.run ?? run
    compliance = other.compliance ?? compliance
    half = other.half ?? half
    if !other.voltages.isEmpty { voltages = other.voltages }
  }
}
