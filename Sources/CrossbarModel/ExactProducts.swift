internal import COpenBLAS
internal import CrossbarCore

/// The integer network by matrix products in doubles.
///
/// Whole numbers below 2⁵³ are exact in a double, and so is every partial sum of them in whatever order: a BLAS gives
/// the same on every machine. Where a sum could be larger nothing is computed.
struct ExactProducts: Sendable {
  private struct Layer: Sendable {
    /// Codes, `inputs × outputs`.
    var weights: [Double]
    /// Code × gain, for one input of 1.
    var bias: [Double]
    var inputs: Int
    /// 2 to the power by which products are multiplied to meet a fractional gain.
    var up: Double
    var isRectified: Bool
    /// Largest Σ |code| of a column, and largest |bias|.
    var columnSum: Double
    var largestBias: Double
  }

  private let layers: [Layer]
  private static let limit = 0x1p53
  /// OpenBLAS on one thread: stripes of inputs, or arrays, are what is spread over the cores.
  private static let singleThreaded: Void = openblas_set_num_threads(1)

  init(_ network: QuantizedNetwork) {
    layers = network.layers.map { layer in
      let gain =
        Double(layer.biasGain.mantissa)
        * Double(sign: .plus, exponent: max(0, layer.biasGain.exponent), significand: 1)
      let weights = layer.weights.elements.map(Double.init)
      let bias = layer.bias.map { Double($0) * gain }
      var sums = [Double](repeating: 0, count: layer.outputs)
      for row in 0..<layer.inputs {
        for column in 0..<layer.outputs {
          sums[column] += weights[row * layer.outputs + column].magnitude
        }
      }
      return Layer(
        weights: weights, bias: bias, inputs: layer.inputs,
        up: Double(sign: .plus, exponent: max(0, -layer.biasGain.exponent), significand: 1),
        isRectified: layer.activation == .relu, columnSum: sums.max() ?? 0,
        largestBias: bias.reduce(0) { max($0, $1.magnitude) })
    }
  }

  /// Logits times the denominator that is returned with them, `count × outputs`; nil where a sum could reach 2⁵³.
  ///
  /// - Parameters:
  ///   - integers: `count × inputs` whole numbers.
  ///   - denominator: what they are over.
  func logits(
    _ integers: [Double], count: Int, denominator: Double
  ) -> (values: [Double], denominator: Double)? {
    _ = Self.singleThreaded
    var x = integers
    var denominator = denominator
    for layer in layers {
      let largest = x.reduce(0) { max($0, $1.magnitude) }
      let outputs = layer.bias.count
      guard
        largest * layer.columnSum * layer.up + layer.largestBias * denominator < Self.limit,
        denominator * layer.up < Self.limit, layer.largestBias < Self.limit
      else { return nil }
      var sums = [Double](repeating: 0, count: count * outputs)
      // Row by row, the product starts from the bias.
      for row in 0..<count {
        for column in 0..<outputs {
          sums[row * outputs + column] = layer.bias[column] * denominator
        }
      }
      cblas_dgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(count), Int32(outputs),
        Int32(layer.inputs), layer.up, x,
        Int32(layer.inputs), layer.weights, Int32(outputs), 1, &sums, Int32(outputs))
      if layer.isRectified {
        for index in sums.indices { sums[index] = max(sums[index], 0) }
      }
      denominator *= layer.up
      x = sums
    }
    return (x, denominator)
  }
}
