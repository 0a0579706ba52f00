internal import CrossbarCore
public import CrossbarDocuments

/// What a device file says to people beside what is read from it: how every number was found.
public struct DeviceEvidence: Hashable, Sendable {
  /// Lines of comment at the head of the file.
  public var heading: String
  /// Blocks of `evidence` under the quantities.
  public var quantities: [DeviceQuantity: DocumentNode]
  /// The block of `evidence` under the correlation, and under the yield.
  public var correlation: DocumentNode?
  public var yield: DocumentNode?
  /// The block of `evidence` under the compact model.
  public var compactModel: DocumentNode?
  /// Blocks of `evidence` under the measurement files, in their order; may be fewer than the files.
  public var measurements: [DocumentNode?]
  /// The mapping `extraction`: how values were taken from sweeps.
  public var extraction: DocumentNode?

  public init(
    heading: String = "", quantities: [DeviceQuantity: DocumentNode] = [:],
    correlation: DocumentNode? = nil, yield: DocumentNode? = nil,
    compactModel: DocumentNode? = nil, measurements: [DocumentNode?] = [],
    extraction: DocumentNode? = nil
  ) {
    self.heading = heading
    self.quantities = quantities
    self.correlation = correlation
    self.yield = yield
    self.compactModel = compactModel
    self.measurements = measurements
    self.extraction = extraction
  }
}

/// Writes `device.yaml`, such that ``DeviceFile/parse(_:file:)`` gives the device back.
public enum DeviceFileWriter {
  /// The text of a device file, in the order of the format; the same device and evidence give the same bytes.
  public static func text(_ device: Device, evidence: DeviceEvidence = DeviceEvidence()) -> String {
    document(device, evidence: evidence).text
  }

  /// The tree of a device file.
  public static func document(
    _ device: Device, evidence: DeviceEvidence = DeviceEvidence()
  ) -> DocumentNode {
    var root: DocumentNode = [:]
    let format = DocumentNode(DeviceFile.format)
    root.append("format", evidence.heading.isEmpty ? format : format.above(evidence.heading))
    root.append("name", DocumentNode(device.name))
    root.append("source", optional: text(device.source))
    root.append("statistics", statistics(device.statistics, evidence).spaced)
    root.append(
      "yield_fraction",
      DocumentNode(device.yield).beside("share of fabricated devices that work").spaced)
    root.append("yield", optional: device.yieldCount.map { yield($0, evidence.yield) })
    if device.enduranceCycles < Int.max {
      root.append(
        "endurance_cycles",
        DocumentNode(device.enduranceCycles).beside("programming cycles that devices survive"))
    }
    if device.retention.value > 0 {
      root.append("retention_s", DocumentNode(device.retention.value).beside("seen to persist"))
    }
    root.append("operation", operation(device.operation).spaced)
    root.append(
      "compact_model", compactModel(device.constants, evidence.compactModel).spaced)
    root.append("switching", optional: device.switching.map { switching($0).spaced })
    if !device.measurements.isEmpty {
      root.append("measurements", measurements(device.measurements, evidence.measurements).spaced)
    }
    root.append("extraction", optional: evidence.extraction?.spaced)
    if !device.disagreements.isEmpty {
      root.append("disagreements", disagreements(device.disagreements).spaced)
    }
    return root
  }

  private static func text(_ text: String) -> DocumentNode? {
    text.isEmpty ? nil : DocumentNode(text)
  }

  private static func interval(_ interval: ClosedRange<Double>?) -> DocumentNode? {
    interval.map { .row([$0.lowerBound, $0.upperBound]) }
  }

  private static func statistics(
    _ statistics: DeviceStatistics, _ evidence: DeviceEvidence
  ) -> DocumentNode {
    var node: DocumentNode = [:]
    for (index, name) in DeviceQuantity.allCases.enumerated() {
      let block = quantity(statistics[name], name, evidence.quantities[name])
      node.append(name.rawValue, index == 0 ? block : block.spaced)
    }
    if let correlation = statistics.correlation {
      var block: DocumentNode = ["method": "gaussian-copula"]
      block.append("sample_size", optional: correlation.sampleSize.map { DocumentNode($0) })
      block.append(
        "matrix",
        DocumentNode.list(correlation.matrix.map { .row($0) })
          .beside("of normal scores; v_set, v_reset, r_lrs, r_hrs"))
      block.append("evidence", optional: evidence.correlation)
      node.append("correlation", block.spaced)
    }
    return node.above(
      "Device-to-device statistics; intervals are of 95 %, sample sizes count censored observations too."
    )
  }

