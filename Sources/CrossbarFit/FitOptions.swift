/// What the user asks of a fit.
public struct FitOptions: Sendable {
  /// The measurement files, in the order given.
  public var files: [String]

  public init(files: [String]) {
    self.files = files
  }
}
