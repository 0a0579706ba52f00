internal import CrossbarCore
internal import CrossbarDocuments

extension DeviceFile {
  /// - Parameter files: names of the measurement files; nil where they are not known.
  static func readStatistics(_ mapping: DocumentMapping, files: Set<String>?) -> DeviceStatistics? {
    let vSet = readQuantity(mapping, .vSet, files)
    let vReset = readQuantity(mapping, .vReset, files)
    let rLRS = readQuantity(mapping, .rLRS, files)
    let rHRS = readQuantity(mapping, .rHRS, files)
    let correlation = mapping.mapping("correlation", required: false).flatMap(readCorrelation)
    mapping.end()
    guard let vSet, let vReset, let rLRS, let rHRS else { return nil }
    return DeviceStatistics(
      vSet: vSet, vReset: vReset, rLRS: rLRS, rHRS: rHRS, correlation: correlation)
  }

  private static func readQuantity(
    _ parent: DocumentMapping, _ quantity: DeviceQuantity, _ known: Set<String>?
  ) -> MeasuredDistribution? {
    guard let mapping = parent.mapping(quantity.rawValue) else { return nil }
    let family = mapping.word("distribution", as: DeviceDistribution.Family.self)
    let unit = mapping.string("unit")
    if let unit, unit != quantity.unit {
      mapping.report(
        "device/unit", "\(mapping.path).unit is \(unit); it must be \(quantity.unit)", key: "unit")
    }
    let size =
      mapping.contains("sample_size") ? mapping.integer("sample_size", in: 1...Int.max) : nil
    let censored = mapping.mapping("censored", required: false).flatMap {
      readCensored($0, of: size)
    }
    let source = mapping.string("source", default: "")
    let files = readFiles(mapping, known)
    _ = mapping.value("evidence")
    let fit = family.flatMap { readFit(mapping, $0, unit: quantity.unit) }
    // Without a family nobody knows which parameters belong here.
    if family != nil { mapping.end() }
    guard let fit, let source else { return nil }
    return MeasuredDistribution(
      fit.distribution, firstInterval: fit.firstInterval, secondInterval: fit.secondInterval,
      sigmaUnbiased: fit.sigmaUnbiased, sampleSize: size, censored: censored, source: source,
      files: files)
  }

  private struct Fit {
    var distribution: DeviceDistribution
    var firstInterval: ClosedRange<Double>?
    var secondInterval: ClosedRange<Double>?
    var sigmaUnbiased: Double?
  }

  private static func readFit(
    _ mapping: DocumentMapping, _ family: DeviceDistribution.Family, unit: String
  ) -> Fit? {
    let scale = DeviceDistribution.bounds
    let fit: Fit?
    switch family {
    case .lognormal:
      let base = mapping.word("log_base", as: DeviceDistribution.LogBase.self)
      fit = readParameters(mapping, ("mu", -50...50), ("sigma", 1e-9...20)) { mu, sigma in
        base.map { .lognormal(base: $0, mu: mu, sigma: sigma) }
      }
    case .normal:
      fit = readParameters(mapping, ("mean", scale), ("sigma", scale)) {
        .normal(mean: $0, sigma: $1)
      }
    case .weibull:
      fit = readParameters(mapping, ("shape", 1e-2...1e6), ("scale", scale)) {
        .weibull(shape: $0, scale: $1)
      }
    case .gamma:
      fit = readParameters(mapping, ("shape", 1e-2...1e6), ("scale", scale)) {
        .gamma(shape: $0, scale: $1)
      }
    case .empirical:
      fit = readQuantiles(mapping).map { Fit(distribution: .empirical($0)) }
    }
    guard let fit, isInBounds(fit.distribution, mapping, unit: unit) else { return nil }
    return fit
  }

