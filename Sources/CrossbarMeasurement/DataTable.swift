/// One column of a data file.
public struct DataColumn: Sendable {
  /// Heading as the file has it, without its unit; empty where the file has none.
  public var name: String
  /// Name of the group over repeated headings, in files with two rows of headings.
  public var group: String?
  /// Unit as the file has it (`V`, `µA`, `Volt`), from the heading or from a row of units.
  public var unit: String?
  /// A value a row; NaN where the cell holds no number.
  public var values: [Double]
  /// Text of the cells that hold something else than a number, by row.
  public var texts: [Int: String]

  public init(
    name: String, group: String? = nil, unit: String? = nil, values: [Double] = [],
    texts: [Int: String] = [:]
  ) {
    self.name = name
    self.group = group
    self.unit = unit
    self.values = values
    self.texts = texts
  }
}

/// A block of rows and columns as it stands in a text file or on a sheet of a workbook.
public struct DataTable: Sendable {
  /// The file as the user named it.
  public var file: String
  /// Name of the sheet, in workbooks.
  public var sheet: String?
  public var columns: [DataColumn]
  /// Line in the text file, or row on the sheet, of each row; counted from 1.
  public var lines: [Int]
  /// Whatever the file says besides: comments, settings sheets, footers. Name and values, in order.
  public var settings: [(name: String, values: [String])]

  public init(
    file: String, sheet: String? = nil, columns: [DataColumn], lines: [Int],
    settings: [(name: String, values: [String])] = []
  ) {
    self.file = file
    self.sheet = sheet
    self.columns = columns
    self.lines = lines
    self.settings = settings
  }

  public var rowCount: Int { lines.count }
}

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
