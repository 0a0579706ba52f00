public import CrossbarCore

/// Inputs read from a file: `count × width` raw numbers in network order (images row by row).
public struct InputBatch: Hashable, Sendable {
  /// The file as the user named it.
  public var file: String
  /// `count × width`.
  public var values: Matrix<Double>
  /// Whether the values are bytes 0 … 255 of an image file (IDX), which most networks want divided by 255.
  public var areImageBytes: Bool
  /// The class of each input, where the file carries one.
  public var labels: [Int]?

  public init(file: String, values: Matrix<Double>, areImageBytes: Bool, labels: [Int]? = nil) {
    self.file = file
    self.values = values
    self.areImageBytes = areImageBytes
    self.labels = labels
  }

  public var count: Int { values.rows }
  public var width: Int { values.columns }
}