  /// Two parameters with their intervals and, where the second is σ, its unbiased estimate.
  private static func readParameters(
    _ mapping: DocumentMapping, _ first: (key: String, range: ClosedRange<Double>),
    _ second: (key: String, range: ClosedRange<Double>),
    _ make: (Double, Double) -> DeviceDistribution?
  ) -> Fit? {
    let one = mapping.double(first.key, in: first.range)
    let two = mapping.double(second.key, in: second.range)
    let oneInterval = mapping.interval(
      "\(first.key)_interval", around: one, name: first.key, in: -1e25...1e25)
    let twoInterval = mapping.interval(
      "\(second.key)_interval", around: two, name: second.key, in: 0...1e25)
    var unbiased: Double?
    if second.key == "sigma" && mapping.contains("sigma_unbiased") {
      unbiased = mapping.double("sigma_unbiased", in: second.range)
      if let two, let value = unbiased, value < two {
        mapping.report(
          "device/unbiased",
          "\(mapping.path).sigma_unbiased, \(value), is below sigma, \(two)", key: "sigma_unbiased",
          help: "sigma is the estimate of largest likelihood, which divides by n and not by n − 1")
      }
    }
    guard let one, let two, let distribution = make(one, two) else { return nil }
    return Fit(
      distribution: distribution, firstInterval: oneInterval, secondInterval: twoInterval,
      sigmaUnbiased: unbiased)
  }

  /// Most quantiles that a file may hold.
  private static let quantileLimit = 10_000

  private static func readQuantiles(_ mapping: DocumentMapping) -> EmpiricalQuantiles? {
    guard let pairs = mapping.sequence("quantiles") else { return nil }
    let path = "\(mapping.path).quantiles"
    guard (2...quantileLimit).contains(pairs.count) else {
      mapping.report(
        "device/quantiles",
        "\(path) holds \(pairs.count) pairs; it must hold 2 to \(quantileLimit)", key: "quantiles")
      return nil
    }
    var probabilities: [Double] = []
    var values: [Double] = []
    let bounds = DeviceDistribution.bounds
    for (index, pair) in pairs.enumerated() {
      let name = "\(path)[\(index)]"
      guard
        let numbers = mapping.numbers(pair, path: name, count: 2, in: 0...bounds.upperBound)
      else { return nil }
      let (probability, value) = (numbers[0], numbers[1])
      func refuse(_ why: String) {
        mapping.report(
          "device/quantiles", "\(name) is [\(probability), \(value)]; \(why)", line: pair.line)
      }
      guard bounds.contains(value) else {
        refuse("values must lie between \(bounds.lowerBound) and \(bounds.upperBound)")
        return nil
      }
      if index == 0 && probability != 0 {
        refuse("the first probability must be 0")
        return nil
      }
      if index == pairs.count - 1 && probability != 1 {
        refuse("the last probability must be 1")
        return nil
      }
      if let last = probabilities.last, probability <= last {
        refuse("probabilities must ascend")
        return nil
      }
      if let last = values.last, value < last {
        refuse("values must not descend")
        return nil
      }
      probabilities.append(probability)
      values.append(value)
    }
    return EmpiricalQuantiles(probabilities: probabilities, values: values)
  }

  /// Whether values are ones that the compact model holds for: of a lognormal distribution all that are ever drawn, of
  /// the others the median (their tails reach zero, and draws are brought into the bounds).
  private static func isInBounds(
    _ distribution: DeviceDistribution, _ mapping: DocumentMapping, unit: String
  ) -> Bool {
    let bounds = DeviceDistribution.bounds
    if case .lognormal = distribution {
      let extremes = [distribution.value(atScore: -8.5), distribution.value(atScore: 8.5)]
      if bounds.contains(extremes[0]) && bounds.contains(extremes[1]) { return true }
      mapping.report(
        "device/spread",
        "\(mapping.path) spans \(extremes[0]) to \(extremes[1]) \(unit) within 8.5 σ; "
          + "the compact model holds between 1e-12 and 1e+20", key: "sigma",
        help: "is the base of the logarithm right?")
      return false
    }
    if bounds.contains(distribution.median) { return true }
    mapping.report(
      "device/spread",
      "the median of \(mapping.path) is \(distribution.median) \(unit); "
        + "the compact model holds between 1e-12 and 1e+20", key: "distribution")
    return false
  }

