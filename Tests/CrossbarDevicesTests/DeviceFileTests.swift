import CrossbarCore
import CrossbarDevices
import CrossbarTemplates
import Testing

@Suite("Device file")
struct DeviceFileTests {
  @Test("the embedded default holds the paper's numbers")
  func paper() throws {
    let device = try Examples.paper()
    let s = device.statistics
    #expect(s.vSet.distribution == .lognormal(base: .e, mu: 0.202, sigma: 0.776))
    #expect(s.vReset.distribution == .lognormal(base: .e, mu: -0.025, sigma: 0.81))
    #expect(s.rLRS.distribution == .lognormal(base: .e, mu: 6.253, sigma: 1.041))
    #expect(s.rHRS.distribution == .lognormal(base: .ten, mu: 6.041, sigma: 0.769))
    #expect(DeviceQuantity.allCases.allSatisfy { s[$0].sampleSize == 47 && s[$0].source != "" })
    #expect(s.correlation == nil)
    #expect(device.yield == 0.4 && device.enduranceCycles == 20)
    #expect(device.retention == Seconds(1000))
    #expect(device.operation.writeVoltage == Volts(5) && device.operation.threshold == Ohms(10000))
    // Medians as the paper's figures show them: 1.224 V, 0.975 V, 520 Ω, 1.1 MΩ.
    #expect((s.vSet.median - 1.2238).magnitude < 1e-4)
    #expect((s.vReset.median - 0.9753).magnitude < 1e-4)
    #expect((s.rLRS.median - 519.6).magnitude < 0.1)
    #expect((s.rHRS.median - 1.0990e6).magnitude < 100)
    let quantities = device.disagreements.map(\.quantity).joined(separator: "; ")
    for word in ["sigma of V_SET", "mu of V_RST", "resistances", "yield", "endurance", "retention"]
    {
      #expect(quantities.contains(word))
    }
  }

  @Test("the default's intervals are SciPy's", .enabled(if: Python.path != nil, Python.isMissing))
  func intervals() throws {
    let device = try Examples.paper()
    for quantity in DeviceQuantity.allCases {
      let measured = device.statistics[quantity]
      let numbers = measured.distribution.parameters.map(\.value)
      let expected = try Python.numbers(
        """
        (mu, sigma, n), = rows
        t = stats.t.ppf(0.975, n - 1) * sigma / math.sqrt(n)
        emit(mu - t, mu + t)
        emit(*[sigma * math.sqrt((n - 1) / stats.chi2.ppf(p, n - 1)) for p in (0.975, 0.025)])
        """, [numbers + [Double(measured.sampleSize ?? 0)]])
      for (parameter, ends) in zip(measured.parameters, expected) {
        let interval = try #require(parameter.interval)
        // Three decimals are written.
        #expect((interval.lowerBound - ends[0]).magnitude < 5.001e-4, "\(quantity) \(parameter)")
        #expect((interval.upperBound - ends[1]).magnitude < 5.001e-4, "\(quantity) \(parameter)")
      }
      #expect(expected.count == 2)
    }
    let count = try #require(device.yieldCount)
    #expect(count.working == 47 && count.fabricated == 118)
    let expected = try Python.numbers(
      """
      for method in ("wilson", "exact"): emit(*stats.binomtest(47, 118).proportion_ci(method=method))
      """)
    for (interval, ends) in zip([count.wilson, count.clopperPearson], expected) {
      let interval = try #require(interval)
      #expect((interval.lowerBound - ends[0]).magnitude < 5.001e-5)
      #expect((interval.upperBound - ends[1]).magnitude < 5.001e-5)
    }
  }

