/// An axis of the page.
enum Axis: Hashable {
  /// The direction of printing.
  case x
  /// Across it.
  case y
}

extension Ink {
  /// Distance of neighbouring drops along an axis.
  func spacing(_ axis: Axis) -> Nanometres { axis == .x ? dropSpacingX : dropSpacingY }

  /// Whether x and y have spacings of their own.
  var hasTwoSpacings: Bool { dropSpacingX != dropSpacingY }

  /// What has to be checked along each axis; x alone where both have one spacing.
  var spacings: [(axis: Axis, spacing: Nanometres)] {
    hasTwoSpacings ? [(.x, dropSpacingX), (.y, dropSpacingY)] : [(.x, dropSpacingX)]
  }

  /// The key of the process file that sets the spacing along an axis, inside the ink's.
  func spacingKey(_ axis: Axis) -> String {
    hasTwoSpacings ? "drop_spacing_um.\(axis)" : "drop_spacing_um"
  }
}
