internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarModel
internal import CrossbarTemplates

extension TileID {
  /// The parameter that a tile's file sets to 1 and a testbench multiplies by, so that a simulator stops where the tile
  /// is not included.
  var mark: String { "\(name)_tile" }
}

/// `t00.cir`: the cells of one tile with their sampled parameters, and its wires; text that a testbench includes.
struct TileDeck {
  let input: BackendInput
  let tile: Tile
  let dialect: SPICEDialect

  func write(to sink: ByteSink) throws(Diagnostics) {
    let mark = dialect.words.commentMark
    sink.append(text: DeckText.opening(dialect.words))
    sink.append(text: try header())
    sink.append(text: dialect.words.text(.parameters([NetlistParameter(tile.id.mark, 1)])))
    let writer = ArrayDeckWriter(
      tile: tile.id, rows: tile.rows, columns: tile.columns, wiring: input.wiring,
      dialect: dialect)
    let sampler = DeviceSampler(statistics: input.device.statistics, seed: input.seed)
    for row in 0..<tile.rows {
      sink.append(text: mark)
      sink.append(" row ")
      sink.append(row)
      let matrixRow = tile.matrixRows.lowerBound + row
      if matrixRow == layer.inputs {
        sink.append(": bias\n")
      } else {
        sink.append(": input ")
        sink.append(matrixRow)
        sink.endLine()
      }
      for word in 0..<tile.outputs.count {
        writeWordComment(matrixRow: matrixRow, word: word, to: sink)
        let first = word * tile.bits
        writer.writeCells(row: row, columns: first..<first + tile.bits, to: sink) { column in
          sampler.sample(
            array: SPICEBackend.array, tile: tile.id.index, row: row, column: column)
        }
      }
    }
    writer.writeFooter(to: sink)
  }

  private var layer: QuantizedLayer { input.network.layers[tile.layer] }

  /// `* hidden weight 3 to 5: code -2 = 110`.
  private func writeWordComment(matrixRow: Int, word: Int, to sink: ByteSink) {
    let output = tile.outputs.lowerBound + word
    let isBias = matrixRow == layer.inputs
    let code = Int(isBias ? layer.bias[output] : layer.weights[matrixRow, output])
    sink.append(text: dialect.words.commentMark)
    sink.append(" ")
    sink.append(text: layer.name.oneLine)
    if isBias {
      sink.append(" bias of output ")
    } else {
      sink.append(" weight of input ")
      sink.append(matrixRow)
      sink.append(" to output ")
    }
    sink.append(output)
    sink.append(": code ")
    sink.append(code)
    sink.append(" = ")
    for bit in stride(from: tile.bits - 1, through: 0, by: -1) {
      sink.append(byte: 0x30 + UInt8(truncatingIfNeeded: (code >> bit) & 1))
    }
    sink.endLine()
  }

  private func header() throws(Diagnostics) -> String {
    let text = try TemplateRenderer.render(
      TemplateLibrary.tile, name: "tile.cir",
      values: [
        "tile": .text(tile.id.name), "network": .text(input.network.name.oneLine),
        "layer": .text(layer.name.oneLine), "rows": .integer(tile.rows),
        "columns": .integer(tile.columns), "cells": .integer(tile.cells),
        "inputs": .integer(layer.inputs), "first_row": .integer(tile.matrixRows.lowerBound),
        "last_row": .integer(tile.matrixRows.upperBound - 1),
        "first_output": .integer(tile.outputs.lowerBound),
        "last_output": .integer(tile.outputs.upperBound - 1), "bits": .integer(tile.bits),
        "parameters": .text(
          "drawn from the device's statistics: seed \(input.seed), array \(SPICEBackend.array)"),
        "statistics": .text(
          "device.yaml, \(input.device.name.oneLine): \(StatisticsValues.line(input.device.statistics))"
        ),
      ])
    if dialect.words.commentMark == "*" { return text }
    return text.split(separator: "\n").map { line in
      dialect.words.commentMark + line.dropFirst() + "\n"
    }.joined()
  }
}
