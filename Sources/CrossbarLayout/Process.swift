public import CrossbarArray
public import CrossbarCore

/// The masks in the order in which they are made. The raw value names files and layers; a style may lack some.
public enum MaskLayer: String, Sendable, CaseIterable {
  case agBottom = "ag-bottom"
  case mos2Window = "mos2-window"
  case dielectric
  case auTop = "au-top"
  case agPad = "ag-pad"

  /// What the layer is called on a drawing.
  public var title: String {
    switch self {
    case .agBottom: "Ag bottom contact"
    case .mos2Window: "MoS2 window (tape cut)"
    case .dielectric: "crossover dielectric"
    case .auTop: "Au top contact"
    case .agPad: "Ag pad"
    }
  }
}

/// A step at a bench: a bath, a rinse, a hot plate.
public struct Treatment: Hashable, Sendable {
  /// What is done, in words.
  public var step: String
  /// °C, where the step has a temperature of its own.
  public var celsius: Double?
  /// How long it takes, where it has a length.
  public var minutes: Double?

  /// A step at a bench.
  public init(step: String, celsius: Double? = nil, minutes: Double? = nil) {
    self.step = step
    self.celsius = celsius
    self.minutes = minutes
  }
}

/// One printed layer: its ink and how it is jetted and cured.
public struct Ink: Hashable, Sendable {
  /// What the ink is called.
  public var name: String
  /// `#rrggbb` on the masks.
  public var colour: String
  /// Distance of neighbouring drops along x, the direction of printing.
  public var dropSpacingX: Nanometres
  /// Distance of neighbouring drops along y, across the direction of printing: what the head's angle sets.
  public var dropSpacingY: Nanometres
  /// Volume of a drop, picolitres.
  public var dropPicolitres: Double
  /// Contact angle of a drop on the substrate, degrees, where it is known.
  public var contactAngle: Double?
  /// Diameter of a drop on the substrate: stated, or ``footprint(picolitres:contactAngle:)``.
  public var dropFootprint: Nanometres
  /// How far a printed edge lies outside the drawn one.
  public var spread: Nanometres
  /// How far every edge moves inwards on top of what the spread asks for; outwards where it is negative.
  public var bias: Nanometres
  /// What is done about the spread before drops are chosen.
  public var compensation: Compensation
  /// How often the layer is printed on itself.
  public var passes: Int
  /// Film of one pass.
  public var film: Nanometres
  /// Sheet resistance of one pass, ohms a square.
  public var sheetResistance: Ohms
  /// Temperature of the platen, °C.
  public var platen: Double
  /// Sintering after printing.
  public var cure: Treatment

  /// Sheet resistance of the finished layer: that of one pass ÷ passes.
  public var finishedSheetResistance: Ohms { Ohms(sheetResistance.value / Double(passes)) }

  /// How far every edge moves inwards before drops are chosen: the spread where it is compensated, and the bias.
  public var shrink: Nanometres { (compensation == .spread ? spread : 0) + bias }
}

/// The printer's head and the carriage that moves it along x.
public struct PrintHead: Hashable, Sendable {
  /// Distance of neighbouring nozzles.
  public var nozzlePitch: Nanometres
  /// Nozzles that jet at once.
  public var nozzles: Int
  /// Speed of the carriage, nanometres a second; a whole number of tenths of a micrometre.
  public var speed: Nanometres
  /// From the end of one swath to the start of the next, milliseconds.
  public var turn: Int
}

/// The switching layer: transferred through a window cut out of tape.
public struct WindowLayer: Hashable, Sendable {
  /// The switching material.
  public var material: String
  /// What the window is cut out of.
  public var tape: String
  /// `#rrggbb` on the masks.
  public var colour: String
  /// `#rrggbb` of the lines in the file for the cutter.
  public var cutColour: String
  /// Opacity in the combined picture, 0 … 1.
  public var opacity: Double
  /// How often flakes are transferred.
  public var transfers: Int
  /// Temperature and time of one transfer.
  public var transfer: Treatment
  /// Film of one transfer.
  public var film: Nanometres
}

