internal import COpenBLAS
public import CrossbarCore

/// A tile with its wires, seen from its terminals: exact, by one elimination of all nodes.
///
/// The tile is halved recursively; a block is known by the admittances between its ports, and joining two blocks
/// eliminates the ports they share (nested dissection, George, SIAM J. Numer. Anal. 10, 1973, kept dense). After that an
/// input costs one row of a matrix product. Results agree with a sparse LU to 1e-9 and better; being BLAS products, their last
/// bits may differ from machine to machine, though not with the number of threads.
public struct EffectiveConductance: Sendable {
  /// What may be allocated, in bytes, unless told otherwise: 8 GB.
  public static let defaultMemoryLimit = 8_000_000_000

  public internal(set) var tile: WireTile
  /// The terminals by side and line: left, right, top, bottom.
  public let terminals: [Terminal]
  /// Indices into ``terminals``.
  public let drivenTerminals: [Int]
  public let sensedTerminals: [Int]
  /// Siemens from every driven terminal (rows) to every sensed one (columns), all other terminals at 0 V.
  public internal(set) var matrix: Matrix<Double>
  let memoryLimit: Int
  let keepsBlocks: Bool
  var tree: BlockTree
  /// Cells changed since the tree was made.
  var pending: PendingChanges?

  public var driven: [Terminal] { drivenTerminals.map { terminals[$0] } }
  public var sensed: [Terminal] { sensedTerminals.map { terminals[$0] } }

  /// Eliminates all nodes of the tile.
  ///
  /// - Parameters:
  ///   - keepsBlocks: Keep every block of 64 × 64 cells and larger with its factor, so that
  ///     ``update(row:column:conductance:)`` need not eliminate everything; several times the memory.
  ///   - memoryLimit: Bytes beyond which the tile is refused before anything is allocated.
  /// - Throws: `solver/empty`, `solver/shape`, `solver/value`, `solver/no-driven`, `solver/no-sensed`,
  ///   `solver/floating` (a wire without a path to any terminal or ground) and `solver/memory`.
  public init(
    _ tile: WireTile, keepsBlocks: Bool = false, memoryLimit: Int = Self.defaultMemoryLimit
  ) throws(Diagnostics) {
    try tile.findings().throwIfErrors()
    try MemoryForecast(tile, keeping: keepsBlocks ? .blocks : .nothing).check(memoryLimit)
    self.tile = tile
    self.keepsBlocks = keepsBlocks
    self.memoryLimit = memoryLimit
    var terminals: [Terminal] = []
    var driven: [Int] = []
    var sensed: [Int] = []
    for side in WireTile.Side.allCases {
      for (line, end) in tile.ends(side).enumerated() {
        switch end {
        case .open, .grounded: continue
        case .driven: driven.append(terminals.count)
        case .sensed: sensed.append(terminals.count)
        }
        terminals.append(Terminal(side: side, line: line))
      }
    }
    self.terminals = terminals
    drivenTerminals = driven
    sensedTerminals = sensed
    let root = Wires.with(tile) { wires in
      BlockTree.eliminate(wires.frame.whole, of: wires, keeping: keepsBlocks ? .blocks : .nothing)
    }
    guard let root, let matrix = Self.matrix(root, driven, sensed) else { throw Self.singular }
    tree = root
    self.matrix = matrix
  }

  static var singular: Diagnostics {
    Diagnostics(
      .error(
        "solver/singular", "a node is connected to nothing within the floating-point range",
        at: .init(file: "tile")))
  }

  /// From driven to sensed terminals; ports of the root are the terminals, and ground the last if any.
  static func matrix(_ root: BlockTree, _ driven: [Int], _ sensed: [Int]) -> Matrix<
    Double
  >? {
    guard let block = root.block else { return nil }
    var result = Matrix(rows: driven.count, columns: sensed.count, repeating: 0.0)
    result.elements.withUnsafeMutableBufferPointer { elements in
      guard let target = elements.baseAddress else { return }
      if root.isPartial, let factor = root.factor {
        Elimination.product(factor, rows: driven, columns: sensed, target)
      }
      let size = block.ports.count
      for (row, from) in driven.enumerated() {
        for (column, to) in sensed.enumerated() {
          target[row * sensed.count + column] -=
            block.admittance[min(from, to) * size + max(from, to)]
        }
      }
    }
    return result
  }

  /// Siemens, terminals × terminals in the order of ``terminals``: currents into the terminals are this times their
  /// voltages. Symmetric; what a row does not sum to 0 by is the conductance to ground.
  public func admittance() -> Matrix<Double> {
    guard let block = settledTree()?.completeBlock() else {
      preconditionFailure("a tree without root")
    }
    return Self.admittance(block, terminals.count)
  }

  static func admittance(_ block: Block, _ count: Int) -> Matrix<Double> {
    let size = block.ports.count
    precondition(size == count + block.ports.reference, "the root has other ports")
    var elements = Array(repeating: 0.0, count: count * count)
    for column in 0..<count {
      let source = block.admittance + column * size
      for row in (column + 1)..<max(size, column + 1) {
        elements[column * count + column] -= source[row]
        // Ground, if any, is the last row: it counts on the diagonal alone.
        if row == count { continue }
        elements[column * count + row] = source[row]
        elements[row * count + column] = source[row]
        elements[row * count + row] -= source[row]
      }
    }
    return Matrix(rows: count, columns: count, elements: elements)
  }

  /// Currents in amperes out of every sensed terminal (columns) for each input (rows).
  ///
  /// - Parameter inputs: One input a row: the voltage of every driven terminal, in the order of ``driven``.
  /// - Throws: `solver/inputs`.
  public func currents(inputs: Matrix<Double>) throws(Diagnostics) -> Matrix<Double> {
    guard inputs.columns == matrix.rows else {
      throw Diagnostics(
        .error(
          "solver/inputs",
          "inputs have \(inputs.columns) voltages; \(matrix.rows) terminals are driven",
          at: .init(file: "inputs")))
    }
    if let bad = inputs.elements.firstIndex(where: { !$0.isFinite }) {
      throw Diagnostics(
        .error(
          "solver/inputs", "\(inputs.elements[bad]) V is not a usable voltage",
          at: .init(
            file: "inputs", element: "[\(bad / inputs.columns),\(bad % inputs.columns)]")))
    }
    var result = Matrix(rows: inputs.rows, columns: matrix.columns, repeating: 0.0)
    if inputs.rows == 0 { return result }
    _ = Elimination.singleThreaded
    let (outputs, lines) = (matrix.columns, matrix.rows)
    // Stripes of inputs over the cores.
    let stripe = 1024
    if inputs.rows <= stripe {
      multiply(0..<inputs.rows, inputs.elements, &result.elements)
      return result
    }
    let parts = parallelMap(count: (inputs.rows + stripe - 1) / stripe) { index in
      let range = index * stripe..<min((index + 1) * stripe, inputs.rows)
      var part = Array(repeating: 0.0, count: range.count * outputs)
      inputs.elements.withUnsafeBufferPointer { all in
        let rows = UnsafeBufferPointer(
          rebasing: all[range.lowerBound * lines..<range.upperBound * lines])
        multiply(0..<range.count, Array(rows), &part)
      }
      return part
    }
    result.elements = parts.flatMap { $0 }
    return result
  }

  private func multiply(_ rows: Range<Int>, _ inputs: [Double], _ result: inout [Double]) {
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows.count), Int32(matrix.columns),
      Int32(matrix.rows), 1, inputs, Int32(matrix.rows), matrix.elements, Int32(matrix.columns), 0,
      &result, Int32(matrix.columns))
  }
}
