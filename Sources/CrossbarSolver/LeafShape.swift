/// Size and boundary of a leaf: the smallest block, at most ``side`` × ``side`` cells, eliminated node by node.
///
/// A leaf owns its nodes and the segments toward its left and top; those toward right and bottom belong to the neighbour.
struct LeafShape: Hashable, Sendable {
  static let side = 8

  enum End: UInt8, Hashable, Sendable {
    /// A node of a neighbour, or a terminal at the left or top: a port beyond the segment.
    case port
    /// A terminal at the right or bottom: a port beyond a segment of this leaf's own.
    case terminal
    case open
    case grounded
  }

  var rows: Int
  var columns: Int
  var left: [End]
  var right: [End]
  var top: [End]
  var bottom: [End]

  /// Ports by side; at the right and bottom a port without a terminal is the outermost node itself.
  var ports: Ports {
    let count = { (ends: [End]) in ends.count { $0 == .port || $0 == .terminal } }
    let all = left + right + top + bottom
    return Ports(
      left: count(left), right: count(right), top: count(top), bottom: count(bottom),
      reference: all.contains(.grounded) ? 1 : 0)
  }
}

/// How many ports a block has on each side, in the order of its admittance matrix, and whether ground is one more.
struct Ports: Hashable, Sendable {
  var left: Int
  var right: Int
  var top: Int
  var bottom: Int
  var reference: Int

  var count: Int { left + right + top + bottom + reference }
}