  /// What is replaced by what in the default, and the findings that must come, complete.
  static let refusals: [(String, String, [String])] = [
    (
      "sigma: 0.776", "sigma: -0.776",
      [
        "17: error: statistics.v_set.sigma is -0.776; it must lie between 1e-09 and 20.0 [document/range]"
      ]
    ),
    (
      "unit: ohm\n    log_base: e", "unit: kohm\n    log_base: e",
      ["33: error: statistics.r_lrs.unit is kohm; it must be ohm [device/unit]"]
    ),
    (
      "    unit: V\n    log_base: e\n    mu: 0.202", "    log_base: e\n    mu: 0.202",
      ["12: error: statistics.v_set.unit is missing [document/missing-key]"]
    ),
    (
      "mu: 6.041\n    mu_interval: [5.815, 6.267]", "mu: 2.041",
      [
        """
        11: error: the median R_LRS, 519.5691965328651 ohm, is not below the median R_HRS, 109.90058394325209 ohm [device/states]
          help: are r_lrs and r_hrs exchanged, or their logarithms' bases?
        """
      ]
    ),
    (
      "[-0.026, 0.430]", "[0.3, 0.430]",
      [
        "16: error: statistics.v_set.mu_interval runs from 0.3 to 0.43 and does not hold mu, 0.202 [document/interval]"
      ]
    ),
    (
      "[0.645, 0.975]", "[0.975, 0.645]",
      [
        """
        18: error: statistics.v_set.sigma_interval runs from 0.975 down to 0.645 [document/interval]
          help: the lower end stands first
        """
      ]
    ),
    (
      "[0.645, 0.975]", "[0.645]",
      [
        "18: error: statistics.v_set.sigma_interval holds 1 values; it must be a list of 2 numbers [document/count]"
      ]
    ),
    (
      "[0.645, 0.975]", "0.975",
      ["18: error: statistics.v_set.sigma_interval must be a list of 2 numbers [document/type]"]
    ),
    (
      "sample_size: 47\n    source: text, Fig. 3c", "sample_size: 0",
      [
        "19: error: statistics.v_set.sample_size is 0; it must lie between 1 and 9223372036854775807 [document/range]"
      ]
    ),
    (
      "source: text, Fig. 3c", "sourc: text",
      [
        """
        20: error: statistics.v_set.sourc is not a known key [document/unknown-key]
          help: did you mean source?
        """
      ]
    ),
    (
      "source: text, Fig. 3c", "censored: { right: 40, left: 8 }",
      [
        """
        20: error: statistics.v_set.censored counts more observations than sample_size, 47 [device/censored]
          help: sample_size counts the censored observations as well
        """
      ]
    ),
    (
      "source: text, Fig. 3c", "sigma_unbiased: 0.7",
      [
        """
        20: error: statistics.v_set.sigma_unbiased, 0.7, is below sigma, 0.776 [device/unbiased]
          help: sigma is the estimate of largest likelihood, which divides by n and not by n − 1
        """
      ]
    ),
    (
      "source: text, Fig. 3c", "files: [a.csv]",
      [
        "20: error: statistics.v_set.files names a.csv, which is not among the measurements [device/measurement]"
      ]
    ),
    (
      "distribution: lognormal\n    unit: V\n    log_base: e\n    mu: 0.202",
      "distribution: cauchy\n    unit: V\n    log_base: e\n    mu: 0.202",
      [
        "12: error: statistics.v_set.distribution must be one of: lognormal, normal, weibull, gamma, empirical [document/word]"
      ]
    ),
    (
      "mu: 6.253\n    mu_interval: [5.947, 6.559]", "mu: 40",
      [
        """
        36: error: statistics.r_lrs spans 33800611163013.113 to 1.6392077520942667e+21 ohm within 8.5 σ; the compact model holds between 1e-12 and 1e+20 [device/spread]
          help: is the base of the logarithm right?
        """
      ]
    ),
    (
      "yield_fraction: 0.40", "yield_fraction: 0.41",
      ["54: error: yield_fraction is 0.41, but 47 of 118 is 0.3983 [device/yield]"]
    ),
    (
      "yield_fraction: 0.40", "yield_fraction: 40",
      ["52: error: yield_fraction is 40; it must lie between 0.0 and 1.0 [document/range]"]
    ),
    (
      "working: 47", "working: 119",
      ["54: error: yield.working, 119, is more than fabricated, 118 [device/yield]"]
    ),
    (
      "[0.3145, 0.4885]", "[0.4, 0.4885]",
      [
        "56: error: yield.wilson_interval runs from 0.4 to 0.4885 and does not hold 47 of 118, 0.3983050847457627 [document/interval]"
      ]
    ),
    (
      "feedback: 0.8", "feedbak: 0.8",
      [
        "72: error: compact_model.feedback is missing [document/missing-key]",
        """
        78: error: compact_model.feedbak is not a known key [document/unknown-key]
          help: did you mean feedback?
        """,
      ]
    ),
    (
      "  non_volatile_current_a: 5e-5",
      "  non_volatile_current_a: 5e-5\n  temperature: { lrs_per_k: 2, hrs_activation: 0.1 }",
      [
        "83: error: compact_model.temperature.lrs_per_k is 2; it must lie between -0.1 and 0.1 [document/range]",
        """
        83: error: compact_model.temperature.hrs_activation is not a known key [document/unknown-key]
          help: did you mean hrs_activation_ev?
        """,
      ]
    ),
    (
      "  non_volatile_current_a: 5e-5",
      "  non_volatile_current_a: 5e-5\n  read_noise: { relative: -0.1 }",
      [
        "83: error: compact_model.read_noise.relative is -0.1; it must lie between 0.0 and 1.0 [document/range]",
        "83: error: compact_model.read_noise.bandwidth_hz is missing [document/missing-key]",
      ]
    ),
    (
      "disagreements:", "extraction: by hand\ndisagreements:",
      ["108: error: extraction must be a mapping [document/type]"]
    ),
    (
      "disagreements:", "measurements:\n  - { file: a.csv, sha256: ABC }\n\ndisagreements:",
      [
        "109: error: measurements[0].sha256 must be 64 hexadecimal digits in lower case [device/digest]"
      ]
    ),
  ]

