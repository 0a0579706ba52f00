internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarStatistics

/// Tables of a macro tester: a row a programming pulse and the resistance that was read after it.
extension TableRecogniser {
  /// Factor of resistance that makes a switching.
  private static let switchingRatio = 3.0

  /// Pulses of one sign and rising amplitude at one device.
  private struct PulseTrain {
    var rows: [Int] = []
    var amplitudes: [Double] = []
    var resistances: [Double] = []
    var isPositive = true
    /// Resistance before the first pulse, where it was read.
    var before: Double?
    /// The pulse after which the resistance stays a factor below or above where it was, and which of them.
    var switching: (pulse: Int, isFall: Bool)?
    /// Resistance that the train started from.
    var start: Double { before ?? resistances[0] }

    mutating func findSwitching() {
      let first = before == nil ? 1 : 0
      guard let last = resistances.last else { return }
      let isFall = last * TableRecogniser.switchingRatio <= start
      guard isFall || last >= start * TableRecogniser.switchingRatio else { return }
      var pulse = resistances.count - 1
      while pulse > first,
        isFall
          ? resistances[pulse - 1] * TableRecogniser.switchingRatio <= start
          : resistances[pulse - 1] >= start * TableRecogniser.switchingRatio
      { pulse -= 1 }
      switching = (pulse, isFall)
    }
  }

  /// Reads the table as programming pulses, each with the resistance after it: thresholds and states of both directions.
  ///
  /// A table is one where rows name a device and give a voltage and a resistance, the voltages keep away from zero, and
  /// a device's amplitudes never fall twice in a row: a sweep passes zero, or comes back.
  ///
  /// - Returns: false where it is a sweep.
  mutating func readProgramming() -> Bool {
    let deviceColumn = column(.device)
    let hasPlaces = column(.row) != nil && column(.column) != nil
    guard deviceColumn != nil || hasPlaces, column(.current) == nil,
      let resistanceColumn = column(.resistance), columns(.resistance).count == 1,
      let voltageColumn = pulseVoltage()
    else { return false }
    let voltage = values(voltageColumn)
    let resistance = values(resistanceColumn)
    var smallest = Double.infinity
    var largest = 0.0
    for value in voltage where value.isFinite {
      smallest = min(smallest, abs(value))
      largest = max(largest, abs(value))
    }
    guard largest > 0, smallest >= 0.1 * largest else { return false }
    var order: [String: Int] = [:]
    var devices: [(name: String, positions: [Int])] = []
    var unusable: [Int] = []
    for position in voltage.indices {
      let row = found.rows[position]
      guard let name = deviceColumn.flatMap({ name(row, $0) }) ?? place(row),
        voltage[position].isFinite, resistance[position] > 0, resistance[position].isFinite
      else {
        unusable.append(row)
        continue
      }
      if let index = order[name] {
        devices[index].positions.append(position)
      } else {
        order[name] = devices.count
        devices.append((name, [position]))
      }
    }
    var trains: [[PulseTrain]] = []
    for device in devices {
      guard let found = Self.trains(device.positions, voltage, resistance) else { return false }
      trains.append(found)
    }
    if devices.isEmpty { return false }
    for row in unusable { skip(row) }
    let middle = Self.middle(resistance)
    // Which sign sets: most of the switchings say so, positive where none does.
    let votes = trains.joined().reduce(0) { sum, train in
      sum + (train.switching.map { $0.isFall == train.isPositive ? 1 : -1 } ?? 0)
    }
    kind = .values
    var unknown = 0
    for (device, trains) in zip(devices, trains) {
      append(
        trains, device: device.name, isReversed: votes < 0, middle: middle, unknown: &unknown)
    }
    notes.append(
      "rows are programming pulses with the resistance after each: a switching voltage is the amplitude of the pulse "
        + "that changed it by a factor of 3, forming pulses included if there are any")
    if unknown > 0 {
      notes.append(
        "\(unknown) series of pulses tell no switching voltage: the first reading is of the state that they make"
      )
    }
    checkValues()
    return true
  }

