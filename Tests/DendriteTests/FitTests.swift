import Foundation
import Testing

/// `dendrite fit` as a user runs it.
@Suite("dendrite fit")
struct FitTests {
  static let python = ProcessInfo.processInfo.environment["DENDRITE_PYTHON"]
  static let table = "\(CommandLine.root)/examples/measurements/table.csv"
  static let sweeps = (1...15).map {
    "\(CommandLine.root)/examples/measurements/sweeps/device\($0 < 10 ? "0" : "")\($0).csv"
  }

  private func reference(_ arguments: [String]) throws -> CommandLine.Outcome {
    try CommandLine.run(
      Self.python ?? "",
      ["\(CommandLine.root)/Tests/DendriteTests/Fixtures/fit_reference.py"] + arguments)
  }

  @Test(
    "a table with censored values: every family as SciPy's general minimizer finds it",
    .enabled(if: python != nil, "DENDRITE_PYTHON is not set"))
  func censored() throws {
    let scratch = try Scratch()
    let device = "\(scratch.path)/device.yaml"
    let outcome = try CommandLine.dendrite(
      ["fit", Self.table, "-o", device, "--bootstrap", "200", "--quiet"])
    #expect(outcome.status == 0, "\(outcome.all)")
    let judged = try reference([device, Self.table])
    #expect(judged.status == 0, "\(judged.all)")
    #expect(judged.output.contains("v_set weibull censored shape"))
    #expect(judged.output.contains("r_hrs gamma AD"))
  }

  @Test(
    "complete samples: parameters to 1e-9, tests and bootstrap p as SciPy's",
    .enabled(if: python != nil, "DENDRITE_PYTHON is not set"))
  func complete() throws {
    let scratch = try Scratch()
    let table = "\(scratch.path)/table.csv"
    let made = try CommandLine.run(
      Self.python ?? "",
      [
        "-c",
        """
        import numpy as np, sys
        r = np.random.default_rng(5)
        with open(sys.argv[1], 'w') as f:
            print('V_SET (V),V_RST (V),R_LRS (Ohm),R_HRS (Ohm)', file=f)
            for _ in range(60):
                print(f'{r.weibull(2.1)*1.3!r},{-r.gamma(3.0,0.3)!r},{r.lognormal(6.253,1.041)!r},{10**r.normal(6.041,0.769)!r}'.replace('np.float64(','').replace(')',''), file=f)
        """, table,
      ])
    #expect(made.status == 0, "\(made.all)")
    let device = "\(scratch.path)/device.yaml"
    let outcome = try CommandLine.dendrite(["fit", table, "-o", device, "--quiet"])
    #expect(outcome.status == 0, "\(outcome.all)")
    let judged = try reference([device, table, "--bootstrap"])
    #expect(judged.status == 0, "\(judged.all)")
    // The judge must be able to say no.
    let text = try String(contentsOfFile: device, encoding: .utf8)
    try text.replacingOccurrences(of: "log_likelihood: -", with: "log_likelihood: -1")
      .write(toFile: device, atomically: true, encoding: .utf8)
    #expect(try reference([device, table]).status == 1)
  }

  @Test("sweeps: 15 devices, three of them failures that are named, none invented")
  func sweeps() throws {
    let scratch = try Scratch()
    let device = "\(scratch.path)/device.yaml"
    let outcome = try CommandLine.dendrite(
      ["fit"] + Self.sweeps + ["-o", device, "--bootstrap", "99", "--quiet"])
    #expect(outcome.status == 0, "\(outcome.all)")
    #expect(outcome.output.contains("60 cycles of 15 devices from 15 files"), "\(outcome.output)")
    #expect(outcome.output.contains("12 of 15 devices work: 80.0 %"), "\(outcome.output)")
    let text = try String(contentsOfFile: device, encoding: .utf8)
    #expect(text.contains("{ device: device05, condition: open }"))
    #expect(text.contains("{ device: device09, condition: short }"))
    #expect(text.contains("{ device: device12, condition: never-switched }"))
    #expect(text.components(separatedBy: "condition: ").count == 4)
    let cycles = try String(contentsOfFile: "\(scratch.path)/device.cycles.csv", encoding: .utf8)
    let rows = cycles.split(separator: "\n").dropFirst()
    #expect(rows.count == 60)
    let flagged = rows.filter { row in
      ["open", "short", "not-switched", "no-reset", "already-on", "noisy", "partial", "volatile"]
        .contains { row.contains($0) }
    }
    #expect(flagged.count == 12, "\(flagged.joined(separator: "\n"))")
  }

