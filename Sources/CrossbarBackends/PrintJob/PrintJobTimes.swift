internal import CrossbarLayout

/// Estimated times of a job's steps. Pages are printed one after the other; baths, transfers and ovens take all of them at
/// once. Steps that state no time, and cutting the tape, have none.
struct PrintJobTimes {
  let layout: PhysicalLayout

  private var process: Process { layout.process }

  /// A step at a bench; nil where it states no time.
  func time(_ treatment: Treatment) -> EstimatedMinutes? {
    treatment.minutes.map { EstimatedMinutes($0) }
  }

  /// All passes over one page.
  func time(_ ink: Ink, on sheet: Sheet) -> EstimatedMinutes {
    ink.passes * process.passTime(ink, on: sheet)
  }

  /// All passes over all pages, and the cure.
  func time(_ ink: Ink) -> EstimatedMinutes {
    layout.sheets.reduce(time(ink.cure) ?? EstimatedMinutes(hundredths: 0)) {
      $0 + time(ink, on: $1)
    }
  }

  /// All transfers.
  func time(_ window: WindowLayer) -> EstimatedMinutes? {
    time(window.transfer).map { window.transfers * $0 }
  }

  /// The whole job: the sum of its steps.
  var total: EstimatedMinutes {
    let steps =
      (process.cleaning + process.maskRemoval).map { time($0) } + [time(process.mos2Window)]
      + process.printedLayers.map { layer in process.ink(layer).map { time($0) } }
    return steps.compactMap { $0 }.reduce(EstimatedMinutes(hundredths: 0), +)
  }
}
