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
    separate(block)
    add(a, first, factor, block)
    add(b, second, factor, block)
    guard Elimination.factorize(factor) else { return nil }
    if !isPartial { Elimination.update(block, factor) }
    return (block, factor)
  }

  /// No admittance between the ports of one part that stay and those of the other.
  private func separate(_ block: Block) {
    for a in first where a.destination >= eliminated {
      for b in second where b.destination >= eliminated {
        // Ground, if both have it, each connects to its own.
        let isShared = { (run: Run) in
          run.destination - eliminated == ports.count - ports.reference
            && first.last?.destination == second.last?.destination
        }
        if isShared(a) || isShared(b) { continue }
        let (columns, rows) = a.destination < b.destination ? (a, b) : (b, a)
        for column in 0..<columns.count {
          (self.column(columns.destination + column, nil, block) + rows.destination).update(
            repeating: 0, count: rows.count)
        }
      }
    }
  }

  /// Writes a part's admittances at their new places, all below the diagonal; adds them where a port is eliminated.
  private func add(_ part: Block, _ runs: [Run], _ factor: Factor, _ block: Block) {
    let size = part.ports.count
    for (index, a) in runs.enumerated() {
      for b in runs[index...] {
        if b.destination < a.destination {
          addTransposed(part, a, b, factor, block)
          continue
        }
        for j in 0..<a.count {
          let source = part.admittance + (a.source + j) * size + b.source
          let target = column(a.destination + j, factor, block) + b.destination
          let start = b.source == a.source ? j + 1 : 0
          if a.destination < eliminated {
            for i in start..<max(b.count, start) { target[i] += source[i] }
          } else if b.count > start {
            (target + start).update(from: source + start, count: b.count - start)
          }
        }
      }
    }
  }

  /// The rows' ports come before the columns'. Eight by eight, so that each line of the cache is fetched once.
  private func addTransposed(_ part: Block, _ a: Run, _ b: Run, _ factor: Factor, _ block: Block) {
    let size = part.ports.count
    let stride = b.destination < eliminated ? factor.count : ports.count
    let source = part.admittance + a.source * size + b.source
    let target = column(b.destination, factor, block) + a.destination
    let isSum = b.destination < eliminated
    let side = 8
    for i in Swift.stride(from: 0, to: b.count, by: side) {
      let height = min(side, b.count - i)
      for j in Swift.stride(from: 0, to: a.count, by: side) {
        let width = min(side, a.count - j)
        for k in i..<(i + height) {
          let (from, to) = (source + j * size + k, target + k * stride + j)
          if isSum {
            for l in 0..<width { to[l] += from[l * size] }
          } else {
            for l in 0..<width { to[l] = from[l * size] }
          }
        }
      }
    }
  }

  /// The column of a port, such that adding a port's number gives the element.
  ///
  /// - Parameter factor: Not needed for a port that stays.
  private func column(_ port: Int, _ factor: Factor?, _ block: Block)
    -> UnsafeMutablePointer<Double>
  {
    if port < eliminated, let factor { return factor.elements + port * factor.count }
    return block.admittance + ((port - eliminated) * ports.count - eliminated)
  }

  /// Voltages of a part's ports, from those of the eliminated and of the new block's ports in that order.
  func voltages(_ runs: [Run], _ merged: [Double]) -> [Double] {
    var result: [Double] = []
    for run in runs { result += merged[run.destination..<(run.destination + run.count)] }
    return result
  }

  /// Currents into a part's ports as those into the eliminated and the new block's ports in that order.
  func currents(_ runs: [Run], _ part: [Double]) -> [Double] {
    var result = Array(repeating: 0.0, count: eliminated + ports.count)
    for run in runs {
      for index in 0..<run.count { result[run.destination + index] = part[run.source + index] }
    }
    return result
  }
}
