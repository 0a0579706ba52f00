internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarDocuments
internal import CrossbarMeasurement

extension FitResult {
  /// The device file: what a compilation reads, and the evidence behind it.
  public var deviceText: String {
    var quantities: [DeviceQuantity: DocumentNode] = [:]
    for fit in self.quantities { quantities[fit.quantity] = Evidence.quantity(fit) }
    return DeviceFileWriter.text(
      device,
      evidence: DeviceEvidence(
        heading: heading, quantities: quantities,
        correlation: correlation.map(Evidence.correlation), yield: Evidence.yield(yield),
        compactModel: modelFit?.evidence(by: "dendrite fit"),
        measurements: sources.map {
          [
            "bytes": DocumentNode($0.size),
            "read_as": .list($0.tables.prefix(50).map { DocumentNode($0) }),
          ]
        },
        extraction: extraction))
  }

  private var heading: String {
    "Fitted to measurements by dendrite fit. What stands under `evidence` and `extraction` is for people;\n"
      + "the rest is what dendrite compile --device reads. Numbers may be edited: the file is checked when read."
  }

  /// How values were taken from sweeps, and what is not measured but taken over.
  private var extraction: DocumentNode {
    var node: DocumentNode = [
      "switching": DocumentNode(options.extraction.definition.rawValue),
      "read_voltage_v": DocumentNode(options.extraction.readVoltage),
      "current_floor_a": DocumentNode(currentFloor.sixDigits),
      "minimal_jump_decades": DocumentNode(options.extraction.minimalJump),
      "cycles": DocumentNode(options.cycles.rawValue),
      "bootstrap": [
        "replicates": DocumentNode(options.replicates), "seed": DocumentNode("\(options.seed)"),
      ],
    ]
    if !inherited.isEmpty {
      node.append("not_measured", .list(inherited.map { DocumentNode($0.rawValue) }).flow)
    }
    if let threshold {
      node.append(
        "threshold_ohm",
        DocumentNode(threshold).beside(
          "where R_LRS lies above as often as R_HRS below; see operation"))
    }
    if !conduction.isEmpty { node.append("conduction", .list(conduction.map { DocumentNode($0) })) }
    if !lifetime.lines.isEmpty {
      node.append("lifetime", .list(lifetime.lines.map { DocumentNode($0) }))
    }
    let flags = records.flagCounts.map {
      DocumentNode.Member($0.flag.rawValue, DocumentNode($0.count))
    }
    node.append("cycles_read", DocumentNode(records.count))
    if !flags.isEmpty { node.append("flags", DocumentNode.mapping(flags).flow) }
    if !warnings.isEmpty {
      node.append("warnings", .list(warnings.prefix(100).map { DocumentNode("\($0)") }))
    }
    return node
  }

  /// How values were taken from sweeps, as a sentence.
  var extractionSentence: String {
    "V_SET and V_RST by definition '\(options.extraction.definition.rawValue)', resistances at "
      + "\(FitText.number(options.extraction.readVoltage)) V, current floor \(FitText.number(currentFloor)) A."
  }
}
