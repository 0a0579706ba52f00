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
    ])
  func whatIsPrintedIsJudged(_ change: (script: String, id: String, cell: String)) throws {
    let program = try pretender("ngspice \"$@\" | sed -e '\(change.script)'")
    let run = try spice("--run", "--rows", "1", "--tile", "t00", "--ngspice", program)
    #expect(run.status == 1, "\(run.all)")
    #expect(
      run.errors.contains("spice/ngspice/t00-program-read.cir:")
        && run.errors.contains("[\(change.id)]") && run.errors.contains(change.cell),
      "\(run.errors)")
  }

  @Test(
    .enabled(if: isInstalled, "ngspice is not installed"),
    arguments: ["exit 0", "exit 5"])
  func exitCodesCountForNothing(_ ending: String) throws {
    let program = try pretender("ngspice \"$@\"\n\(ending)")
    let run = try spice("--run", "--rows", "0", "--tile", "t00", "--ngspice", program)
    #expect(run.status == 0, "\(run.all)")
  }

  @Test(
    arguments: [
      ("exit 0", "[run/broken-off]"),
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
    #expect(run.status == 130, "\(run.all)")
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
      (["--ngspice", "/tmp"], "[run/ngspice]"),
    ])
  func badInputIsRefused(_ bad: (arguments: [String], says: String)) throws {
    let program = try pretender("exit 0")
    let run = try CommandLine.dendrite(
      ["spice", out, "--run"] + (bad.arguments[0] == "--ngspice" ? [] : ["--ngspice", program])
        + bad.arguments)
    #expect(run.status == 2, "\(run.all)")
    #expect(run.errors.contains(bad.says), "\(run.errors)")
  }

  @Test func foldersThatDoNotVerifyAreRefused() throws {
    let program = try pretender("exit 0")
    let copy = scratch.path + "/copy"
    try FileManager.default.copyItem(atPath: out, toPath: copy)
    let deck = copy + "/spice/ngspice/t00.cir"
    let text = try String(contentsOfFile: deck, encoding: .utf8)
    try text.replacingOccurrences(of: "vset=", with: "vset=1").write(
      toFile: deck, atomically: true, encoding: .utf8)
    let run = try CommandLine.dendrite(["spice", copy, "--run", "--ngspice", program])
    #expect(run.status == 2, "\(run.all)")
    #expect(run.errors.contains("spice/ngspice/t00.cir:"), "\(run.errors)")
    let missing = try CommandLine.dendrite(["spice", "/nowhere", "--run", "--ngspice", program])
    #expect(missing.status == 2)
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
