internal import CrossbarCore
internal import CrossbarModel

/// What is done to each number of a vector: `y = x · scale + offset`, in double precision.
struct ElementwiseAffine {
  var scale: [Double]
  var offset: [Double]

  /// This one first, then `next`.
  func followed(by next: ElementwiseAffine) -> ElementwiseAffine {
    ElementwiseAffine(
      scale: zip(scale, next.scale).map(*),
      offset: scale.indices.map { offset[$0] * next.scale[$0] + next.offset[$0] })
  }

  /// The same per-channel numbers for every element of `shape` in row-major order, channels along `axis`.
  func spread(over shape: [Int], axis: Int) -> ElementwiseAffine {
    let inner = shape[(axis + 1)...].reduce(1, *)
    let channels = shape[axis]
    let count = shape.reduce(1, *)
    let channel = (0..<count).map { $0 / inner % channels }
    return ElementwiseAffine(scale: channel.map { scale[$0] }, offset: channel.map { offset[$0] })
  }
}

/// A dense layer while neighbours are being folded into it, in double precision.
struct FoldedLayer {
  var name: String
  /// `inputs × outputs`.
  var weights: Matrix<Double>
  var bias: [Double]
  var activation = Activation.linear

  /// Folds what is done to the inputs into the weights and biases.
  mutating func foldBefore(_ affine: ElementwiseAffine) {
    for input in 0..<weights.rows {
      let base = input * weights.columns
      for output in 0..<weights.columns {
        bias[output] += affine.offset[input] * weights.elements[base + output]
        weights.elements[base + output] *= affine.scale[input]
      }
    }
  }

  /// Folds what is done to the sums into the weights and biases.
  mutating func foldAfter(_ affine: ElementwiseAffine) {
    for output in 0..<weights.columns {
      bias[output] = bias[output] * affine.scale[output] + affine.offset[output]
    }
    for input in 0..<weights.rows {
      let base = input * weights.columns
      for output in 0..<weights.columns {
        weights.elements[base + output] *= affine.scale[output]
      }
    }
  }
}

/// Findings about numbers that are not finite, one a variable.
enum NonFinite {
  /// Places listed before the count.
  private static let listed = 3

  /// The finding about a variable, or nil where all its numbers are finite.
  ///
  /// - Parameters:
  ///   - kind: `weight`, `bias`.
  ///   - element: the variable's name in diagnostics, `hidden/kernel`.
  ///   - shape: for the indices, row-major.
  static func finding(
    _ values: [Double], shape: [Int], kind: String, element: String, file: String
  ) -> Diagnostic? {
    var places: [Int] = []
    var count = 0
    for (index, value) in values.enumerated() where !value.isFinite {
      count += 1
      if places.count < listed { places.append(index) }
    }
    guard let first = places.first else { return nil }
    let others = places.dropFirst().map { "\(element)\(indices($0, shape: shape))" }
    var message = "\(kind) is \(values[first]); every \(kind) must be finite"
    if count > 1 {
      let rest = count - places.count
      message += "; so it is at \(others.joined(separator: ", "))"
      message += rest > 0 ? " and \(rest) more, \(count) in all" : ", \(count) in all"
    }
    return .error(
      "import/non-finite", message,
      at: .init(file: file, element: "\(element)\(indices(first, shape: shape))"),
      help: "the training diverged; train again with a lower learning rate or clipped gradients")
  }

  /// `[3,7]` of a row-major position.
  static func indices(_ position: Int, shape: [Int]) -> String {
    var rest = position
    var parts: [String] = []
    for dimension in shape.reversed() {
      parts.append(String(rest % max(dimension, 1)))
      rest /= max(dimension, 1)
    }
    return "[\(parts.reversed().joined(separator: ","))]"
  }
}
