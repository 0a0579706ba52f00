import Foundation
import Testing

@Suite("A device's statistics through compile and verify")
struct DeviceStatisticsTests {
  static let mixed = "\(CommandLine.root)/Tests/DendriteTests/Fixtures/mixed-device.yaml"

  @Test("the default's devices are those that the first decks drew")
  func unchanged() throws {
    let (folder, outcome) = try Digits.compiled.get()
    #expect(outcome.status == 0, "\(outcome.all)")
    // Made when lognormal distributions without correlation were all there was.
    let drawn = try CommandLine.shell(
      "cat \(folder)/spice/ngspice/t0?.cir | grep -o ' vset=.*' | sha256sum")
    #expect(
      drawn.output.hasPrefix("ed11246d2c0d472a7737a09f7022514c5d81bbc33023242f4f8622c95527ee52"))
  }

  @Test("every family, correlated: decks, Verilog-A, report and verify show it, and it passes")
  func families() throws {
    let scratch = try Scratch()
    let out = "\(scratch.path)/out"
    let compiled = try CommandLine.dendrite([
      "compile", CommandLine.digits, "--inputs", CommandLine.glyphs, "-o", out, "--device",
      Self.mixed, "--quiet", "--arrays", "50", "--circuit-arrays", "3",
    ])
    #expect(compiled.status == 0, "\(compiled.all)")
    let verified = try CommandLine.dendrite(["verify", out, "--quiet"])
    #expect(verified.status == 0, "\(verified.all)")
    let lines = """
      device       Test device: every family; 50 of 53 devices work (0.85–0.98)
                   V_SET weibull(shape 1.7, scale 1.6) n = 50 (3 censored), |V_RST| gamma(shape 2.5, scale 0.45) n = 47
                   R_LRS normal(mean 900, σ 500) n = 47, R_HRS empirical(6 quantiles, 4000 to 2e+08) n = 47; correlated (Gaussian copula)

      """
    #expect(compiled.output.contains(lines), "\(compiled.output)")
    #expect(verified.output.contains(lines), "\(verified.output)")
    #expect(verified.output.contains("PASS"))

    // Medians by SciPy: weibull_min, gamma and truncnorm.
    let table = """
      vset       V     1.2897      50, 3 censored  weibull: shape 1.7, scale 1.6
        vrst       V     0.979079    47              gamma: shape 2.5, scale 0.45
        rlrs       Ohm   922.524     47              normal: mean 900, sigma 500
        rhrs       Ohm   1100000     47              empirical: 6 quantiles from 4000 to 200000000
      """
    let matrix = """
      from 44 cycles:
        1          0.5        -0.3       0.2
        0.5        1          0.1        -0.25
        -0.3       0.1        1          0.6
        0.2        -0.25      0.6        1
      """
    for (file, mark) in [("spice/ngspice/cell.lib", "* "), ("verilog-a/memristor.va", "// ")] {
      let text = try String(contentsOfFile: "\(out)/\(file)", encoding: .utf8)
      for block in [table, matrix] {
        #expect(text.contains(block.replacingOccurrences(of: "\n", with: "\n\(mark)")), "\(file)")
      }
    }
    let library = try String(contentsOfFile: "\(out)/spice/ngspice/cell.lib", encoding: .utf8)
    #expect(
      library.contains(
        "memristor ag au x\n+ vset=1.2897 vrst=0.979079 rlrs=922.524 rhrs=1100000"))
    let tile = try String(contentsOfFile: "\(out)/spice/ngspice/t00.cir", encoding: .utf8)
    #expect(
      tile.contains(
        "\n* Statistics: device.yaml, Test device: every family: V_SET weibull, |V_RST| gamma, R_LRS normal, R_HRS empirical; correlated.\n"
      ))
    try report(out)
    try json(out)
  }

  private func report(_ out: String) throws {
    let report = try String(contentsOfFile: "\(out)/report.md", encoding: .utf8)
    for line in [
      "| V_SET | 1.290 V | weibull: shape 1.7, scale 1.6 | shape 1.4 … 2.1, scale 1.35 … 1.9 | 50, of which 3 above the limit | SET sweeps to 5 V |",
      "| \\|V_RST\\| | 0.979 V | gamma: shape 2.5, scale 0.45 | not stated | 47 |  |",
      "| R_LRS | 923 Ω | normal above 0: mean 900, σ 500 (unbiased 505) | not stated | 47 |  |",
      "| R_HRS | 1100000 Ω | empirical: 6 quantiles, 4000 to 2e+08 | not stated | 47 |  |",
      "| R_LRS | -0.300 | 0.100 | 1.000 | 0.600 |",
      // Tails by SciPy, the last by NumPy's interpolation in the logarithm.
      "V_SET exceeds the write voltage in 0.10 % of devices, |V_RST| in 0.05 %; R_LRS exceeds the threshold in "
        + "0.00 %, R_HRS falls below it in 1.67 %.",
      "94 % of the devices of a batch work at all (50 of 53; 95 % interval 0.846–0.981 by Wilson)",
      "| sweeps.xlsx | `0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef` |",
    ] {
      #expect(report.contains(line), "\(line)")
    }
  }

  private func json(_ out: String) throws {
    let result = try DendriteTests.json("\(out)/verify.json")
    let device = try #require(result["device"] as? [String: Any])
    let statistics = try #require(device["statistics"] as? [String: Any])
    let set = try #require(statistics["v_set"] as? [String: Any])
    #expect(set["distribution"] as? String == "weibull" && set["sample_size"] as? Int == 50)
    #expect(set["shape_interval"] as? [Double] == [1.4, 2.1])
    #expect(((set["median"] as? Double ?? 0) - 1.2896976275).magnitude < 1e-6)
    let high = try #require(statistics["r_hrs"] as? [String: Any])
    #expect((high["quantiles"] as? [[Double]])?[1] == [0.02, 12000])
    let correlation = try #require(statistics["correlation"] as? [String: Any])
    #expect((correlation["matrix"] as? [[Double]])?[2] == [-0.3, 0.1, 1, 0.6])
  }

  @Test("README's transcript is what the example prints")
  func readme() throws {
    let (_, outcome) = try Digits.compiled.get()
    let readme = try String(contentsOfFile: "\(CommandLine.root)/README.md", encoding: .utf8)
    let printed = outcome.output.split(separator: "\n").filter {
      !$0.hasPrefix("compiled") && !$0.hasPrefix("report")
    }.joined(separator: "\n")
    #expect(printed.contains("sampled arrays"))
    #expect(readme.contains("\n\(printed)\n"), "\(printed)")
  }
}