  @Test("the table of cycles reads back as the same statistics")
  func cyclesReadBack() throws {
    let scratch = try Scratch()
    let first = "\(scratch.path)/first.yaml"
    let again = "\(scratch.path)/again.yaml"
    for (files, device) in [(Self.sweeps, first), (["\(scratch.path)/first.cycles.csv"], again)] {
      let outcome = try CommandLine.dendrite(
        ["fit"] + files + ["-o", device, "--bootstrap", "0", "--quiet"])
      #expect(outcome.status == 0, "\(outcome.all)")
    }
    func parameters(_ path: String) throws -> [String] {
      try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
        .filter { line in
          [
            "mu:", "sigma:", "shape:", "scale:", "mean:", "log_likelihood:", "sample_size:",
            "working:",
          ]
          .contains { line.contains($0) }
        }
    }
    let numbers = try parameters(first)
    #expect(numbers.count > 40)
    #expect(try parameters(again) == numbers)
  }

  @Test("same files and seed, same bytes; another seed, other p")
  func deterministic() throws {
    let scratch = try Scratch()
    var texts: [String] = []
    for (index, seed) in ["1", "1", "2"].enumerated() {
      let device = "\(scratch.path)/\(index).yaml"
      let outcome = try CommandLine.dendrite(
        ["fit", Self.table, "-o", device, "--bootstrap", "99", "--seed", seed, "--quiet"])
      #expect(outcome.status == 0, "\(outcome.all)")
      texts.append(try String(contentsOfFile: device, encoding: .utf8))
    }
    #expect(texts[0] == texts[1])
    #expect(texts[0] != texts[2])
  }

  @Test("the report has its plots, scripts and data; the scripts draw by themselves")
  func report() throws {
    let scratch = try Scratch()
    let outcome = try CommandLine.dendrite(
      ["fit"] + Self.sweeps + [
        "-o", "\(scratch.path)/device.yaml", "--report", "\(scratch.path)/fit.html", "--bootstrap",
        "99",
        "--family", "all=lognormal", "--quiet",
      ])
    #expect(outcome.status == 0, "\(outcome.all)")
    let page = try String(contentsOfFile: "\(scratch.path)/fit.html", encoding: .utf8)
    let pictures = page.components(separatedBy: "src=\"").dropFirst().compactMap {
      $0.split(separator: "\"").first.map(String.init)
    }
    #expect(pictures.count >= 15 + 4 * 3 + 1, "\(pictures)")
    for picture in pictures {
      let drawn = try CommandLine.run(
        "/usr/bin/xmllint", ["--noout", "\(scratch.path)/\(picture)"])
      #expect(drawn.status == 0, "\(picture): \(drawn.all)")
    }
    #expect(!page.contains("gnuplot"), "plots are missing")
    // A user restyles and draws again.
    let again = try CommandLine.shell(
      "cd \(scratch.path)/fit.files && rm states.svg && sed -i s/Helvetica/Courier/ style.gp && gnuplot states.gp && grep -c Courier states.svg"
    )
    #expect(again.status == 0, "\(again.all)")
    #expect(scratch.entries.allSatisfy { !$0.contains("partial") && !$0.contains("previous") })
  }

  @Test("without gnuplot the report says so and the rest works")
  func withoutGnuplot() throws {
    let scratch = try Scratch()
    let outcome = try CommandLine.shell(
      "PATH=/nowhere \(CommandLine.binary) fit \(Self.table) -o \(scratch.path)/device.yaml "
        + "--report \(scratch.path)/fit.html --bootstrap 0 --quiet")
    #expect(outcome.status == 0, "\(outcome.all)")
    #expect(outcome.errors.contains("[report/plots]"))
    let page = try String(contentsOfFile: "\(scratch.path)/fit.html", encoding: .utf8)
    #expect(page.contains("gnuplot is not installed"))
    #expect(!page.contains("<img"))
    #expect(scratch.entries.contains("fit.files/v_set-distribution.gp"))
  }

