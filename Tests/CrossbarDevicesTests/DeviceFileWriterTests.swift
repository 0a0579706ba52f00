import CrossbarCore
import CrossbarDevices
import CrossbarDocuments
import Testing

@Suite("Device file written")
struct DeviceFileWriterTests {
  static let families: [DeviceDistribution] = [
    .lognormal(base: .e, mu: -0.123_456_789_012_345_67, sigma: 0.7),
    .lognormal(base: .ten, mu: 2, sigma: 1e-5), .normal(mean: 1.0 / 3, sigma: 1e-7),
    .weibull(shape: 1.7, scale: 1e15), .gamma(shape: 0.1 + 0.2, scale: 123_456_789),
  ]

  @Test("every family reads back as it was", arguments: families)
  func roundTrip(distribution: DeviceDistribution) throws {
    var device = try Examples.paper()
    #expect(try back(device) == device)
    device.statistics.vReset = MeasuredDistribution(distribution)
    #expect(try back(device) == device)
    // A tenth of a thousandth to either side.
    let ends = distribution.parameters.map { parameter in
      let reach = parameter.value.magnitude * 1e-4
      return parameter.value - reach...parameter.value + reach
    }
    device.statistics.vReset.firstInterval = ends[0]
    device.statistics.vReset.secondInterval = ends[1]
    device.statistics.vReset.sampleSize = 1
    device.statistics.vReset.source =
      "- none: 'of' \"these\" # is\ta\r\nproblem \u{85}\u{2028}\u{FEFF} 🧪 null"
    if distribution.parameters[1].name == "sigma" {
      device.statistics.vReset.sigmaUnbiased = distribution.parameters[1].value
    }
    #expect(try back(device) == device)
  }

  @Test("a device with everything in it, and the same bytes each time")
  func mixed() throws {
    let device = try Examples.mixed()
    #expect(try back(device) == device)
    #expect(DeviceFileWriter.text(device) == DeviceFileWriter.text(device))
    var other = device
    other.statistics.correlation = nil
    #expect(try back(other) == other)
    #expect(other != device)
  }

  private static let evidence = DeviceEvidence(
    heading: "Fitted to three files.\nDo not edit: fit again.",
    quantities: [
      .vSet: [
        "definition": "maximum of dI/dV",
        "candidates": [
          ["family": "weibull", "aic": 91.25, "ks": DocumentNode.mapping([.init("p", 0.41)]).flow],
          ["family": "lognormal", "aic": 93.5],
        ],
        "outliers": DocumentNode(DocumentNode.Content.list([])).beside("none # at all"),
      ]
    ],
    correlation: ["spearman": DocumentNode.row([0.5, 1e-5])], yield: ["batches": [1, 2]],
    measurements: [["sheet": "Run1", "columns": ["AV", "AI"]], nil],
    extraction: ["compliance_a": 1e-4, "rules": ["jump": DocumentNode(0.5).above("decades")]])

  @Test("evidence changes nothing that is read")
  func evidence() throws {
    let device = try Examples.mixed()
    let text = DeviceFileWriter.text(device, evidence: Self.evidence)
    #expect(
      text.hasPrefix(
        "# Fitted to three files.\n# Do not edit: fit again.\nformat: dendrite-device-1\n"))
    #expect(try DeviceFile.parse(text, file: "w.yaml") == device)
  }

  @Test("PyYAML reads the same values", .enabled(if: Python.path != nil, Python.isMissing))
  func pyYAML() throws {
    let text = DeviceFileWriter.text(try Examples.mixed(), evidence: Self.evidence)
    let found = try Python.run(
      """
      import yaml
      d = yaml.safe_load(text)
      s = d["statistics"]
      assert list(s) == ["v_set", "v_reset", "r_lrs", "r_hrs", "correlation"], list(s)
      assert d["name"] == 'A: "new" device # 7\\nof λ', d["name"]
      v = s["v_set"]
      e = v.pop("evidence")
      assert v == dict(distribution="weibull", unit="V", shape=1.7, shape_interval=[1.4, 2.1], scale=1.4, scale_interval=[1.2, 1.6],
        sample_size=50, censored=dict(right=3, left=0, interval=0), source="sweeps, 0 … 5 V", files=["a.csv", "b: c.xlsx"]), v
      assert e == dict(definition="maximum of dI/dV", candidates=[dict(family="weibull", aic=91.25, ks=dict(p=0.41)),
        dict(family="lognormal", aic=93.5)], outliers=[]), e
      assert s["v_reset"] == dict(distribution="normal", unit="V", mean=1.1, mean_interval=[0.9, 1.3], sigma=0.6,
        sigma_interval=[0.5, 0.8], sigma_unbiased=0.61, sample_size=47), s["v_reset"]
      assert s["r_lrs"]["source"] == "yes" and s["r_lrs"]["scale"] == 700.25
      assert s["r_hrs"]["quantiles"] == list(map(list, zip(\(Examples.probabilities), \(Examples.values))))
      assert s["correlation"]["matrix"] == \(Examples.matrix)
      assert s["correlation"]["evidence"] == dict(spearman=[0.5, 1e-5])
      assert d["yield"]["working"] == 47 and d["yield"]["evidence"] == dict(batches=[1, 2]) and d["yield_fraction"] == 47/118
      assert "endurance_cycles" not in d and "retention_s" not in d
      assert d["measurements"][0]["evidence"] == dict(sheet="Run1", columns=["AV", "AI"])
      assert d["measurements"][1] == dict(file="b: c.xlsx", sha256="e1"*32)
      assert d["extraction"] == dict(compliance_a=1e-4, rules=dict(jump=0.5))
      assert d["operation"]["pulse_edge_s"] == 1e-4 and d["compact_model"]["capacitance_f"] == 2.5e-13
      print("equal")
      """, text)
    #expect(found == "equal\n")
  }

  private func back(_ device: Device) throws -> Device {
    try DeviceFile.parse(DeviceFileWriter.text(device), file: "w.yaml")
  }
}
