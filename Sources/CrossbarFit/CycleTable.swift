internal import CrossbarDevices
internal import CrossbarTemplates
internal import CrossbarCore
public import CrossbarMeasurement
internal import CrossbarStatistics

/// The records of all cycles as CSV, which `dendrite fit` reads back as a table of values.
public enum CycleTable {
  /// A line a cycle; bounds are written `>5`, `<1000`, `3..4`.
  public static func csv(_ records: [CycleRecord]) -> String {
    let sink = ByteSink()
    sink.append(
      """
      device,batch,cycle,v_set_v,v_reset_v,r_lrs_ohm,r_hrs_ohm,v_set_limit_v,v_reset_limit_v,compliance_a,\
      lrs_exponent,lrs_exponent_error,hrs_exponent,hrs_exponent_error,reversed,flags,file,sheet,line

      """)
    for record in records {
      let exponents = [record.lrsExponent, record.hrsExponent].flatMap {
        [number($0?.value), number($0?.error)]
      }
      let cells =
        [quoted(record.device), quoted(record.batch ?? ""), "\(record.cycle)"]
        + DeviceQuantity.allCases.map { bound(record.values[$0]) }
        + [
          number(record.limits[.vSet]), number(record.limits[.vReset]), number(record.compliance),
        ] + exponents + [
          record.isReversed ? "yes" : "no", record.flags.map(\.rawValue).joined(separator: " "),
          quoted(record.origin.file), quoted(record.origin.sheet ?? ""), "\(record.origin.line)",
        ]
      sink.append(text: cells.joined(separator: ","))
      sink.endLine()
    }
    return String(decoding: sink.bytes, as: UTF8.self)
  }

  private static func number(_ value: Double?) -> String {
    value.map { $0.isFinite ? $0.shortestText : "" } ?? ""
  }

  static func bound(_ observation: Observation?) -> String {
    switch observation {
    case nil: ""
    case .exact(let value): value.shortestText
    case .above(let value): ">\(value.shortestText)"
    case .below(let value): "<\(value.shortestText)"
    case .between(let low, let high): "\(low.shortestText)..\(high.shortestText)"
    }
  }

  /// A text as a cell: in quotes where it holds a comma, a quote or a line break, or might be taken for a number.
  private static func quoted(_ text: String) -> String {
    let special = text.contains { $0 == "," || $0 == "\"" || $0 == ";" || $0.isNewline }
    return special ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }
}

extension CycleRecord {
  /// A cycle in a line, for a first look at few of them.
  var line: String {
    let told = DeviceQuantity.allCases.compactMap { quantity -> String? in
      guard let value = values[quantity] else { return nil }
      let text = value.exactValue.map { FitText.number($0, 4) } ?? CycleTable.bound(value)
      return "\(quantity.symbol) \(text) \(quantity.unitSymbol)"
    }
    return "\(deviceKey), cycle \(cycle): "
      + (told.isEmpty ? "no value" : told.joined(separator: ", "))
      + (flags.isEmpty ? "" : "; \(flags.map(\.rawValue).joined(separator: ", "))")
  }
}
