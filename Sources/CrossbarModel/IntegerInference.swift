public import CrossbarCore

/// Network inputs as integers over one denominator: `x = integer / denominator`.
public struct IntegerInputs: Hashable, Sendable {
  /// `count × inputs`.
  public var integers: Matrix<Int64>
  public var denominator: Int64
  /// How many numbers were rounded to the nearest multiple of 1/denominator.
  public var rounded: Int

  /// Finds the denominator of scaled inputs: 1 for whole numbers, 255 for bytes divided by 255 (recognised to single
  /// precision), else the smallest power of two up to 2²⁴ that makes every number whole, else 2²⁴ with rounding.
  ///
  /// - Parameter values: `count × inputs`, the network's input scaling already applied.
  /// - Throws: `infer/input-range` if a number is not finite or its magnitude exceeds 2³⁰.
  public init(_ values: Matrix<Double>, file: String) throws(Diagnostics) {
    if let bad = values.elements.firstIndex(where: { !($0.magnitude <= 0x1p30) }) {
      throw Diagnostics(
        .error(
          "infer/input-range",
          "the scaled input is \(values.elements[bad]); it must lie within ±2^30",
          at: .init(
            file: file, element: "input \(bad / values.columns), value \(bad % values.columns)")))
    }
    func scaled(by denominator: Double, tolerance: Double) -> Bool {
      values.elements.allSatisfy {
        let x = $0 * denominator
        return (x - x.rounded()).magnitude <= tolerance
      }
    }
    if scaled(by: 1, tolerance: 0) {
      denominator = 1
    } else if scaled(by: 255, tolerance: 3e-5) {
      denominator = 255
    } else {
      denominator = 1 << 24
      for power in 1...24 where scaled(by: Double(1 << power), tolerance: 0) {
        denominator = 1 << power
        break
      }
    }
    let factor = Double(denominator)
    let isExact = denominator == 255 || scaled(by: factor, tolerance: 0)
    rounded =
      isExact
      ? 0 : values.elements.reduce(0) { $0 + (($1 * factor).rounded() == $1 * factor ? 0 : 1) }
    integers = values.map { Int64(($0 * factor).rounded()) }
  }
}

/// Inputs made ready once for many networks of one shape.
public struct PreparedInputs: Hashable, Sendable {
  public let integers: IntegerInputs
  let doubles: [Double]
  public var count: Int { integers.integers.rows }

  /// Makes inputs ready.
  public init(_ integers: IntegerInputs) {
    self.integers = integers
    doubles = integers.integers.elements.map(Double.init)
  }
}

/// What the integer network says of a set of inputs.
public struct IntegerOutputs: Hashable, Sendable {
  /// Logits times `denominator`, `count × outputs`, exact.
  public var numerators: Matrix<Int128>
  public var denominator: Int128
  /// The class of each input: the lowest index among the largest logits; with a single output, 1 above zero.
  public var classes: [Int]
  /// Inputs whose largest logit is shared by two classes, so that the tie rule decided.
  public var ties: [Int]
}

/// The exact integer reference inference of a quantized network: no rounding anywhere.
///
/// A layer computes `Σ code·x + gain·code_bias` over integers; ReLU is exact and positively homogeneous, so the common
/// denominator of the inputs (and of fractional gains) is carried to the end.
public struct IntegerInference: Sendable {
  private let network: QuantizedNetwork

  public init(_ network: QuantizedNetwork) {
    self.network = network
  }

  /// Runs the network.
  ///
  /// - Throws: `infer/overflow` if a sum could exceed 127 bits.
  public func run(_ inputs: IntegerInputs) throws(Diagnostics) -> IntegerOutputs {
    if let outputs = byProducts(inputs) { return outputs }
    let bits = bound(inputs)
    if bits < 62 { return run(inputs, as: Int64.self) }
    if bits < 126 { return run(inputs, as: Int128.self) }
    throw Diagnostics(
      .error(
        "infer/overflow",
        "an exact sum of this network needs \(Int(bits) + 2) bits; 128 are computed with",
        help: "use fewer bits a weight, or inputs with fewer digits"))
  }

  /// The class of each input; see ``IntegerOutputs/classes``.
  ///
  /// - Throws: as ``run(_:)``.
  public func classes(_ inputs: PreparedInputs) throws(Diagnostics) -> [Int] {
    let outputs = network.outputs
    guard
      let logits = ExactProducts(network).logits(
        inputs.doubles, count: inputs.count, denominator: Double(inputs.integers.denominator))
    else { return try run(inputs.integers).classes }
    return logits.values.withUnsafeBufferPointer { values in
      (0..<inputs.count).map {
        Self.choose(UnsafeBufferPointer(rebasing: values[$0 * outputs..<($0 + 1) * outputs])).index
      }
    }
  }

  /// Inputs a stripe, one core's work.
  private static let stripe = 512

