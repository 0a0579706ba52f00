internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarTemplates

/// `compliance.cir`: SET sweeps at compliances around I_nv, and whether the state is still there later.
struct ComplianceDeck {
  /// Compliances over I_nv: 1, 10, 30, 50, 70, 100, 300 µA and 1 mA for the paper's device.
  static let shares = [0.02, 0.2, 0.6, 1, 1.4, 2, 6, 20]
  /// Relaxation times between the sweep and the first read.
  static let waits = 50.0
  /// Longest time between the reads, in segments of the sweep.
  static let longest = 70.0

  private let decks: CharacterisationDecks

  init(_ decks: CharacterisationDecks) { self.decks = decks }

  private var device: Device { decks.input.device }

  private var levels: [Double] {
    let all = Self.shares.map { (device.constants.nonVolatileCurrent * $0).inSixDigits }
    return Array(Set(all + [decks.targets.volatileBelow, decks.targets.nonVolatileAbove])).sorted()
  }

  func text() throws(Diagnostics) -> String {
    let levels = levels
    let targets = decks.targets
    let segment = decks.segment
    let wait = Self.waits * device.constants.relaxationTime
    let stated = device.retention.value
    let retention = min(stated > 0 ? stated : wait, Self.longest * segment)
    let note =
      stated > 0
      ? retention < stated
        ? "retention_s of the device file is \(stated.shortestText), too long to be run."
        : "That is retention_s of the device file."
      : "The device file states no retention."
    let read = device.operation.readPulse.value
    let edge = device.operation.edge.value
    let first = 2 * segment + wait
    let second = first + 2 * edge + read + retention
    var values: [String: TemplateValue] = [
      "top": .number((decks.median.vSet * IVSweepDeck.reach).inSixDigits),
      "wait": .number(wait.inSixDigits), "waits": .number(Self.waits),
      "retention": .number(retention.inSixDigits), "retention_note": .text(note),
      "xc": .number(decks.model.unstableState),
      "i_high": .number(
        decks.model.current(decks.median.vSet, state: 0, device: decks.median).inSixDigits),
      "volatile": .number(targets.volatileBelow), "kept": .number(targets.nonVolatileAbove),
      "bounds_source": .text(targets.currentSource),
      "t1": .number(segment), "t2": .number((2 * segment).inSixDigits),
      "t2_open": .number(decks.opened), "read_v": .number(device.operation.readVoltage.value),
      "threshold": .number(device.operation.threshold.value), "count": .integer(levels.count),
      "indices": .text(levels.indices.map { String($0 + 1) }.joined(separator: " ")),
      "step": .number((segment / 300).inSixDigits),
      "a_sample": decks.time(first + edge + 0.75 * read),
      "b_sample": decks.time(second + edge + 0.75 * read),
      "end": decks.time(second + 2 * edge + read + edge),
      "levels": .list(
        levels.indices.map { index in
          let limit = levels[index]
          let expected =
            limit <= targets.volatileBelow ? 1 : limit >= targets.nonVolatileAbove ? 2 : 0
          return [
            "index": .integer(index + 1), "limit": .number(limit), "expected": .integer(expected),
          ]
        }),
    ]
    for (name, start) in [("ra", first), ("rb", second)] {
      values["\(name)_start"] = decks.time(start)
      values["\(name)_top"] = decks.time(start + edge)
      values["\(name)_fall"] = decks.time(start + edge + read)
      values["\(name)_end"] = decks.time(start + 2 * edge + read)
    }
    return try TemplateRenderer.render(
      TemplateLibrary.compliance, name: "compliance.cir",
      values: values.merging(decks.medianValues) { $1 })
  }
}
