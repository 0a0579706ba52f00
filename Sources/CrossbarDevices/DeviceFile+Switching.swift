internal import CrossbarCore
internal import CrossbarDocuments

extension DeviceFile {
  /// Most switching times that a device file may hold.
  private static let timeLimit = 1000

  /// - Parameter statistics: what the thresholds are compared with; nil where they are not to be compared.
  static func readSwitching(
    _ mapping: DocumentMapping, statistics: DeviceStatistics?
  ) -> SwitchingTargets? {
    var entries = mapping.mappings("times", required: false)
    if entries.count > timeLimit {
      mapping.report(
        "device/switching-count",
        "switching.times holds \(entries.count) entries; it must hold at most \(timeLimit)",
        key: "times", help: "pulse data go into a file for dendrite model --pulses")
      entries = []
    }
    var times: [(time: SwitchingTargets.Time, line: Int)] = []
    for entry in entries {
      guard let time = readTime(entry) else { continue }
      if let wrong = time.impossibility(statistics) {
        entry.report(
          "device/\(wrong.kind)", "\(entry.path) is \(wrong.message)", key: "voltage_v",
          help: wrong.help)
      } else {
        times.append((time, entry.line))
      }
    }
    checkOrder(times, mapping)
    let below = current(mapping, "volatile_below_a")
    let above = current(mapping, "non_volatile_above_a")
    if let below, let above, below >= above {
      mapping.report(
        "device/switching-current",
        "switching.volatile_below_a, \(below), is not below non_volatile_above_a, \(above)",
        key: "volatile_below_a", help: "what is lost at one current cannot persist at a smaller one"
      )
    }
    let source = mapping.string("source", default: "")
    let junction = mapping.mapping("junction", required: false).flatMap(readJunction)
    mapping.end()
    return SwitchingTargets(
      times: times.map(\.time), volatileBelow: below, nonVolatileAbove: above,
      source: source ?? "", junction: junction)
  }

  private static func current(_ mapping: DocumentMapping, _ key: String) -> Double? {
    mapping.contains(key) ? mapping.double(key, in: 1e-12...1) : nil
  }

  private static func readTime(_ mapping: DocumentMapping) -> SwitchingTargets.Time? {
    let polarity = mapping.word("polarity", as: SwitchingTargets.Polarity.self)
    let voltage = mapping.double("voltage_v", in: -1000...1000)
    let threshold =
      mapping.contains("threshold_v") ? mapping.double("threshold_v", in: 1e-3...1000) : nil
    let source = mapping.string("source", default: "")
    let range = 1e-12...1e6
    let forms = ["time_s", "time_s_at_most", "time_s_at_least", "time_s_between"]
    let given = forms.filter { mapping.contains($0) }
    var bounds: (shortest: Double, longest: Double)?
    if given.count == 1 {
      switch given[0] {
      case "time_s": bounds = mapping.double("time_s", in: range).map { ($0, $0) }
      case "time_s_at_most": bounds = mapping.double("time_s_at_most", in: range).map { (0, $0) }
      case "time_s_at_least":
        bounds = mapping.double("time_s_at_least", in: range).map { ($0, .infinity) }
      default:
        bounds = mapping.interval("time_s_between", around: nil, name: "", in: range)
          .map { ($0.lowerBound, $0.upperBound) }
      }
    } else {
      mapping.report(
        "device/switching-time",
        given.isEmpty
          ? "\(mapping.path) states no time"
          : "\(mapping.path) states \(given.joined(separator: " and "))",
        line: mapping.line, help: "state one of \(forms.joined(separator: ", "))")
    }
    for form in forms { _ = mapping.value(form) }
    _ = mapping.value("threshold_v")
    mapping.end()
    guard let polarity, let voltage, let bounds, let source else { return nil }
    return SwitchingTargets.Time(
      polarity: polarity, voltage: voltage, shortest: bounds.shortest, longest: bounds.longest,
      threshold: threshold, source: source)
  }

  /// Every time that contradicts an earlier one, once.
  private static func checkOrder(
    _ times: [(time: SwitchingTargets.Time, line: Int)], _ mapping: DocumentMapping
  ) {
    for (index, entry) in times.enumerated() {
      guard let other = times[..<index].first(where: { $0.time.contradicts(entry.time) }) else {
        continue
      }
      mapping.report(
        "device/switching-order",
        "the switching time at \(entry.time.voltage) V contradicts that at \(other.time.voltage) V in line "
          + "\(other.line)",
        line: entry.line, help: "a larger voltage must switch in a shorter time")
    }
  }

  private static func readJunction(_ mapping: DocumentMapping) -> SwitchingTargets.Junction? {
    let area = mapping.double("area_m2", in: 1e-18...1)
    let thickness = mapping.double("thickness_m", in: 1e-10...1e-2)
    let permittivity = mapping.double("relative_permittivity", in: 1...1e5)
    mapping.end()
    guard let area, let thickness, let permittivity else { return nil }
    let junction = SwitchingTargets.Junction(
      area: area, thickness: thickness, permittivity: permittivity)
    guard capacitances.contains(junction.capacitance) else {
      mapping.report(
        "device/junction",
        "\(mapping.path) has a capacitance of \(junction.capacitance) F; it must lie between "
          + "\(capacitances.lowerBound) and \(capacitances.upperBound)",
        line: mapping.line)
      return nil
    }
    return junction
  }
}
