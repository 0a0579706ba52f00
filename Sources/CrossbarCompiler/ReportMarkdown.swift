internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarModel
internal import CrossbarSimulation
internal import CrossbarVerify

/// `report.md`: what was compiled, what it will do, and how sure that is.
struct ReportMarkdown {
  let network: QuantizedNetwork
  let design: CrossbarDesign
  let device: Device
  let wiring: ArrayWiring
  let configuration: EffectiveConfiguration
  let floatCorrect: Int?
  let notes: [Diagnostic]
  let result: VerificationResult

  var text: String {
    var lines = ["# \(network.name)", ""]
    lines += networkSection
    lines += deviceSection
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

  private var deviceSection: [String] {
    let operation = device.operation
    let statistics = device.statistics
    func row(_ name: String, _ unit: String, _ d: LogNormal) -> String {
      let logarithm = d.base == .e ? "ln" : "log10"
      return
        "| \(name) | \(ReportText.fixed(d.median, d.median < 100 ? 3 : 0)) \(unit) | \(logarithm): μ \(d.mu), "
        + "σ \(d.sigma) | \(d.source) |"
    }
    func tail(_ d: LogNormal, _ limit: Double) -> String {
      let z = d.score(of: limit)
      return ReportText.fixed(100 * (1 - PortableMath.normalProbability(z)), 2)
    }
    var lines = [
      "## Device", "", device.name, "",
      "| quantity | median | fit | source |", "|---|---|---|---|",
      row("V_SET", "V", statistics.vSet), row("\\|V_RST\\|", "V", statistics.vReset),
      row("R_LRS", "Ω", statistics.rLRS), row("R_HRS", "Ω", statistics.rHRS), "",
      "Written with ±\(operation.writeVoltage) for \(operation.writePulse), read at "
        + "\(operation.readVoltage), a one below \(operation.threshold). By the fits, V_SET exceeds the "
        + "write voltage in \(tail(statistics.vSet, operation.writeVoltage.value)) % of devices, "
        + "|V_RST| in \(tail(statistics.vReset, operation.writeVoltage.value)) %. "
        + "Wires: \(ReportText.fixed(wiring.bitLineSegment.value, 2)) Ω a bit-line segment, "
        + "\(ReportText.fixed(wiring.bottomContact.value, 2)) Ω a bottom contact.", "",
    ]
    if device.yield < 1 {
      lines += [
        "**Not in the figures below:** the source reports that \(ReportText.fixed(device.yield * 100, 0)) % of the "
          + "devices of a batch work at all. They hold for an array whose every device is one of those; without "
          + "spares or repair, no array of \(design.cellCount) cells is.", "",
      ]
    }
    if !device.disagreements.isEmpty {
      lines += [
        "Where the source contradicts itself:", "",
        "| quantity | used here | also stated | effect |",
        "|---|---|---|---|",
      ]
      for d in device.disagreements {
        let cells = [d.quantity, d.used, d.other, d.effect].map {
          $0.replacing("|", with: "\\|")
        }
        lines.append("| \(cells.joined(separator: " | ")) |")
      }
      lines.append("")
    }
    return lines
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
    lines += ["", "In brackets: 95 % confidence intervals. Causes of wrong bits:", ""]
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
