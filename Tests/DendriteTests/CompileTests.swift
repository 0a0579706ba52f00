import Foundation
import Testing

@Suite("dendrite compile")
struct CompileTests {
  @Test("the digits example compiles, and its folder holds what the manifest says")
  func digits() throws {
    let (folder, outcome) = try Digits.compiled.get()
    #expect(outcome.status == 0, "\(outcome.all)")
    for file in [
      "network.json", "device.yaml", "process.yaml", "verify.json", "report.md", "manifest.json",
      "evaluation.csv", "spice/ngspice/cell.lib", "spice/ngspice/t00.cir",
      "spice/ngspice/t02-program-read.cir", "verilog-a/memristor.va", "masks/print-job.xml",
    ] {
      #expect(FileManager.default.fileExists(atPath: "\(folder)/\(file)"), "\(file)")
    }
    let manifest = try json("\(folder)/manifest.json")
    let files = try #require(manifest["files"] as? [[String: Any]])
    let listed = files.compactMap { $0["path"] as? String }
    let present = (FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? [])
      .filter { !isFolder("\(folder)/\($0)") && $0 != "manifest.json" }.sorted()
    #expect(listed == present)
    // Digests by coreutils, not by our own code.
    let sums = try CommandLine.shell(
      "cd \(folder) && sha256sum \(listed.joined(separator: " "))"
    ).output
    for file in files {
      let path = try #require(file["path"] as? String)
      let digest = try #require(file["sha256"] as? String)
      #expect(sums.contains("\(digest)  \(path)\n"), "\(path)")
      let size = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(path)")[.size]
      #expect(file["size"] as? Int == size as? Int)
    }
    #expect(manifest["seed"] as? Int == 1)
  }

  @Test("codes are NumPy's, row by row")
  func codes() throws {
    let (folder, _) = try Digits.compiled.get()
    let network = try json("\(folder)/network.json")
    let reference = try json(reference: "digits_reference.json")
    let layers = try #require(network["layers"] as? [[String: Any]])
    let expected = try #require(reference["layers"] as? [[String: Any]])
    #expect(layers.count == expected.count && layers.count == 3)
    for (layer, expected) in zip(layers, expected) {
      let weights = try #require(layer["weights"] as? [String: Any])
      let bias = try #require(layer["bias"] as? [String: Any])
      #expect(weights["codes"] as? [[Int]] == expected["weights"] as? [[Int]])
      #expect(bias["codes"] as? [Int] == expected["bias"] as? [Int])
      #expect(layer["name"] as? String == expected["name"] as? String)
    }
    #expect(network["bits"] as? Int == 3)
    #expect(network["tie_rule"] as? String == "lowest index")
  }

  @Test("verification reports what the statistics imply, and not 100 %")
  func prediction() throws {
    let (folder, outcome) = try Digits.compiled.get()
    let result = try json("\(folder)/verify.json")
    #expect(result["holds_network"] as? Bool == true)
    #expect(result["cells_in_decks"] as? Int == 3150)
    #expect(result["cells_in_masks"] as? Int == 3150)
    let reference = try json(reference: "digits_reference.json")
    let expected = try #require(reference["expected_bit_errors"] as? Double)
    let sampled = try #require(result["sampled_arrays"] as? [String: Any])
    let spread = try #require(sampled["device_spread"] as? [String: Any])
    let errors = try #require(spread["bit_errors_per_array"] as? [String: Any])
    let mean = try #require(errors["value"] as? Double)
    // By SciPy's tail probabilities and the network's share of ones; five standard errors of 1,000 arrays.
    #expect((mean - expected).magnitude < 5 * (expected / 1000).squareRoot())
    #expect(mean > 30 && mean < 65)
    let all = try #require(spread["arrays_with_every_input_right"] as? [String: Any])
    let share = try #require(all["value"] as? Double)
    #expect(share > 0.005 && share < 0.2)
    let ideal = try #require(result["ideal_array"] as? [String: Any])
    #expect(ideal["correct"] as? Int == 10)
    #expect(ideal["bit_errors"] as? Int == 0)
    #expect(outcome.output.contains("10 of 10 inputs right"))
    let report = try String(contentsOfFile: "\(folder)/report.md", encoding: .utf8)
    #expect(report.contains("sigma of V_SET"))
    #expect(report.contains("40 % of the devices"))
  }

  @Test("two runs are the same bytes, wherever they are written")
  func deterministic() throws {
    let scratch = try Scratch()
    let (folder, _) = try Digits.compiled.get()
    let again = "\(scratch.path)/elsewhere/other-name"
    let outcome = try CommandLine.shell(
      "mkdir \(scratch.path)/elsewhere && cd \(scratch.path) && cp \(CommandLine.digits) \(CommandLine.glyphs) . && "
        + "\(CommandLine.binary) compile digits.keras --inputs glyphs.csv -o elsewhere/other-name --seed 1 --quiet"
    )
    #expect(outcome.status == 0, "\(outcome.all)")
    let difference = try CommandLine.run("/usr/bin/diff", ["-r", folder, again])
    #expect(difference.status == 0, "\(difference.output)")
  }

