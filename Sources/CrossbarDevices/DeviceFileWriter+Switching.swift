internal import CrossbarCore
internal import CrossbarDocuments

extension DeviceFileWriter {
  static func switching(_ targets: SwitchingTargets) -> DocumentNode {
    var node: DocumentNode = .mapping([])
    if !targets.times.isEmpty {
      node.append("times", .list(targets.times.map { time($0).flow }))
    }
    node.append("volatile_below_a", optional: targets.volatileBelow.map { DocumentNode($0) })
    node.append("non_volatile_above_a", optional: targets.nonVolatileAbove.map { DocumentNode($0) })
    if !targets.source.isEmpty { node.append("source", DocumentNode(targets.source)) }
    if let junction = targets.junction {
      node.append(
        "junction",
        [
          "area_m2": DocumentNode(junction.area),
          "thickness_m": DocumentNode(junction.thickness),
          "relative_permittivity": DocumentNode(junction.permittivity),
        ])
    }
    return node.above("What the constants of the compact model are fitted to; see dendrite model.")
  }

  private static func time(_ time: SwitchingTargets.Time) -> DocumentNode {
    var node: DocumentNode = [
      "polarity": DocumentNode(time.polarity.rawValue), "voltage_v": DocumentNode(time.voltage),
    ]
    if time.isExact {
      node.append("time_s", DocumentNode(time.shortest))
    } else if time.shortest == 0 {
      node.append("time_s_at_most", DocumentNode(time.longest))
    } else if time.longest == .infinity {
      node.append("time_s_at_least", DocumentNode(time.shortest))
    } else {
      node.append("time_s_between", .row([time.shortest, time.longest]))
    }
    node.append("threshold_v", optional: time.threshold.map { DocumentNode($0) })
    if !time.source.isEmpty { node.append("source", DocumentNode(time.source)) }
    return node
  }
}
