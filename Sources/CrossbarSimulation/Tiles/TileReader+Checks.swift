internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices

extension TileReader {
  /// Everything that keeps a tile from being read; at most ten findings a kind.
  func check(_ mode: ReadingMode, _ cells: TileCells) -> [Diagnostic] {
    let (states, devices) = (cells.states, cells.devices)
    var found: [Diagnostic] = []
    let isPassive = if case .passive = wires { true } else { false }
    if !mode.serves(passive: isPassive) {
      let others = ReadingMode.allCases.filter { $0.serves(passive: isPassive) }
      found.append(
        .error(
          "simulate/mode",
          "cells \(isPassive ? "without" : "behind") enable transistors are not read in mode "
            + mode.rawValue,
          help: "one of \(others.map(\.rawValue).joined(separator: ", "))"))
    }
    if states.rows == 0 || states.columns == 0 {
      return found + [.error("simulate/shape", "a tile without cells")]
    }
    if devices.rows != states.rows || devices.columns != states.columns {
      found.append(
        .error(
          "simulate/shape",
          "\(devices.rows) × \(devices.columns) devices for \(states.rows) × \(states.columns) "
            + "states"))
    }
    if case .passive(let wiring) = wires,
      wiring.rows != states.rows || wiring.columns != states.columns
    {
      found.append(
        .error(
          "simulate/shape",
          "wires of \(wiring.rows) × \(wiring.columns) cells for \(states.rows) × "
            + "\(states.columns) states"))
    }
    func place(_ index: Int, _ columns: Int) -> Diagnostic.Location {
      .init(
        file: tile.name,
        element: CellID(tile: tile.index, row: index / columns, column: index % columns).name)
    }
    let bad = states.elements.indices.filter { !(0...1).contains(states.elements[$0]) }
    found += bad.prefix(10).map {
      .error(
        "simulate/state", "a state of \(states.elements[$0]) is not within 0 … 1",
        at: place($0, states.columns))
    }
    let usable = 1e-20...1e20
    let unusable = devices.elements.indices.filter {
      !usable.contains(devices.elements[$0].rLRS) || !usable.contains(devices.elements[$0].rHRS)
    }
    found += unusable.prefix(10).map {
      .error(
        "simulate/device",
        "\(devices.elements[$0].rLRS) ohm and \(devices.elements[$0].rHRS) ohm are not resistances "
          + "of a memristor", at: place($0, devices.columns))
    }
    return found
  }

  /// What is wrong with inputs of column sums.
  func check(_ inputs: Matrix<Double>, _ rows: Int) -> [Diagnostic] {
    if inputs.columns != rows {
      return [.error("simulate/inputs", "inputs of \(inputs.columns) values for \(rows) rows")]
    }
    let isPassive = if case .passive = wires { true } else { false }
    let bad = inputs.elements.indices.filter {
      let value = inputs.elements[$0]
      return isPassive ? !value.isFinite : value != 0 && value != 1
    }
    return bad.prefix(10).map {
      .error(
        "simulate/inputs",
        "input \($0 / rows) has \(inputs.elements[$0]) at row \($0 % rows); "
          + (isPassive ? "a voltage is finite" : "a word line is off (0) or on (1)"))
    }
  }
}