  @Test("another seed changes only what depends on it")
  func seeds() throws {
    let scratch = try Scratch()
    let (folder, _) = try Digits.compiled.get()
    let outcome = try CommandLine.dendrite([
      "compile", CommandLine.digits, "--inputs", CommandLine.glyphs, "-o", "\(scratch.path)/b",
      "--seed", "2", "--quiet",
    ])
    #expect(outcome.status == 0, "\(outcome.all)")
    let difference = try CommandLine.run(
      "/usr/bin/diff", ["-rq", folder, "\(scratch.path)/b"])
    let changed = difference.output.split(separator: "\n").compactMap {
      $0.split(separator: " ").dropFirst().first.map { String($0.dropFirst(folder.count + 1)) }
    }.sorted()
    #expect(
      changed == [
        "manifest.json", "report.md", "spice/ngspice/cell-monte-carlo.cir",
        "spice/ngspice/characterisation/iv-sweep.cir",
        "spice/ngspice/t00-programmed.cir", "spice/ngspice/t00.cir",
        "spice/ngspice/t01-programmed.cir", "spice/ngspice/t01.cir",
        "spice/ngspice/t02-programmed.cir", "spice/ngspice/t02.cir", "verify.json",
      ])
  }

  @Test("an earlier output is replaced; anything else is left alone")
  func replacing() throws {
    let scratch = try Scratch()
    let out = try Digits.copy(into: scratch)
    let again = try CommandLine.dendrite([
      "compile", CommandLine.digits, "--inputs", CommandLine.glyphs, "-o", out, "--bits", "4",
      "--quiet",
    ])
    #expect(again.status == 0, "\(again.all)")
    #expect(try json("\(out)/network.json")["bits"] as? Int == 4)
    #expect(scratch.entries.allSatisfy { !$0.contains("partial") })
    // A folder with something of the user's in it.
    let mine = "\(scratch.path)/mine"
    try FileManager.default.createDirectory(atPath: mine, withIntermediateDirectories: true)
    try "precious".write(toFile: "\(mine)/notes.txt", atomically: true, encoding: .utf8)
    let refused = try CommandLine.dendrite(["compile", CommandLine.digits, "-o", mine, "--quiet"])
    #expect(refused.status == 2)
    #expect(refused.errors.contains("\(mine): error: the folder is not empty"))
    #expect(try String(contentsOfFile: "\(mine)/notes.txt", encoding: .utf8) == "precious")
    // A half-written output: an output without its manifest.
    try FileManager.default.removeItem(atPath: "\(out)/manifest.json")
    let half = try CommandLine.dendrite(["compile", CommandLine.digits, "-o", out, "--quiet"])
    #expect(half.status == 2)
    #expect(half.errors.contains("holds no whole output"))
  }

  @Test("short and awkward names of the output folder", arguments: ["x", "x/", "a/b/c", "ü ö"])
  func names(name: String) throws {
    let scratch = try Scratch()
    let outcome = try CommandLine.shell(
      "cd \(scratch.path) && \(CommandLine.binary) compile \(CommandLine.digits) -o '\(name)' --quiet --arrays 20 --circuit-arrays 0"
    )
    #expect(outcome.status == 0, "\(outcome.all)")
    #expect(FileManager.default.fileExists(atPath: "\(scratch.path)/\(name)/manifest.json"))
    for none in [".", "..", "", "/"] {
      #expect(try CommandLine.dendrite(["compile", CommandLine.digits, "-o", none]).status == 2)
    }
  }

  @Test("a link to a folder stays a link; files of the user's beside an output stay where they are")
  func linksAndGuests() throws {
    let scratch = try Scratch()
    let out = try Digits.copy(into: scratch)
    let link = "\(scratch.path)/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: out)
    let options = ["--quiet", "--arrays", "20", "--circuit-arrays", "0"]
    let through = try CommandLine.dendrite(["compile", CommandLine.digits, "-o", link] + options)
    #expect(through.status == 0, "\(through.all)")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == out)
    try "mine".write(toFile: "\(out)/notes.txt", atomically: true, encoding: .utf8)
    let refused = try CommandLine.dendrite(["compile", CommandLine.digits, "-o", out] + options)
    #expect(refused.status == 2)
    #expect(refused.errors.contains("other files, such as notes.txt"))
    #expect(FileManager.default.fileExists(atPath: "\(out)/notes.txt"))
  }

  @Test("a killed compilation leaves the earlier output whole, and the next one takes over")
  func killed() throws {
    let scratch = try Scratch()
    let out = try Digits.copy(into: scratch)
    let large = "\(CommandLine.root)/Tests/DendriteTests/Fixtures/mnist_mlp.keras"
    let outcome = try CommandLine.shell(
      "\(CommandLine.binary) compile \(large) --bits 8 -o \(out) --quiet & p=$!; "
        + "for i in $(seq 1 200); do test -e \(scratch.path)/.out.partial/network.json && break; sleep 0.05; done; "
        + "kill -9 $p; wait $p; echo killed $?")
    #expect(outcome.output.contains("killed 137"), "\(outcome.all)")
    #expect(scratch.entries.contains(".out.partial"))
    #expect(try CommandLine.dendrite(["verify", out, "--quiet"]).status == 0)
    let next = try CommandLine.dendrite([
      "compile", CommandLine.digits, "-o", out, "--quiet", "--arrays", "20", "--circuit-arrays",
      "0",
    ])
    #expect(next.status == 0, "\(next.all)")
    #expect(scratch.entries.allSatisfy { !$0.contains("partial") })
  }

  @Test("two compilations into one folder: one wins whole, the other is told")
  func concurrent() throws {
    let scratch = try Scratch()
    let one =
      "\(CommandLine.binary) compile \(CommandLine.digits) -o \(scratch.path)/out --quiet --seed"
    let outcome = try CommandLine.shell(
      "\(one) 1 & a=$!; \(one) 2 & b=$!; wait $a; x=$?; wait $b; y=$?; echo codes $((x + y))")
    #expect(
      outcome.output.contains("codes 2") || outcome.output.contains("codes 0"), "\(outcome.all)")
    #expect(try CommandLine.dendrite(["verify", "\(scratch.path)/out", "--quiet"]).status == 0)
    #expect(scratch.entries.allSatisfy { !$0.contains("partial") })
  }

  @Test(
    "a network of 237,000 cells: seconds, and bounded memory",
    .enabled(
      if: ProcessInfo.processInfo.environment["DENDRITE_BINARY"] != nil,
      "DENDRITE_BINARY is not set: the release build is not timed"))
  func large() throws {
    let scratch = try Scratch()
    let model = "\(CommandLine.root)/Tests/DendriteTests/Fixtures/mnist_mlp.keras"
    let start = ContinuousClock.now
    // 1.5 GB of address space, code and libraries included.
    let outcome = try CommandLine.shell(
      "ulimit -v 1500000; \(CommandLine.binary) compile \(model) --bits 4 -o \(scratch.path)/out --quiet"
    )
    let spent = ContinuousClock.now - start
    #expect(outcome.status == 0, "\(outcome.all)")
    #expect(outcome.output.contains("236840 read from the decks, 236840 from the masks"))
    // Some 6 s on two free cores; the bound allows for busy ones.
    #expect(spent < .seconds(60), "\(spent)")
  }

  @Test("a project file sets what the command line does not")
  func projectFile() throws {
    let scratch = try Scratch()
    try """
    bits: 2
    scheme: round
    seed: 9
    tile: { rows: 8, columns: 10 }
    evaluation: { inputs: glyphs.csv }
    monte_carlo: { arrays: 20, circuit_arrays: 0 }
    """.write(toFile: "\(scratch.path)/dendrite.yaml", atomically: true, encoding: .utf8)
    try FileManager.default.copyItem(
      atPath: CommandLine.glyphs, toPath: "\(scratch.path)/glyphs.csv")
    let outcome = try CommandLine.dendrite([
      "compile", CommandLine.digits, "-o", "\(scratch.path)/out", "--config",
      "\(scratch.path)/dendrite.yaml", "--bits", "5", "--quiet",
    ])
    #expect(outcome.status == 0, "\(outcome.all)")
    let network = try json("\(scratch.path)/out/network.json")
    #expect(network["bits"] as? Int == 5 && network["scheme"] as? String == "round")
    let manifest = try json("\(scratch.path)/out/manifest.json")
    #expect(manifest["seed"] as? Int == 9)
    let configuration = try #require(manifest["configuration"] as? [String: Any])
    #expect(configuration["tile"] as? [String: Int] == ["rows": 8, "columns": 10])
    // 21 rows in blocks of 8 and 20 outputs two words a tile: 3 × 10 tiles, twice, and 3 × 5.
    #expect(FileManager.default.fileExists(atPath: "\(scratch.path)/out/spice/ngspice/t74.cir"))
    #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/out/spice/ngspice/t75.cir"))
    let bad = try CommandLine.shell(
      "printf 'bitz: 3\\nseed: -1\\n' > \(scratch.path)/bad.yaml; "
        + "\(CommandLine.binary) compile \(CommandLine.digits) -o \(scratch.path)/x --config \(scratch.path)/bad.yaml"
    )
    #expect(bad.status == 2)
    #expect(bad.errors.contains("bad.yaml:1: error: bitz is not a known key"))
    #expect(bad.errors.contains("bad.yaml:2: error: seed is -1"))
  }

  private func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}

/// A JSON object of a file.
func json(_ path: String) throws -> [String: Any] {
  let data = try Data(contentsOf: URL(fileURLWithPath: path))
  return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
}

/// A JSON object of the fixtures.
func json(reference name: String) throws -> [String: Any] {
  try json("\(CommandLine.root)/Tests/DendriteTests/Fixtures/\(name)")
}
