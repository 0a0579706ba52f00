internal import CrossbarDevices
internal import CrossbarCore
internal import CrossbarMeasurement
internal import CrossbarStatistics
internal import CrossbarTemplates

/// Plots of a quantity's distribution with its fit.
enum DistributionPlots {
  private static let gridSize = 120

  /// Histogram with density, and distribution function with band.
  static func distribution(_ fit: QuantityFit) throws(Diagnostics) -> PlotFile? {
    let values = fit.sample.exactValues.filter { $0 > 0 }.sorted()
    guard let empirical = fit.empirical, values.count > 1 else { return nil }
    let scale = PlotScale(values, quantity: fit.quantity)
    let places = scale.grid(gridSize)
    let bins = Histogram(values, scale: scale)
    var data = PlotData()
    data.begin("bin centre, left, right, count")
    for bin in bins.bins { data.row(bin.centre, bin.low, bin.high, Double(bin.count)) }
    data.begin("\(fit.quantity.unit), share below (Kaplan-Meier where values are censored)")
    for point in empirical.points { data.row(point.value, point.probability) }
    let others = fit.assessments.compactMap { assessment -> FamilyFit? in
      guard case .success(let other) = assessment.fit else { return nil }
      return other.family == fit.drawn?.family ? nil : other
    }
    data.begin(
      "\(fit.quantity.unit), fit below, band low, band high, counts by the fit"
        + others.map { ", \($0.distribution.family.rawValue)" }.joined())
    for place in places {
      var row = [place]
      if let chosen = fit.drawn {
        let tail = chosen.tailProbability(above: place).estimate
        row += [
          chosen.distribution.cumulative(place), 1 - tail.high, 1 - tail.low,
          expected(bins, at: place, scale: scale, count: fit.sample.observations.count) {
            chosen.distribution.cumulative($0)
          },
        ]
      } else {
        row += [.nan, .nan, .nan, .nan]
      }
      data.row(row + others.map { $0.distribution.cumulative(place) })
    }
    let names = others.enumerated().map { index, other -> [String: TemplateValue] in
      [
        "column": .integer(index + 6), "dash": .integer(index + 2),
        "name": .text(other.distribution.family.rawValue),
      ]
    }
    return try PlotFile(
      name: "\(fit.quantity.rawValue)-distribution",
      caption: "\(fit.quantity.symbol): histogram, and distribution with the fit and its 95 % band",
      template: TemplateLibrary.plotDistribution,
      values: scale.values.merging([
        "quantity": .text(fit.quantity.symbol), "label": .text(fit.quantity.axisLabel),
        "low": .number(scale.low.sixDigits),
        "high": .number(scale.high.sixDigits),
        "subtitle": .text(FitSentence.model(fit).quotedForGnuplot),
        "test": .text(FitSentence.test(fit).quotedForGnuplot), "family": .text(fit.drawnName),
        "others": .list(names),
      ]) { $1 }, data: data)
  }

  /// Quantiles of the fit against the measured ones.
  static func quantiles(_ fit: QuantityFit) throws(Diagnostics) -> PlotFile? {
    guard let chosen = fit.drawn, let empirical = fit.empirical else { return nil }
    let points = empirical.points.filter {
      $0.value > 0 && $0.probability > 0 && $0.probability < 1
    }
    guard points.count > 2 else { return nil }
    var data = PlotData()
    data.begin("quantile of the fit, measured quantile, band low, band high (\(fit.quantity.unit))")
    for point in points {
      let theory = chosen.distribution.quantile(point.probability)
      let tail = chosen.tailProbability(above: theory).estimate
      data.row(
        theory, point.value, chosen.distribution.quantile(1 - tail.high),
        chosen.distribution.quantile(1 - tail.low))
    }
    let scale = PlotScale(points.map(\.value), quantity: fit.quantity)
    return try PlotFile(
      name: "\(fit.quantity.rawValue)-quantiles",
      caption: "\(fit.quantity.symbol): measured quantiles against those of the fit",
      template: TemplateLibrary.plotQuantiles,
      values: scale.values.merging([
        "quantity": .text(fit.quantity.symbol), "label": .text(fit.quantity.axisLabel),
        "subtitle": .text(FitSentence.model(fit).quotedForGnuplot), "family": .text(fit.drawnName),
      ]) { $1 }, data: data)
  }

  /// Observations that the fit expects in a bin around `place`, of the width of the histogram's bins.
  private static func expected(
    _ bins: Histogram, at place: Double, scale: PlotScale, count: Int,
    cumulative: (Double) -> Double
  ) -> Double {
    let low = scale.isLogarithmic ? place / bins.ratio.squareRoot() : place - bins.width / 2
    let high = scale.isLogarithmic ? place * bins.ratio.squareRoot() : place + bins.width / 2
    return Double(count) * (cumulative(high) - cumulative(max(low, 0)))
  }
}

/// Counts in bins that are even on the axis.
struct Histogram {
  struct Bin {
    var low: Double
    var high: Double
    var centre: Double
    var count: Int
  }

  var bins: [Bin]
  /// Width of a bin on a linear axis.
  let width: Double
  /// High over low of a bin on a logarithmic axis.
  let ratio: Double

  /// - Parameter values: ascending and positive, at least two.
  init(_ values: [Double], scale: PlotScale) {
    let count = min(40, max(6, Int((2 * Double(values.count).squareRoot()).rounded())))
    let low = scale.isLogarithmic ? scale.low : 0
    width = (scale.high - low) / Double(count)
    ratio =
      scale.isLogarithmic
      ? PortableMath.exp(PortableMath.log(scale.high / scale.low) / Double(count)) : 1
    var edges = [low]
    for index in 1...count {
      edges.append(
        scale.isLogarithmic ? edges[index - 1] * ratio : low + width * Double(index))
    }
    var bins: [Bin] = []
    var next = 0
    for index in 0..<count {
      let start = next
      while next < values.count && (values[next] < edges[index + 1] || index == count - 1) {
        next += 1
      }
      bins.append(
        Bin(
          low: edges[index], high: edges[index + 1],
          centre: scale.isLogarithmic
            ? (edges[index] * edges[index + 1]).squareRoot()
            : (edges[index] + edges[index + 1]) / 2, count: next - start))
    }
    self.bins = bins
  }
}
