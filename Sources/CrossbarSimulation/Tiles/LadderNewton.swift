internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices

/// The state of Newton's method on one column.
struct LadderNewton {
  /// Of a bit and a source line: volts, amperes, siemens.
  typealias Pair = SIMD2<Double>

  private let circuit: CellCircuit
  private let supply: Pair
  private let isOn: [Bool]
  private let conductions: [CompactModel.Conduction]
  private let limit: ConvergenceLimit
  private let lead: Pair
  private let segment: Pair
  private var node: [Pair]
  private var memristor: [Double]
  private var current: [Double]
  /// ∂I/∂V of the source line and −∂I/∂V of the bit line, S.
  private var bySource: [Double]
  private var byBit: [Double]
  /// dI/dV of every memristor alone, S.
  private var slope: [Double]
  /// Sum of the currents out of every node.
  private var excess: [Pair]
  private var convergence = Convergence(
    isReached: false, iterations: 0, change: .infinity, residual: .infinity, worstRow: 0,
    worstColumn: 0)

  init(
    wiring: ArrayWiring, source: Double, bit: Double, isOn: [Bool],
    conductions: [CompactModel.Conduction], limit: ConvergenceLimit
  ) {
    circuit = CellCircuit(
      bitLine: 0, sourceLine: 0, bottomContact: wiring.bottomContact.value,
      transistor: wiring.transistor)
    supply = [bit, source]
    self.isOn = isOn
    self.conductions = conductions
    self.limit = limit
    let driver = wiring.driver.value
    lead = 1 / Pair(driver + wiring.bitLineLead.value, driver + wiring.sourceLineLead.value)
    segment = 1 / Pair(wiring.bitLineSegment.value, wiring.sourceLineSegment.value)
    node = Array(repeating: supply, count: isOn.count)
    memristor = Array(repeating: 0, count: isOn.count)
    current = memristor
    bySource = memristor
    byBit = memristor
    slope = memristor
    excess = node
  }

  private func toward(_ row: Int) -> Pair { row == 0 ? lead : segment }

  mutating func run() {
    evaluate()
    for _ in 0..<limit.iterations {
      let step = step()
      let before = (node, current, total)
      var length = 1.0
      while true {
        for row in node.indices { node[row] = before.0[row] + length * step[row] }
        evaluate()
        // At the end rounding decides; the first step is taken whole.
        if total <= before.2 || length < 1e-9 || total <= floor * Double(2 * node.count) { break }
        length /= 2
      }
      if judge(before: before.1), length == 1 {
        convergence.isReached = true
        break
      }
    }
  }

  private var scale: Double { max(supply.x.magnitude, supply.y.magnitude) }
  /// What rounding leaves over at the nodes, A.
  private var floor: Double {
    max(max(lead.x, lead.y), max(segment.x, segment.y)) * ConvergenceLimit.rounding * scale
  }
  /// Everything that is left over, A.
  private var total: Double { excess.reduce(0) { $0 + $1.x.magnitude + $1.y.magnitude } }

  /// Currents, slopes and what is left over at the nodes.
  private mutating func evaluate() {
    for row in node.indices { evaluate(row) }
    for row in node.indices {
      var sum = toward(row) * (node[row] - (row == 0 ? supply : node[row - 1]))
      if row + 1 < node.count { sum += segment * (node[row] - node[row + 1]) }
      excess[row] = sum + Pair(-current[row], current[row])
    }
  }

  /// One rung. With u across the memristor, m = V_bit + u + I·R_contact and the channel's current T(V_source, m) = I(u):
  /// du = (T_s dV_source + T_m dV_bit)/(I′ − T_m·(1 + R_contact·I′)).
  private mutating func evaluate(_ row: Int) {
    let transistor = circuit.transistor
    var gate = 0.0
    if isOn[row] {
      gate = transistor.wordLineVoltage.value
    } else {
      guard case .idealSwitch = transistor.kind else { return }
    }
    let (bit, source) = (node[row].x, node[row].y)
    let across = circuit.memristorVoltage(
      source: source, bit: bit, conduction: conductions[row], gate: gate,
      guess: convergence.iterations == 0 ? nil : memristor[row])
    let (amperes, slope) = conductions[row].current(across)
    self.slope[row] = slope
    let contact = circuit.bottomContact
    let channel = transistor.response(
      gate: gate, drain: source, source: bit + across + amperes * contact)
    let share = slope / (slope - channel.bySource * (1 + contact * slope))
    memristor[row] = across
    current[row] = amperes
    bySource[row] = channel.byDrain * share
    byBit[row] = -channel.bySource * share
  }

  /// Newton's step: the far end eliminated first.
  private func step() -> [Pair] {
    let count = node.count
    var inverses = Array(repeating: (Pair.zero, Pair.zero), count: count)
    var right = Array(repeating: Pair.zero, count: count)
    for row in stride(from: count - 1, through: 0, by: -1) {
      // Rows of the 2 × 2 block.
      var first = Pair(toward(row).x + byBit[row], -bySource[row])
      var second = Pair(-byBit[row], toward(row).y + bySource[row])
      right[row] = -excess[row]
      if row + 1 < count {
        let (a, b) = inverses[row + 1]
        first += Pair(segment.x, 0) - segment.x * a * segment
        second += Pair(0, segment.y) - segment.y * b * segment
        right[row] += segment * Self.product((a, b), right[row + 1])
      }
      let determinant = first.x * second.y - first.y * second.x
      inverses[row] = (
        Pair(second.y, -first.y) / determinant, Pair(-second.x, first.x) / determinant
      )
    }
    var step = right
    for row in 0..<count {
      let known = row == 0 ? right[0] : right[row] + segment * step[row - 1]
      step[row] = Self.product(inverses[row], known)
    }
    return step
  }

  private static func product(_ matrix: (Pair, Pair), _ vector: Pair) -> Pair {
    Pair((matrix.0 * vector).sum(), (matrix.1 * vector).sum())
  }

  /// Whether the limits are met; notes how far they are.
  private mutating func judge(before: [Double]) -> Bool {
    let rounding = ConvergenceLimit.rounding * scale
    convergence.iterations += 1
    convergence.change = 0
    var isSettled = true
    for row in current.indices {
      let change = (current[row] - before[row]).magnitude
      if change <= slope[row] * rounding { continue }
      let relative = change / max(current[row].magnitude, .leastNormalMagnitude)
      if !(relative <= limit.relativeChange) { isSettled = false }
      if !(relative <= convergence.change) {
        convergence.change = relative
        convergence.worstRow = row
      }
    }
    let largest = current.reduce(0) { max($0, $1.magnitude) }
    convergence.residual = excess.reduce(0) { max($0, max($1.x.magnitude, $1.y.magnitude)) }
    return isSettled && convergence.residual <= limit.residual * largest + floor
  }

  /// What was found.
  var solution: LadderSolution {
    LadderSolution(
      bitLine: node.map(\.x), sourceLine: node.map(\.y), memristor: memristor,
      cellCurrent: current, current: current.reduce(0, +), convergence: convergence)
  }
}
