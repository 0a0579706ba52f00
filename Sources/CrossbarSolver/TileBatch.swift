public import CrossbarCore

/// Tiles of one shape and the same kinds of ends, solved side by side: eight at a time, one in each vector lane, on all
/// cores.
///
/// For many small tiles, where ``EffectiveConductance`` is bound by the cost of small matrix products. Multifrontal
/// elimination (Duff and Reid, ACM Trans. Math. Softw. 9, 1983) by the star–mesh transform, so no digit is lost whatever
/// the range of the conductances. Unlike those of ``EffectiveConductance`` the results are the same to the last bit on
/// every machine, and do not depend on what else is in the batch.
public struct TileBatch: Sendable {
  /// The wires and ends: one that all arrays share, or one an array. Their cells are not used.
  let wires: [WireTile]
  /// The cells of every array in siemens, each rows × columns.
  public let cellConductances: [Matrix<Double>]
  /// The terminals by side and line: left, right, top, bottom.
  public let terminals: [Terminal]
  /// Indices into ``terminals``.
  public let drivenTerminals: [Int]
  public let sensedTerminals: [Int]
  let frame: TileFrame
  let memoryLimit: Int

  /// How many arrays there are.
  public var count: Int { cellConductances.count }

  /// Arrays that differ in everything but their shape and the kinds of their ends.
  ///
  /// - Parameter memoryLimit: Bytes a core may use beside the arrays and results, beyond which the batch is refused.
  /// - Throws: `solver/empty`, `solver/shape`, `solver/ends` (their kinds differ), `solver/value`, `solver/no-driven`,
  ///   `solver/no-sensed`, `solver/floating`, `solver/memory`; located in the array they are about.
  public init(_ tiles: [WireTile], memoryLimit: Int = EffectiveConductance.defaultMemoryLimit)
    throws(Diagnostics)
  {
    try self.init(
      wires: tiles, cells: tiles.map(\.cellConductance), memoryLimit: memoryLimit)
  }

  /// Arrays that differ in their cells alone.
  ///
  /// - Parameters:
  ///   - wires: The segments and ends of all arrays; its cells are not used.
  ///   - cellConductances: Siemens, rows × columns, one an array.
  ///   - memoryLimit: Bytes a core may use beside the arrays and results, beyond which the batch is refused.
  /// - Throws: As ``init(_:memoryLimit:)``.
  public init(
    wires: WireTile, cellConductances: [Matrix<Double>],
    memoryLimit: Int = EffectiveConductance.defaultMemoryLimit
  ) throws(Diagnostics) {
    try self.init(wires: [wires], cells: cellConductances, memoryLimit: memoryLimit)
  }

  private init(wires: [WireTile], cells: [Matrix<Double>], memoryLimit: Int) throws(Diagnostics) {
    try Self.check(wires, cells)
    guard let first = wires.first else { preconditionFailure("no wires") }
    self.wires = wires
    cellConductances = cells
    self.memoryLimit = memoryLimit
    frame = TileFrame(first)
    let ends = frame.terminals
    terminals = ends.map(\.terminal)
    drivenTerminals = ends.indices.filter { ends[$0].isDriven }
    sensedTerminals = ends.indices.filter { !ends[$0].isDriven }
    try BatchForecast(frame).check(memoryLimit, .effective)
  }

  /// Siemens from every driven terminal (rows) to every sensed one (columns), all other terminals at 0 V; one matrix an
  /// array.
  ///
  /// - Throws: `solver/singular`.
  public func effectiveConductances() throws(Diagnostics) -> [Matrix<Double>] {
    let (driven, sensed) = (drivenTerminals.count, sensedTerminals.count)
    return try eachEight(.effective) { lanes, arrays in
      let size = driven * sensed
      // Sensed terminals are numbered before driven ones, both in the order of the terminals: a row lies in one piece.
      let rows = (0..<driven).map { row in
        lanes.conductances + (sensed + row) * (sensed + row - 1) / 2 * TileLanes.lanes
      }
      let isFinite = Self.finiteLanes(rows, sensed)
      return (0..<arrays.count).map { lane in
        if !isFinite[lane] { return nil }
        let elements = Array<Double>(unsafeUninitializedCapacity: size) { target, count in
          for (row, source) in rows.enumerated() {
            for column in 0..<sensed {
              target[row * sensed + column] = source[column * TileLanes.lanes + lane]
            }
          }
          count = size
        }
        return Matrix(rows: driven, columns: sensed, elements: elements)
      }
    }
  }

