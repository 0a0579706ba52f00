internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarModel

/// The network computed by sums of currents: an input is a set of drives, a word's value the weighted sum of its columns' currents,
/// and everything between layers is digital and ideal.
///
/// Activations become whole numbers of eight bits, in units that the largest activation of the exact integer network sets (or
/// exactly, where they are whole numbers that small). Behind transistors they are applied bit by bit through the word lines, in a
/// crossbar as row voltages; negative ones in a pass of their own, which is subtracted. The bias row is a pass of its own, too, times
/// its gain.
struct ColumnSumNetwork: Sendable {
  /// Bits of an activation.
  static let activationBits = 8

  private let network: QuantizedNetwork
  private let design: CrossbarDesign
  private let isSerial: Bool
  /// Current of a one at a whole drive, A.
  private let unit: Double
  /// The first layer's inputs, images × inputs.
  private let inputs: Matrix<Double>
  /// What one step of a layer's activations stands for.
  private let steps: [Double]
  private static let largest = Double((1 << activationBits) - 1)

  init(
    network: QuantizedNetwork, design: CrossbarDesign, inputs: PreparedInputs, isSerial: Bool,
    unit: Double
  ) throws(Diagnostics) {
    self.network = network
    self.design = design
    self.isSerial = isSerial
    self.unit = unit
    let denominator = Double(inputs.integers.denominator)
    self.inputs = inputs.integers.integers.map { Double($0) / denominator }
    var steps: [Double] = []
    var x = self.inputs
    for layer in network.layers {
      let largest = x.elements.reduce(0) { max($0, $1.magnitude) }
      let isWhole = x.elements.allSatisfy { $0 == $0.rounded() }
      let isFine =
        steps.isEmpty
        && (x.elements.allSatisfy { $0 * denominator == ($0 * denominator).rounded() })
        && largest * denominator <= Self.largest
      steps.append(
        largest <= Self.largest && isWhole
          ? 1 : isFine ? 1 / denominator : largest == 0 ? 1 : largest / Self.largest)
      x = Self.exact(layer, x)
    }
    self.steps = steps
  }

  /// One layer in doubles, for the range of its activations alone.
  private static func exact(_ layer: QuantizedLayer, _ x: Matrix<Double>) -> Matrix<Double> {
    var y = Matrix(rows: x.rows, columns: layer.outputs, repeating: 0.0)
    for image in 0..<x.rows {
      for output in 0..<layer.outputs {
        y[image, output] = layer.biasGain.value * Double(layer.bias[output])
      }
      for input in 0..<layer.inputs where x[image, input] != 0 {
        for output in 0..<layer.outputs {
          y[image, output] += x[image, input] * Double(layer.weights[input, output])
        }
      }
    }
    return layer.activation == .relu ? y.map { max($0, 0) } : y
  }

  /// A set of drives of a layer's rows and what its sums count.
  private struct Pass {
    var drives: [Double]
    /// Which images, with what factor.
    var counts: [(image: Int, factor: Double)]
  }

  /// The class of every input.
  ///
  /// - Parameter sums: the currents of a tile's columns for some drives of its rows: drives × rows → drives × columns, A.
  func classes(
    sums: (_ tile: Int, _ drives: Matrix<Double>) throws(Diagnostics) -> Matrix<Double>
  ) throws(Diagnostics) -> [Int] {
    var x = inputs
    for (index, layer) in network.layers.enumerated() {
      let passes = passes(x, layer: layer, step: steps[index])
      var y = Matrix(rows: x.rows, columns: layer.outputs, repeating: 0.0)
      for tile in design.tiles where tile.layer == index {
        let rows = tile.matrixRows
        let used = passes.indices.filter { passes[$0].drives[rows].contains { $0 != 0 } }
        if used.isEmpty { continue }
        let currents = try sums(
          tile.id.index,
          Matrix(
            rows: used.count, columns: rows.count,
            elements: used.flatMap { passes[$0].drives[rows] }))
        for (place, pass) in used.enumerated() {
          for (word, output) in tile.outputs.enumerated() {
            var value = 0.0
            for bit in 0..<tile.bits {
              let weight = Double(1 << (tile.bits - 1 - bit)) * (bit == 0 ? -1 : 1)
              value += weight * currents[place, word * tile.bits + bit]
            }
            for count in passes[pass].counts {
              y[count.image, output] += count.factor * value / unit
            }
          }
        }
      }
      x = layer.activation == .relu ? y.map { max($0, 0) } : y
    }
    return (0..<x.rows).map { image in
      let logits = x.row(image)
      if logits.count == 1 { return logits[logits.startIndex] > 0 ? 1 : 0 }
      return (logits.indices.reduce(logits.startIndex) { logits[$1] > logits[$0] ? $1 : $0 })
        - logits.startIndex
    }
  }

  /// All passes of a layer; drives that are alike are one pass.
  private func passes(_ x: Matrix<Double>, layer: QuantizedLayer, step: Double) -> [Pass] {
    var passes: [Pass] = []
    var known: [[Double]: Int] = [:]
    func add(_ drives: [Double], image: Int, factor: Double) {
      if drives.allSatisfy({ $0 == 0 }) { return }
      if let index = known[drives] {
        passes[index].counts.append((image, factor))
      } else {
        known[drives] = passes.count
        passes.append(Pass(drives: drives, counts: [(image, factor)]))
      }
    }
    let bias = Array(repeating: 0.0, count: layer.inputs) + [1.0]
    for image in 0..<x.rows {
      add(bias, image: image, factor: layer.biasGain.value)
      let codes = x.row(image).map { value in
        max(-Self.largest, min(Self.largest, (value / step).rounded()))
      }
      for sign in [1.0, -1.0] {
        let part = codes.map { max(0, sign * $0) }
        if !isSerial {
          add(
            part.map { $0 / Self.largest } + [0], image: image, factor: sign * step * Self.largest)
          continue
        }
        for bit in 0..<Self.activationBits {
          add(
            part.map { (Int($0) >> bit) & 1 == 1 ? 1.0 : 0 } + [0], image: image,
            factor: sign * step * Double(1 << bit))
        }
      }
    }
    return passes
  }
}
