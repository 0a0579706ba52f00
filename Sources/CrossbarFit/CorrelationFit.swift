public import CrossbarDevices
internal import CrossbarMeasurement
public import CrossbarStatistics

/// How the four quantities of one cycle go together.
public struct CorrelationFit: Sendable {
  /// Two quantities over the cycles that show both exactly.
  public struct Pair: Sendable {
    public var first: DeviceQuantity
    public var second: DeviceQuantity
    public var spearman: Association
    public var kendall: Association
    public var count: Int
  }

  public var pairs: [Pair]
  /// Correlation of the normal scores, for a Gaussian copula: 4 × 4 in the order of `DeviceQuantity.allCases`.
  public var matrix: [[Double]]
  /// Whether the matrix was moved to the nearest one that is positive definite.
  public var isRepaired: Bool
  /// Fewest cycles behind any pair.
  public var count: Int

  /// Fewest cycles that a pair's correlation is taken from.
  static let fewest = 8

  /// nil where no pair of quantities has enough cycles.
  init?(_ records: [CycleRecord]) {
    let columns = DeviceQuantity.allCases.map { quantity in
      records.map { record -> Double? in
        record.flags.contains(where: \.isDead) ? nil : record.values[quantity]?.exactValue
      }
    }
    var pairs: [Pair] = []
    for (i, first) in DeviceQuantity.allCases.enumerated() {
      for (j, second) in DeviceQuantity.allCases.enumerated() where j > i {
        guard let spearman = Correlation.spearman(columns[i], columns[j]),
          spearman.n >= Self.fewest,
          let kendall = Correlation.kendall(columns[i], columns[j])
        else { continue }
        pairs.append(
          Pair(
            first: first, second: second, spearman: spearman, kendall: kendall, count: spearman.n)
        )
      }
    }
    guard let count = pairs.map(\.count).min() else { return nil }
    let scores = Correlation.normalScoresCorrelation(columns: columns)
    self.pairs = pairs
    matrix = scores.matrix
    isRepaired = scores.isRepaired
    self.count = count
  }

  /// Whether any pair is correlated beyond chance, by Spearman's test at 5 % shared among the pairs (Bonferroni).
  public var isSignificant: Bool {
    pairs.contains { $0.spearman.p < 0.05 / Double(pairs.count) }
  }

  /// What becomes of it, as a sentence.
  var sentence: String {
    let found = pairs.filter { $0.spearman.p < 0.05 / Double(pairs.count) }.map {
      "\($0.first.symbol) and \($0.second.symbol) (Spearman \(FitText.number($0.spearman.coefficient, 2)))"
    }
    if found.isEmpty {
      return
        "No pair is correlated beyond chance (5 % shared among the pairs); devices are sampled with independent quantities."
    }
    return
      "Correlated beyond chance: \(found.joined(separator: ", ")). Devices are sampled jointly, by a Gaussian copula"
      + (isRepaired ? " whose matrix was moved to the nearest positive definite one." : ".")
  }
}
