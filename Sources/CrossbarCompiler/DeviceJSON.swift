internal import CrossbarDevices
internal import CrossbarDocuments

/// A device's statistics as data, for `verify.json`, under the names of the device file.
enum DeviceJSON {
  static func document(_ device: Device) -> JSONValue {
    let statistics = device.statistics
    var members: [(String, JSONValue)] = DeviceQuantity.allCases.map {
      ($0.rawValue, json(statistics[$0], unit: $0.unit))
    }
    if let correlation = statistics.correlation {
      var block: [(String, JSONValue)] = [("method", .string("gaussian-copula"))]
      if let size = correlation.sampleSize { block.append(("sample_size", .integer(size))) }
      block.append(("matrix", .array(correlation.matrix.map { .row($0.map { .number($0) }) })))
      members.append(("correlation", .object(block)))
    }
    var root: [(String, JSONValue)] = [
      ("name", .string(device.name)), ("statistics", .object(members)),
      ("yield_fraction", .number(device.yield)),
    ]
    if let count = device.yieldCount {
      var block: [(String, JSONValue)] = [
        ("working", .integer(count.working)), ("fabricated", .integer(count.fabricated)),
      ]
      if let wilson = count.wilson { block.append(("wilson_interval", json(wilson))) }
      if let exact = count.clopperPearson {
        block.append(("clopper_pearson_interval", json(exact)))
      }
      root.append(("yield", .object(block)))
    }
    if !device.measurements.isEmpty {
      let files = device.measurements.map { file -> JSONValue in
        .inlineObject([("file", .string(file.name)), ("sha256", .string(file.sha256))])
      }
      root.append(("measurements", .array(files)))
    }
    return .object(root)
  }

  private static func json(_ interval: ClosedRange<Double>) -> JSONValue {
    .row([.number(interval.lowerBound), .number(interval.upperBound)])
  }

  private static func json(_ measured: MeasuredDistribution, unit: String) -> JSONValue {
    let distribution = measured.distribution
    var members: [(String, JSONValue)] = [
      ("distribution", .string(distribution.family.rawValue)), ("unit", .string(unit)),
    ]
    switch distribution {
    case .lognormal(let base, _, _): members.append(("log_base", .string(base.rawValue)))
    case .empirical(let quantiles):
      members.append(
        (
          "quantiles",
          .array(
            zip(quantiles.probabilities, quantiles.values).map {
              .row([.number($0), .number($1)])
            })
        ))
    case .normal, .weibull, .gamma: break
    }
    for parameter in measured.parameters {
      members.append((parameter.name, .number(parameter.value)))
      if let interval = parameter.interval {
        members.append(("\(parameter.name)_interval", json(interval)))
      }
    }
    members.append(("median", .number(measured.median)))
    if let size = measured.sampleSize { members.append(("sample_size", .integer(size))) }
    if let censored = measured.censored {
      members.append(
        (
          "censored",
          .inlineObject([
            ("right", .integer(censored.right)), ("left", .integer(censored.left)),
            ("interval", .integer(censored.interval)),
          ])
        ))
    }
    if !measured.source.isEmpty { members.append(("source", .string(measured.source))) }
    if !measured.files.isEmpty {
      members.append(("files", .array(measured.files.map { .string($0) })))
    }
    return .object(members)
  }
}
