public import CrossbarCore
public import CrossbarLayout

/// A rule that masks are held against. The raw value ends the diagnostic's identifier, as in `rules/width`.
public enum DesignRule: String, Sendable, CaseIterable {
  /// A conductor narrower than the ink's least width or one drop's footprint; a window smaller than can be cut.
  case width
  /// Conductors of one ink, or of the two silver layers, that come too close; notches within one.
  case gap
  /// Gold beyond silver or silver beyond gold at a junction.
  case enclosure
  /// MoS₂ beyond a junction.
  case windowEdge = "window-edge"
  /// Gold on its silver pad.
  case padOverlap = "pad-overlap"
  /// A silver net without a place large enough for a probe.
  case padSize = "pad-size"
  /// A pad near a hand-cut edge.
  case tapeEdge = "tape-edge"
  /// A corner between drops.
  case grid
  /// The page, what lies beyond it, and nets in its margin.
  case page
  /// Gold that must climb more MoS₂ than its film covers.
  case step
  /// Gold narrower at the MoS₂'s edge than beside it.
  case stepWidth = "step-width"
  /// An insulating patch too small for its crossing, or one that reaches too far.
  case dielectric
  /// A mark near a net.
  case furniture
  /// A shape that cannot be measured.
  case outline
  /// A layer off its place.
  case registration
  /// No rule of geometry: what the masks connect is not what is meant.
  case circuit

  /// The rule in words, for legends.
  public var title: String {
    switch self {
    case .width: "width"
    case .gap: "gap"
    case .enclosure: "each contact beyond the other's edge"
    case .windowEdge: "MoS2 beyond the junction"
    case .padOverlap: "gold on its pad"
    case .padSize: "size of a pad"
    case .tapeEdge: "pad's distance from the window"
    case .grid: "corners on drops"
    case .page: "page and margin"
    case .step: "film at the MoS2 edge"
    case .stepWidth: "gold's width at the MoS2 edge"
    case .dielectric: "dielectric patch"
    case .furniture: "marks clear of nets"
    case .outline: "measurable outline"
    case .registration: "registration"
    case .circuit: "circuit"
    }
  }
}

/// A place of the masks that breaks a rule.
public struct RuleFinding: Hashable, Sendable {
  /// Which rule.
  public var rule: DesignRule
  /// Errors keep the masks from working or from being printed; warnings may.
  public var severity: Diagnostic.Severity
  /// The layers it lies in.
  public var layers: [String]
  /// What was measured, nanometres, rounded down; nil where the rule does not compare lengths.
  public var measured: Nanometres?
  /// What the rule asks for, nanometres.
  public var required: Nanometres?
  /// The offending place on its page; a gap or width is what lies between the two edges.
  public var place: Rectangle
  /// Ids of the shapes that take part.
  public var shapes: [String]
  /// The file of the first shape.
  public var file: String
  /// Its line.
  public var line: Int?
  /// The cell whose junction is nearest.
  public var cell: String?
  /// The finding in words.
  public var message: String

  /// The finding as the command line prints it, with its coordinates in millimetres.
  public var diagnostic: Diagnostic {
    let near = cell.map { ", nearest cell \($0)" } ?? ""
    return Diagnostic(
      severity, id: "rules/\(rule.rawValue)",
      "\(message), at x \(millimetres(place.left))–\(millimetres(place.right)) mm, "
        + "y \(millimetres(place.top))–\(millimetres(place.bottom)) mm\(near)",
      at: .init(file: file, line: line, element: shapes.first))
  }
}

extension RuleFinding {
  /// A finding about the circuit as a place for ``MarkedPicture``; nil where it has none.
  public init?(_ finding: MaskFinding) {
    guard let place = finding.place, let location = finding.diagnostic.location else { return nil }
    self.init(
      rule: .circuit, severity: finding.diagnostic.severity, layers: [], measured: nil,
      required: nil, place: place, shapes: location.element.map { [$0] } ?? [],
      file: location.file, line: location.line, cell: nil, message: finding.diagnostic.message)
  }
}
