/// How two neighbouring blocks become one: which port goes where.
///
/// Eliminated ports come first, then those of the new block.
struct Merge {
  enum Direction { case leftRight, topBottom }

  struct Run {
    var source: Int
    var count: Int
    var destination: Int
  }

  let eliminated: Int
  let ports: Ports
  /// Runs of ports of the first (left or top) and second block.
  let first: [Run]
  let second: [Run]

  init(_ a: Ports, _ b: Ports, _ direction: Direction) {
    let reference = max(a.reference, b.reference)
    var next: Int
    // Destinations of left, right, top, bottom, reference.
    var toA: (Int, Int, Int, Int)
    var toB: (Int, Int, Int, Int)
    switch direction {
    case .leftRight:
      precondition(a.right == b.left, "blocks do not meet")
      eliminated = a.right
      next = eliminated
      toA = (next, 0, 0, 0)
      next += a.left
      toB = (0, next, 0, 0)
      next += b.right
      toA.2 = next
      toB.2 = next + a.top
      next += a.top + b.top
      toA.3 = next
      toB.3 = next + a.bottom
      next += a.bottom + b.bottom
      ports = Ports(
        left: a.left, right: b.right, top: a.top + b.top, bottom: a.bottom + b.bottom,
        reference: reference)
    case .topBottom:
      precondition(a.bottom == b.top, "blocks do not meet")
      eliminated = a.bottom
      next = eliminated
      toA = (next, 0, 0, 0)
      toB = (next + a.left, 0, 0, 0)
      next += a.left + b.left
      toA.1 = next
      toB.1 = next + a.right
      next += a.right + b.right
      toA.2 = next
      next += a.top
      toB.3 = next
      next += b.bottom
      ports = Ports(
        left: a.left + b.left, right: a.right + b.right, top: a.top, bottom: b.bottom,
        reference: reference)
    }
    first = Self.runs(a, toA, next)
    second = Self.runs(b, toB, next)
  }

  private static func runs(_ p: Ports, _ to: (Int, Int, Int, Int), _ reference: Int) -> [Run] {
    var runs: [Run] = []
    runs.reserveCapacity(5)
    var source = 0
    for (count, destination) in [
      (p.left, to.0), (p.right, to.1), (p.top, to.2), (p.bottom, to.3), (p.reference, reference),
    ] where count > 0 {
      runs.append(Run(source: source, count: count, destination: destination))
      source += count
    }
    return runs
  }

  /// The merged block and the factor; nil if an eliminated port is connected to nothing.
  ///
  /// - Parameter isPartial: Leave the product of the factor's rows to be subtracted from the block.
  func eliminate(_ a: Block, _ b: Block, isPartial: Bool) -> (Block, Factor)? {
    let factor = Factor(eliminated: eliminated, count: eliminated + ports.count)
    let block = Block(ports: ports)
    block.admittance.update(repeating: 0, count: ports.count * ports.count)
    add(a, first, factor, block)
    add(b, second, factor, block)
    guard Elimination.factorize(factor) else { return nil }
    if !isPartial { Elimination.update(block, factor) }
    return (block, factor)
  }

  /// Adds a part's admittances at their new places, all below the diagonal.
  private func add(_ part: Block, _ runs: [Run], _ factor: Factor, _ block: Block) {
    let size = part.ports.count
    for (index, a) in runs.enumerated() {
      for j in 0..<a.count {
        let column = part.admittance + (a.source + j) * size
        for b in runs[index...] {
          let start = b.source == a.source ? j + 1 : 0
          let source = column + b.source
          if b.destination >= a.destination {
            let target = self.column(a.destination + j, factor, block) + b.destination
            for i in start..<max(b.count, start) { target[i] += source[i] }
          } else {
            // The rows' ports come before the column's: transposed.
            let stride = b.destination < eliminated ? factor.count : ports.count
            let target = self.column(b.destination, factor, block) + a.destination + j
            for i in start..<max(b.count, start) { target[i * stride] += source[i] }
          }
        }
      }
    }
  }

  /// The column of a port, such that adding a port's number gives the element.
  private func column(_ port: Int, _ factor: Factor, _ block: Block) -> UnsafeMutablePointer<Double>
  {
    port < eliminated
      ? factor.elements + port * factor.count
      : block.admittance + ((port - eliminated) * ports.count - eliminated)
  }

  /// Voltages of a part's ports, from those of the eliminated and of the new block's ports in that order.
  func voltages(_ runs: [Run], _ merged: [Double]) -> [Double] {
    var result: [Double] = []
    for run in runs { result += merged[run.destination..<(run.destination + run.count)] }
    return result
  }
}
