import ArgumentParser
import CrossbarCompiler
import CrossbarCore
import CrossbarDevices
import CrossbarFit
import CrossbarMeasurement
import CrossbarStatistics

/// The options of `dendrite fit` as the library takes them.
enum FitArguments {
  /// - Throws: every argument that cannot be understood, at once.
  static func options(_ command: FitCommand) throws -> FitOptions {
    var findings: [Diagnostic] = []
    var options = FitOptions(files: command.files)
    let readVoltage = command.readVoltage ?? 0.1
    options.reading.readVoltage = readVoltage
    options.reading.isReadVoltageStated = command.readVoltage != nil
    options.reading.sweepLimit = positive(command.sweepLimit, "--sweep-limit", &findings)
    options.reading.compliance = positive(command.compliance, "--compliance", &findings)
    options.reading.shunt = positive(command.shunt, "--shunt", &findings)
    options.reading.batch = command.batch
    options.reading.namePattern = command.namePattern
    options.reading.skippedLines = max(0, command.skipLines)
    options.reading.columns = command.columns.compactMap { column($0, &findings) }
    options.reading.units = command.units.compactMap {
      pair($0, "--unit", "COLUMN=UNIT", &findings)
    }
    .map { (column: $0.left, unit: $0.right) }
    options.extraction.definition = command.extract
    options.extraction.readVoltage = readVoltage
    options.extraction.currentFloor = command.currentFloor
    if let jump = command.minimalJump { options.extraction.minimalJump = jump }
    options.extraction.polarity = command.polarity
    findings += options.extraction.findings()
    options.cycles = command.cycles
    for family in command.families { add(family, to: &options, &findings) }
    options.fabricated = command.fabricated
    options.base = command.base
    options.name = command.name
    options.seed = command.seed
    options.replicates = command.bootstrap
    if !(0...100_000).contains(command.bootstrap) {
      findings.append(
        .error(
          "fit/bootstrap", "\(command.bootstrap) replicates; it must be 0 … 100000",
          at: .init(file: "--bootstrap")))
    }
    options.significance = command.significance
    if !(command.significance > 0 && command.significance < 1) {
      findings.append(
        .error(
          "fit/significance", "\(command.significance) is not between 0 and 1",
          at: .init(file: "--significance")))
    }
    if let fabricated = command.fabricated, fabricated < 1 {
      findings.append(
        .error("fit/fabricated", "\(fabricated) devices made", at: .init(file: "--fabricated")))
    }
    try findings.throwIfErrors()
    return options
  }

  /// - Throws: `output/overwrite` where an output would overwrite an input or another output.
  static func checkOutputs(_ outputs: FitOutputs, against inputs: [String]) throws(Diagnostics) {
    let written = [outputs.device, outputs.cycles] + [outputs.report].compactMap { $0 }
    var findings: [Diagnostic] = []
    for (index, output) in written.enumerated() {
      if inputs.contains(where: { $0 == output || AtomicFile.isSame($0, output) }) {
        findings.append(
          .error(
            "output/overwrite", "the output would overwrite what is read", at: .init(file: output)))
      }
      if written[..<index].contains(where: { $0 == output || AtomicFile.isSame($0, output) }) {
        findings.append(
          .error("output/overwrite", "two outputs are one file", at: .init(file: output)))
      }
    }
    if let pictures = outputs.pictures {
      for input in inputs where AtomicFile.isSame(parent(input), pictures) {
        findings.append(
          .error(
            "output/overwrite", "the report's pictures would replace the folder of what is read",
            at: .init(file: input)))
      }
    }
    try findings.throwIfErrors()
  }

  private static func parent(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  private static func positive(
    _ value: Double?, _ option: String, _ findings: inout [Diagnostic]
  ) -> Double? {
    if let value, !(value > 0 && value.isFinite) {
      findings.append(
        .error("fit/option", "\(value) is not a positive number", at: .init(file: option)))
      return nil
    }
    return value
  }

  /// The two sides of the last `=`, since names of columns may hold one.
  private static func pair(
    _ text: String, _ option: String, _ form: String, _ findings: inout [Diagnostic]
  ) -> (left: String, right: String)? {
    guard let equals = text.lastIndex(of: "="), equals != text.startIndex,
      text.index(after: equals) != text.endIndex
    else {
      findings.append(
        .error("fit/option", "'\(text)' must be \(form)", at: .init(file: option)))
      return nil
    }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
  }

  private static func column(
    _ text: String, _ findings: inout [Diagnostic]
  ) -> (role: ColumnRole, column: String)? {
    guard let equals = text.firstIndex(of: "="), text.index(after: equals) != text.endIndex else {
      findings.append(
        .error("fit/option", "'\(text)' must be ROLE=COLUMN", at: .init(file: "--column")))
      return nil
    }
    let name = String(text[..<equals])
    guard let role = ColumnRole(rawValue: name) else {
      findings.append(
        .error(
          "fit/role", "'\(name)' is no role of a column", at: .init(file: "--column"),
          help: "roles are \(ColumnRole.list)"))
      return nil
    }
    return (role, String(text[text.index(after: equals)...]))
  }

  private static func add(
    _ text: String, to options: inout FitOptions, _ findings: inout [Diagnostic]
  ) {
    guard let (left, right) = pair(text, "--family", "QUANTITY=FAMILY", &findings) else { return }
    let quantities =
      left == "all"
      ? DeviceQuantity.allCases : DeviceQuantity.allCases.filter { $0.rawValue == left }
    if quantities.isEmpty {
      findings.append(
        .error(
          "fit/family", "'\(left)' is none of v_set, v_reset, r_lrs, r_hrs, all",
          at: .init(file: "--family")))
    }
    guard right == "empirical" || Family(rawValue: right) != nil else {
      let words = Family.allCases.map(\.rawValue).joined(separator: ", ")
      findings.append(
        .error(
          "fit/family", "'\(right)' is none of \(words), empirical", at: .init(file: "--family")))
      return
    }
    for quantity in quantities { options.families[quantity] = .some(Family(rawValue: right)) }
  }
}

extension ColumnRole {
  /// All roles, as the help lists them.
  static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
