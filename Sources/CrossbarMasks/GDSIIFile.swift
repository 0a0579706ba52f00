/// A GDSII file of masks as read, coordinates in nanometres, y up.
public struct GDSIIFile: Hashable, Sendable {
  /// A filled polygon, its last point left out where it repeats the first.
  public struct Boundary: Hashable, Sendable {
    /// Number of its mask layer.
    public var layer: Int
    /// Its corners in the order of the file.
    public var points: [MaskPoint]
    /// Where it begins in the file, bytes.
    public var offset: Int
  }

  /// A structure placed once, or `columns × rows` times.
  public struct Reference: Hashable, Sendable {
    /// Name of the structure.
    public var structure: String
    /// First place.
    public var origin: MaskPoint
    /// Repetitions along ``columnStep``.
    public var columns = 1
    /// Repetitions along ``rowStep``.
    public var rows = 1
    /// From one column to the next.
    public var columnStep = MaskPoint(x: 0, y: 0)
    /// From one row to the next.
    public var rowStep = MaskPoint(x: 0, y: 0)
    /// Where it begins in the file, bytes.
    public var offset: Int
  }

  /// A label.
  public struct Text: Hashable, Sendable {
    /// Number of its mask layer.
    public var layer: Int
    /// What it says.
    public var string: String
    /// Where it stands.
    public var place: MaskPoint
    /// Where it begins in the file, bytes.
    public var offset: Int
  }

  /// A named group of polygons, references and labels.
  public struct Structure: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Where it begins in the file, bytes.
    public var offset: Int
    /// The polygons.
    public var boundaries: [Boundary] = []
    /// The structures placed in it.
    public var references: [Reference] = []
    /// The labels.
    public var texts: [Text] = []
  }

  /// Name in diagnostics.
  public var name: String
  /// The structures in the order of the file.
  public var structures: [Structure] = []
}
