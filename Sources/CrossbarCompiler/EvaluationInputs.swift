internal import CrossbarCore
internal import CrossbarImport
internal import CrossbarModel
internal import CrossbarVerify

/// Chooses what verification classifies: the user's inputs, or random ones.
enum EvaluationInputs {
  /// The most inputs that an output folder carries; further ones of the user's file are left out.
  static let most = 1000
  /// Random inputs where the user gives none.
  static let random = 100

  static func make(
    _ options: CompileOptions, network: Network, quantized: QuantizedNetwork,
    notes: inout [Diagnostic]
  ) throws(Diagnostics) -> Evaluation {
    guard let path = options.evaluation else {
      if let labels = options.labels {
        throw Diagnostics(
          .error("evaluation/inputs", "labels without inputs", at: .init(file: labels)))
      }
      let inputs = randomInputs(network)
      return Evaluation(
        inputs: inputs, labels: try integerClasses(quantized, inputs), areLabelsGiven: false)
    }
    return try read(
      inputs: path, labels: options.labels, most: most, network: network, quantized: quantized,
      notes: &notes)
  }

  /// The user's inputs and labels; without labels, the integer network's own classes.
  ///
  /// - Parameter most: inputs that are taken; all where nil.
  static func read(
    inputs path: String, labels labelPath: String?, most: Int?, network: Network,
    quantized: QuantizedNetwork, notes: inout [Diagnostic]
  ) throws(Diagnostics) -> Evaluation {
    let classes = max(2, network.outputs)
    let batch = try InputFile.read(path)
    let values = try raw(
      batch, width: network.inputs, scaling: network.inputScaling, notes: &notes)
    let count = min(values.rows, most ?? values.rows)
    let inputs = Matrix(
      rows: count, columns: values.columns,
      elements: Array(values.elements.prefix(count * values.columns)))
    var labels = batch.labels
    if let labelPath { labels = try InputFile.readLabels(labelPath) }
    guard let labels else {
      return Evaluation(
        inputs: inputs, labels: try integerClasses(quantized, inputs), areLabelsGiven: false)
    }
    let labelFile = labelPath ?? path
    guard labels.count == values.rows else {
      throw Diagnostics(
        .error(
          "evaluation/labels", "\(labels.count) labels for \(values.rows) inputs",
          at: .init(file: labelFile)))
    }
    if let bad = labels.first(where: { !(0..<classes).contains($0) }) {
      throw Diagnostics(
        .error(
          "evaluation/labels",
          "label \(bad); the network has \(classes) classes, 0 … \(classes - 1)",
          at: .init(file: labelFile)))
    }
    return Evaluation(inputs: inputs, labels: Array(labels.prefix(count)), areLabelsGiven: true)
  }

  /// Raw inputs of the network's width: bytes of an image file are divided by 255 unless the network scales its inputs.
  ///
  /// - Parameter notes: told of the division, and warned of whole numbers up to 255 that were not divided.
  static func raw(
    _ batch: InputBatch, width: Int, scaling: InputScaling, notes: inout [Diagnostic]
  ) throws(Diagnostics) -> Matrix<Double> {
    guard batch.width == width else {
      throw Diagnostics(
        .error(
          "input/width", "an input holds \(batch.width) numbers; the network takes \(width)",
          at: .init(file: batch.file)))
    }
    guard batch.count > 0 else {
      throw Diagnostics(.error("input/empty", "no input", at: .init(file: batch.file)))
    }
    guard scaling.isIdentity else { return batch.values }
    if batch.areImageBytes {
      notes.append(
        .note("input/bytes", "image bytes were divided by 255", at: .init(file: batch.file)))
      return batch.values.map { $0 / 255 }
    }
    let largest = batch.values.elements.reduce(0, max)
    if largest > 16 && largest <= 255
      && batch.values.elements.allSatisfy({ $0 >= 0 && $0 == $0.rounded() })
    {
      notes.append(
        .warning(
          "input/scale", "whole numbers up to \(Int(largest)) were taken as they are",
          at: .init(file: batch.file),
          help: "if they are bytes of images, state --input-scale 0.00392156862745098"))
    }
    return batch.values
  }

  /// Inputs whose scaled values are multiples of 1/255 between 0 and 1, the same for every seed.
  private static func randomInputs(_ network: Network) -> Matrix<Double> {
    let generator = Philox4x64(seed: 0, stream: 0x494E_5055_5453)
    let scaling = network.inputScaling
    var values: [Double] = []
    values.reserveCapacity(random * network.inputs)
    for row in 0..<random {
      for column in 0..<network.inputs {
        let word = generator.words(at: (UInt64(column), UInt64(row), 0, 0)).0
        let byte = (Philox4x64.unitInterval(word) * 256).rounded(.down)
        values.append(
          scaling.isIdentity
            ? byte / 255 : ((byte / 255 - scaling.offset) / scaling.scale).rounded())
      }
    }
    return Matrix(rows: random, columns: network.inputs, elements: values)
  }

  private static func integerClasses(
    _ network: QuantizedNetwork, _ inputs: Matrix<Double>
  ) throws(Diagnostics) -> [Int] {
    let scaling = network.inputScaling
    let integers = try IntegerInputs(
      inputs.map { $0 * scaling.scale + scaling.offset }, file: "evaluation inputs")
    return try IntegerInference(network).run(integers).classes
  }

  /// How many evaluation inputs the network as trained classifies as their label says.
  static func correct(_ network: Network, _ evaluation: Evaluation) -> Int {
    correct(network, evaluation.inputs, evaluation.labels)
  }

  /// How many raw inputs the network as trained classifies as their label says.
  static func correct(_ network: Network, _ inputs: Matrix<Double>, _ labels: [Int]) -> Int {
    parallelMap(count: inputs.rows) { row in
      Classes.choose(network.logits(Array(inputs.row(row)))) == labels[row]
    }.count { $0 }
  }
}

/// The class of floating-point logits by the tie rule of the integer network.
enum Classes {
  static func choose(_ logits: [Double]) -> Int {
    if logits.count == 1 { return logits[0] > 0 ? 1 : 0 }
    var best = 0
    for index in logits.indices where logits[index] > logits[best] { best = index }
    return best
  }
}
