import Foundation
import Testing

/// What `dendrite fit` says to files that are not as they should be: a diagnostic in bounded time, never a crash.
@Suite("dendrite fit, refusals")
struct FitRefusalTests {
  private static let segments: [Double] = {
    let up = (0...60).map { Double($0) * 0.05 }
    return up + up.reversed() + up.map { -$0 } + up.reversed().map { -$0 }
  }()

  /// A whole cycle: SET at `set`, RESET at `-reset`, ohmic and quadratic.
  private func cycle(
    set: Double, reset: Double, low: Double = 1000, high: Double = 1e6, sign: Double = 1,
    scale: Double = 1
  ) -> [(voltage: Double, current: Double)] {
    var isOn = false
    return Self.segments.map { voltage in
      if voltage >= set - 1e-9 { isOn = true }
      if voltage <= -reset + 1e-9 { isOn = false }
      let current = isOn ? voltage / low : voltage * abs(voltage) / (0.1 * high)
      return (sign * voltage, sign * current * scale)
    }
  }

  private func csv(_ devices: [(name: String, points: [(voltage: Double, current: Double)])])
    -> String
  {
    devices.reduce(into: "device,Voltage,Current\n") { text, device in
      for point in device.points { text += "\(device.name),\(point.voltage),\(point.current)\n" }
    }
  }

  private func fit(
    _ text: String, in scratch: Scratch, _ options: [String] = []
  ) throws -> CommandLine.Outcome {
    let path = "\(scratch.path)/data.csv"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return try CommandLine.dendrite(
      ["fit", path, "-o", "\(scratch.path)/device.yaml", "--bootstrap", "0", "--quiet"] + options)
  }

  @Test("microamperes read as amperes are told, and a unit mends it")
  func unit() throws {
    let scratch = try Scratch()
    let text = csv(
      (0..<5).map { ("d\($0)", cycle(set: 1 + 0.1 * Double($0), reset: 1, scale: 1e6)) })
    let wrong = try fit(text, in: scratch)
    #expect(wrong.errors.contains("[measure/implausible-current]"), "\(wrong.all)")
    #expect(wrong.errors.contains("--unit"), "\(wrong.all)")
    let right = try fit(text, in: scratch, ["--unit", "Current=uA"])
    #expect(right.status == 0 && !right.errors.contains("implausible"), "\(right.all)")
    let device = try String(contentsOfFile: "\(scratch.path)/device.yaml", encoding: .utf8)
    #expect(device.contains("current from 'Current' in uA"))
  }

  @Test("mixed polarity: devices that set at negative voltage are told and read")
  func polarity() throws {
    let scratch = try Scratch()
    let outcome = try fit(
      csv(
        (0..<6).map {
          ("d\($0)", cycle(set: 1 + 0.1 * Double($0), reset: 0.8, sign: $0 < 3 ? 1 : -1))
        }),
      in: scratch)
    #expect(outcome.status == 0, "\(outcome.all)")
    #expect(outcome.errors.contains("3 of 6 devices set at negative voltage"), "\(outcome.all)")
    let cycles = try String(contentsOfFile: "\(scratch.path)/device.cycles.csv", encoding: .utf8)
    #expect(cycles.split(separator: "\n").count { $0.contains(",yes,") } == 3)
    #expect(outcome.output.contains("6 of 6 devices work"))
  }

