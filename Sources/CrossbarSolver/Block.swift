/// A block of cells as seen from its ports: the admittance between them.
///
/// Only what is off the diagonal is held. A diagonal element is minus the sum of its row, ground being a port
/// like any other, and computing it that way is what keeps every digit.
final class Block {
  let ports: Ports
  /// Column by column, below the diagonal; siemens, none above 0. `ports.count` × `ports.count`.
  let admittance: UnsafeMutablePointer<Double>

  /// Uninitialised.
  init(ports: Ports) {
    self.ports = ports
    admittance = BufferPool.take(ports.count * ports.count)
  }

  deinit { BufferPool.giveBack(admittance, ports.count * ports.count) }
}

/// Blocks are written by the one task that makes them and never after.
extension Block: @unchecked Sendable {}

/// What eliminating a merge's shared ports leaves behind, for voltages.
final class Factor {
  /// Ports eliminated, and in total.
  let eliminated: Int
  let count: Int
  /// Column by column, `count` × `eliminated`: the Cholesky factor L above A₂₁ L⁻ᵀ.
  let elements: UnsafeMutablePointer<Double>

  /// All zero.
  init(eliminated: Int, count: Int) {
    self.eliminated = eliminated
    self.count = count
    elements = BufferPool.take(eliminated * count)
    elements.update(repeating: 0, count: eliminated * count)
  }

  deinit { BufferPool.giveBack(elements, eliminated * count) }
}

/// As ``Block``.
extension Factor: @unchecked Sendable {}
