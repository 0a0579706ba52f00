/// Where a cycle or a value was measured.
public struct Origin: Hashable, Sendable {
  /// The file as the user named it.
  public var file: String
  public var sheet: String?
  /// First line of the text file, or row of the sheet, counted from 1.
  public var line: Int

  public init(file: String, sheet: String? = nil, line: Int) {
    self.file = file
    self.sheet = sheet
    self.line = line
  }
}