  /// In which lanes all values are numbers.
  private static func finiteLanes(_ rows: [UnsafeMutablePointer<Double>], _ width: Int) -> [Bool] {
    var sum = SIMD8<Double>.zero
    for row in rows {
      row.withMemoryRebound(to: SIMD8<Double>.self, capacity: width) { row in
        // 0, or not a number.
        for column in 0..<width { sum += row[column] - row[column] }
      }
    }
    return (0..<TileLanes.lanes).map { sum[$0] == 0 }
  }

  /// Siemens, terminals × terminals in the order of ``terminals``: currents into the terminals are this times their
  /// voltages. Symmetric; what a row does not sum to 0 by is the conductance to ground. One matrix an array.
  ///
  /// - Throws: `solver/singular`, `solver/memory`.
  public func admittances() throws(Diagnostics) -> [Matrix<Double>] {
    try BatchForecast(frame).check(memoryLimit, .admittance)
    return try eachEight(.admittance) { lanes, arrays in
      (0..<arrays.count).map { lane in
        let conductances = TerminalConductances(lanes, lane)
        return conductances.isFinite ? conductances.admittance : nil
      }
    }
  }

  /// Runs the elimination for eight arrays after the other; `body` gives a result for each of them, nil if it is singular.
  func eachEight<Result: Sendable>(
    _ purpose: TileLanes.Purpose, _ body: @Sendable (TileLanes, Range<Int>) -> [Result?]
  ) throws(Diagnostics) -> [Result] {
    let program = TileProgram.program(for: frame)
    let shared = wires.count == 1 ? TileInputs.wires(of: wires[0]) : nil
    let lanes = TileLanes.lanes
    let results = parallelMap(count: (count + lanes - 1) / lanes) { group in
      let arrays = group * lanes..<min((group + 1) * lanes, count)
      let work = TileLanes(program, for: purpose)
      TileInputs.fill(
        work.inputs.base, cells: cellConductances[arrays],
        wires: shared.map { [$0] } ?? wires[arrays].map(TileInputs.wires))
      work.eliminate()
      return body(work, arrays)
    }.flatMap { $0 }
    let failures = results.indices.filter { results[$0] == nil }
    try failures.prefix(10).map { array in
      Diagnostic.error(
        "solver/singular", "a node is connected to nothing within the floating-point range",
        at: .init(file: "array \(array)"))
    }.throwIfErrors()
    return results.compactMap { $0 }
  }
}

/// Conductances as the kernels take them.
enum TileInputs {
  /// Siemens of all segments and ends in the frame's order.
  static func wires(of tile: WireTile) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(2 * tile.cellConductance.elements.count)
    for ohms in tile.rowSegments.elements { result.append(1 / ohms) }
    for ohms in tile.columnSegments.elements { result.append(1 / ohms) }
    for side in WireTile.Side.allCases { result += tile.ends(side).map(\.conductance) }
    return result
  }

  /// - Parameter wires: One for all lanes, or one a lane. Lanes without an array do what the first does.
  static func fill(
    _ inputs: UnsafeMutablePointer<Double>, cells: ArraySlice<Matrix<Double>>, wires: [[Double]]
  ) {
    let rest = cells[cells.startIndex].elements.count
    interleave(cells.map(\.elements), inputs)
    interleave(wires, inputs + rest * TileLanes.lanes)
  }

  /// One list a lane; missing ones are as the first.
  private static func interleave(_ lists: [[Double]], _ target: UnsafeMutablePointer<Double>) {
    let count = lists[0].count
    target.withMemoryRebound(to: SIMD8<Double>.self, capacity: count) { target in
      if lists.count == 1 {
        for (index, value) in lists[0].enumerated() { target[index] = SIMD8(repeating: value) }
        return
      }
      func list(_ lane: Int) -> [Double] { lists[lane < lists.count ? lane : 0] }
      list(0).withUnsafeBufferPointer { a in
        list(1).withUnsafeBufferPointer { b in
          list(2).withUnsafeBufferPointer { c in
            list(3).withUnsafeBufferPointer { d in
              list(4).withUnsafeBufferPointer { e in
                list(5).withUnsafeBufferPointer { f in
                  list(6).withUnsafeBufferPointer { g in
                    list(7).withUnsafeBufferPointer { h in
                      for i in 0..<count {
                        target[i] = SIMD8(a[i], b[i], c[i], d[i], e[i], f[i], g[i], h[i])
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
