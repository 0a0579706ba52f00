internal import CrossbarCore
internal import CrossbarTemplates
internal import CrossbarXML
internal import CrossbarFiles

/// A rectangle of a pattern file and how it is stepped, nanometres on the page.
struct ReadPatternRectangle {
  var left: Int
  var top: Int
  var width: Int
  var height: Int
  var columns: Int
  var rows: Int
  var columnPitch: Int
  var rowPitch: Int
  var line: Int
}

/// A pattern file as read.
struct ReadPattern {
  /// Drop spacing, nanometres.
  var spacing = 0
  /// From the first drop of the page to the last.
  var width = 0
  var height = 0
  var rectangles: [ReadPatternRectangle] = []
}

/// Reads a `.ptn` file that its schema accepts.
enum PatternFileReader {
  /// - Throws: what keeps it from being read, and violations of the schema, with their lines.
  static func read(_ path: String, named name: String) throws(Diagnostics) -> ReadPattern {
    let file = try MappedFile.open(path: path, named: name, stage: "raster")
    guard file.bytes.count < 1 << 28 else {
      throw Diagnostics(
        .error("pattern/size", "a pattern of \(file.bytes.count) bytes", at: .init(file: name)))
    }
    try XMLSchema.findings(
      Array(file.bytes), schema: TemplateLibrary.patternSchema, file: name
    ).capped().throwIfErrors()
    var values: [String: String] = [:]
    var text: [UInt8] = []
    var line = 0
    var drops: [(values: [String: String], line: Int)] = []
    var pattern = ReadPattern()
    var isNumeric = true
    func length(_ values: [String: String], _ key: String) -> Int {
      guard let number = values[key].flatMap({ Double($0) }), number.isFinite, abs(number) < 1e6
      else {
        isNumeric = false
        return 0
      }
      return Int((number * 1e6).rounded())
    }
    func count(_ key: String) -> Int {
      guard let number = values[key].flatMap({ Int($0) }), (1...1 << 20).contains(number) else {
        isNumeric = false
        return 1
      }
      return number
    }
    // What a drop states itself is taken off the block's values when it ends.
    try XMLStream.read(
      path, named: name, stage: "pattern",
      start: { element, _, at in
        text.removeAll()
        line = at
        if element == "PatternBlock" || element == "GeneralConfig" {
          values = [:]
          drops = []
        }
      },
      end: { element in
        switch element {
        case "GeneralConfig":
          pattern.spacing = length(values, "JetSpacing") / 1000
          pattern.width = length(values, "Width")
          pattern.height = length(values, "Height")
        case "Drop": drops.append((values, line))
        case "PatternBlock":
          for drop in drops {
            pattern.rectangles.append(
              ReadPatternRectangle(
                left: length(values, "Left") + length(drop.values, "StartX"),
                top: length(values, "Top") + length(drop.values, "StartY"),
                width: length(drop.values, "XWidth"), height: length(drop.values, "YHeight"),
                columns: count("MaxXCount"), rows: count("MaxYCount"),
                columnPitch: length(values, "XSpacing"), rowPitch: length(values, "YSpacing"),
                line: drop.line))
          }
        default: values[element] = String(decoding: text, as: UTF8.self)
        }
        text.removeAll()
      }, characters: { text += $0 })
    guard isNumeric else {
      throw Diagnostics(
        .error("pattern/number", "a number is out of all bounds", at: .init(file: name)))
    }
    return pattern
  }
}
