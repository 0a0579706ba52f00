import CrossbarCore

@testable import CrossbarSolver

/// A tile program followed in plain Swift for one array, a number at a time.
struct PlainElimination {
  let program: TileProgram
  private var values: [Double]
  /// Of every front: 1 / sum of each eliminated node in order, and its shares.
  private var inverses: [[Double]]
  private var shares: [[[Double]]]

  init(_ program: TileProgram, inputs: [Double]) {
    self.program = program
    values = Array(repeating: 0, count: program.arena)
    inverses = Array(repeating: [], count: program.fronts.count)
    shares = Array(repeating: [], count: program.fronts.count)
    for front in program.order.map(Int.init) { run(front, inputs) }
  }

  /// Between two of the terminals and ground.
  func conductance(_ a: Int, _ b: Int) -> Double {
    values[program.fronts[0].offset + TileDissection.place(a, b)]
  }

  private mutating func run(_ index: Int, _ inputs: [Double]) {
    let front = program.fronts[index]
    for place in 0..<front.size { values[front.offset + place] = 0 }
    if !front.isLeaf {
      for below in [program.fronts[front.first], program.fronts[front.second]] {
        let map = program.maps[below.firstMap..<(below.firstMap + below.ports)].map(Int.init)
        for i in map.indices {
          for j in 0..<i {
            values[front.offset + TileDissection.place(map[i], map[j])] +=
              values[below.offset + TileDissection.place(i, j)]
          }
        }
      }
    }
    for n in front.firstInput..<(front.firstInput + front.inputs) {
      values[front.offset + Int(program.inputPlaces[n])] += inputs[Int(program.inputSources[n])]
    }
    var (spoke, target) = (front.firstSpoke, front.firstTarget)
    for n in 0..<front.eliminated {
      let last = front.count - 1 - n
      let degree = front.isLeaf ? Int(program.degrees[front.firstDegree + n]) : last
      let places = (0..<degree).map { k in
        front.isLeaf ? Int(program.spokes[spoke + k]) : TileDissection.place(last, k)
      }
      let row = places.map { values[front.offset + $0] }
      let inverse = 1 / Self.sum(row)
      let share = row.map { $0 * inverse }
      for j in 0..<degree {
        for k in 0..<j {
          let place =
            front.isLeaf ? Int(program.targets[target]) : TileDissection.place(j, k)
          target += 1
          values[front.offset + place] += share[j] * row[k]
        }
      }
      spoke += degree
      inverses[index].append(inverse)
      shares[index].append(share)
    }
  }

  /// Volts of every node by number; what comes in are amperes into every node, terminals' volts and ground's.
  func voltages(_ volts: [Double], _ amperes: [Double]) -> [Double] {
    var (volts, amperes) = (volts, amperes)
    for index in program.order.map(Int.init) {
      for n in 0..<program.fronts[index].eliminated {
        let (node, others) = star(index, n)
        for (other, share) in zip(others, shares[index][n]) {
          amperes[other] += share * amperes[node]
        }
      }
    }
    for index in program.order.reversed().map(Int.init) {
      for n in (0..<program.fronts[index].eliminated).reversed() {
        let (node, others) = star(index, n)
        let products = zip(others, shares[index][n]).map { $1 * volts[$0] }
        let sum =
          program.fronts[index].isLeaf ? products.reduce(0, +) : Self.sum(products)
        volts[node] = sum + amperes[node] * inverses[index][n]
      }
    }
    return volts
  }

  /// The n-th node eliminated in a front, and its neighbours.
  private func star(_ index: Int, _ n: Int) -> (Int, [Int]) {
    let front = program.fronts[index]
    if !front.isLeaf {
      let all = program.nodes[front.firstNode..<(front.firstNode + front.count)].map(Int.init)
      let last = front.count - 1 - n
      return (all[last], Array(all[..<last]))
    }
    let start =
      front.firstSpoke
      + program.degrees[front.firstDegree..<(front.firstDegree + n)].reduce(0) { $0 + Int($1) }
    let degree = Int(program.degrees[front.firstDegree + n])
    return (
      Int(program.nodes[front.firstNode + n]),
      program.neighbours[start..<(start + degree)].map(Int.init)
    )
  }

  /// Four running sums, as the kernels keep them.
  private static func sum(_ values: [Double]) -> Double {
    var sums = [0.0, 0, 0, 0]
    for (index, value) in values.enumerated() { sums[index % 4] += value }
    return (sums[0] + sums[1]) + (sums[2] + sums[3])
  }
}
