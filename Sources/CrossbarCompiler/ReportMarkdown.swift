internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarLayout
internal import CrossbarModel
internal import CrossbarSimulation
internal import CrossbarVerify

/// `report.md`: what was compiled, what it will do, and how sure that is.
struct ReportMarkdown {
  let network: QuantizedNetwork
  let design: CrossbarDesign
  let device: Device
  let wiring: ArrayWiring
  let backplane: Backplane
  let configuration: EffectiveConfiguration
  let floatCorrect: Int?
  let notes: [Diagnostic]
  let result: VerificationResult

  var text: String {
    var lines = ["# \(network.name)", ""]
    lines += networkSection
    lines += ReportDevice(device: device, wiring: wiring, cells: design.cellCount).lines
    lines +=
      ReportTransistor(
        device: device, wiring: wiring, backplane: backplane, rows: design.tile(0).rows,
        seed: configuration.seed
      ).lines
    if let prediction = result.prediction { lines += predictionSection(prediction) }
    if !notes.isEmpty || !result.findings.isEmpty {
      lines += ["## Findings", ""] + (notes + result.findings).map { "- \($0)" } + [""]
    }
    return lines.joined(separator: "\n")
  }

  private var networkSection: [String] {
    var lines = [
      "## Network and array", "",
      "\(network.bits)-bit codes by the `\(network.scheme.rawValue)` scheme, "
        + "\(network.parameters) parameters, \(design.cellCount) cells in \(design.tileCount) "
        + "tiles of at most \(design.limit.rows) × \(design.limit.columns). "
        + "Equal logits: the lowest index wins.", "",
      "| layer | inputs × outputs | activation | tiles | cells | share of ones |",
      "|---|---|---|---|---|---|",
    ]
    for (layer, shape) in zip(network.layers, design.layerShapes) {
      let cells = shape.rows * shape.outputs * network.bits
      let mask = (1 << network.bits) - 1
      let ones = (layer.weights.elements + layer.bias).reduce(0) {
        $0 + (Int($1) & mask).nonzeroBitCount
      }
      let first = TileID(shape.firstTile).name
      let last = TileID(shape.firstTile + shape.tileRows * shape.tileColumns - 1).name
      lines.append(
        "| \(layer.name) | \(layer.inputs) × \(layer.outputs) | \(layer.activation.rawValue) | "
          + (first == last ? first : "\(first) … \(last)")
          + " | \(cells) | \(ReportText.fixed(Double(ones) / Double(cells), 2)) |")
    }
    if !network.inputScaling.isIdentity {
      lines += [
        "",
        "Raw inputs are scaled before the first layer: x = raw · \(network.inputScaling.scale) + "
          + "\(network.inputScaling.offset) (\(network.inputScaling.source)).",
      ]
    }
    return lines + [""]
  }

  private func predictionSection(_ prediction: Prediction) -> [String] {
    let count = prediction.evaluation.inputs.rows
    func share(_ correct: Int) -> String {
      "\(correct) of \(count) (\(ReportText.fixed(100 * Double(correct) / Double(count), 1)) %)"
    }
    var lines = [
      "## What the array will do", "",
      prediction.evaluation.areLabelsGiven
        ? "On \(count) evaluation inputs with their labels."
        : "On \(count) random inputs; right is what the exact integer network says, since no labelled inputs "
          + "were given (`--inputs`).", "",
      "| | wrong bits | inputs right | every input right |", "|---|---|---|---|",
    ]
    if let floatCorrect { lines.append("| network as trained | – | \(share(floatCorrect)) | |") }
    lines.append(
      "| ideal array | \(prediction.ideal.bitErrors.count) | \(share(prediction.ideal.correct)) | |"
    )
    lines.append(
      "| this array (seed \(configuration.seed)), device spread | \(prediction.thisArraySpread.bitErrors.count) | "
        + "\(share(prediction.thisArraySpread.correct)) | |")
    lines.append(
      "| this array, transistors and wires | \(prediction.thisArray.bitErrors.count) | "
        + "\(share(prediction.thisArray.correct)) | |")
    func sampled(_ name: String, _ result: SampledResult) -> String {
      "| \(result.arrays) sampled arrays, \(name) | \(ReportText.number(result.bitErrors, 1)) | "
        + "\(ReportText.percent(result.accuracy)) | \(ReportText.percent(result.allRight)) |"
    }
    lines.append(sampled("device spread", prediction.sampledSpread))
    if let circuit = prediction.sampledCircuit {
      lines.append(sampled("transistors and wires", circuit))
    }
    lines += [
      "",
      "In brackets: 95 % confidence intervals of the simulation; that the device statistics are themselves estimates "
        + "is not in them. Causes of wrong bits:", "",
    ]
    lines += ["| cause | this array | an array in the mean |", "|---|---|---|"]
    let mean = prediction.sampledCircuit ?? prediction.sampledSpread
    for cause in BitErrorCause.allCases {
      let here = prediction.thisArray.bitErrors.count { $0.cause == cause }
      let average = mean.causes.first { $0.cause == cause }?.mean ?? 0
      if here == 0 && average == 0 { continue }
      lines.append(
        "| \(ReportText.words(cause, device).replacing("|", with: "\\|")) | \(here) | "
          + "\(ReportText.fixed(average, 2)) |")
    }
    lines += ["", "Confusion matrix of this array (rows: right class; columns: the array's):", ""]
    lines += confusion(prediction.thisArray.confusion)
    return lines + [""]
  }

  private func confusion(_ matrix: Matrix<Int>) -> [String] {
    let classes = matrix.rows
    if classes > 26 { return ["(\(classes) classes; see verify.json)"] }
    var lines = ["| |" + (0..<classes).map { " \($0) |" }.joined()]
    lines.append("|" + String(repeating: "---|", count: classes + 1))
    for row in 0..<classes {
      lines.append("| **\(row)** |" + matrix.row(row).map { " \($0) |" }.joined())
    }
    return lines
  }
}