  private static func quantity(
    _ measured: MeasuredDistribution, _ quantity: DeviceQuantity, _ evidence: DocumentNode?
  ) -> DocumentNode {
    var node: DocumentNode = [:]
    node.append("distribution", DocumentNode(measured.distribution.family.rawValue))
    node.append("unit", DocumentNode(quantity.unit))
    switch measured.distribution {
    case .lognormal(let base, _, _):
      node.append("log_base", base == .e ? "e" : DocumentNode(10))
    case .empirical(let quantiles):
      node.append("quantiles", self.quantiles(quantiles).beside("probability, value"))
    case .normal, .weibull, .gamma: break
    }
    for parameter in measured.parameters {
      node.append(parameter.name, DocumentNode(parameter.value))
      node.append("\(parameter.name)_interval", optional: interval(parameter.interval))
    }
    node.append("sigma_unbiased", optional: measured.sigmaUnbiased.map { DocumentNode($0) })
    node.append("sample_size", optional: measured.sampleSize.map { DocumentNode($0) })
    if let censored = measured.censored {
      let block: DocumentNode = [
        "right": DocumentNode(censored.right), "left": DocumentNode(censored.left),
        "interval": DocumentNode(censored.interval),
      ]
      node.append("censored", block.flow)
    }
    node.append("source", optional: text(measured.source))
    if !measured.files.isEmpty {
      node.append("files", DocumentNode.list(measured.files.map { DocumentNode($0) }))
    }
    node.append("evidence", optional: evidence)
    return quantity == .vReset ? node.beside("magnitude") : node
  }

  private static func quantiles(_ quantiles: EmpiricalQuantiles) -> DocumentNode {
    .list(zip(quantiles.probabilities, quantiles.values).map { .row([$0, $1]) })
  }

  private static func yield(_ count: YieldCount, _ evidence: DocumentNode?) -> DocumentNode {
    var node: DocumentNode = [
      "working": DocumentNode(count.working), "fabricated": DocumentNode(count.fabricated),
    ]
    node.append("wilson_interval", optional: interval(count.wilson))
    node.append("clopper_pearson_interval", optional: interval(count.clopperPearson))
    node.append("evidence", optional: evidence)
    return node
  }

  private static func operation(_ operation: OperatingPoint) -> DocumentNode {
    var node: DocumentNode = [
      "write_voltage_v": DocumentNode(operation.writeVoltage.value),
      "write_pulse_s": DocumentNode(operation.writePulse.value),
      "read_voltage_v": DocumentNode(operation.readVoltage.value),
      "read_pulse_s": DocumentNode(operation.readPulse.value),
      "pulse_edge_s": DocumentNode(operation.edge.value),
      "threshold_ohm": DocumentNode(operation.threshold.value),
      "initial_state": DocumentNode(operation.initialState.rawValue),
    ]
    if operation.temperature != OperatingPoint.roomTemperature {
      node.append("temperature_c", DocumentNode(operation.temperature))
    }
    return node
  }

  private static func compactModel(
    _ constants: CompactModelConstants, _ evidence: DocumentNode?
  ) -> DocumentNode {
    var node: DocumentNode = [
      "read_reference_v": DocumentNode(constants.readReference),
      "smoothing_v": DocumentNode(constants.smoothing),
      "threshold_time_s": DocumentNode(constants.thresholdTime),
      "minimum_time_s": DocumentNode(constants.minimumTime),
      "slope_above_v": DocumentNode(constants.slopeAbove),
      "slope_below_v": DocumentNode(constants.slopeBelow),
      "feedback": DocumentNode(constants.feedback),
      "relaxation_time_s": DocumentNode(constants.relaxationTime),
      "overdrive_bound_v": DocumentNode(constants.overdriveBound),
      "capacitance_f": DocumentNode(constants.capacitance),
      "non_volatile_current_a": DocumentNode(constants.nonVolatileCurrent),
    ]
    if let temperature = constants.temperature {
      node.append(
        "temperature",
        [
          "reference_c": DocumentNode(temperature.reference),
          "lrs_per_k": DocumentNode(temperature.lowCoefficient),
          "hrs_activation_ev": DocumentNode(temperature.highActivation),
          "switching_activation_ev": DocumentNode(temperature.switchingActivation),
        ])
    }
    if let noise = constants.readNoise {
      node.append(
        "read_noise",
        [
          "relative": DocumentNode(noise.relative), "bandwidth_hz": DocumentNode(noise.bandwidth),
        ])
    }
    node.append("evidence", optional: evidence)
    return node.above("Constants of the compact model; equations in verilog-a/memristor.va.")
  }

  private static func measurements(
    _ files: [MeasurementFile], _ evidence: [DocumentNode?]
  ) -> DocumentNode {
    .list(
      files.enumerated().map { index, file in
        var node: DocumentNode = [
          "file": DocumentNode(file.name), "sha256": DocumentNode(file.sha256),
        ]
        node.append("evidence", optional: index < evidence.count ? evidence[index] : nil)
        return node
      })
  }

  private static func disagreements(_ disagreements: [Disagreement]) -> DocumentNode {
    .list(
      disagreements.map {
        [
          "quantity": DocumentNode($0.quantity), "used": DocumentNode($0.used),
          "other": DocumentNode($0.other), "effect": DocumentNode($0.effect),
        ]
      })
  }
}
