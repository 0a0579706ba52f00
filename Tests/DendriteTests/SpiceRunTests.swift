import Foundation
import Testing

/// `dendrite spice` on a compiled folder, under ngspice and under programs that only pretend to be it.
@Suite(.serialized) final class SpiceRunTests {
  private let scratch: Scratch
  private let out: String

  private static let isInstalled = (try? CommandLine.shell("command -v ngspice"))?.status == 0

  /// Compiled once; no test writes into it.
  private static let compiled: Result<String, any Error> = Result {
    let place = FileManager.default.temporaryDirectory.path + "/dendrite-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    atexit { SpiceRunTests.removeCompiled() }
    let outcome = try CommandLine.dendrite([
      "compile", CommandLine.digits, "-o", place + "/out", "--tile-rows", "6", "--tile-columns",
      "30", "--arrays", "1", "--circuit-arrays", "0", "--quiet",
    ])
    try #require(outcome.status == 0, "\(outcome.all)")
    return place
  }

  private static func removeCompiled() {
    if case .success(let place) = compiled { try? FileManager.default.removeItem(atPath: place) }
  }

  init() throws {
    scratch = try Scratch()
    out = try Self.compiled.get() + "/out"
  }

  private func spice(_ arguments: String...) throws -> CommandLine.Outcome {
    try CommandLine.dendrite(["spice", out] + arguments)
  }

  /// A program in ngspice's place; the last argument that it gets is the deck.
  private func pretender(_ script: String) throws -> String {
    let path = scratch.path + "/pretender"
    try "#!/bin/bash\ndeck=${@: -1}\n\(script)\n".write(
      toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  private func leftOver() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: scratch.path).filter {
      $0.hasPrefix("dendrite-")
    }
  }

  private func running(_ what: String) throws -> Bool {
    try CommandLine.shell("pgrep -f '\(what)'").status == 0
  }

