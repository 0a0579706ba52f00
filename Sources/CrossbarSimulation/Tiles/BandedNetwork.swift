/// Conductances between nodes that are at most ``reach`` apart in their order, and from nodes to ground, solved by eliminating
/// node after node.
///
/// A node that goes leaves its neighbours joined to each other (star–mesh): a_ij += a_ki·a_kj/Σa_k, ground being one of
/// them. This is Cholesky's elimination with pivots that are sums of what is left at the node instead of differences
/// (W. K. Grassmann, M. I. Taksar and D. P. Heyman, Oper. Res. 33, 1985): no digit is lost, however far apart the
/// conductances. Sums have a fixed order, so results are the same on every machine.
struct BandedNetwork {
  let count: Int
  let reach: Int
  /// From node k to node k + 1 + d at k·reach + d.
  private(set) var links: [Double]
  private(set) var ground: [Double]
  /// 1/Σa_k, once eliminated.
  private var pivots: [Double]

  init(count: Int, reach: Int) {
    self.count = count
    self.reach = reach
    links = Array(repeating: 0, count: count * reach)
    ground = Array(repeating: 0, count: count)
    pivots = ground
  }

  /// Adds a conductance between two nodes.
  mutating func connect(_ one: Int, _ other: Int, _ conductance: Double) {
    let (low, high) = (min(one, other), max(one, other))
    links[low * reach + high - low - 1] += conductance
  }

  /// Adds a conductance from a node to ground.
  mutating func connectToGround(_ node: Int, _ conductance: Double) {
    ground[node] += conductance
  }

  /// Takes the conductances of a network of the same shape.
  mutating func restore(_ other: BandedNetwork) {
    links.withUnsafeMutableBufferPointer { _ = $0.update(from: other.links) }
    ground.withUnsafeMutableBufferPointer { _ = $0.update(from: other.ground) }
  }

  /// Eliminates all nodes in their order.
  mutating func eliminate() {
    let (count, reach) = (count, reach)
    links.withUnsafeMutableBufferPointer { links in
      ground.withUnsafeMutableBufferPointer { ground in
        pivots.withUnsafeMutableBufferPointer { pivots in
          guard let links = links.baseAddress, let ground = ground.baseAddress else { return }
          for node in 0..<count {
            let row = links + node * reach
            let neighbours = min(reach, count - 1 - node)
            var sum = ground[node]
            var place = 0
            while place < neighbours {
              sum += row[place]
              place += 1
            }
            let inverse = sum > 0 ? 1 / sum : 0
            pivots[node] = inverse
            place = 0
            while place < neighbours {
              let share = row[place] * inverse
              if share != 0 {
                let neighbour = node + 1 + place
                ground[neighbour] += share * ground[node]
                Self.add(
                  share, row + place + 1, to: links + neighbour * reach, neighbours - 1 - place)
              }
              place += 1
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private static func add(
    _ factor: Double, _ from: UnsafeMutablePointer<Double>, to: UnsafeMutablePointer<Double>,
    _ count: Int
  ) {
    var index = 0
    while index < count {
      to[index] += factor * from[index]
      index += 1
    }
  }

  /// Voltages for currents into the nodes, in place; `lanes` right-hand sides side by side, node after node.
  ///
  /// A node with no path to ground stays at 0 V.
  ///
  /// - Precondition: ``eliminate()`` was called.
  func solve(_ values: inout [Double], lanes: Int = 1) {
    values.withUnsafeMutableBufferPointer { values in
      links.withUnsafeBufferPointer { links in
        guard let values = values.baseAddress, let links = links.baseAddress else { return }
        for node in 0..<count {
          let row = links + node * reach
          for place in 0..<min(reach, count - 1 - node) where row[place] != 0 {
            Self.add(
              row[place] * pivots[node], values + node * lanes,
              to: values + (node + 1 + place) * lanes, lanes)
          }
        }
        var node = count - 1
        while node >= 0 {
          let row = links + node * reach
          let own = values + node * lanes
          for place in 0..<min(reach, count - 1 - node) where row[place] != 0 {
            Self.add(row[place], values + (node + 1 + place) * lanes, to: own, lanes)
          }
          for lane in 0..<lanes { own[lane] *= pivots[node] }
          node -= 1
        }
      }
    }
  }
}