/// The largest page and how tiles stand on it.
public struct Substrate: Hashable, Sendable {
  /// Largest page along x.
  public var maxWidth: Nanometres
  /// Largest page along y.
  public var maxHeight: Nanometres
  /// Kept free of the array; holds the fiducials.
  public var margin: Nanometres
  /// Distance of neighbouring tiles.
  public var tileSpacing: Nanometres
  /// How many pages there are; nil for as many as it takes.
  public var count: Int?
  /// Whether frames stand round the fiducials, and labels, verniers and test structures below the tiles.
  public var hasFurniture: Bool
  /// Single devices among them.
  public var testDevices: Int
  /// What no tile may cover: clamps, marks, a flaw of the sheet. In coordinates of every page.
  public var keepOut: [Rectangle]
}

/// What the printer and the knife can do.
public struct DesignRules: Hashable, Sendable {
  /// Narrowest line.
  public var minWidth: Nanometres
  /// Smallest gap between shapes of one ink.
  public var gapError: Nanometres
  /// Gap under which a warning is given.
  public var gapWarning: Nanometres
  /// How far a printed edge wanders.
  public var edgeWaviness: Nanometres
  /// Misalignment of two layers.
  public var registration: Nanometres
  /// Misalignment on a bad day.
  public var registrationStress: Nanometres
  /// Each contact beyond the other's edge.
  public var topBeyondBottom: Nanometres
  /// MoS₂ beyond a junction.
  public var mos2BeyondJunction: Nanometres
  /// Accuracy of a hand-cut edge.
  public var tapeEdge: Nanometres
  /// Gold on its silver pad.
  public var padOverlap: Nanometres
  /// Smallest side of a pad.
  public var padSize: Nanometres
  /// Smallest side of a window.
  public var windowMin: Nanometres
  /// Smallest gold film ÷ MoS₂ film.
  public var stepCoverage: Double
}

/// The array's measures; `process.yaml` draws them.
public struct ArrayGeometry: Hashable, Sendable {
  /// How cells become shapes, with the measures of that style alone.
  public var measures: StyleGeometry
  /// Distance of two rows.
  public var rowPitch: Nanometres
  /// Distance of two column pairs' axes.
  public var pairPitch: Nanometres
  /// From a pair's axis to the centre of its bit lines.
  public var bitLineOffset: Nanometres
  /// Width of a bit line between its necks.
  public var bitLineWidth: Nanometres
  /// Width of a bit line over a finger.
  public var neckWidth: Nanometres
  /// Neck beyond either edge of the finger.
  public var neckOverhang: Nanometres
  /// Width of a bottom contact under its bit line.
  public var fingerWidth: Nanometres
  /// Finger beyond either edge of the neck.
  public var fingerOverhang: Nanometres
  /// Width of a bottom contact from finger to landing pad.
  public var bottomLineWidth: Nanometres
  /// Landing pad along x.
  public var landingPadWidth: Nanometres
  /// Landing pad along y.
  public var landingPadHeight: Nanometres
  /// Bit-line pad along x.
  public var bitPadWidth: Nanometres
  /// Bit-line pad along y.
  public var bitPadHeight: Nanometres
  /// How far the gold reaches onto its pad.
  public var bitPadOverlap: Nanometres
  /// Window along x.
  public var windowWidth: Nanometres
  /// From the first and last row's centre to the window's edge.
  public var windowBeyondRow: Nanometres
  /// From the window to the landing pads.
  public var windowToLandingPad: Nanometres
  /// From the bit-line pads to the window.
  public var windowToBitPad: Nanometres
  /// A fiducial cross from tip to tip.
  public var fiducialSize: Nanometres
  /// Width of a fiducial's bars.
  public var fiducialBar: Nanometres

  /// How cells become shapes.
  public var style: LayoutStyle { measures.style }

