public import CrossbarArray
public import CrossbarCore

/// The four masks in the order in which they are made. The raw value names files and layers.
public enum MaskLayer: String, Sendable, CaseIterable {
  case agBottom = "ag-bottom"
  case mos2Window = "mos2-window"
  case auTop = "au-top"
  case agPad = "ag-pad"

  /// What the layer is called on a drawing.
  public var title: String {
    switch self {
    case .agBottom: "Ag bottom contact"
    case .mos2Window: "MoS2 window (tape cut)"
    case .auTop: "Au top contact"
    case .agPad: "Ag pad"
    }
  }
}

/// A step at a bench: a bath, a rinse, a hot plate.
public struct Treatment: Hashable, Sendable {
  public var step: String
  /// °C, where the step has a temperature of its own.
  public var celsius: Double?
  public var minutes: Double?

  public init(step: String, celsius: Double? = nil, minutes: Double? = nil) {
    self.step = step
    self.celsius = celsius
    self.minutes = minutes
  }
}

/// One printed layer: its ink and how it is jetted and cured.
public struct Ink: Hashable, Sendable {
  public var name: String
  /// `#rrggbb` on the masks.
  public var colour: String
  /// Distance of neighbouring drops in x and in y.
  public var dropSpacing: Nanometres
  /// Volume of a drop, picolitres.
  public var dropPicolitres: Double
  /// Diameter of a drop on the substrate.
  public var dropFootprint: Nanometres
  /// How far a printed edge lies outside the drawn one.
  public var spread: Nanometres
  public var passes: Int
  /// Film of one pass.
  public var film: Nanometres
  /// Sheet resistance of one pass, ohms a square.
  public var sheetResistance: Ohms
  /// Temperature of the platen, °C.
  public var platen: Double
  public var cure: Treatment

  /// Sheet resistance of the finished layer: that of one pass ÷ passes.
  public var finishedSheetResistance: Ohms { Ohms(sheetResistance.value / Double(passes)) }
}

/// The switching layer: transferred through a window cut out of tape.
public struct WindowLayer: Hashable, Sendable {
  public var material: String
  public var tape: String
  /// `#rrggbb` on the masks.
  public var colour: String
  /// Opacity in the combined picture, 0 … 1.
  public var opacity: Double
  public var transfers: Int
  public var transfer: Treatment
  /// Film of one transfer.
  public var film: Nanometres
}

/// The largest page and how tiles stand on it.
public struct Substrate: Hashable, Sendable {
  public var maxWidth: Nanometres
  public var maxHeight: Nanometres
  /// Kept free of the array; holds the fiducials.
  public var margin: Nanometres
  public var tileSpacing: Nanometres
}

/// What the printer and the knife can do.
public struct DesignRules: Hashable, Sendable {
  public var minWidth: Nanometres
  public var gapError: Nanometres
  public var gapWarning: Nanometres
  public var edgeWaviness: Nanometres
  public var registration: Nanometres
  public var registrationStress: Nanometres
  public var topBeyondBottom: Nanometres
  public var mos2BeyondJunction: Nanometres
  public var tapeEdge: Nanometres
  public var padOverlap: Nanometres
  public var padSize: Nanometres
  public var windowMin: Nanometres
  /// Smallest gold film ÷ MoS₂ film.
  public var stepCoverage: Double
}

/// The array's measures; `process.yaml` draws them.
public struct ArrayGeometry: Hashable, Sendable {
  public var rowPitch: Nanometres
  public var pairPitch: Nanometres
  public var bitLineOffset: Nanometres
  public var bitLineWidth: Nanometres
  public var neckWidth: Nanometres
  public var neckOverhang: Nanometres
  public var fingerWidth: Nanometres
  public var fingerOverhang: Nanometres
  public var bottomLineWidth: Nanometres
  public var landingPadWidth: Nanometres
  public var landingPadHeight: Nanometres
  public var bitPadWidth: Nanometres
  public var bitPadHeight: Nanometres
  public var bitPadOverlap: Nanometres
  public var windowWidth: Nanometres
  public var windowBeyondRow: Nanometres
  public var windowToLandingPad: Nanometres
  public var windowToBitPad: Nanometres
  public var fiducialSize: Nanometres
  public var fiducialBar: Nanometres

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
  public var transistor: EnableTransistor
  public var driver: Ohms
  public var sourceLineLead: Ohms
  public var sourceLinePerCell: Ohms
}

/// A printing process: inks, substrate, design rules and the array's measures. Read from `process.yaml`.
public struct Process: Hashable, Sendable {
  /// The file it was read from, as named in diagnostics.
  public var file: String
  public var name: String
  public var source: String
  public var printer: String
  public var nozzlePitch: Nanometres
  public var cleaning: [Treatment]
  public var agBottom: Ink
  public var mos2Window: WindowLayer
  public var auTop: Ink
  public var agPad: Ink
  public var maskRemoval: [Treatment]
  public var substrate: Substrate
  public var rules: DesignRules
  public var geometry: ArrayGeometry
  public var backplane: Backplane

  /// The ink of a layer; nil for the window, which is cut.
  public func ink(_ layer: MaskLayer) -> Ink? {
    switch layer {
    case .agBottom: agBottom
    case .mos2Window: nil
    case .auTop: auTop
    case .agPad: agPad
    }
  }

  /// Colour of a layer on the masks, `#rrggbb`.
  public func colour(_ layer: MaskLayer) -> String { ink(layer)?.colour ?? mos2Window.colour }

  /// Width and height of a junction as printed: drawn, and the ink's spread at both edges.
  public var printedJunction: (width: Nanometres, height: Nanometres) {
    (geometry.neckWidth + 2 * auTop.spread, geometry.fingerWidth + 2 * agBottom.spread)
  }
}