  private static func readCensored(_ mapping: DocumentMapping, of size: Int?) -> CensoredCounts? {
    let right = mapping.integer("right", in: 0...Int.max, default: 0)
    let left = mapping.integer("left", in: 0...Int.max, default: 0)
    let interval = mapping.integer("interval", in: 0...Int.max, default: 0)
    mapping.end()
    guard let right, let left, let interval else { return nil }
    let (sum, overflow) = right.addingReportingOverflow(left)
    let (total, overflows) = sum.addingReportingOverflow(interval)
    if overflow || overflows || total > size ?? Int.max {
      mapping.report(
        "device/censored",
        "\(mapping.path) counts more observations than sample_size"
          + (size.map { ", \($0)" } ?? ""), line: mapping.line,
        help: "sample_size counts the censored observations as well")
      return nil
    }
    return CensoredCounts(right: right, left: left, interval: interval)
  }

  private static func readFiles(_ mapping: DocumentMapping, _ known: Set<String>?) -> [String] {
    guard let elements = mapping.sequence("files", required: false) else { return [] }
    return elements.enumerated().compactMap { index, element in
      guard case .scalar(let name, _) = element.content else {
        mapping.report(
          "document/type", "\(mapping.path).files[\(index)] must be a text", line: element.line)
        return nil
      }
      if known?.contains(name) == false {
        mapping.report(
          "device/measurement",
          "\(mapping.path).files names \(name), which is not among the measurements",
          line: element.line)
      }
      return name
    }
  }

  private enum CorrelationMethod: String, CaseIterable { case gaussianCopula = "gaussian-copula" }

  private static func readCorrelation(_ mapping: DocumentMapping) -> ScoreCorrelation? {
    _ = mapping.word("method", as: CorrelationMethod.self)
    let size =
      mapping.contains("sample_size") ? mapping.integer("sample_size", in: 1...Int.max) : nil
    let rows = mapping.sequence("matrix")
    _ = mapping.value("evidence")
    mapping.end()
    guard let rows else { return nil }
    let path = "\(mapping.path).matrix"
    func refuse(_ message: String, line: Int, help: String? = nil) {
      mapping.report("device/correlation", message, line: line, help: help)
    }
    let count = ScoreCorrelation.count
    guard rows.count == count else {
      refuse(
        "\(path) has \(rows.count) rows; it must be \(count) × \(count), in the order v_set, v_reset, r_lrs, r_hrs",
        line: mapping.line(of: "matrix"))
      return nil
    }
    var matrix: [[Double]] = []
    for (index, row) in rows.enumerated() {
      guard
        let numbers = mapping.numbers(row, path: "\(path)[\(index)]", count: count, in: -1...1)
      else { return nil }
      matrix.append(numbers)
    }
    do throws(ScoreCorrelation.Fault) {
      return try ScoreCorrelation(matrix: matrix, sampleSize: size)
    } catch {
      switch error {
      case .diagonal(let i):
        refuse(
          "\(path)[\(i)][\(i)] is \(matrix[i][i]); a quantity's correlation with itself is 1",
          line: rows[i].line)
      case .asymmetry(let i, let j), .range(let i, let j):
        refuse(
          "\(path)[\(i)][\(j)] is \(matrix[i][j]) and [\(j)][\(i)] is \(matrix[j][i]); "
            + "the matrix must be symmetric", line: rows[i].line)
      case .notPositiveDefinite, .shape:
        refuse(
          "\(path) is not positive definite: no four quantities have these correlations",
          line: mapping.line(of: "matrix"),
          help: "estimate all entries from the same devices, or shrink them toward 0")
      }
      return nil
    }
  }
}