  /// Half the length of a finger, from the bit line's centre.
  public var fingerReach: Nanometres { neckWidth / 2 + fingerOverhang }
  /// Length of a neck along the bit line.
  public var neckLength: Nanometres { fingerWidth + 2 * neckOverhang }
  /// From a pair's axis to its landing pads.
  public var landingPadStart: Nanometres { windowWidth / 2 + windowToLandingPad }
  /// From a pair's axis to the outer edge of its landing pads.
  public var pairReach: Nanometres { landingPadStart + landingPadWidth }
  /// From a tile's upper edge to the window.
  public var windowTop: Nanometres { bitPadHeight + windowToBitPad }
}

/// What stands behind the printed array and is not printed.
public struct Backplane: Hashable, Sendable {
  /// The enable transistor of every cell.
  public var transistor: EnableTransistor
  /// The user's card or subcircuit where the transistor's kind is one of these, else nil.
  public var transistorModel: TransistorModel?
  /// What the transistor is to carry.
  public var demand: TransistorDemand
  /// Whether the transistor's width follows from ``demand``; otherwise the process file states it.
  public var isWidthSized: Bool
  /// Output resistance of what drives a line.
  public var driver: Ohms
  /// Bit line from its driver to the first row, where it is not printed.
  public var bitLineLead: Ohms
  /// Bit line from row to row, where it is not printed.
  public var bitLinePerCell: Ohms
  /// Source line from its driver to the first row, where it is not printed.
  public var sourceLineLead: Ohms
  /// Source line from row to row, where it is not printed.
  public var sourceLinePerCell: Ohms
}

/// A printing process: inks, substrate, design rules and the array's measures. Read from `process.yaml`.
public struct Process: Hashable, Sendable {
  /// The file it was read from, as named in diagnostics.
  public var file: String
  /// What the process is called.
  public var name: String
  /// Where its numbers come from.
  public var source: String
  /// What the printer is called.
  public var printer: String
  /// What jets the drops.
  public var printHead: PrintHead
  /// What is done to the bare substrate.
  public var cleaning: [Treatment]
  /// The bottom contacts.
  public var agBottom: Ink
  /// The switching layer.
  public var mos2Window: WindowLayer
  /// What parts lines that cross; nil where the process has none.
  public var dielectric: Ink?
  /// The bit lines.
  public var auTop: Ink
  /// The bit lines' pads.
  public var agPad: Ink
  /// What is done between the last transfer and the gold.
  public var maskRemoval: [Treatment]
  /// The page.
  public var substrate: Substrate
  /// What printer and knife can do.
  public var rules: DesignRules
  /// The array's measures.
  public var geometry: ArrayGeometry
  /// What is not printed.
  public var backplane: Backplane

  /// The ink of a layer; nil for the window, which is cut.
  public func ink(_ layer: MaskLayer) -> Ink? {
    switch layer {
    case .agBottom: agBottom
    case .mos2Window: nil
    case .dielectric: dielectric
    case .auTop: auTop
    case .agPad: agPad
    }
  }

  /// Colour of a layer on the masks, `#rrggbb`.
  public func colour(_ layer: MaskLayer) -> String { ink(layer)?.colour ?? mos2Window.colour }

  /// The masks of the geometry's style, in the order in which they are made.
  public var layers: [MaskLayer] { geometry.style.layers }

  /// Those of them that are printed.
  public var printedLayers: [MaskLayer] { layers.filter { $0 != .mos2Window } }

  /// Width and height of a junction as printed: the cells of its drops, and the ink's spread at both edges.
  public var printedJunction: (width: Nanometres, height: Nanometres) {
    func printed(_ length: Nanometres, _ ink: Ink, _ pitch: Nanometres) -> Nanometres {
      let drops = DropPattern.drops(from: 0, to: length, pitch: pitch, shrink: ink.shrink).drops
      return drops.count * pitch + 2 * ink.spread
    }
    if geometry.style == .isolated {
      return (
        printed(geometry.fingerWidth, agBottom, agBottom.dropSpacingX),
        printed(geometry.neckWidth, auTop, auTop.dropSpacingY)
      )
    }
    return (
      printed(geometry.neckWidth, auTop, auTop.dropSpacingX),
      printed(geometry.fingerWidth, agBottom, agBottom.dropSpacingY)
    )
  }
}
