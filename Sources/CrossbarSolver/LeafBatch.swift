/// Eight leaves of one shape, eliminated together: one in every lane.
struct LeafBatch {
  typealias Lanes = SIMD8<Double>
  static let lanes = Lanes.scalarCount

  let program: LeafProgram
  /// Share of each neighbour in the voltage of an eliminated node, in the order of ``LeafProgram/spokes``; empty
  /// unless kept.
  private(set) var shares: [Lanes] = []
  /// Siemens from each eliminated node to all its neighbours, in order of elimination; empty unless kept.
  private(set) var pivots: [Lanes] = []

  init(_ program: LeafProgram) { self.program = program }

  /// Scratch for one batch after another.
  final class Scratch {
    var values: [Lanes] = []
    var row: [Lanes] = Array(repeating: .zero, count: 256)
  }

  /// Eliminates; writes each lane's port admittances below the diagonal of its block.
  ///
  /// - Parameters:
  ///   - load: Fills the conductances of all lanes; called with zeroed storage.
  ///   - blocks: One block a lane in use.
  mutating func eliminate(
    scratch: Scratch, keepsShares: Bool, blocks: [Block],
    load: (UnsafeMutablePointer<Double>) -> Void
  ) {
    let program = program
    if scratch.values.count < program.positions {
      scratch.values = Array(repeating: .zero, count: program.positions)
    }
    if keepsShares {
      shares = Array(repeating: .zero, count: program.spokes.count)
      pivots = Array(repeating: .zero, count: program.degrees.count)
    }
    scratch.values.withUnsafeMutableBufferPointer { values in
      guard let values = values.baseAddress else { return }
      values.update(repeating: .zero, count: program.positions)
      values.withMemoryRebound(to: Double.self, capacity: program.positions * Self.lanes, load)
      scratch.row.withUnsafeMutableBufferPointer { row in
        guard let row = row.baseAddress else { return }
        shares.withUnsafeMutableBufferPointer { shares in
          pivots.withUnsafeMutableBufferPointer { pivots in
            // An empty array has an address as well, that of all empty arrays.
            Self.run(
              program, values, row, keepsShares ? shares.baseAddress : nil,
              keepsShares ? pivots.baseAddress : nil)
          }
        }
      }
      values.withMemoryRebound(to: Double.self, capacity: program.positions * Self.lanes) {
        Self.store(program, $0, blocks)
      }
    }
  }

  private static func run(
    _ program: LeafProgram, _ values: UnsafeMutablePointer<Lanes>,
    _ row: UnsafeMutablePointer<Lanes>, _ shares: UnsafeMutablePointer<Lanes>?,
    _ pivots: UnsafeMutablePointer<Lanes>?
  ) {
    program.spokes.withUnsafeBufferPointer { spokes in
      program.targets.withUnsafeBufferPointer { targets in
        var spoke = 0
        var target = 0
        for (index, degree) in program.degrees.enumerated() {
          let degree = Int(degree)
          var sum = Lanes.zero
          for k in 0..<degree {
            let position = Int(spokes[spoke &+ k])
            row[k] = values[position]
            sum += row[k]
            // The position is given to another conductance later.
            values[position] = .zero
          }
          if let pivots { pivots[index] = sum }
          let inverse = Lanes(repeating: 1) / sum
          for j in 0..<degree {
            let share = row[j] * inverse
            if let shares { shares[spoke &+ j] = share }
            for k in 0..<j {
              values[Int(targets[target &+ k])] += share * row[k]
            }
            target &+= j
          }
          spoke &+= degree
        }
      }
    }
  }

  private static func store(
    _ program: LeafProgram, _ values: UnsafeMutablePointer<Double>, _ blocks: [Block]
  ) {
    let count = program.ports.count
    for (lane, block) in blocks.enumerated() {
      var output = 0
      for column in 0..<count {
        let target = block.admittance + column * count
        target[column] = 0
        for row in (column + 1)..<max(count, column + 1) {
          let position = Int(program.outputs[output])
          target[row] = position < 0 ? 0 : -values[position * lanes + lane]
          output += 1
        }
      }
    }
  }

  /// The voltages of one lane's eliminated nodes.
  ///
  /// - Parameter nodes: Voltage of every node of the program, ports given; completed in place.
  func voltages(lane: Int, nodes: inout [Double]) {
    var spoke = program.spokes.count
    for index in program.degrees.indices.reversed() {
      spoke -= Int(program.degrees[index])
      var voltage = 0.0
      for k in spoke..<(spoke + Int(program.degrees[index])) {
        voltage += shares[k][lane] * nodes[Int(program.neighbours[k])]
      }
      nodes[Int(program.nodes[index])] = voltage
    }
  }

  /// Currents into one lane's nodes, passed on to its ports: what ``voltages(lane:nodes:)`` is the transpose of.
  ///
  /// - Parameter nodes: Amperes into every node of the program; the ports' are completed in place, and what reached
  ///   each eliminated node stays there.
  func currents(lane: Int, nodes: inout [Double]) {
    var spoke = 0
    for (node, degree) in zip(program.nodes, program.degrees) {
      let end = spoke + Int(degree)
      let current = nodes[Int(node)]
      if current != 0 {
        for k in spoke..<end { nodes[Int(program.neighbours[k])] += shares[k][lane] * current }
      }
      spoke = end
    }
  }
}
