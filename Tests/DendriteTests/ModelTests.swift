import Foundation
import Testing

/// `dendrite model` as a user runs it.
@Suite("dendrite model")
struct ModelTests {
  private static let pulses = """
    polarity,voltage_v,time_s
    set,1.3,0.15
    set,1.6,0.06
    set,2,0.018
    reset,-1.3,0.19
    reset,-2,0.018

    """

  @Test("the README's output on the embedded device")
  func readme() throws {
    let outcome = try CommandLine.dendrite(["model"])
    #expect(outcome.status == 0 && !outcome.errors.contains("warning"), "\(outcome.all)")
    let readme = try String(contentsOfFile: "\(CommandLine.root)/README.md", encoding: .utf8)
    #expect(readme.contains("```\n\(outcome.output)```"), "\(outcome.output)")
    #expect(outcome.output.contains("13 of 13 targets met\n"))
  }

  @Test("pulses to a device file that compiles, and a report; the same bytes twice")
  func pulses() throws {
    let scratch = try Scratch()
    let table = "\(scratch.path)/pulses.csv"
    try Self.pulses.write(toFile: table, atomically: true, encoding: .utf8)
    let source = "\(CommandLine.root)/Templates/device.yaml"
    var files: [String] = []
    for name in ["a", "b"] {
      let device = "\(scratch.path)/\(name).yaml"
      let outcome = try CommandLine.dendrite(
        [
          "model", source, "--pulses", table, "-o", device, "--report",
          "\(scratch.path)/\(name).md",
          "--quiet",
        ])
      #expect(outcome.status == 0, "\(outcome.all)")
      files.append(try String(contentsOfFile: device, encoding: .utf8))
    }
    #expect(files[0] == files[1])
    #expect(
      files[0].contains("- { file: pulses.csv, pulses: 5 }")
        || files[0].contains("file: \"pulses.csv\""))
    #expect(!files[0].contains(scratch.path), "the folder of whoever measured")
    #expect(files[0].contains("sigma: 0.776") && files[0].contains("# published script"))
    let report = try String(contentsOfFile: "\(scratch.path)/a.md", encoding: .utf8)
    #expect(report.contains("| SET at 1.60 V | 60 ms |"), "\(report)")
    let compiled = try CommandLine.dendrite(
      [
        "compile", CommandLine.digits, "--inputs", CommandLine.glyphs, "--device",
        "\(scratch.path)/a.yaml", "-o", "\(scratch.path)/out",
      ])
    #expect(compiled.status == 0, "\(compiled.all)")
  }

  /// A device that SETs after 22 ms at 2 V and RESETs after 33 ms at −2 V, in pulses of 5 ms, read at 0.1 V between.
  private func train(sign: Double) -> String {
    var text = "Time (s),Voltage (V),Current (A)\n"
    var step = 0
    var isLow = false
    func hold(_ voltage: Double, _ samples: Int, _ isLow: Bool) {
      for _ in 0..<samples {
        text += "\(Double(step) / 1000),\(sign * voltage),\(sign * voltage / (isLow ? 500 : 1e6))\n"
        step += 1
      }
    }
    func read() {
      hold(0, 2, isLow)
      hold(0.1, 8, isLow)
      hold(0, 2, isLow)
    }
    read()
    for _ in 0..<4 {
      for (voltage, milliseconds) in [(2.0, 22), (-2.0, 33)] {
        var elapsed = 0
        while elapsed < milliseconds {
          elapsed += 5
          hold(voltage, 5, isLow)
          if elapsed >= milliseconds { isLow = voltage > 0 }
          read()
        }
      }
    }
    return text
  }

  @Test(
    "dendrite fit fits the constants to pulse trains, of either polarity", arguments: [1.0, -1])
  func fit(_ sign: Double) throws {
    let scratch = try Scratch()
    let data = "\(scratch.path)/train.csv"
    let device = "\(scratch.path)/device.yaml"
    try train(sign: sign).write(toFile: data, atomically: true, encoding: .utf8)
    let outcome = try CommandLine.dendrite(["fit", data, "-o", device, "--bootstrap", "0"])
    #expect(outcome.status == 0, "\(outcome.all)")
    #expect(
      outcome.output.contains("compact model fitted to 16 answers of pulses"), "\(outcome.all)")
    let text = try String(contentsOfFile: device, encoding: .utf8)
    for wanted in [
      "SET at 2.00 V, wanted: \"4 of 4 within 25 ms\"",
      "SET at 2.00 V, wanted: \"0 of 4 within 20 ms\"",
      "\"RESET at −2.00 V\", wanted: \"4 of 4 within 35 ms\"",
      "\"RESET at −2.00 V\", wanted: \"0 of 4 within 30 ms\"", "fitted_by: dendrite fit",
    ] {
      #expect(text.contains(wanted), "\(wanted): \(text)")
    }
    #expect(!text.contains("met: false"))
  }

  @Test("targets that no constants meet: a warning, and exit code 1 with --strict")
  func unmet() throws {
    let scratch = try Scratch()
    let table = "\(scratch.path)/pulses.csv"
    // Both cannot be: the file asks for 20 ms at most at 2 V.
    try "polarity,voltage_v,time_s\nset,2,0.5\n"
      .write(toFile: table, atomically: true, encoding: .utf8)
    let lenient = try CommandLine.dendrite(["model", "--pulses", table, "--quiet"])
    #expect(lenient.status == 0)
    #expect(lenient.errors.contains("[model/unmet-target]"), "\(lenient.all)")
    #expect(lenient.output.contains(" NO\n"))
    let strict = try CommandLine.dendrite(["model", "--pulses", table, "--strict", "--quiet"])
    #expect(strict.status == 1 && strict.output == lenient.output)
  }

  @Test("refusals: all files' problems at once, and nothing is written over what is read")
  func refusals() throws {
    let scratch = try Scratch()
    let table = "\(scratch.path)/pulses.csv"
    try "polarity,voltage_v,time_s\nset,-2,0.5\n"
      .write(toFile: table, atomically: true, encoding: .utf8)
    let wrong = try CommandLine.dendrite(
      ["model", "--pulses", table, "--pulses", "\(scratch.path)/none.csv", "--pulses", table])
    #expect(wrong.status == 2)
    for id in ["pulses/switching-sign", "input/missing", "pulses/repeated"] {
      #expect(wrong.errors.contains("[\(id)]"), "\(wrong.errors)")
    }
    let over = try CommandLine.dendrite(["model", "--pulses", table, "-o", table])
    #expect(over.status == 2 && over.errors.contains("[output/overwrite]"))
    let twice = try CommandLine.dendrite(
      ["model", "-o", "\(scratch.path)/x", "--report", "\(scratch.path)/x"])
    #expect(twice.status == 2 && twice.errors.contains("[output/overwrite]"))
    #expect(scratch.entries == ["pulses.csv"])
  }
}
