internal import COpenBLAS
internal import CrossbarCore

/// Elimination of a block's inner ports: the Schur complement of an M-matrix, without loss of digits.
///
/// Cholesky by halves, so that nearly all work is in matrix products. Off the diagonal everything is a sum of numbers of
/// one sign. The pivots, which ordinary Cholesky computes by cancelling subtractions, are computed instead as the sums of
/// the conductances that are left at the port (Grassmann, Taksar and Heyman, Oper. Res. 33, 1985; for M-matrices
/// Alfa, Xue and Ye, Math. Comp. 71, 2002).
enum Elimination {
  /// Columns eliminated one at a time.
  static let panel = 16
  /// Rows of a stripe that is one core's work.
  static let stripe = 256
  /// Multiplications from which on stripes are spread over the cores.
  static let parallelWork = 1 << 24

  /// OpenBLAS on one thread: blocks, or stripes of a large one, are what is spread over the cores.
  static let singleThreaded: Void = openblas_set_num_threads(1)

  /// Factorizes in place. False if a port is connected to nothing.
  static func factorize(_ factor: Factor) -> Bool {
    _ = singleThreaded
    return columns(factor, 0, factor.eliminated)
  }

  private static func columns(_ factor: Factor, _ start: Int, _ end: Int) -> Bool {
    if end - start <= panel { return panel(factor, start, end) }
    // Whole panels to the left.
    let half = ((end - start) / 2 + panel - 1) / panel * panel
    let middle = start + half
    guard columns(factor, start, middle) else { return false }
    let size = factor.count
    let base = factor.elements
    // What remains of the columns, less the product of what was eliminated.
    stripes(rows: middle..<size, work: (size - middle) * (end - middle) * half) { rows in
      cblas_dgemm(
        CblasColMajor, CblasNoTrans, CblasTrans, Int32(rows.count), Int32(end - middle),
        Int32(half), -1, base + (rows.lowerBound + start * size), Int32(size),
        base + (middle + start * size), Int32(size), 1,
        base + (rows.lowerBound + middle * size), Int32(size))
    }
    return columns(factor, middle, end)
  }

