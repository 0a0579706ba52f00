internal import CrossbarCore

/// The state of Newton's method on one tile.
struct TileNewton<Law: CellLaw> {
  let nodes: TileNodes
  let laws: [Law]
  let voltages: [Double]
  let limit: ConvergenceLimit
  /// Largest terminal voltage, V.
  private let scale: Double
  /// Volts of every node.
  private var node: [Double]
  /// Volts, amperes and siemens of every cell, rows then columns.
  private var across: [Double]
  private var current: [Double]
  private var slope: [Double]
  /// Least slope of a cell in a step, S: 10⁻⁹ of the conductance at the largest voltage. It keeps a line whose cells all
  /// have slope zero from having no equation, and does not change what is converged to.
  private var least: [Double]
  /// Whether it stands somewhere, after the first of ``take(rowVoltage:columnVoltage:)``.
  private var hasStarted = false
  /// Sum of the currents out of every node, A.
  private var excess: [Double]
  private(set) var convergence = Convergence(
    isReached: false, iterations: 0, change: .infinity, residual: .infinity, worstRow: 0,
    worstColumn: 0)

  init(nodes: TileNodes, laws: [Law], voltages: [Double], limit: ConvergenceLimit) {
    self.nodes = nodes
    self.laws = laws
    self.voltages = voltages
    self.limit = limit
    scale = voltages.reduce(0) { max($0, $1.magnitude) }
    node = Array(repeating: 0, count: nodes.count)
    across = Array(repeating: 0, count: laws.count)
    current = across
    slope = across
    least = across
    excess = node
    let lowest = min(voltages.min() ?? 0, 0)
    let span = max(max(voltages.max() ?? 0, 0) - lowest, 1e-12)
    for index in laws.indices {
      slope[index] = laws[index].current(span).current / span
      least[index] = slope[index] * 1e-9
    }
  }

  /// All steps, by an elimination of its own each.
  mutating func run(from solution: NonlinearSolution?) {
    let wires = nodes.network()
    var network = wires
    if let solution, solution.rowVoltage.rows == nodes.rows,
      solution.rowVoltage.columns == nodes.columns
    {
      for (index, place) in nodes.cellNodes.enumerated() {
        node[place] = solution.rowVoltage.elements[index]
        node[place + 1] = solution.columnVoltage.elements[index]
      }
    } else {
      // At 0 V no cell carries current: this step is the linear tile's solution.
      sumCurrents()
      move(1, step(&network, wires))
    }
    start()
    while wantsStep { take(step(&network, wires)) }
  }

  /// Whether neither the limits are met nor the steps used up.
  var wantsStep: Bool { !convergence.isReached && convergence.iterations < limit.iterations }

  /// Judges where a step leads and goes there.
  private mutating func take(_ step: [Double]) {
    let length = length(of: step)
    let before = current
    move(length, step)
    start()
    if judge(before: before), length == 1 { convergence.isReached = true }
  }

  /// Currents and slopes where it stands.
  private mutating func start() {
    evaluate()
    sumCurrents()
  }

  /// What the next step solves: every cell as a conductance and a current source beside it (Norton), S and A.
  var linearCells: (conductance: Matrix<Double>, source: Matrix<Double>) {
    let siemens = slope.indices.map { max(slope[$0], least[$0]) }
    let amperes = siemens.indices.map { current[$0] - siemens[$0] * across[$0] }
    return (
      Matrix(rows: nodes.rows, columns: nodes.columns, elements: siemens),
      Matrix(rows: nodes.rows, columns: nodes.columns, elements: amperes)
    )
  }

  /// Takes the solution of ``linearCells``; the first one is where it starts.
  mutating func take(rowVoltage: Matrix<Double>, columnVoltage: Matrix<Double>) {
    var step = node
    for (index, place) in nodes.cellNodes.enumerated() {
      step[place] = rowVoltage.elements[index] - node[place]
      step[place + 1] = columnVoltage.elements[index] - node[place + 1]
    }
    if hasStarted { return take(step) }
    hasStarted = true
    move(1, step)
    start()
  }

  /// Newton's step: the linear tile with every cell's slope, driven by what is left over at the nodes.
  private func step(_ network: inout BandedNetwork, _ wires: BandedNetwork) -> [Double] {
    network.restore(wires)
    for (index, place) in nodes.cellNodes.enumerated() {
      network.connect(place, place + 1, max(slope[index], least[index]))
    }
    network.eliminate()
    var step = excess.map { -$0 }
    network.solve(&step)
    return step
  }

