internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarTemplates

/// One cycle of pulses: gap, SET, gap, read, gap, RESET, gap, read, gap. Times in seconds from its start.
struct PulseCycle {
  let edge: Double
  let setStart: Double
  let setEnd: Double
  let firstRead: Double
  let firstSample: Double
  let resetStart: Double
  let resetEnd: Double
  let secondRead: Double
  let secondSample: Double
  let period: Double

  /// - Parameters:
  ///   - write: flat top of the write pulses, s.
  ///   - device: gives edges, reads and, ten relaxation times, the gaps.
  init(write: Double, device: Device) {
    let edge = device.operation.edge.value
    let read = device.operation.readPulse.value
    let gap = device.constants.relaxationTime * 10
    self.edge = edge
    setStart = gap
    setEnd = setStart + edge + write
    firstRead = setEnd + edge + gap
    firstSample = firstRead + edge + 0.75 * read
    resetStart = firstRead + 2 * edge + read + gap
    resetEnd = resetStart + edge + write
    secondRead = resetEnd + edge + gap
    secondSample = secondRead + edge + 0.75 * read
    period = secondRead + 2 * edge + read + gap
  }

  /// The names that both decks of pulses read.
  var values: [String: TemplateValue] {
    [
      "edge": .number(edge), "set_at": time(setStart), "rst_at": time(resetStart),
      "ra_at": time(firstRead), "rb_at": time(secondRead), "a_sample": time(firstSample),
      "b_sample": time(secondSample), "period": time(period),
    ]
  }

  /// On a grid of one picosecond, which keeps times short in a deck.
  func time(_ value: Double) -> TemplateValue { .number((value * 1e12).rounded() / 1e12) }
}