  /// The voltage of the pulses: gates and word lines of a transistor aside, the first with both signs.
  private func pulseVoltage() -> TableColumn? {
    let voltages = columns(.voltage).filter { column in
      let words = column.name.lowercased().split { !$0.isLetter }
      return !words.contains { ["gate", "wl", "vg", "vgate", "wordline"].contains($0) }
    }
    if voltages.count < 2 { return voltages.first }
    return voltages.first { column in
      let values = values(column)
      return values.contains { $0 < 0 } && values.contains { $0 > 0 }
    }
  }

  /// The pulses of one device in trains; nil where amplitudes come back as those of a sweep do.
  private static func trains(
    _ positions: [Int], _ voltage: [Double], _ resistance: [Double]
  ) -> [PulseTrain]? {
    var trains: [PulseTrain] = []
    var hasFallen = false
    for position in positions {
      let amplitude = abs(voltage[position])
      let isPositive = voltage[position] > 0
      let last = trains.last
      let isSameSign = last?.isPositive == isPositive
      let isFall = isSameSign && amplitude < (last?.amplitudes.last ?? 0)
      if isFall, hasFallen { return nil }
      hasFallen = isFall
      if !isSameSign || isFall {
        trains.append(PulseTrain(isPositive: isPositive, before: last?.resistances.last))
      }
      trains[trains.count - 1].rows.append(position)
      trains[trains.count - 1].amplitudes.append(amplitude)
      trains[trains.count - 1].resistances.append(resistance[position])
    }
    for index in trains.indices { trains[index].findSwitching() }
    return trains
  }

  /// Resistance between the states: the geometric mean of the tenth and the ninetieth percentile; nil where those are
  /// less than a switching apart.
  private static func middle(_ resistances: [Double]) -> Double? {
    let sorted = resistances.filter { $0 > 0 && $0.isFinite }.sorted()
    guard !sorted.isEmpty else { return nil }
    let low = sorted[sorted.count / 10]
    let high = sorted[sorted.count - 1 - sorted.count / 10]
    return high >= switchingRatio * low ? (low * high).squareRoot() : nil
  }

  /// One record for a SET and the RESET after it.
  private mutating func append(
    _ trains: [PulseTrain], device: String, isReversed: Bool, middle: Double?,
    unknown: inout Int
  ) {
    var cycle = 0
    var isAfterReset = true
    for train in trains {
      let isSet = train.isPositive != isReversed
      let row = found.rows[train.rows[0]]
      if isSet || isAfterReset {
        cycle += 1
        var record = CycleRecord(
          origin: origin(row), device: device,
          batch: column(.batch).flatMap { name(row, $0) } ?? options.batch ?? facts.batch,
          cycle: cycle)
        record.isReversed = isReversed
        record.compliance = options.compliance ?? facts.compliance
        records.append(record)
      }
      isAfterReset = !isSet
      fill(&records[records.count - 1], train, isSet: isSet, middle: middle, &unknown)
    }
  }

  private func fill(
    _ record: inout CycleRecord, _ train: PulseTrain, isSet: Bool, middle: Double?,
    _ unknown: inout Int
  ) {
    let threshold: DeviceQuantity = isSet ? .vSet : .vReset
    let state: DeviceQuantity = isSet ? .rLRS : .rHRS
    guard let last = train.resistances.last, let highest = train.amplitudes.last else { return }
    if let (pulse, isFall) = train.switching, isFall == isSet {
      let amplitude = train.amplitudes[pulse]
      record.values[state] = .exact(last)
      if pulse == 0 {
        // Less might have done.
        record.values[threshold] = .below(amplitude)
      } else {
        record.values[threshold] = .exact(amplitude)
        record.steps[threshold] = amplitude - train.amplitudes[pulse - 1]
      }
      return
    }
    func isReached(_ resistance: Double) -> Bool {
      middle.map { isSet ? resistance < $0 : resistance > $0 } ?? false
    }
    if isReached(train.start) {
      unknown += 1
      if isReached(last) { record.values[state] = .exact(last) }
      if isSet, train.before != nil {
        record.flags = Array(Set(record.flags + [.alreadyOn])).sorted()
      }
      return
    }
    record.values[threshold] = .above(highest)
    record.limits[threshold] = highest
    record.flags = Array(Set(record.flags + [isSet ? .notSwitched : .noReset])).sorted()
  }
}