  private mutating func move(_ length: Double, _ step: [Double]) {
    for index in node.indices { node[index] += length * step[index] }
  }

  /// Cells' voltages, currents and slopes.
  private mutating func evaluate() {
    for (index, place) in nodes.cellNodes.enumerated() {
      across[index] = node[place] - node[place + 1]
      (current[index], slope[index]) = laws[index].current(across[index])
    }
  }

  /// What is left over at every node.
  private mutating func sumCurrents() {
    for index in excess.indices { excess[index] = 0 }
    for segment in nodes.segments {
      let amperes = segment.conductance * (node[segment.one] - node[segment.other])
      excess[segment.one] += amperes
      excess[segment.other] -= amperes
    }
    for (index, place) in nodes.cellNodes.enumerated() {
      excess[place] += current[index]
      excess[place + 1] -= current[index]
    }
    for end in nodes.ends {
      excess[end.node] += end.conductance * (node[end.node] - voltage(of: end))
    }
  }

  private func voltage(of end: TileNodes.End) -> Double { end.terminal.map { voltages[$0] } ?? 0 }

  /// The share of a step that is taken: all of it unless the co-content grows at its end more than half as steeply as it
  /// falls here; then a share at which it changes less than that.
  private func length(of step: [Double]) -> Double {
    let rounding = ConvergenceLimit.rounding * scale
    if step.allSatisfy({ $0.magnitude <= rounding }) { return 1 }
    var constant = 0.0
    var growth = 0.0
    var terms = 0.0
    func add(_ conductance: Double, _ volts: Double, _ change: Double) {
      constant += conductance * volts * change
      terms += (conductance * volts * change).magnitude
      growth += conductance * change * change
    }
    for segment in nodes.segments {
      add(
        segment.conductance, node[segment.one] - node[segment.other],
        step[segment.one] - step[segment.other])
    }
    for end in nodes.ends {
      add(end.conductance, node[end.node] - voltage(of: end), step[end.node])
    }
    func descent(_ share: Double) -> Double {
      var sum = constant + share * growth
      for (index, place) in nodes.cellNodes.enumerated() {
        let change = step[place] - step[place + 1]
        sum += laws[index].current(across[index] + share * change).current * change
      }
      return sum
    }
    let here = descent(0)
    // So short a step that its descent is rounding is taken whole.
    if !(-here > 1e-12 * terms) || !(descent(1) > -here / 2) { return 1 }
    // Bisection, in the exponent while the step is orders of magnitude too long.
    var (low, high) = (0.0, 1.0)
    for _ in 0..<200 {
      let middle = low > 0 ? (low * high).squareRoot() : high / 16
      let there = descent(middle)
      if there > -here / 2 {
        high = middle
      } else if there < here / 2 && high - low > 1e-3 * high {
        low = middle
      } else {
        return middle
      }
    }
    return high
  }

  /// Whether the limits are met; notes how far they are.
  private mutating func judge(before: [Double]) -> Bool {
    let rounding = ConvergenceLimit.rounding * scale
    convergence.iterations += 1
    convergence.change = 0
    var isSettled = true
    var largest = 0.0
    for index in current.indices {
      let change = (current[index] - before[index]).magnitude
      largest = max(largest, current[index].magnitude)
      if change <= slope[index] * rounding { continue }
      let relative = change / max(current[index].magnitude, .leastNormalMagnitude)
      if !(relative <= limit.relativeChange) { isSettled = false }
      if !(relative <= convergence.change) {
        convergence.change = relative
        convergence.worstRow = index / nodes.columns
        convergence.worstColumn = index % nodes.columns
      }
    }
    convergence.residual = excess.reduce(0) { max($0, $1.magnitude) }
    return isSettled
      && convergence.residual <= limit.residual * largest + nodes.largestConductance * rounding
  }

  /// What was found.
  var solution: NonlinearSolution {
    func matrix(_ elements: [Double]) -> Matrix<Double> {
      Matrix(rows: nodes.rows, columns: nodes.columns, elements: elements)
    }
    var terminal = Array(repeating: 0.0, count: voltages.count)
    for end in nodes.ends {
      if let index = end.terminal {
        terminal[index] = end.conductance * (voltages[index] - node[end.node])
      }
    }
    return NonlinearSolution(
      rowVoltage: matrix(nodes.cellNodes.map { node[$0] }),
      columnVoltage: matrix(nodes.cellNodes.map { node[$0 + 1] }), cellVoltage: matrix(across),
      cellCurrent: matrix(current), terminalCurrent: terminal, convergence: convergence)
  }
}
