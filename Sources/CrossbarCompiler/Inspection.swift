public import CrossbarArray
public import CrossbarCore
internal import CrossbarImport
internal import CrossbarModel

/// What `dendrite inspect` says of a model.
public struct Inspection: Sendable {
  /// The report, line by line.
  public var lines: [String]
  /// Errors, warnings and notes about the model.
  public var diagnostics: [Diagnostic]

  /// Reads a model and describes its layers, whether they can be compiled or not.
  ///
  /// - Throws: if the file is not a model.
  public init(model path: String, tile: TileLimit = TileLimit()) throws(Diagnostics) {
    let model = try ModelFile.read(path)
    diagnostics = model.diagnostics
    var lines = ["layers"]
    var rows = [["name", "class", "output shape", "parameters", "what becomes of it"]]
    for layer in model.layers {
      let shape = layer.outputShape.map(String.init).joined(separator: " × ")
      rows.append([
        layer.name, layer.className, shape.isEmpty ? "?" : shape, "\(layer.parameters)", layer.fate,
      ])
    }
    lines += Self.table(rows)
    if let network = model.network {
      lines += ["", "dense layers after folding"]
      var rows = [["name", "inputs × outputs", "activation", "weights", "biases"]]
      for layer in network.layers {
        rows.append([
          layer.name, "\(layer.inputs) × \(layer.outputs)", layer.activation.rawValue,
          Self.range(layer.weights.elements), Self.range(layer.bias),
        ])
      }
      lines += Self.table(rows)
      let scaling = network.inputScaling
      lines += [
        "",
        scaling.isIdentity
          ? "inputs       \(network.inputs) numbers as they are; the bytes of image files are divided by 255"
          : "inputs       \(network.inputs) numbers, x = raw · \(scaling.scale) + \(scaling.offset) (\(scaling.source))",
        "", "cells needed",
      ]
      var cells = [["bits", "cells", "tiles of \(tile.rows) × \(tile.columns)"]]
      for bits in Quantizer.bitRange where bits <= tile.columns {
        let design = CrossbarDesign(
          layers: network.layers.map { ($0.name, $0.inputs, $0.outputs) }, bits: bits, limit: tile)
        cells.append(["\(bits)", "\(design.cellCount)", "\(design.tileCount)"])
      }
      lines += Self.table(cells)
    }
    self.lines = lines
  }

  private static func range(_ values: [Float]) -> String {
    guard let low = values.min(), let high = values.max() else { return "none" }
    return "\(low) … \(high)"
  }

  /// Columns padded to their widest cell.
  private static func table(_ rows: [[String]]) -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }
      var line = "  " + cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