  @Test("what is wrong is said with its line and nothing else", arguments: refusals)
  func refused(old: String, new: String, expected: [String]) {
    let text = TemplateLibrary.device.replacing(old, with: new, maxReplacements: 1)
    #expect(text != TemplateLibrary.device, "\(old)")
    let found = findings(text)
    #expect(found == expected.map { "d.yaml:\($0)" })
  }

  /// A weibull V_SET, and an empirical R_HRS, in place of the default's.
  static let families = TemplateLibrary.device
    .replacing(
      "distribution: lognormal\n    unit: V\n    log_base: e\n    mu: 0.202\n    mu_interval: [-0.026, 0.430]\n    sigma: 0.776\n    sigma_interval: [0.645, 0.975]",
      with:
        "distribution: weibull\n    unit: V\n    shape: 1.7\n    scale: 1.4\n    evidence: [1, {a: b}, [c]]"
    )
    .replacing(
      "distribution: lognormal\n    unit: ohm\n    log_base: 10\n    mu: 6.041\n    mu_interval: [5.815, 6.267]\n    sigma: 0.769\n    sigma_interval: [0.639, 0.966]",
      with:
        "distribution: empirical\n    unit: ohm\n    quantiles:\n      - [0, 2e4]\n      - [0.5, 1e6]\n      - [1, 8e7]"
    )
    .replacing(
      "\nyield_fraction",
      with: """
          correlation:
            method: gaussian-copula
            sample_size: 47
            matrix:
              - [1, 0.5, -0.3, 0.2]
              - [0.5, 1, 0.1, -0.25]
              - [-0.3, 0.1, 1, 0.6]
              - [0.2, -0.25, 0.6, 1]
            evidence: { spearman: 0.5 }

        yield_fraction
        """)

