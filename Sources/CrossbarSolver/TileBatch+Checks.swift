internal import CrossbarCore

extension TileBatch {
  /// What is wrong with the arrays; of the first ten that are, the rest is counted.
  static func check(_ wires: [WireTile], _ cells: [Matrix<Double>]) throws(Diagnostics) {
    guard let first = wires.first, let model = cells.first else {
      throw Diagnostics(.error("solver/empty", "a batch of no arrays has nothing to solve"))
    }
    let frame = TileFrame(first)
    // Whatever the cells are, a wire with an end and without a break does not float.
    let mayFloat = wires.map(Self.mayFloat)
    var tile = first
    tile.cellConductance = model
    var found = Self.located(tile.findings(), array: 0)
    var bad = found.isEmpty ? 0 : 1
    for array in cells.indices.dropFirst() {
      let own = wires.count == 1 ? first : wires[array]
      let findings: [Diagnostic]
      if (cells[array].rows, cells[array].columns) != (model.rows, model.columns) {
        findings = [
          .error(
            "solver/shape",
            "\(cells[array].rows) × \(cells[array].columns) cells among arrays of "
              + "\(model.rows) × \(model.columns)")
        ]
      } else if wires.count > 1, TileFrame(own) != frame {
        findings = [
          .error(
            "solver/ends", "other ends are open, driven, sensed or grounded than in array 0",
            help: "make a batch of each kind of array")
        ]
      } else if wires.count == 1, !mayFloat[0], Self.areUsable(cells[array]) {
        continue
      } else {
        tile = own
        tile.cellConductance = cells[array]
        findings = tile.findings()
      }
      if findings.isEmpty { continue }
      bad += 1
      if bad <= 10 { found += Self.located(findings, array: array) }
    }
    if bad > 10 {
      found.append(.error("solver/arrays", "\(bad - 10) more arrays are unusable"))
    }
    try found.throwIfErrors()
  }

  private static func areUsable(_ cells: Matrix<Double>) -> Bool {
    let (low, high) = (WireTile.range.lowerBound, WireTile.range.upperBound)
    return cells.elements.withUnsafeBufferPointer { elements in
      var bad = 0
      // NaN is neither.
      for value in elements { bad += value == 0 || (value >= low && value <= high) ? 0 : 1 }
      return bad == 0
    }
  }

  private static func mayFloat(_ tile: WireTile) -> Bool {
    zip(tile.left, tile.right).contains { $0.0 == .open && $0.1 == .open }
      || zip(tile.top, tile.bottom).contains { $0.0 == .open && $0.1 == .open }
      || tile.rowSegments.elements.contains(.infinity)
      || tile.columnSegments.elements.contains(.infinity)
  }

  static func located(_ findings: [Diagnostic], array: Int) -> [Diagnostic] {
    findings.map { finding in
      var finding = finding
      finding.location = .init(file: "array \(array)", element: finding.location?.element)
      return finding
    }
  }
}
