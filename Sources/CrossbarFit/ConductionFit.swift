internal import CrossbarMeasurement

/// Whether the states conduct as the paper says: LRS ohmic, I ∝ V; HRS space-charge limited, I ∝ V².
enum ConductionFit {
  static func lines(_ records: [CycleRecord]) -> [String] {
    let dead = records.filter { !$0.flags.contains(where: \.isDead) }
    return [
      line(dead.compactMap(\.lrsExponent), state: "LRS", claim: 1, named: "ohmic, n = 1"),
      line(
        dead.compactMap(\.hrsExponent), state: "HRS", claim: 2,
        named: "space-charge-limited, n = 2"),
    ].compactMap { $0 }
  }

  private static func line(
    _ slopes: [SlopeEstimate], state: String, claim: Double, named: String
  ) -> String? {
    if slopes.isEmpty { return nil }
    let sorted = slopes.map(\.value).sorted()
    func quantile(_ share: Double) -> Double {
      sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }
    // Within its own error and a tenth, which is what a branch of one or two decades can tell.
    let near = slopes.count { abs($0.value - claim) <= 0.1 * claim + 2 * $0.error }
    return
      "\(state): I ∝ V^n with n = \(FitText.number(quantile(0.5))) in the median of \(sorted.count) cycles "
      + "(middle half \(FitText.interval(quantile(0.25), quantile(0.75)))); \(named), holds for "
      + "\(FitText.percent(Double(near) / Double(slopes.count))) of them within 10 % and twice the error"
  }
}
