public import CrossbarCore
internal import Foundation

/// `evaluation.csv`: the inputs that verification classifies, and the right class of each.
public struct Evaluation: Hashable, Sendable {
  /// The name of the file.
  public static let fileName = "evaluation.csv"
  /// Raw inputs, `count × width`.
  public var inputs: Matrix<Double>
  public var labels: [Int]
  /// Whether the labels came with the inputs; otherwise they are the integer network's own classes.
  public var areLabelsGiven: Bool

  public init(inputs: Matrix<Double>, labels: [Int], areLabelsGiven: Bool) {
    self.inputs = inputs
    self.labels = labels
    self.areLabelsGiven = areLabelsGiven
  }

  /// Writes the file: a header line, then the class and the raw numbers of one input a line.
  public func write(to folder: OutputFolder) throws(Diagnostics) {
    let sink = try folder.sink(Self.fileName)
    sink.append(text: areLabelsGiven ? "label" : "integer_network_class")
    for index in 0..<inputs.columns { sink.append(text: ",x\(index)") }
    sink.endLine()
    for row in 0..<inputs.rows {
      sink.append(labels[row])
      for value in inputs.row(row) {
        sink.append(",")
        if value == value.rounded() && value.magnitude < 1e15 {
          sink.append(Int(value))
        } else {
          sink.append(value)
        }
      }
      sink.endLine()
    }
    try sink.close()
  }

  /// Reads the file back.
  ///
  /// - Throws: `evaluation/…` with the line of everything that is not a number or not of the right count.
  public static func read(folder: String, width: Int, classes: Int) throws(Diagnostics)
    -> Evaluation
  {
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(fileName)") else {
      throw Diagnostics(
        .error("verify/missing-file", "the file cannot be read", at: .init(file: fileName)))
    }
    var findings: [Diagnostic] = []
    var values: [Double] = []
    var labels: [Int] = []
    let lines = data.split(separator: 0x0A, omittingEmptySubsequences: true)
    for (index, line) in lines.enumerated().dropFirst() {
      let cells = line.split(separator: 0x2C, omittingEmptySubsequences: false).map {
        String(decoding: $0, as: UTF8.self)
      }
      let numbers = cells.dropFirst().compactMap { Double($0) }.filter(\.isFinite)
      if let label = Int(cells[0]), (0..<classes).contains(label), numbers.count == width,
        cells.count == width + 1
      {
        labels.append(label)
        values.append(contentsOf: numbers)
      } else {
        findings.append(
          .error(
            "evaluation/line", "the line must hold a class below \(classes) and \(width) numbers",
            at: .init(file: fileName, line: index + 1)))
      }
    }
    let header = lines.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
    if labels.isEmpty && findings.isEmpty {
      findings.append(.error("evaluation/empty", "no input", at: .init(file: fileName)))
    }
    try findings.throwIfErrors()
    return Evaluation(
      inputs: Matrix(rows: labels.count, columns: width, elements: values), labels: labels,
      areLabelsGiven: header.hasPrefix("label,"))
  }
}
