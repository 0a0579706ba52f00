internal import CrossbarDevices
internal import CrossbarCore

extension TableRecogniser {
  /// Reads the table as resistance against time or cycles.
  mutating func readSeries() throws(Diagnostics) {
    kind = .series
    guard let (axis, positions) = axis() else { return }
    let sources: [(ColumnRole, ResistanceSeries.State)] = [
      (.rLRS, .lrs), (.rHRS, .hrs), (.iLRS, .lrs), (.iHRS, .hrs), (.resistance, .unknown),
      (.current, .unknown),
    ]
    var states: Set<ResistanceSeries.State> = []
    for (role, state) in sources {
      let found = columns(role)
      if found.isEmpty || states.contains(state) || (state == .unknown && !states.isEmpty) {
        continue
      }
      states.insert(state)
      for (number, column) in found.enumerated() {
        let resistances = resistances(column)
        append(
          column, axis: axis, positions: positions, resistances: resistances, state: state,
          number: found.count > 1 ? number : nil)
      }
    }
    if series.isEmpty, records.isEmpty {
      throw Diagnostics(
        .error(
          "measure/not-understood", "no positive resistance stands beside a time or cycle",
          at: location(found.rows[0])))
    }
  }

  private mutating func axis() -> (ResistanceSeries.Axis, [Double])? {
    if let time = column(.time) {
      let values = values(time)
      let isCount = column(.pulse).map { !self.values($0).allSatisfy(\.isNaN) } ?? false
      if !isCount { return (.time, values) }
    }
    guard let column = column(.pulse) ?? column(.cycle) else { return nil }
    return (.cycle, values(column))
  }

  /// The column as ohms: currents by the read voltage.
  private mutating func resistances(_ column: TableColumn) -> [Double] {
    var values = values(column)
    guard column.role == .current || column.role == .iLRS || column.role == .iHRS else {
      return values
    }
    let volts = self.column(.readVoltage).map { self.values($0) }
    if volts == nil {
      let note = "currents taken at a read voltage of \(options.readVoltage) V"
      if !notes.contains(note) { notes.append(note) }
    }
    for index in values.indices {
      values[index] = abs((volts?[index] ?? options.readVoltage) / values[index])
    }
    return values
  }

  private mutating func append(
    _ column: TableColumn, axis: ResistanceSeries.Axis, positions: [Double],
    resistances: [Double], state: ResistanceSeries.State, number: Int?
  ) {
    let deviceColumn = self.column(.device)
    let stateColumn = state == .unknown ? self.column(.state) : nil
    struct Key: Hashable {
      var device: String
      var state: ResistanceSeries.State
    }
    var base = facts.device ?? file
    if let group = column.group {
      base = NameFacts(group).device ?? group
    } else if let label = column.heading?.label, NameFacts(label).device != nil {
      base = label
    } else if let number {
      base =
        column.heading?.label
        ?? (column.heading?.number == nil && column.name.count > 1
          ? column.name : "\(base)-\(number + 1)")
    }
    var order: [Key: Int] = [:]
    var found: [(key: Key, points: [(Double, Double)], row: Int)] = []
    for (position, row) in self.found.rows.enumerated() {
      let value = resistances[position]
      if value.isNaN && !isUnreadable(row, column) { continue }
      guard value > 0, value.isFinite, positions[position].isFinite else {
        skip(row)
        continue
      }
      var key = Key(
        device: deviceColumn.flatMap { name(row, $0) } ?? place(row) ?? base, state: state)
      if let stateColumn, let text = name(row, stateColumn) {
        key.state = Self.state(text)
      }
      if let index = order[key] {
        found[index].points.append((positions[position], value))
      } else {
        order[key] = found.count
        found.append((key, [(positions[position], value)], row))
      }
    }
    for (key, points, row) in found {
      var points = points
      if zip(points, points.dropFirst()).contains(where: { $0.0.0 > $0.1.0 }) {
        // Stable: readings at one time stay in their order.
        points = points.enumerated().sorted {
          ($0.element.0, $0.offset) < ($1.element.0, $1.offset)
        }.map(\.element)
        notes.append("rows of '\(column.name)' sorted by \(axis == .time ? "time" : "cycle")")
      }
      series.append(
        ResistanceSeries(
          origin: origin(row), device: key.device, axis: axis, state: key.state,
          positions: points.map(\.0), resistances: points.map(\.1)))
    }
  }

  static func state(_ text: String) -> ResistanceSeries.State {
    switch Heading.key(text) {
    case "lrs", "on", "low", "set", "1": .lrs
    case "hrs", "off", "high", "reset", "0": .hrs
    default: .unknown
    }
  }

  /// Reads voltage and current as pulses where the voltage takes few levels in turn: resistances at the lowest.
  ///
  /// - Returns: false where it is a sweep.
  mutating func readPulses() -> Bool {
    guard let voltageColumn = column(.voltage), let currentColumn = column(.current),
      columns(.voltage).count == 1, columns(.current).count == 1, found.rows.count >= 12
    else { return false }
    let voltage = values(voltageColumn)
    var levels: [Double] = []
    for value in voltage where !value.isNaN {
      let size = abs(value)
      if !levels.contains(where: { abs($0 - size) <= 0.02 * max($0, 1e-3) }) {
        levels.append(size)
        if levels.count > 4 { return false }
      }
    }
    let high = levels.max() ?? 0
    let pulses = levels.filter { $0 > 0.005 * high && $0 > 0 }.sorted()
    guard let read = pulses.first, voltage.count >= 4 * levels.count else { return false }
    if pulses.count > 1, read * 2 > pulses[1] { return false }
    let current = values(currentColumn)
    let axis: ResistanceSeries.Axis
    let positions: [Double]
    if let found = self.axis() {
      (axis, positions) = found
    } else {
      axis = .cycle
      positions = (1...voltage.count).map(Double.init)
    }
    kind = .series
    var points: [(Double, Double)] = []
    var first: Int?
    for index in voltage.indices where abs(abs(voltage[index]) - read) <= 0.02 * read {
      let resistance = abs(voltage[index] / current[index])
      if current[index].isNaN { continue }
      guard resistance > 0, resistance.isFinite, positions[index].isFinite else {
        skip(found.rows[index])
        continue
      }
      points.append((positions[index], resistance))
      if first == nil { first = found.rows[index] }
    }
    notes.append(
      "voltage in \(pulses.count) level\(pulses.count == 1 ? "" : "s"): resistances at \(read) V")
    guard let first, points.count >= 2 else { return false }
    series.append(
      ResistanceSeries(
        origin: origin(first), device: facts.device ?? file, axis: axis, state: .unknown,
        positions: points.map(\.0), resistances: points.map(\.1),
        train: axis == .time && pulses.count > 1
          ? SweepTrace(
            origin: origin(first), device: facts.device ?? file, voltage: voltage, current: current,
            time: positions) : nil))
    return true
  }
}