  @Test("the digits example compiled with a fitted device shows its statistics and verifies")
  func compiles() throws {
    let scratch = try Scratch()
    let device = "\(scratch.path)/device.yaml"
    let out = "\(scratch.path)/out"
    let fit = try CommandLine.dendrite(
      [
        "fit", Self.table, "-o", device, "--bootstrap", "99", "--family", "v_set=weibull",
        "--family",
        "r_lrs=gamma", "--family", "r_hrs=empirical", "--name", "printed batch 7", "--quiet",
      ])
    #expect(fit.status == 0, "\(fit.all)")
    let compiled = try CommandLine.dendrite(
      [
        "compile", CommandLine.digits, "--inputs", CommandLine.glyphs, "--device", device, "-o",
        out,
        "--arrays", "20", "--circuit-arrays", "10", "--quiet",
      ])
    #expect(compiled.status == 0, "\(compiled.all)")
    let verified = try CommandLine.dendrite(["verify", out, "--quiet"])
    #expect(verified.status == 0, "\(verified.all)")
    #expect(verified.output.contains("weibull"), "\(verified.output)")
    for file in ["spice/ngspice/cell.lib", "verilog-a/memristor.va", "report.md"] {
      let text = try String(contentsOfFile: "\(out)/\(file)", encoding: .utf8)
      for word in ["weibull", "gamma", "empirical", "printed batch 7"] {
        #expect(text.contains(word), "\(file): \(word)")
      }
    }
    #expect(
      try String(contentsOfFile: "\(out)/device.yaml", encoding: .utf8)
        == String(contentsOfFile: device, encoding: .utf8))
  }
}

extension FitTests {
  @Test("README's transcript is what the example prints")
  func transcript() throws {
    let scratch = try Scratch()
    let outcome = try CommandLine.shell(
      "cd \(scratch.path) && \(CommandLine.binary) fit \(Self.table) -o device.yaml --report fit.html --quiet"
    )
    #expect(outcome.status == 0, "\(outcome.all)")
    let readme = try String(contentsOfFile: "\(CommandLine.root)/README.md", encoding: .utf8)
    #expect(readme.contains("```\n\(outcome.output)```"), "\(outcome.output)")
  }

  @Test("a style of the user's stays when the report is made again")
  func style() throws {
    let scratch = try Scratch()
    let arguments = [
      "fit", Self.table, "-o", "\(scratch.path)/d.yaml", "--report", "\(scratch.path)/fit.html",
      "--bootstrap", "0", "--quiet",
    ]
    #expect(try CommandLine.dendrite(arguments).status == 0)
    let style = "\(scratch.path)/fit.files/style.gp"
    let mine = try String(contentsOfFile: style, encoding: .utf8)
      .replacingOccurrences(of: "Helvetica", with: "Courier")
    try mine.write(toFile: style, atomically: true, encoding: .utf8)
    #expect(try CommandLine.dendrite(arguments).status == 0)
    #expect(try String(contentsOfFile: style, encoding: .utf8) == mine)
    let picture = try String(
      contentsOfFile: "\(scratch.path)/fit.files/states.svg", encoding: .utf8)
    #expect(picture.contains("Courier"))
  }

  @Test("cycles of few devices do not speak against the family of the devices")
  func clusters() throws {
    let scratch = try Scratch()
    // Twelve devices at the quantiles of a lognormal distribution, by SciPy, five cycles each within 3 %.
    let devices = [
      0.2212, 0.3484, 0.4703, 0.6037, 0.7584, 0.9467, 1.1855, 1.4799, 1.8591, 2.3864, 3.2216,
      5.0738,
    ]
    var text = "device,cycle,V_SET (V)\n"
    for (index, device) in devices.enumerated() {
      for cycle in 1...5 {
        text += "d\(index),\(cycle),\(device * (1 + 0.01 * Double(cycle * (index + 3) % 5 - 2)))\n"
      }
    }
    let path = "\(scratch.path)/cycles.csv"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let outcome = try CommandLine.dendrite(
      ["fit", path, "-o", "\(scratch.path)/d.yaml", "--bootstrap", "400", "--quiet"])
    #expect(outcome.status == 0, "\(outcome.all)")
    #expect(outcome.output.contains("V_SET: lognormal"), "\(outcome.all)")
    let device = try String(contentsOfFile: "\(scratch.path)/d.yaml", encoding: .utf8)
    #expect(device.contains("device_correlation: 0.99"))
  }
}