  @Test("a batch of opens: nothing to fit, and why")
  func open() throws {
    let scratch = try Scratch()
    var state: UInt64 = 9
    func noise() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (Double(state >> 33) / Double(1 << 31) - 0.5) * 1e-10
    }
    let outcome = try fit(
      csv((0..<20).map { device in ("d\(device)", Self.segments.map { ($0, noise()) }) }),
      in: scratch)
    #expect(outcome.status == 2, "\(outcome.all)")
    #expect(outcome.errors.contains("[fit/nothing]"))
    #expect(outcome.errors.contains("20 open"), "\(outcome.all)")
    #expect(scratch.entries == ["data.csv"])
  }

  @Test("one device: its cycles are no devices; one cycle is too little")
  func one() throws {
    let scratch = try Scratch()
    let single = try fit(csv([("d1", cycle(set: 1.2, reset: 0.9))]), in: scratch)
    #expect(single.status == 2 && single.errors.contains("[fit/nothing]"), "\(single.all)")
    let cycles = (0..<12).flatMap {
      cycle(set: 1 + 0.05 * Double($0 % 7), reset: 0.7 + 0.05 * Double($0 % 5))
    }
    let many = try fit(csv([("d1", cycles)]), in: scratch)
    #expect(many.status == 0, "\(many.all)")
    #expect(many.errors.contains("[fit/one-device]"), "\(many.all)")
  }

  @Test("states exchanged: refused, nothing written")
  func exchanged() throws {
    let scratch = try Scratch()
    let rows = (1...9).map { "1.\($0),0.\($0),\($0)e6,\($0)00" }.joined(separator: "\n")
    let outcome = try fit("V_SET (V),V_RST (V),R_LRS (Ohm),R_HRS (Ohm)\n\(rows)\n", in: scratch)
    #expect(outcome.status == 2, "\(outcome.all)")
    #expect(outcome.errors.contains("[fit/states]"))
    #expect(scratch.entries == ["data.csv"])
  }

  @Test(
    "what is no measurement is refused with its line",
    arguments: [
      ("hello world\nthis is prose\n", "data.csv"), ("", "data.csv"),
      ("a,b\n1,2\n3,4\n", "data.csv:1"),
    ])
  func prose(_ text: String, _ place: String) throws {
    let scratch = try Scratch()
    let outcome = try fit(text, in: scratch)
    #expect(outcome.status == 2, "\(outcome.all)")
    #expect(outcome.errors.contains(place), "\(outcome.all)")
    #expect(scratch.entries == ["data.csv"])
  }

  @Test("bad options, all at once")
  func options() throws {
    let scratch = try Scratch()
    let outcome = try fit(
      "V_SET (V)\n1\n2\n3\n", in: scratch,
      [
        "--family", "v_set=cauchy", "--column", "tension=1", "--unit", "nothing", "--read-voltage",
        "-1",
        "--sweep-limit", "0",
      ])
    #expect(outcome.status == 2)
    for id in ["fit/family", "fit/role", "fit/option", "extract/read-voltage"] {
      #expect(outcome.errors.contains("[\(id)]"), "\(id): \(outcome.all)")
    }
  }

  @Test("an output never overwrites an input")
  func overwrite() throws {
    let scratch = try Scratch()
    let path = "\(scratch.path)/data.csv"
    try "V_SET (V)\n1\n2\n3\n".write(toFile: path, atomically: true, encoding: .utf8)
    let outcome = try CommandLine.dendrite(["fit", path, "-o", path])
    #expect(outcome.status == 2 && outcome.errors.contains("[output/overwrite]"), "\(outcome.all)")
    let report = try CommandLine.dendrite(
      ["fit", path, "-o", "\(scratch.path)/d.yaml", "--report", "\(scratch.path)/d.yaml"])
    #expect(report.status == 2 && report.errors.contains("[output/overwrite]"), "\(report.all)")
  }

  @Test("copies of a file count once")
  func copies() throws {
    let scratch = try Scratch()
    let copy = "\(scratch.path)/copy.csv"
    try FileManager.default.copyItem(atPath: FitTests.table, toPath: copy)
    let outcome = try CommandLine.dendrite(
      ["fit", FitTests.table, copy, "-o", "\(scratch.path)/d.yaml", "--bootstrap", "0", "--quiet"])
    #expect(outcome.status == 0 && outcome.errors.contains("[fit/repeated-file]"), "\(outcome.all)")
    #expect(outcome.output.contains("118 cycles of 118 devices from 1 file"), "\(outcome.all)")
  }

  @Test("what contradicts the data is refused")
  func contradictions() throws {
    let scratch = try Scratch()
    for (options, id) in [
      (["--fabricated", "3"], "fit/fabricated"), (["--read-voltage", "6"], "fit/read-voltage"),
    ] {
      let outcome = try CommandLine.dendrite(
        ["fit", FitTests.table, "-o", "\(scratch.path)/d.yaml", "--bootstrap", "0", "--quiet"]
          + options)
      #expect(outcome.status == 2 && outcome.errors.contains("[\(id)]"), "\(outcome.all)")
    }
    #expect(scratch.entries.isEmpty)
  }

  @Test("a disk that is full while the plots are drawn is told")
  func fullDisk() throws {
    let scratch = try Scratch()
    let outcome = try CommandLine.shell(
      "ulimit -f 20; \(CommandLine.binary) fit \(FitTests.table) -o \(scratch.path)/d.yaml "
        + "--report \(scratch.path)/fit.html --bootstrap 0 --quiet")
    #expect(outcome.status == 2 || outcome.errors.contains("[report/plots]"), "\(outcome.all)")
  }

  @Test("states below the current floor: the floor is named")
  func floor() throws {
    let scratch = try Scratch()
    let text = csv(
      (0..<6).map { ("d\($0)", cycle(set: 1 + 0.1 * Double($0), reset: 0.6, low: 1e7, high: 1e11)) }
    )
    let outcome = try fit(text, in: scratch)
    #expect(outcome.status == 2 && outcome.errors.contains("--current-floor"), "\(outcome.all)")
    let lower = try fit(text, in: scratch, ["--current-floor", "1e-13"])
    #expect(lower.status == 0, "\(lower.all)")
  }

  @Test("a folder of other files is not replaced by pictures")
  func foreignFolder() throws {
    let scratch = try Scratch()
    let pictures = "\(scratch.path)/fit.files"
    try FileManager.default.createDirectory(atPath: pictures, withIntermediateDirectories: true)
    try "mine".write(toFile: "\(pictures)/thesis.tex", atomically: true, encoding: .utf8)
    let outcome = try CommandLine.dendrite(
      [
        "fit", FitTests.table, "-o", "\(scratch.path)/d.yaml", "--report",
        "\(scratch.path)/fit.html",
        "--bootstrap", "0", "--quiet",
      ])
    #expect(outcome.status == 2 && outcome.errors.contains("[output/not-ours]"), "\(outcome.all)")
    #expect(scratch.entries == ["fit.files", "fit.files/thesis.tex"])
  }

  @Test(
    "a zip bomb and an entity bomb end in a diagnostic, within memory",
    .enabled(if: FitTests.python != nil))
  func bombs() throws {
    let scratch = try Scratch()
    let made = try CommandLine.run(
      FitTests.python ?? "",
      [
        "-c",
        """
        import sys, zipfile, openpyxl
        folder = sys.argv[1]
        book = openpyxl.Workbook(); book.active.append(['V', 'I'])
        for k in range(50): book.active.append([k * 0.1, k * 1e-6])
        book.save(folder + '/good.xlsx')
        def change(name, sheet):
            with zipfile.ZipFile(folder + '/good.xlsx') as a, zipfile.ZipFile(folder + '/' + name, 'w', zipfile.ZIP_DEFLATED) as b:
                for item in a.namelist():
                    b.writestr(item, sheet if item == 'xl/worksheets/sheet1.xml' else a.read(item))
        change('zip.xlsx', b'<worksheet><sheetData>' + b'<row><c><v>1</v></c></row>' * 40_000_000 + b'</sheetData></worksheet>')
        entities = '<!DOCTYPE a [<!ENTITY x0 "lol">' + ''.join(f'<!ENTITY x{k} "' + f'&x{k-1};' * 10 + '">' for k in range(1, 12)) + ']>'
        change('entity.xlsx', entities + '<worksheet><sheetData><row><c t="str"><v>&x11;</v></c></row></sheetData></worksheet>')
        """, scratch.path,
      ])
    #expect(made.status == 0, "\(made.all)")
    for bomb in ["zip.xlsx", "entity.xlsx"] {
      let outcome = try CommandLine.shell(
        "ulimit -t 20; ulimit -v 4000000; \(CommandLine.binary) fit \(scratch.path)/\(bomb) "
          + "-o \(scratch.path)/d.yaml --quiet")
      #expect(outcome.status == 2, "\(bomb): \(outcome.all)")
      #expect(outcome.errors.contains(bomb), "\(bomb): \(outcome.all)")
    }
    #expect(!scratch.entries.contains("d.yaml"))
  }

  @Test("a million rows: read and fitted in bounded time")
  func millionRows() throws {
    let scratch = try Scratch()
    let path = "\(scratch.path)/rows.csv"
    let made = try CommandLine.shell(
      """
      awk 'BEGIN { srand(3); print "V_SET (V),R_LRS (Ohm)"; \
        for (k = 0; k < 1000000; k++) printf "%.6f,%.3f\\n", 0.2 + rand() + rand(), 300 + 900 * rand() }' > \(path)
      """)
    #expect(made.status == 0)
    let outcome = try CommandLine.shell(
      "ulimit -t 60; \(CommandLine.binary) fit \(path) -o \(scratch.path)/d.yaml --quiet")
    #expect(outcome.status == 0, "\(outcome.all)")
    #expect(outcome.output.contains("1000000 cycles"), "\(outcome.all)")
  }

  @Test(
    "the workload of 458 sweeps in three workbooks: processor time and memory",
    .enabled(if: FitTests.python != nil))
  func workload() throws {
    let scratch = try Scratch()
    let made = try CommandLine.run(
      FitTests.python ?? "",
      ["\(CommandLine.root)/Tests/DendriteTests/Fixtures/make_workbooks.py", scratch.path])
    #expect(made.status == 0, "\(made.all)")
    let measured = try CommandLine.run(
      FitTests.python ?? "",
      [
        "-c",
        """
        import glob, resource, subprocess, sys
        files = sorted(glob.glob(sys.argv[2] + '/*.xlsx'))
        done = subprocess.run([sys.argv[1], 'fit', *files, '-o', sys.argv[2] + '/d.yaml', '--read-voltage', '0.2', '--quiet'], capture_output=True, text=True)
        use = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(done.stdout, done.stderr)
        print(f'FIT {use.ru_utime + use.ru_stime:.2f} s of processor time, {use.ru_maxrss / 1024:.0f} MB')
        assert done.returncode == 0
        assert use.ru_maxrss < 500 * 1024
        assert use.ru_utime + use.ru_stime < 10 or 'debug' in sys.argv[1]
        """, CommandLine.binary, scratch.path,
      ])
    #expect(measured.status == 0, "\(measured.all)")
    // 116 + 113 SET halves, 229 RESET halves; those of one run of one file number are one cycle.
    #expect(measured.output.contains("342 cycles of 1 device"), "\(measured.all)")
    #expect(measured.output.contains("V_SET") && measured.output.contains("229 observations"))
    print(measured.output.split(separator: "\n").last { $0.hasPrefix("FIT") } ?? "")
  }
}
