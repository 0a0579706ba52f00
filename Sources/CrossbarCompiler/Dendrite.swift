/// The tool itself.
public enum Dendrite {
  /// Semantic version.
  public static let version = "0.1.0"
}
