internal import CrossbarCore
internal import CrossbarTemplates

/// One plot of the report: a gnuplot script and the numbers it draws.
public struct PlotFile: Sendable {
  /// Name without ending: `NAME.gp` reads `NAME.dat` and draws `NAME.svg`.
  public var name: String
  /// What the plot shows, as text for people who cannot see it.
  public var caption: String
  /// The text of the script.
  public var script: String
  /// The numbers: blank-separated columns; two empty lines between blocks, gnuplot's `index`.
  public var data: [UInt8]

  /// Renders a script from its template.
  ///
  /// - Throws: `template/…` where template and values do not fit each other.
  init(
    name: String, caption: String, template: String, values: [String: TemplateValue],
    data: PlotData
  ) throws(Diagnostics) {
    self.name = name
    self.caption = caption
    var values = values
    values["file"] = .text(name)
    script = try TemplateRenderer.render(template, name: "\(name).gp", values: values)
    self.data = data.bytes
  }
}

/// Numbers on their way into a data file.
struct PlotData {
  private let sink = ByteSink()
  private(set) var blocks = 0

  /// Begins a block, under a comment that names its columns.
  mutating func begin(_ columns: String) {
    if blocks > 0 { sink.append("\n\n") }
    blocks += 1
    sink.append(text: "# \(columns)\n")
  }

  /// A row of numbers.
  func row(_ values: Double...) {
    row(values)
  }

  /// A row of numbers; what is not finite is written as gnuplot's missing value.
  func row(_ values: [Double]) {
    for (index, value) in values.enumerated() {
      if index > 0 { sink.append(byte: 0x20) }
      if value.isFinite { sink.append(value.sixDigits) } else { sink.append("NaN") }
    }
    sink.endLine()
  }

  var bytes: [UInt8] { sink.bytes }
}

extension String {
  /// The text as it may stand between gnuplot's single quotes, on one line.
  var quotedForGnuplot: String {
    replacing("'", with: "''").split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
