internal import CrossbarCore

extension TableRecogniser {
  /// How an option names a column: by its heading where that is the only one, else by its number.
  func option(_ column: TableColumn) -> String {
    column.heading != nil && columns.count { $0.name == column.name } == 1
      ? "'\(column.name)'" : "\(column.index + 1)"
  }

  mutating func assignColumns() throws(Diagnostics) {
    let count = max(found.width, found.header?.width ?? 0)
    columns = (0..<count).map { index in
      var column = TableColumn(index: index)
      if let header = found.header, index < header.width,
        !header.headings[index].name.isEmpty || header.headings[index].role != nil
      {
        column.heading = header.headings[index]
        column.group = header.groups[index]
        column.role = header.headings[index].role
        column.isRoleGuessed = header.headings[index].isRoleByWords
        column.reason =
          column.role == nil
          ? "not recognised"
          : column.isRoleGuessed ? "by a word of its heading" : "by its heading"
      }
      return column
    }
    readNamedColumns()
    try override()
    readGroupRoles()
    refuseMeasuredNames()
    if !columns.contains(where: { $0.role != nil && $0.role != .ignored }) { try guessRoles() }
    for index in columns.indices { try assignUnit(index) }
  }

  /// `Voltage, dev1, dev2, …`: columns named after devices or cycles hold no names; beside a voltage they are currents.
  private mutating func readNamedColumns() {
    let isSweep =
      columns.contains { $0.role == .voltage }
      && !columns.contains { $0.role == .current || $0.role == .resistance }
    for role in [ColumnRole.device, .cycle] {
      let named = columns.indices.filter {
        columns[$0].role == role && columns[$0].heading?.number != nil
      }
      if named.count < 2 { continue }
      for index in named {
        columns[index].role = isSweep ? .current : nil
        columns[index].isRoleGuessed = isSweep
        columns[index].reason =
          isSweep ? "named like a \(role.rawValue) beside a voltage" : "not recognised"
      }
    }
  }

  /// Index of the column that an option names by heading or number.
  func index(of name: String) -> Int? {
    let key = Heading.key(name)
    let lower = name.lowercased()
    if let index = columns.firstIndex(where: { $0.heading?.text.lowercased() == lower })
      ?? columns.firstIndex(where: { $0.heading?.name.lowercased() == lower })
      ?? columns.firstIndex(where: { $0.heading == nil && $0.name == lower })
      ?? columns.firstIndex(where: {
        $0.heading != nil && Heading.key($0.name) == key && !key.isEmpty
      })
    {
      return index
    }
    if let heading = columns.firstIndex(where: { column in
      column.heading.map { "\($0.key)\($0.number.map(String.init) ?? "")" } == Heading(name).key
    }), !key.isEmpty {
      return heading
    }
    if let number = Int(name), number >= 1, number <= columns.count { return number - 1 }
    return nil
  }

  private mutating func override() throws(Diagnostics) {
    var named: [Int: (role: ColumnRole, name: String)] = [:]
    for (role, name) in options.columns {
      guard let index = index(of: name) else { continue }
      if let earlier = named[index], earlier.role != role {
        throw Diagnostics(
          .error(
            "measure/columns",
            "'\(earlier.name)' and '\(name)', named \(earlier.role.rawValue) and \(role.rawValue), are the same "
              + "column: one column cannot be two things",
            at: location(found.header?.rows.first ?? found.rows[0])))
      }
      named[index] = (role, name)
      for other in columns.indices
      where columns[other].role == role && named[other]?.role != role {
        columns[other].role = nil
        columns[other].reason = "another column is \(role.rawValue) by option"
      }
      columns[index].role = role
      columns[index].isRoleGuessed = false
      columns[index].reason = "by option"
    }
  }

  private mutating func assignUnit(_ index: Int) throws(Diagnostics) {
    guard let role = columns[index].role else { return }
    let heading = columns[index].heading
    columns[index].scale = heading?.scale ?? .linear
    if heading?.scale != .linear, heading?.isBaseStated == false {
      notes.append("the logarithm in '\(columns[index].name)' is taken to base 10")
      columns[index].isRoleGuessed = true
    }
    let wanted = role.dimension
    guard wanted != .none else { return }
    let stated = options.units.first {
      self.index(of: $0.column) == index || ColumnRole(rawValue: $0.column) == role
    }
    if let stated {
      let unit = MeasuredUnit.parse(stated.unit, expecting: wanted)
      if role == .current, let unit, unit.dimension == .volt {
        try setVolts(unit, stated.unit, index, "unit by option; ")
        return
      }
      guard let unit, unit.fits(wanted) else {
        throw Diagnostics(
          .error(
            "measure/unit", "'\(stated.unit)' is no unit of \(role.rawValue)",
            at: location(found.rows[0]), help: "name one such as mV, uA, kOhm, uS or ms"))
      }
      set(unit, stated.unit, index, "unit by option")
      return
    }
    if let unit = heading?.unit {
      if role == .current, unit.dimension == .volt {
        try setVolts(unit, heading?.unitText ?? "V", index)
        return
      }
      if unit.fits(wanted) {
        set(unit, heading?.unitText ?? "", index, "unit by its heading")
        return
      }
      throw Diagnostics(
        .error(
          "measure/unit",
          "'\(columns[index].name)' is in \(heading?.unitText ?? "?"), which is no unit of \(role.rawValue)",
          at: location(found.header?.rows.first ?? found.rows[0]),
          help: unit.dimension == .other
            ? "multiply with the device's area first, or leave the column out with --column"
            : "say what the column is with --column, or its unit with --unit"))
    }
    if role == .current, options.shunt != nil, columns[index].reason == "by option" {
      // Whoever names the current and a shunt speaks of the volts across it.
      try setVolts(MeasuredUnit(dimension: .volt, factor: 1), "V", index)
      return
    }
    // Conductances by name alone.
    let key = heading?.key ?? ""
    if wanted == .ohm, key.hasPrefix("g") || key.contains("cond") {
      columns[index].isInverse = true
      columns[index].unit = "S"
    } else {
      columns[index].unit =
        switch wanted {
        case .volt: "V"
        case .ampere: "A"
        case .ohm: "ohm"
        default: "s"
        }
    }
    columns[index].reason += "; no unit stated, taken as \(columns[index].unit)"
  }

  /// Takes a current as the volts that were read across the shunt.
  private mutating func setVolts(
    _ unit: MeasuredUnit, _ text: String, _ index: Int, _ reason: String = ""
  ) throws(Diagnostics) {
    guard let shunt = options.shunt, shunt > 0, shunt.isFinite else {
      throw Diagnostics(
        .error(
          "measure/unit", "'\(columns[index].name)' is named as the current and is in volts",
          at: location(found.header?.rows.first ?? found.rows[0]),
          help: "state the resistance across which it was read with --shunt"))
    }
    set(unit, text, index, "\(reason)volts across \(Self.rounded(shunt)) ohm")
    columns[index].shunt = shunt
  }

  private mutating func set(_ unit: MeasuredUnit, _ text: String, _ index: Int, _ reason: String) {
    columns[index].factor = unit.factor
    columns[index].unit = text
    columns[index].isInverse = unit.dimension == .siemens && columns[index].role?.dimension == .ohm
    columns[index].isUnitStated = true
    columns[index].reason += columns[index].reason.isEmpty ? reason : "; \(reason)"
  }
}