  /// One panel: pivots from sums, then the rows below.
  private static func panel(_ factor: Factor, _ start: Int, _ end: Int) -> Bool {
    let size = factor.count
    let base = factor.elements
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: max(end - start, 1)) {
      outside in
      for k in start..<end {
        let column = base + k * size
        var sums = SIMD8<Double>.zero
        var i = end
        while i + 8 <= size {
          sums += UnsafeRawPointer(column + i).loadUnaligned(as: SIMD8<Double>.self)
          i += 8
        }
        var sum = sums.sum()
        while i < size {
          sum += column[i]
          i += 1
        }
        outside[k - start] = -sum
      }
      for k in start..<end {
        let column = base + k * size
        var pivot = outside[k - start]
        for i in (k + 1)..<max(end, k + 1) { pivot -= column[i] }
        guard pivot > 0, pivot.isFinite else { return false }
        let root = pivot.squareRoot()
        let inverse = 1 / root
        column[k] = root
        for i in (k + 1)..<max(end, k + 1) { column[i] *= inverse }
        let scaled = outside[k - start] * inverse
        for j in (k + 1)..<max(end, k + 1) {
          let factor = column[j]
          outside[j - start] -= factor * scaled
          let other = base + j * size
          for i in (j + 1)..<max(end, j + 1) { other[i] -= column[i] * factor }
        }
      }
      let width = end - start
      stripes(rows: end..<size, work: (size - end) * width * width) { rows in
        cblas_dtrsm(
          CblasColMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, Int32(rows.count),
          Int32(width), 1, base + (start + start * size), Int32(size),
          base + (rows.lowerBound + start * size), Int32(size))
      }
      return true
    }
  }

  /// `block` −= W Wᵀ below the diagonal, W the rows of the factor that stay.
  static func update(_ block: Block, _ factor: Factor) {
    let size = block.ports.count
    let rank = factor.eliminated
    if size == 0 || rank == 0 { return }
    let source = factor.elements + rank
    let (ld, target) = (Int32(factor.count), block.admittance)
    if size * size / 2 * rank < parallelWork || size <= 2 * stripe {
      cblas_dsyrk(
        CblasColMajor, CblasLower, CblasNoTrans, Int32(size), Int32(rank), -1, source, ld, 1,
        target, Int32(size))
      return
    }
    let tiles = (size + stripe - 1) / stripe
    nonisolated(unsafe) let (from, to) = (source, target)
    _ = parallelMap(count: tiles * (tiles + 1) / 2) { index in
      // Row by row of the lower triangle.
      var (row, column) = (0, index)
      while column > row {
        row += 1
        column -= row
      }
      let height = min(stripe, size - row * stripe)
      let place = to + (row * stripe + column * stripe * size)
      if row == column {
        cblas_dsyrk(
          CblasColMajor, CblasLower, CblasNoTrans, Int32(height), Int32(rank), -1,
          from + row * stripe, ld, 1, place, Int32(size))
      } else {
        cblas_dgemm(
          CblasColMajor, CblasNoTrans, CblasTrans, Int32(height), Int32(stripe), Int32(rank), -1,
          from + row * stripe, ld, from + column * stripe, ld, 1, place, Int32(size))
      }
    }
  }

  /// The element W Wᵀ of some ports (rows) and others (columns), into `target` row by row.
  static func product(
    _ factor: Factor, rows: [Int], columns: [Int], _ target: UnsafeMutablePointer<Double>
  ) {
    let rank = factor.eliminated
    if rows.isEmpty || columns.isEmpty { return }
    let (from, ld) = part(factor, rows)
    let (to, ldTo) = part(factor, columns)
    let width = columns.count
    stripes(rows: 0..<rows.count, work: rows.count * width * rank) { stripe in
      // Row by row is column by column transposed.
      cblas_dgemm(
        CblasColMajor, CblasNoTrans, CblasTrans, Int32(width), Int32(stripe.count), Int32(rank), 1,
        to, Int32(ldTo), from + stripe.lowerBound, Int32(ld), 0,
        target + stripe.lowerBound * width, Int32(width))
    }
    if ld == rows.count { BufferPool.giveBack(from, rank * ld) }
    if ldTo == width { BufferPool.giveBack(to, rank * ldTo) }
  }

  /// The factor's rows of some ports and their distance, copied unless they are neighbours.
  private static func part(_ factor: Factor, _ ports: [Int]) -> (UnsafeMutablePointer<Double>, Int)
  {
    let source = factor.elements + factor.eliminated
    if ports[ports.count - 1] - ports[0] == ports.count - 1, factor.count > ports.count {
      return (source + ports[0], factor.count)
    }
    let copy = BufferPool.take(factor.eliminated * ports.count)
    for column in 0..<factor.eliminated {
      for (index, port) in ports.enumerated() {
        copy[column * ports.count + index] = source[column * factor.count + port]
      }
    }
    return (copy, ports.count)
  }

  /// Runs `body` on all rows, in stripes over the cores where that pays.
  private static func stripes(rows: Range<Int>, work: Int, _ body: (Range<Int>) -> Void) {
    if rows.isEmpty { return }
    if work < parallelWork || rows.count <= stripe { return body(rows) }
    let count = (rows.count + stripe - 1) / stripe
    withoutActuallyEscaping(body) { body in
      nonisolated(unsafe) let work = body
      _ = parallelMap(count: count) { index in
        let start = rows.lowerBound + index * stripe
        work(start..<min(start + stripe, rows.upperBound))
      }
    }
  }

  /// Voltages of the eliminated ports, from those of the ports that stayed.
  static func voltages(_ factor: Factor, _ ports: [Double]) -> [Double] {
    var result = Array(repeating: 0.0, count: factor.eliminated)
    if ports.isEmpty || result.isEmpty { return result }
    let (rank, size) = (Int32(factor.eliminated), Int32(factor.count))
    cblas_dgemv(
      CblasColMajor, CblasTrans, Int32(ports.count), rank, -1, factor.elements + factor.eliminated,
      size, ports, 1, 0, &result, 1)
    cblas_dtrsv(
      CblasColMajor, CblasLower, CblasTrans, CblasNonUnit, rank, factor.elements, size, &result, 1)
    return result
  }

  /// Forward substitution of vectors of `count` elements each: the eliminated ports' elements become L⁻¹ of themselves,
  /// and the others' gain what is passed on to them.
  static func substitute(_ factor: Factor, _ elements: inout [Double], vectors: Int) {
    let (rank, size) = (factor.eliminated, factor.count)
    if rank == 0 || size == 0 { return }
    _ = singleThreaded
    elements.withUnsafeMutableBufferPointer { elements in
      guard let base = elements.baseAddress else { return }
      for vector in 0..<vectors {
        let x = base + vector * size
        cblas_dtrsv(
          CblasColMajor, CblasLower, CblasNoTrans, CblasNonUnit, Int32(rank), factor.elements,
          Int32(size), x, 1)
        if size == rank { continue }
        cblas_dgemv(
          CblasColMajor, CblasNoTrans, Int32(size - rank), Int32(rank), -1,
          factor.elements + rank, Int32(size), x, 1, 1, x + rank, 1)
      }
    }
  }
}