  @Test func decksAreListedWithWhatTheyAreFor() throws {
    let list = try spice()
    #expect(list.status == 0)
    #expect(
      list.output.contains("  Program and read of tile t00, 6 rows by 30"))
    #expect(list.output.contains("cell.lib"))
    #expect(try CommandLine.dendrite(["spice", scratch.path]).status == 2)
  }

  @Test(.enabled(if: isInstalled, "ngspice is not installed"))
  func ngspiceAndSimulatorAgree() throws {
    let before = try CommandLine.shell("cd \(out) && find . -type f | sort | xargs sha256sum")
      .output
    let run = try spice("--run", "--rows", "0-1,5", "--tile", "t00", "--tile", "t03", "--jobs", "2")
    #expect(run.status == 0, "\(run.all)")
    #expect(
      run.output.contains("PASS: ngspice and the behavioural simulator agree in all 180 cells"))
    #expect(run.errors.contains("rows/s"))
    let after = try CommandLine.shell(
      "cd \(out) && find . | sort | xargs -d'\\n' ls -d >/dev/null; find . -type f | sort | xargs sha256sum"
    ).output
    #expect(before == after)
  }

  @Test(.enabled(if: isInstalled, "ngspice is not installed"), arguments: ["read", "layer-read"])
  func programmedArraysReadAsSimulated(_ deck: String) throws {
    let run = try spice("--run", "--deck", deck)
    #expect(run.status == 0, "\(run.all)")
    #expect(
      run.output.contains("PASS: ngspice and the behavioural simulator agree in all 3150 cells"))
    let some = try spice("--run", "--deck", deck, "--rows", "4-5")
    #expect(some.status == 0, "\(some.all)")
  }

  /// The rows that ngspice prints, with one digit changed on the way.
  @Test(
    .enabled(if: isInstalled, "ngspice is not installed"),
    arguments: [
      ("s/row 1 bits 1/row 1 bits 0/;t;s/row 1 bits 0/row 1 bits 1/", "run/bit", "t00_r001_c000"),
      ("s/row 1 amperes [^ ]*/row 1 amperes 3e-3/", "run/current", "t00_r001_c000"),
      ("s/row 1 amperes [^ ]*/row 1 amperes missing/", "run/missing", "t00_r001_c000"),
      ("/row 1 bits/d", "run/missing", "t00_r001_c000"),
      ("s/PARTIAL [0-9]*/PARTIAL 29/", "run/verdict", "t00"),
      ("/PARTIAL/d", "run/broken-off", "t00"),
      ("/row 1 bits/{p;s/bits ./bits x/}", "run/contradiction", "two readings of row 1"),
      ("/row 1 amperes/{p;s/amperes ./amperes 9/}", "run/contradiction", "two readings of row 1"),
      ("/row 1 bits/{p;s/row 1/row 4/}", "run/contradiction", "row 4, which is not run"),
      ("/row 1 bits/{p;s/row 1/row 99/}", "run/contradiction", "row 99, which is not run"),
      ("/row 1 bits/{p;s/t00/t01/}", "run/contradiction", "a line of 't01'"),
      ("s/row 1 bits .*/&0101/", "run/contradiction", "more than 30 columns in row 1"),
      (
        "/PARTIAL/{h;s/PARTIAL.*/PASS 30 bits/p;g}", "run/contradiction",
        "'PASS' and then 'PARTIAL'"
      ),
    ])
  func whatIsPrintedIsJudged(_ change: (script: String, id: String, cell: String)) throws {
    let program = try pretender("ngspice \"$@\" | sed -e '\(change.script)'")
    let run = try spice("--run", "--rows", "1", "--tile", "t00", "--ngspice", program)
    #expect(run.status == 1, "\(run.all)")
    #expect(
      run.errors.contains("spice/ngspice/t00") && run.errors.contains("[\(change.id)]")
        && run.errors.contains(change.cell), "\(run.errors)")
    #expect(run.output.contains("t00  FAIL") && !run.output.contains("PASS"), "\(run.output)")
  }

  @Test(
    .enabled(if: isInstalled, "ngspice is not installed"),
    arguments: ["exit 0", "exit 5"])
  func exitCodesCountForNothing(_ ending: String) throws {
    let program = try pretender("ngspice \"$@\"\n\(ending)")
    let run = try spice("--run", "--rows", "0", "--tile", "t00", "--ngspice", program)
    #expect(run.status == 0, "\(run.all)")
    #expect(run.errors.contains("warning: ngspice returned 5") == (ending == "exit 5"))
  }

  /// Every current 5 % too large: the line, the deviation and the limit are stated, and no tile's line says that it passed.
  @Test(.enabled(if: isInstalled, "ngspice is not installed"))
  func deviationsAreStated() throws {
    let program = try pretender(
      "ngspice \"$@\" | awk '/ amperes /{for(i=6;i<=NF;i++)$i=$i*1.05}{print}'")
    let run = try spice("--run", "--rows", "1", "--tile", "t00", "--ngspice", program)
    #expect(run.status == 1)
    let line = try CommandLine.shell("grep -n '^Xt00_r001_c000 ' '\(out)/spice/ngspice/t00.cir'")
      .output.split(separator: ":")[0]
    #expect(
      run.errors.contains("spice/ngspice/t00.cir:\(line):t00_r001_c000: error: ngspice reads ")
        && run.errors.contains(" A: 5 % apart, more than the 2 % allowed, in t00 [run/current]"),
      "\(run.errors)")
    #expect(
      run.output.contains("t00  FAIL ")
        && run.output.contains("read currents within 5 % of the simulator's (2 % allowed)"),
      "\(run.output)")
  }

  @Test(
    arguments: [
      ("exit 0", "[run/broken-off]"), ("exit 0", "ngspice printed nothing (exit code 0)"),
      ("echo DENDRITE t00 ERROR there is no row 7; exit 2", "[run/deck]"),
      ("echo DENDRITE t00 PASS 180 bits", "[run/missing]"),
      ("kill -9 $$", "ended by signal 9 [run/killed]"),
      (
        "echo DENDRITE t00 row 0 bits 0101; echo DENDRITE t00 row 0 amperes 1 2; kill -TERM $$",
        "[run/killed]"
      ),
      ("sleep 600 & echo started; sleep 700", "[run/timeout]"),
      ("yes DENDRITE t00 row 0 nonsense", "[run/timeout]"),
      ("head -c 3000000 /dev/zero | tr '\\0' x", "[run/broken-off]"),
    ])
  func whatIsNoSimulationFails(_ fault: (script: String, says: String)) throws {
    let program = try pretender(fault.script)
    let run = try CommandLine.shell(
      "TMPDIR='\(scratch.path)' timeout 60 '\(CommandLine.binary)' spice '\(out)' --run --tile t00 --timeout 2 --ngspice '\(program)'"
    )
    #expect(run.status == 1, "\(run.all)")
    #expect(run.errors.contains(fault.says), "\(run.errors)")
    // One finding, not one a cell.
    #expect(run.errors.components(separatedBy: "[run/missing]").count <= 2, "\(run.errors)")
    #expect(try leftOver() == [])
    #expect(try !running(program))
    #expect(try !running("^sleep (600|700)$"))
  }

  @Test(arguments: ["INT", "TERM", "HUP"])
  func anInterruptedRunLeavesNothing(_ signal: String) throws {
    let program = try pretender("sleep 601 & sleep 602")
    let run = try CommandLine.shell(
      """
      export TMPDIR='\(scratch.path)'
      set -m
      '\(CommandLine.binary)' spice '\(out)' --run --jobs 3 --ngspice '\(program)' &
      for i in $(seq 300); do pgrep -f '^sleep 602$' > /dev/null && break; sleep 0.1; done
      kill -\(signal) %1
      wait %1
      """)
    #expect(run.status == ["INT": 130, "TERM": 143, "HUP": 129][signal], "\(run.all)")
    #expect(run.errors.contains("interrupted by SIG\(signal)"), "\(run.errors)")
    #expect(try leftOver() == [])
    #expect(try !running(program))
    #expect(try !running("^sleep 60[12]$"))
  }

  @Test(
    arguments: [
      (["--tile", "t99"], "--tile:t99: error: the design has no such tile [run/tile]"),
      (["--rows", "3-1"], "[run/rows]"), (["--rows", "x"], "--rows:x: error"),
      (["--rows", "-1"], "[run/rows]"), (["--rows", "0-99999999999999999999"], "[run/rows]"),
      (["--rows", "6"], "the last row is 5"), (["--rows", ""], "[run/rows]"),
      (["--tile", "t00", "--deck", "layer-read"], "--tile:t00: error: the deck of a layer"),
      (["--deck", "everything"], "--deck"),
      (["--jobs", "0"], "[run/jobs]"), (["--jobs", "-3"], "[run/jobs]"),
      (["--timeout", "0"], "[run/timeout]"), (["--timeout", "nan"], "[run/timeout]"),
      (["--ngspice", "/nowhere/ngspice"], "/nowhere/ngspice: error: this is no program"),
      (["--ngspice", "/tmp"], "[run/ngspice]"), (["--timeout", "1e9"], "less than 1e9"),
      (["--ngspice", "no-such-spice"], "no such program on PATH"),
      (["--all-dynamic", "--deck", "read"], "has no effect"),
      (["--all-dynamic", "--deck", "layer-read"], "has no effect"),
    ])
  func badInputIsRefused(_ bad: (arguments: [String], says: String)) throws {
    let program = try pretender("exit 0")
    let run = try CommandLine.dendrite(
      ["spice", out, "--run"] + (bad.arguments[0] == "--ngspice" ? [] : ["--ngspice", program])
        + bad.arguments)
    #expect(run.status == 2, "\(run.all)")
    #expect(run.errors.contains(bad.says), "\(run.errors)")
  }

  @Test(arguments: [
    ["--tile", "t00"], ["--rows", "0"], ["--deck", "read"], ["--all-dynamic"], ["--edited"],
    ["--jobs", "1"], ["--ngspice", "ngspice"], ["--timeout", "3"],
  ])
  func optionsWithoutARunAreRefused(_ arguments: [String]) throws {
    let list = try CommandLine.dendrite(["spice", out] + arguments)
    #expect(list.status == 2 && list.errors.contains("\(arguments[0]) without --run has no effect"))
  }

  /// A copy of the output with one file changed.
  private func copy(_ file: String, _ change: (String) -> String) throws -> String {
    let copy = scratch.path + "/copy"
    try FileManager.default.copyItem(atPath: out, toPath: copy)
    let path = "\(copy)/\(file)"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try change(text).write(toFile: path, atomically: true, encoding: .utf8)
    return copy
  }

  @Test func decksThatAreNotAsWrittenAreRefused() throws {
    let program = try pretender("exit 0")
    let copy = try copy("spice/ngspice/t00.cir") {
      $0.replacingOccurrences(of: "vset=", with: "vset=1")
    }
    let run = try CommandLine.dendrite(["spice", copy, "--run", "--ngspice", program])
    #expect(run.status == 1, "\(run.all)")
    #expect(run.errors.contains("spice/ngspice/t00.cir:"), "\(run.errors)")
    #expect(run.output.contains("FAIL: the decks of \(copy) are not as they were written"))
    try FileManager.default.removeItem(atPath: copy + "/manifest.json")
    let lost = try CommandLine.dendrite(["spice", copy, "--run", "--ngspice", program])
    #expect(lost.status == 1 && lost.output.contains("FAIL: "))
    let missing = try CommandLine.dendrite(["spice", "/nowhere", "--run", "--ngspice", program])
    #expect(missing.status == 2)
  }

  /// A cell's own V_SET in the deck, above what reaches it: ngspice and simulator both leave it in its HRS.
  @Test(.enabled(if: isInstalled, "ngspice is not installed"))
  func editedDecksRunWhereThatIsSaid() throws {
    let copy = try copy("spice/ngspice/t00.cir") { text in
      text.replacingOccurrences(of: " cell row=0 vset=", with: " cell row=0 vset=9")
    }
    let plain = try CommandLine.dendrite(["spice", copy, "--run", "--tile", "t00", "--rows", "0"])
    #expect(plain.status == 1 && plain.errors.contains("[verify/changed]"), "\(plain.all)")
    let edited = try CommandLine.dendrite([
      "spice", copy, "--run", "--tile", "t00", "--rows", "0", "--edited",
    ])
    #expect(edited.status == 0, "\(edited.all)")
    #expect(edited.output.contains("EDITED: the decks were run as they are, not held against"))
    let wrong = try #require(
      edited.output.split(separator: "\n").first { $0.hasPrefix("t00  ") }?.split(separator: " ")[1]
    )
    #expect(Int(wrong).map { $0 > 3 } == true, "\(edited.output)")
    let other = try CommandLine.dendrite(["spice", copy, "--run", "--tile", "t01", "--rows", "0"])
    #expect(other.status == 0, "a tile that was not changed: \(other.all)")
  }

  @Test(.enabled(if: isInstalled, "ngspice is not installed"))
  func whatNoDeckUsesDoesNotMatter() throws {
    let copy = try copy("spice/ngspice/cell-monte-carlo.cir") { $0 + "* mine\n" }
    try "mine".write(
      toFile: copy + "/spice/ngspice/mine.cir", atomically: true, encoding: .utf8)
    for gone in ["masks", "evaluation.csv", "spice/printed"] {
      try FileManager.default.removeItem(atPath: "\(copy)/\(gone)")
    }
    let run = try CommandLine.dendrite(["spice", copy, "--run", "--tile", "t02", "--rows", "0"])
    #expect(run.status == 0, "\(run.all)")
  }

  @Test(.enabled(if: isInstalled, "ngspice is not installed"))
  func optionalBlocksOfTheDeviceDoNotMatter() throws {
    var device = try String(contentsOfFile: out + "/device.yaml", encoding: .utf8)
    for (section, lines) in [
      ("operation", "  temperature_c: 85"),
      (
        "compact_model",
        "  temperature: { lrs_per_k: 0.004, hrs_activation_ev: 0.3, switching_activation_ev: 0.5 }\n"
          + "  read_noise: { relative: 0.05, bandwidth_hz: 1000 }"
      ),
    ] {
      device = device.replacingOccurrences(
        of: "\n\(section):\n", with: "\n\(section):\n\(lines)\n")
    }
    try device.write(
      toFile: scratch.path + "/hot.yaml", atomically: true, encoding: .utf8)
    let hot = scratch.path + "/hot"
    let compiled = try CommandLine.dendrite([
      "compile", CommandLine.digits, "-o", hot, "--tile-rows", "6", "--tile-columns", "30",
      "--arrays", "1", "--circuit-arrays", "0", "--quiet", "--device", scratch.path + "/hot.yaml",
    ])
    try #require(compiled.status == 0, "\(compiled.all)")
    for deck in ["program-read", "read"] {
      let run = try CommandLine.dendrite([
        "spice", hot, "--run", "--tile", "t00", "--rows", "0-2", "--deck", deck,
      ])
      #expect(run.status == 0, "\(run.all)")
      #expect(run.output.contains("read noise was turned off") == (deck == "program-read"))
    }
  }

  @Test func aFullOutputIsAnError() throws {
    for arguments in [
      "verify '\(out)'", "spice '\(out)'",
      "compile '\(CommandLine.digits)' -o '\(scratch.path)/new' --quiet --arrays 1 --circuit-arrays 0",
    ] {
      let run = try CommandLine.shell("'\(CommandLine.binary)' \(arguments) > /dev/full")
      #expect(run.status == 2 && run.errors.contains("[output/stdout]"), "\(run.all)")
    }
    let head = try CommandLine.shell(
      "'\(CommandLine.binary)' spice '\(out)' | head -1 > /dev/null; echo ${PIPESTATUS[0]}")
    #expect(head.output == "0\n" && head.errors == "", "\(head.all)")
  }

  @Test func noPlaceForTheRunIsRefused() throws {
    let program = try pretender("exit 0")
    let run = try CommandLine.shell(
      "TMPDIR=/proc/nowhere '\(CommandLine.binary)' spice '\(out)' --run --ngspice '\(program)'")
    #expect(run.status == 2, "\(run.all)")
    let none = try CommandLine.shell("PATH=/nowhere '\(CommandLine.binary)' spice '\(out)' --run")
    #expect(none.status == 2 && none.errors.contains("ngspice is not installed"), "\(none.all)")
  }
}
