/// Members of every conductor, in the order of their numbers.
struct ConductorMembers: Sendable {
  private var starts: [Int32]
  private var members: [Int32]

  /// - Parameter conductors: the conductor of every member; below zero where it has none.
  init(_ conductors: [Int32], count: Int) {
    starts = Array(repeating: 0, count: count + 1)
    for conductor in conductors where conductor >= 0 { starts[Int(conductor) + 1] += 1 }
    for index in 0..<count { starts[index + 1] += starts[index] }
    members = Array(repeating: 0, count: Int(starts[count]))
    var next = starts
    for (member, conductor) in conductors.enumerated() where conductor >= 0 {
      members[Int(next[Int(conductor)])] = Int32(member)
      next[Int(conductor)] += 1
    }
  }

  subscript(conductor: Int) -> ArraySlice<Int32> {
    members[Int(starts[conductor])..<Int(starts[conductor + 1])]
  }
}

/// For every shape the pairs that it is part of, in the order of their numbers.
struct PairMembers: Sendable {
  private var starts: [Int32] = [0]
  private var members: [Int32] = []

  init() {}

  init(_ pairs: [(Int, Int)], count: Int) {
    starts = Array(repeating: 0, count: count + 1)
    for (one, other) in pairs {
      starts[one + 1] += 1
      starts[other + 1] += 1
    }
    for index in 0..<count { starts[index + 1] += starts[index] }
    members = Array(repeating: 0, count: Int(starts[count]))
    var next = starts
    for (number, pair) in pairs.enumerated() {
      for shape in [pair.0, pair.1] {
        members[Int(next[shape])] = Int32(number)
        next[shape] += 1
      }
    }
  }

  subscript(shape: Int) -> ArraySlice<Int32> {
    members[Int(starts[shape])..<Int(starts[shape + 1])]
  }
}

/// The names that the shapes of every conductor carry.
struct ConductorNets: Sendable {
  private var starts: [Int32]
  private var nets: [NetKey] = []

  init(_ circuit: MaskCircuit) {
    let shapes = ConductorMembers(circuit.conductors, count: circuit.conductorCount)
    starts = [0]
    starts.reserveCapacity(circuit.conductorCount + 1)
    nets.reserveCapacity(circuit.conductorCount)
    var further: [Int32: [NetKey]] = [:]
    for (shape, net) in circuit.furtherNets {
      further[circuit.conductors[shape], default: []].append(net)
    }
    for conductor in 0..<circuit.conductorCount {
      let own = shapes[conductor]
      let others = further[Int32(conductor)] ?? []
      if own.count == 1 && others.isEmpty {
        let net = circuit.nets[Int(own[own.startIndex])]
        if net.isNet { nets.append(net) }
      } else {
        nets += Set(own.map { circuit.nets[Int($0)] }.filter(\.isNet) + others).sorted()
      }
      starts.append(Int32(nets.count))
    }
  }

  subscript(conductor: Int) -> ArraySlice<NetKey> {
    nets[Int(starts[conductor])..<Int(starts[conductor + 1])]
  }
}
