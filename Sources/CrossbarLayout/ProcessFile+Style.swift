internal import CrossbarDocuments

extension ProcessFile {
  /// The style and its measures. Those of the other styles may stand there too; they are checked and left.
  static func readStyle(_ mapping: DocumentMapping) -> StyleGeometry? {
    let style = mapping.word("style", as: LayoutStyle.self, default: .backplane)
    func section<Measures>(
      _ key: String, of own: LayoutStyle, _ read: (DocumentMapping) -> Measures?
    ) -> Measures? {
      mapping.mapping(key, required: style == own).flatMap { section in
        let measures = read(section)
        section.end()
        return measures
      }
    }
    let isolated = section("isolated", of: .isolated, readIsolated)
    let crossbar = section("crossbar", of: .crossbar, readCrossbar)
    let hybrid = section("hybrid_1t1r", of: .hybrid1T1R, readHybrid)
    switch style {
    case .backplane: return .backplane
    case .isolated: return isolated.map { .isolated($0) }
    case .crossbar: return crossbar.map { .crossbar($0) }
    case .hybrid1T1R: return hybrid.map { .hybrid1T1R($0) }
    case nil: return nil
    }
  }

  private static func readIsolated(_ section: DocumentMapping) -> IsolatedGeometry? {
    let reading = section.word("u_reading", as: BottomContactReading.self, default: .base)
    let rowPitch = measure(section, "row_pitch_um")
    let pairPitch = measure(section, "pair_pitch_um")
    let pairGap = measure(section, "pair_gap_um")
    let line = measure(section, "line_length_um")
    let vertical = measure(section, "vertical_length_um")
    let width = measure(section, "pad_width_um")
    let height = measure(section, "pad_height_um")
    guard let reading, let rowPitch, let pairPitch, let pairGap, let line, let vertical,
      let width, let height
    else { return nil }
    return IsolatedGeometry(
      reading: reading, rowPitch: rowPitch, pairPitch: pairPitch, pairGap: pairGap,
      lineLength: line, verticalLength: vertical, padWidth: width, padHeight: height)
  }

  private static func readCrossbar(_ section: DocumentMapping) -> CrossbarGeometry? {
    let rowPitch = measure(section, "row_pitch_um")
    let columnPitch = measure(section, "column_pitch_um")
    let padPitch = measure(section, "pad_pitch_um")
    let length = measure(section, "pad_length_um")
    let width = measure(section, "pad_width_um")
    let trace = measure(section, "trace_width_um")
    let gap = measure(section, "trace_gap_um")
    guard let rowPitch, let columnPitch, let padPitch, let length, let width, let trace, let gap
    else { return nil }
    return CrossbarGeometry(
      rowPitch: rowPitch, columnPitch: columnPitch, padPitch: padPitch, padLength: length,
      padWidth: width, traceWidth: trace, traceGap: gap)
  }

  private static func readHybrid(_ section: DocumentMapping) -> HybridGeometry? {
    let rowPitch = measure(section, "row_pitch_um")
    let pairPitch = measure(section, "pair_pitch_um")
    let width = measure(section, "transistor_pad_width_um")
    let height = measure(section, "transistor_pad_height_um")
    let gap = measure(section, "transistor_pad_gap_um")
    let word = measure(section, "word_line_width_um")
    let offset = measure(section, "word_line_offset_um")
    let source = measure(section, "source_line_width_um")
    let margin = measure(section, "crossover_margin_um")
    let wordPad = measure(section, "word_pad_width_um")
    let sourcePad = measure(section, "source_pad_width_um")
    guard let rowPitch, let pairPitch, let width, let height, let gap, let word, let offset,
      let source, let margin, let wordPad, let sourcePad
    else { return nil }
    return HybridGeometry(
      rowPitch: rowPitch, pairPitch: pairPitch, padWidth: width, padHeight: height, padGap: gap,
      wordLineWidth: word, wordLineOffset: offset, sourceLineWidth: source,
      crossoverMargin: margin, wordPadWidth: wordPad, sourcePadWidth: sourcePad)
  }

  private static func measure(_ section: DocumentMapping, _ key: String) -> Nanometres? {
    section.micrometres(key, in: 1...100_000)
  }
}