  /// By matrix products, stripes of inputs on all cores; nil where a sum could be too large for them.
  private func byProducts(_ inputs: IntegerInputs) -> IntegerOutputs? {
    let products = ExactProducts(network)
    let rows = inputs.integers.rows
    let width = inputs.integers.columns
    let outputs = network.outputs
    let parts = parallelMap(count: (rows + Self.stripe - 1) / Self.stripe) { index in
      let range = index * Self.stripe..<min((index + 1) * Self.stripe, rows)
      return products.logits(
        inputs.integers.elements[range.lowerBound * width..<range.upperBound * width]
          .map(Double.init),
        count: range.count, denominator: Double(inputs.denominator))
    }
    var result = IntegerOutputs(
      numerators: Matrix(rows: 0, columns: outputs, elements: []),
      denominator: Int128(inputs.denominator), classes: [], ties: [])
    var numerators: [Int128] = []
    numerators.reserveCapacity(rows * outputs)
    for part in parts {
      guard let part else { return nil }
      result.denominator = Int128(part.denominator)
      numerators += part.values.map { Int128($0) }
      part.values.withUnsafeBufferPointer { values in
        for row in 0..<values.count / outputs {
          let (choice, isTie) = Self.choose(
            UnsafeBufferPointer(rebasing: values[row * outputs..<(row + 1) * outputs]))
          if isTie { result.ties.append(result.classes.count) }
          result.classes.append(choice)
        }
      }
    }
    result.numerators = Matrix(rows: rows, columns: outputs, elements: numerators)
    return result
  }

  /// Base-two logarithm of a bound of every number that occurs.
  private func bound(_ inputs: IntegerInputs) -> Double {
    var largest = inputs.integers.elements.reduce(1.0) { max($0, Double($1.magnitude)) }
    var denominator = Double(inputs.denominator)
    var worst = max(largest, denominator)
    for layer in network.layers {
      let up = Double(1 << max(0, -layer.biasGain.exponent))
      let gain = Double(layer.biasGain.mantissa) * Double(1 << max(0, layer.biasGain.exponent))
      var columns = [Double](repeating: 0, count: layer.outputs)
      for row in 0..<layer.inputs {
        for column in 0..<layer.outputs {
          columns[column] += Double(layer.weights[row, column].magnitude)
        }
      }
      for column in 0..<layer.outputs {
        columns[column] =
          columns[column] * largest * up
          + gain * denominator * Double(layer.bias[column].magnitude)
      }
      denominator *= up
      largest = max(1, columns.max() ?? 1)
      worst = max(worst, largest, denominator, gain * denominator)
    }
    return Double(worst.exponent) + 1
  }

  private func run<Sum: FixedWidthInteger & SignedInteger>(
    _ inputs: IntegerInputs, as type: Sum.Type
  ) -> IntegerOutputs {
    var denominator = Sum(inputs.denominator)
    let layers = network.layers.map { layer in
      let up = max(0, -layer.biasGain.exponent)
      let gain = Sum(layer.biasGain.mantissa) << Sum(max(0, layer.biasGain.exponent))
      let prepared = PreparedLayer<Sum>(
        weights: layer.weights.elements.map { Sum($0) },
        bias: layer.bias.map { Sum($0) * gain * denominator }, shift: up,
        isRectified: layer.activation == .relu)
      denominator <<= Sum(up)
      return prepared
    }
    let outputs = network.outputs
    var numerators: [Int128] = []
    numerators.reserveCapacity(inputs.integers.rows * outputs)
    var classes: [Int] = []
    var ties: [Int] = []
    for index in 0..<inputs.integers.rows {
      var x = inputs.integers.row(index).map { Sum($0) }
      for layer in layers { x = layer.apply(x) }
      let (choice, isTie) = x.withUnsafeBufferPointer { Self.choose($0) }
      classes.append(choice)
      if isTie { ties.append(index) }
      numerators.append(contentsOf: x.map { Int128($0) })
    }
    return IntegerOutputs(
      numerators: Matrix(rows: inputs.integers.rows, columns: outputs, elements: numerators),
      denominator: Int128(denominator), classes: classes, ties: ties)
  }

  /// The tie rule: the lowest index among the largest; a single output is class 1 above zero.
  private static func choose<Sum: SignedNumeric & Comparable>(
    _ logits: UnsafeBufferPointer<Sum>
  ) -> (index: Int, isTie: Bool) {
    if logits.count == 1 { return (logits[0] > 0 ? 1 : 0, logits[0] == 0) }
    var best = 0
    var isTie = false
    for index in logits.indices.dropFirst() {
      if logits[index] > logits[best] {
        best = index
        isTie = false
      } else if logits[index] == logits[best] {
        isTie = true
      }
    }
    return (best, isTie)
  }
}

/// A layer's numbers widened once for a whole batch.
private struct PreparedLayer<Sum: FixedWidthInteger & SignedInteger> {
  var weights: [Sum]
  var bias: [Sum]
  /// The products are multiplied by 2^shift to meet a fractional gain.
  var shift: Int
  var isRectified: Bool

  func apply(_ x: [Sum]) -> [Sum] {
    let outputs = bias.count
    var sums = [Sum](repeating: 0, count: outputs)
    sums.withUnsafeMutableBufferPointer { sums in
      weights.withUnsafeBufferPointer { weights in
        for (input, value) in x.enumerated() where value != 0 {
          let base = input * outputs
          for output in 0..<outputs { sums[output] &+= weights[base + output] &* value }
        }
      }
    }
    for output in 0..<outputs {
      let sum = (sums[output] << Sum(shift)) &+ bias[output]
      sums[output] = isRectified ? max(sum, 0) : sum
    }
    return sums
  }
}
