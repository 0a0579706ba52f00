import CrossbarCore
import Foundation
import Testing

@testable import CrossbarStatistics

@Suite struct SpecialFunctionTests {
  /// Fixtures/special_functions.txt, by mpmath with 60 digits (special_functions.py beside it).
  @Test func agreeWithSixtyDigits() throws {
    let url = try #require(
      Bundle.module.url(forResource: "Fixtures/special_functions", withExtension: "txt"))
    let text = try String(contentsOf: url, encoding: .utf8)
    var worst: [String: (Double, String)] = [:]
    var count = 0
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      let name = String(words[0])
      let numbers = words.dropFirst().compactMap { Double($0) }
      try #require(numbers.count == words.count - 1, "\(line)")
      let value = try #require(Self.value(name, numbers), "\(line)")
      let expected = numbers[numbers.count - 1]
      var error = relativeError(value, expected)
      // Near a zero of the function its argument's own rounding decides: absolute there.
      if name == "digamma" { error = min(error, (value - expected).magnitude) }
      count += 1
      if error >= worst[name]?.0 ?? -1 { worst[name] = (error, String(line)) }
    }
    #expect(count > 600)
    for name in worst.keys.sorted() {
      let (error, line) = worst[name] ?? (0, "")
      #expect(
        error < 2e-13, "\(name) \(line): \(error)")
    }
  }

  private static func value(_ name: String, _ x: [Double]) -> Double? {
    switch name {
    case "logGamma": SpecialFunctions.logGamma(x[0])
    case "digamma": SpecialFunctions.digamma(x[0])
    case "trigamma": SpecialFunctions.trigamma(x[0])
    case "logMinusDigamma": SpecialFunctions.logMinusDigamma(x[0])
    case "trigammaExcess": SpecialFunctions.trigammaExcess(x[0])
    case "log1p": PortableMath.log1p(x[0])
    case "log1pMinus": PortableMath.log1pMinus(x[0])
    case "expm1": PortableMath.expm1(x[0])
    case "normalSurvival": SpecialFunctions.normalSurvival(x[0])
    case "normalCumulative": SpecialFunctions.normalCumulative(x[0])
    case "logNormalSurvival": SpecialFunctions.logNormalSurvival(x[0])
    case "gammaP": SpecialFunctions.regularizedGammaP(shape: x[0], x[1])
    case "gammaQ": SpecialFunctions.regularizedGammaQ(shape: x[0], x[1])
    case "gammaQuantileOfScore":
      SpecialFunctions.inverseRegularizedGammaP(shape: x[0], score: x[1])
    case "beta": SpecialFunctions.regularizedBeta(x[0], x[1], x[2])
    default: nil
    }
  }

  @Test func theNormalQuantileReachesBelowTheSmallestNumber() {
    for z in [-0.5, 0.3, 3.0, -8.5, -37.0, -39.0, -100.0, -5e4] {
      let back = SpecialFunctions.normalQuantile(
        logCumulative: SpecialFunctions.logNormalCumulative(z))
      #expect(relativeError(back, z) < 1e-13, "\(z) \(back)")
    }
  }

  @Test func oddArgumentsAreAnswered() {
    #expect(SpecialFunctions.regularizedGammaP(shape: 2, 0) == 0)
    #expect(SpecialFunctions.regularizedGammaQ(shape: 2, .infinity) == 0)
    #expect(SpecialFunctions.regularizedGammaP(shape: -1, 2).isNaN)
    #expect(SpecialFunctions.inverseRegularizedGammaP(shape: 1e-3, score: -8) == 0)
    #expect(SpecialFunctions.inverseRegularizedGammaP(shape: 3, probability: 1.5).isNaN)
    #expect(SpecialFunctions.inverseRegularizedBeta(2, 3, probability: 0).x == 0)
    #expect(SpecialFunctions.studentQuantile(0.5, degrees: 3) == 0)
    #expect(SpecialFunctions.logGamma(-1).isNaN)
  }

  @Test(.enabled(if: Python.path != nil, Python.isMissing))
  func quantilesAgreeWithSciPy() throws {
    var rows: [[Double]] = []
    for p in [1e-10, 0.001, 0.025, 0.3, 0.5, 0.77, 0.975, 0.9999] {
      for (a, b) in [(1.0, 118.0), (47.0, 72.0), (0.5, 0.5), (30.5, 2.0), (1e5, 2e5), (3.0, 46.0)] {
        rows.append([p, a, b])
      }
    }
    let answers = try Python.run(
      """
      for p, a, b in rows:
          emit(stats.beta.ppf(p, a, b), stats.chi2.ppf(p, a), stats.t.ppf(p, a), stats.f.ppf(p, a, b),
               stats.chi2.sf(1.3 * a, a), stats.t.sf(2.1, a), stats.t.sf(-0.3, b), stats.f.sf(1.7, a, b))
      """, rows)
    try #require(answers.count == rows.count)
    for (row, answer) in zip(rows, answers) {
      let (p, a, b) = (row[0], row[1], row[2])
      let values = [
        SpecialFunctions.inverseRegularizedBeta(a, b, probability: p).x,
        SpecialFunctions.chiSquaredQuantile(p, degrees: a),
        SpecialFunctions.studentQuantile(p, degrees: a),
        SpecialFunctions.fisherQuantile(p, numerator: a, denominator: b),
        SpecialFunctions.chiSquaredSurvival(1.3 * a, degrees: a),
        SpecialFunctions.studentSurvival(2.1, degrees: a),
        SpecialFunctions.studentSurvival(-0.3, degrees: b),
        SpecialFunctions.fisherSurvival(1.7, numerator: a, denominator: b),
      ]
      for (index, (value, expected)) in zip(values, answer).enumerated() {
        #expect(
          relativeError(value, expected) < 1e-11 || (value - expected).magnitude < 1e-15,
          "\(row) \(index): \(value) \(expected)")
      }
    }
  }
}
