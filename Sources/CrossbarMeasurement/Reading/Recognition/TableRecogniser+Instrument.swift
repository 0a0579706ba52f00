internal import CrossbarCore
internal import CrossbarDevices

/// What an instrument's own calculations put beside the data.
extension TableRecogniser {
  /// `Index` under the group `Cycle` counts cycles: a group's name says what its columns do not.
  mutating func readGroupRoles() {
    for index in columns.indices
    where (columns[index].role == nil || columns[index].role == .ignored)
      && !columns[index].reason.hasPrefix("by option")
    {
      guard let group = columns[index].group, let role = Heading(group).role,
        [.cycle, .device, .batch, .pulse].contains(role), column(role) == nil
      else { continue }
      columns[index].role = role
      columns[index].reason = "by the name above its heading"
    }
  }

  /// Measured numbers are no names: `ID` beside `AI` is a current difference, not an identifier.
  mutating func refuseMeasuredNames() {
    let isSweep = column(.voltage) != nil && column(.current) != nil
    for index in columns.indices {
      guard let role = columns[index].role, [.device, .batch].contains(role),
        !columns[index].reason.hasPrefix("by option"), columns[index].index < grid.columns.count
      else { continue }
      let cells = grid.columns[columns[index].index].values
      var numbers = 0
      var fractions = 0
      var distinct: Set<Double> = []
      for row in found.rows where row < cells.count && !cells[row].isNaN {
        numbers += 1
        if cells[row] != cells[row].rounded() { fractions += 1 }
        if distinct.count <= found.rows.count / 3 { distinct.insert(cells[row]) }
      }
      let isMany = isSweep && found.rows.count >= 20 && distinct.count > found.rows.count / 3
      guard numbers * 2 > found.rows.count, fractions * 2 > numbers || isMany else { continue }
      columns[index].role = .ignored
      columns[index].reason = "holds measured numbers, no names of a \(role.rawValue)"
    }
  }

  /// Of several currents beside one voltage: the one that its name belongs to (`AV` with `AI`), and none that says the
  /// same as another again (`I` = |`AI`|).
  mutating func leaveRepetitions(of voltages: [TableColumn], _ currents: inout [TableColumn]) {
    guard voltages.count == 1 else { return }
    var kept = currents
    if let tag = voltages[0].heading?.pairTag, !tag.isEmpty, tag != "#" {
      let own = currents.filter { $0.heading?.pairTag == tag }
      let nameless = currents.filter {
        $0.heading.map { $0.pairTag.isEmpty || $0.pairTag == "#" } ?? true
      }
      if own.count == 1, own.count + nameless.count == currents.count { kept = own }
    }
    var numbers: [[Double]] = []
    var distinct: [TableColumn] = []
    for column in kept {
      let own = values(column)
      let isRepeated = numbers.contains { other in
        zip(own, other).allSatisfy { $0.magnitude == $1.magnitude || ($0.isNaN && $1.isNaN) }
      }
      if !isRepeated {
        numbers.append(own)
        distinct.append(column)
      }
    }
    for column in currents where !distinct.contains(where: { $0.index == column.index }) {
      notes.append("'\(column.name)' says the current again or computes with it: left aside")
    }
    currents = distinct
  }

  /// A read current is a resistance only together with the voltage, which few tables state.
  mutating func checkReadVoltage() {
    guard let current = column(.iLRS) ?? column(.iHRS), column(.readVoltage) == nil,
      !options.isReadVoltageStated
    else { return }
    warnings.append(
      .warning(
        "measure/read-voltage",
        "currents such as '\(current.name)' become resistances at a read voltage that the file does not state: "
          + "taken as \(options.readVoltage) V", at: location(found.rows[0]),
        help: "state it with --read-voltage"))
  }
}
