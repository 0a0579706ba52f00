internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarDocuments

extension ModelFitResult {
  /// The device file with the fitted constants and, under `compact_model`, the evidence behind them.
  ///
  /// The text of the file stays as it is but for the numbers of the constants and the block `evidence`, so that all
  /// comments live. Where that is not possible (a `compact_model` on one line) the file is written anew, without the
  /// comments and evidence of the old one.
  ///
  /// - Parameter text: the file that the base device was read from.
  public func deviceText(editing text: String) -> (text: String, keepsComments: Bool) {
    if let edited = edited(text), let device = try? DeviceFile.parse(edited, file: ""),
      device == self.device
    {
      return (edited, true)
    }
    return (
      DeviceFileWriter.text(device, evidence: DeviceEvidence(compactModel: evidence())), false
    )
  }

  /// How the constants were found, for people.
  ///
  /// - Parameter command: which of the commands fitted them.
  func evidence(by command: String = "dendrite model") -> DocumentNode {
    var node: DocumentNode = ["fitted_by": DocumentNode(command)]
    if !files.isEmpty {
      node.append(
        "pulses",
        .list(
          files.map {
            ["file": DocumentNode($0.name), "pulses": DocumentNode($0.pulses)] as DocumentNode
          }
          .map(\.flow)))
    }
    node.append(
      "targets",
      .list(
        outcomes.map { outcome in
          let entry: DocumentNode = [
            "target": DocumentNode(outcome.target), "wanted": DocumentNode(outcome.wanted),
            "model": DocumentNode(outcome.found), "met": DocumentNode(outcome.isMet),
          ]
          return entry.flow
        }))
    var constants: DocumentNode = .mapping([])
    for finding in findings {
      var entry: DocumentNode = [
        "before": DocumentNode(finding.before), "determined": DocumentNode(finding.isDetermined),
      ]
      if let range = finding.range {
        entry.append(
          "targets_hold", .row([range.low.roundedToSixDigits, range.high.roundedToSixDigits]))
      }
      constants.append(finding.constant.key, entry.flow)
    }
    node.append(
      "constants", constants.above("targets_hold: this constant's values, the others fixed"))
    return node
  }

  /// The text with the constants replaced; nil where their places are not found.
  private func edited(_ text: String) -> String? {
    guard let document = try? DocumentValue.parse(text, file: ""),
      case .mapping(let root) = document.content,
      let block = root.first(where: { $0.key == "compact_model" }),
      case .mapping(let entries) = block.value.content
    else { return nil }
    let ending = text.contains("\r\n") ? "\r\n" : "\n"
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map(String.init)
    guard let first = entries.first, first.line > block.line else { return nil }
    var numbers = findings.filter(\.isChanged).map { (key: $0.constant.key, value: $0.after) }
    if base.constants.capacitance != device.constants.capacitance {
      numbers.append((key: "capacitance_f", value: device.constants.capacitance))
    }
    for number in numbers {
      guard let entry = entries.first(where: { $0.key == number.key }),
        lines.indices.contains(entry.line - 1),
        let line = Self.replace(number.value, of: number.key, in: lines[entry.line - 1])
      else { return nil }
      lines[entry.line - 1] = line
    }
    guard lines.indices.contains(first.line - 1) else { return nil }
    let indent = Self.indent(lines[first.line - 1])
    if let old = entries.first(where: { $0.key == "evidence" }) {
      guard lines.indices.contains(old.line - 1) else { return nil }
      lines.removeSubrange(Self.block(at: old.line - 1, in: lines))
    }
    let end = Self.block(at: block.line - 1, in: lines).upperBound
    let evidence = DocumentNode.mapping([.init("evidence", evidence())]).text
      .split(separator: "\n").map { String(repeating: " ", count: indent) + $0 }
    lines.insert(contentsOf: evidence, at: end)
    return lines.joined(separator: ending)
  }

  /// The line with another number after `key:`; nil where the line does not begin with the key.
  private static func replace(_ value: Double, of key: String, in line: String) -> String? {
    let start = line.drop { $0 == " " }
    guard start.hasPrefix("\(key):") else { return nil }
    let rest = start.dropFirst(key.count + 1)
    let number = rest.drop { $0 == " " }
    let after = number.drop { $0 != " " && $0 != "#" }
    guard Double(number[..<after.startIndex]) != nil else { return nil }
    return String(line[..<rest.startIndex]) + " " + "\(DocumentNode(value).scalarText)" + after
  }

  private static func indent(_ line: String) -> Int { line.prefix { $0 == " " }.count }

  /// The lines of the mapping whose key stands at an index: those after it that are indented further, blank lines and
  /// comments at their end left out.
  private static func block(at index: Int, in lines: [String]) -> Range<Int> {
    let depth = indent(lines[index])
    var end = index + 1
    for next in lines.indices[(index + 1)...] {
      let line = lines[next]
      if line.allSatisfy(\.isWhitespace) { continue }
      if indent(line) <= depth { break }
      end = next + 1
    }
    return index..<end
  }
}

extension DocumentNode {
  /// A scalar as a document writes it, without the end of its line.
  fileprivate var scalarText: String {
    String(text.split(separator: "\n").first ?? "")
  }
}
