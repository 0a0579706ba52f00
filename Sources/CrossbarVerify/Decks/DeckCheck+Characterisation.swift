public import CrossbarCore
internal import CrossbarArray
internal import CrossbarDevices
internal import CrossbarFiles

extension DeckCheck {
  /// The decks of `characterisation/`, and how many memristors each has at least.
  static let characterisation = [
    ("iv-sweep", 1), ("dc-hysteresis", 1), ("pulse-train", 1), ("endurance", 1),
    ("compliance", 2), ("switching-time", 2),
  ]

  /// Devices in the I–V sweep beside the median one.
  private static let sweptCells = 5

  /// Reads the decks of single memristors: each must include the cell library once, and its memristors must be the median
  /// device or, in the I–V sweep, the cells of array 0's first row, starting in their HRS (LRS where a RESET is timed).
  ///
  /// What the decks do with them is held by the manifest's digests alone.
  ///
  /// - Parameters:
  ///   - folder: path of `spice/ngspice`.
  ///   - name: its name in diagnostics.
  public func characterisationFindings(folder: String, name: String) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    for (deck, least) in Self.characterisation
    where deck != "endurance" || device.enduranceCycles < .max {
      let file = "characterisation/\(deck).cir"
      do throws(Diagnostics) {
        let mapped = try MappedFile(path: "\(folder)/\(file)")
        var reader = CharacterisationReader(SpiceScanner(mapped.bytes), file: "\(name)/\(file)")
        findings += reader.compare(
          with: devices(of: deck), celsius: device.constants.temperature?.reference, least: least)
      } catch { findings += error.all }
    }
    return findings
  }

  /// Devices that a deck must have, in their order; a deck with more memristors than these repeats the last.
  private func devices(of deck: String) -> [DeviceSample] {
    func median(_ quantity: DeviceQuantity) -> Double {
      device.statistics[quantity].median.roundedToSixDigits
    }
    var all = [
      DeviceSample(
        vSet: median(.vSet), vReset: median(.vReset), rLRS: median(.rLRS), rHRS: median(.rHRS))
    ]
    if deck == "iv-sweep" {
      let sampler = DeviceSampler(statistics: device.statistics, seed: seed)
      for column in 0..<min(Self.sweptCells, design.tile(0).columns) {
        all.append(sampler.sample(array: array, tile: 0, row: 0, column: column))
      }
    }
    return all
  }
}

/// Reads the instances and includes of a deck of single memristors.
private struct CharacterisationReader {
  private var scanner: SpiceScanner
  private let file: String
  private var celsius: Double?
  private var findings: [Diagnostic] = []

  init(_ scanner: SpiceScanner, file: String) {
    self.scanner = scanner
    self.file = file
  }

  private mutating func report(_ id: String, _ message: String, element: String? = nil) {
    findings.append(
      .error(id, message, at: .init(file: file, line: scanner.line, element: element)))
  }

  mutating func compare(
    with devices: [DeviceSample], celsius: Double?, least: Int
  ) -> [Diagnostic] {
    self.celsius = celsius
    var includes: [String] = []
    var count = 0
    var isProgram = false
    while scanner.next() {
      let words = scanner.text.split(separator: " ").map(String.init)
      guard let first = words.first else { continue }
      if first == ".control" || first == ".endc" { isProgram = first == ".control" }
      if isProgram { continue }
      if first == ".include" || first == ".inc" || first == ".lib" {
        includes.append(words.dropFirst().joined(separator: " "))
      }
      if first.hasPrefix("x") {
        instance(words, devices[min(count, devices.count - 1)])
        count += 1
      }
    }
    if includes != ["../cell.lib"] {
      report("deck/include", "the deck must include ../cell.lib and nothing else")
    }
    if count < max(least, devices.count) || (devices.count > 1 && count != devices.count) {
      report("deck/instance", "\(count) memristors, not \(max(least, devices.count))")
    }
    return findings
  }

  private mutating func instance(_ words: [String], _ device: DeviceSample) {
    let name = words[0]
    let parameters = words.firstIndex { $0.contains("=") } ?? words.count
    let subcircuit = parameters > 1 ? words[parameters - 1] : ""
    if subcircuit != "memristor" && subcircuit != "memristor_wear" {
      return report("deck/instance", "'\(name)' is no memristor", element: name)
    }
    var expected = [
      "vset": device.vSet, "vrst": device.vReset, "rlrs": device.rLRS, "rhrs": device.rHRS,
    ]
    expected["tdev"] = celsius
    var found: [String: Double] = [:]
    for word in words[parameters...] {
      let parts = word.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, let value = SpiceExpression(parts[1])?.value([:]) else {
        report("deck/number", "'\(word)' is no parameter with a number", element: name)
        continue
      }
      found[String(parts[0])] = value
    }
    for (parameter, value) in expected.sorted(by: { $0.key < $1.key })
    where found[parameter] != value {
      let text = found[parameter].map { "\(parameter)=\($0)" } ?? "no \(parameter)"
      report("deck/parameter", "\(text), not \(value)", element: name)
    }
    for parameter in found.keys.sorted()
    where expected[parameter] == nil && !["x0", "nend"].contains(parameter) {
      report(
        "deck/parameter", "'\(parameter)' is not to be set for one memristor", element: name)
    }
  }
}