  static let familyRefusals: [(String, String, [String])] = [
    ("shape: 1.7", "shape: 1.7", []),
    (
      "shape: 1.7", "shape: 0\n    sigma: 3",
      [
        "14: error: statistics.v_set.shape is 0; it must lie between 0.01 and 1000000.0 [document/range]",
        "15: error: statistics.v_set.sigma is not a known key [document/unknown-key]",
      ]
    ),
    (
      "scale: 1.4", "scale: 1.4\n    log_base: e",
      ["16: error: statistics.v_set.log_base is not a known key [document/unknown-key]"]
    ),
    (
      "distribution: weibull", "distribution: gamma\n    shape_interval: [2, 3]",
      [
        "13: error: statistics.v_set.shape_interval runs from 2.0 to 3.0 and does not hold shape, 1.7 [document/interval]"
      ]
    ),
    (
      "distribution: weibull", "distribution: normal",
      [
        "12: error: statistics.v_set.mean is missing [document/missing-key]",
        "12: error: statistics.v_set.sigma is missing [document/missing-key]",
        "14: error: statistics.v_set.shape is not a known key [document/unknown-key]",
        "15: error: statistics.v_set.scale is not a known key [document/unknown-key]",
      ]
    ),
    (
      "[0, 2e4]", "[0.1, 2e4]",
      [
        "43: error: statistics.r_hrs.quantiles[0] is [0.1, 20000.0]; the first probability must be 0 [device/quantiles]"
      ]
    ),
    (
      "[1, 8e7]", "[0.9, 8e7]",
      [
        "45: error: statistics.r_hrs.quantiles[2] is [0.9, 80000000.0]; the last probability must be 1 [device/quantiles]"
      ]
    ),
    (
      "[0.5, 1e6]", "[0, 1e6]",
      [
        "44: error: statistics.r_hrs.quantiles[1] is [0.0, 1000000.0]; probabilities must ascend [device/quantiles]"
      ]
    ),
    (
      "[0.5, 1e6]", "[0.5, 1e3]",
      [
        "44: error: statistics.r_hrs.quantiles[1] is [0.5, 1000.0]; values must not descend [device/quantiles]"
      ]
    ),
    (
      "[0, 2e4]", "[0, 0]",
      [
        "43: error: statistics.r_hrs.quantiles[0] is [0.0, 0.0]; values must lie between 1e-12 and 1e+20 [device/quantiles]"
      ]
    ),
    (
      "[0.5, 1e6]", "[0.5, many]",
      [
        "44: error: statistics.r_hrs.quantiles[1][1] must be a number between 0.0 and 1e+20 [document/range]"
      ]
    ),
    (
      "[0.5, 1, 0.1, -0.25]", "[0.5, 1, 0.1]",
      [
        "53: error: statistics.correlation.matrix[1] holds 3 values; it must be a list of 4 numbers [document/count]"
      ]
    ),
    (
      "      - [0.2, -0.25, 0.6, 1]\n", "",
      [
        "52: error: statistics.correlation.matrix has 3 rows; it must be 4 × 4, in the order v_set, v_reset, r_lrs, r_hrs [device/correlation]"
      ]
    ),
    (
      "[0.5, 1, 0.1, -0.25]", "[0.4, 1, 0.1, -0.25]",
      [
        "53: error: statistics.correlation.matrix[1][0] is 0.4 and [0][1] is 0.5; the matrix must be symmetric [device/correlation]"
      ]
    ),
    (
      "[0.5, 1, 0.1, -0.25]", "[0.5, 0.9, 0.1, -0.25]",
      [
        "53: error: statistics.correlation.matrix[1][1] is 0.9; a quantity's correlation with itself is 1 [device/correlation]"
      ]
    ),
    (
      "[1, 0.5, -0.3, 0.2]\n      - [0.5, 1,", "[1, 0.99, -0.3, 0.2]\n      - [0.99, 1,",
      [
        """
        52: error: statistics.correlation.matrix is not positive definite: no four quantities have these correlations [device/correlation]
          help: estimate all entries from the same devices, or shrink them toward 0
        """
      ]
    ),
    (
      "method: gaussian-copula", "method: vine",
      ["49: error: statistics.correlation.method must be one of: gaussian-copula [document/word]"]
    ),
  ]

  @Test("the same of other families, quantiles and correlations", arguments: familyRefusals)
  func refusedFamilies(old: String, new: String, expected: [String]) {
    let text = Self.families.replacing(old, with: new, maxReplacements: 1)
    #expect(old == new || text != Self.families, "\(old)")
    #expect(findings(text) == expected.map { "d.yaml:\($0)" })
  }

  @Test("all problems at once")
  func allAtOnce() {
    let text = Self.families.replacing("shape: 1.7", with: "shape: -1")
      .replacing("[0.5, 1e6]", with: "[0.5, 1e3]").replacing("[1, 0.5,", with: "[1, 0.4,")
      .replacing("working: 47", with: "working: 4.7").replacing(
        "feedback: 0.8", with: "feedback: 8")
    #expect(
      findings(text).map { $0.split(separator: ":")[1] } == ["14", "44", "53", "60", "84"],
      "\(findings(text))")
  }

  @Test("aliases that multiply, and depth, are refused in bounded time and memory")
  func bombs() {
    var bomb = TemplateLibrary.device + "extraction:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1..<12 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      bomb += "  a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(findings(bomb).first?.contains("document/aliases") == true)
    let deep = TemplateLibrary.device + "extraction: " + String(repeating: "[", count: 100_000)
    #expect(findings(deep).first?.contains("document/syntax") == true)
    // A file's own use of an alias is no bomb.
    let fair = TemplateLibrary.device + "extraction: { a: &a [1, 2, 3], b: *a, c: *a }\n"
    #expect(findings(fair) == [])
  }

  private func findings(_ text: String) -> [String] {
    do throws(Diagnostics) {
      _ = try DeviceFile.parse(text, file: "d.yaml")
      return []
    } catch {
      return error.all.map(\.description)
    }
  }
}
