import CrossbarCore
import CrossbarLayout
import CrossbarMasks
import Foundation
import Testing

/// A page of rectangles drawn by hand, in styles that a few lines can state.
struct HandDrawnPage {
  struct Shape {
    var layer: String
    var id: String
    /// Left, top, right and bottom, micrometres; several of them are several shapes of one path.
    var box: [Int]
  }

  var shapes: [Shape] = []
  var cells: [CircuitFixture.Cell] = []
  var ports: [String] = []

  mutating func add(_ layer: String, _ id: String, _ box: Int...) {
    shapes.append(Shape(layer: layer, id: id, box: box))
  }

  mutating func remove(_ id: String) { shapes.removeAll { $0.id == id } }

  /// Changes a shape's box.
  mutating func change(_ id: String, _ edit: (inout [Int]) -> Void) {
    for index in shapes.indices where shapes[index].id == id { edit(&shapes[index].box) }
  }

  mutating func exchange(_ one: String, _ other: String) {
    for index in shapes.indices {
      if shapes[index].id == one {
        shapes[index].id = other
      } else if shapes[index].id == other {
        shapes[index].id = one
      }
    }
  }

  mutating func cell(_ name: String, _ gold: String, _ silver: String, _ x: Int, _ y: Int) {
    cells.append(
      CircuitFixture.Cell(name: name, gold: gold, silver: silver, x: x * 1000, y: y * 1000))
  }

  static let layers = ["ag-bottom", "mos2-window", "dielectric", "au-top", "ag-pad"]

  private func svg(_ layers: [String]) -> String {
    var text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" width="20mm" height="20mm" viewBox="0 0 20 20">

      """
    for layer in layers {
      text += "<g id=\"\(layer)\">\n"
      for shape in shapes where shape.layer == layer {
        let box = shape.box.map { millimetres($0 * 1000) }
        text +=
          "<path id=\"\(shape.id)\" d=\"M\(box[0]),\(box[1])H\(box[2])V\(box[3])H\(box[0])Z\"/>\n"
      }
      text += "</g>\n"
    }
    return text + "</svg>\n"
  }

  /// Writes the page, its netlist and its table of cells; with KLayout at hand its GDSII file too.
  func fixture() throws -> CircuitFixture {
    let fixture = try CircuitFixture()
    let page = "\(fixture.folder)/masks/sheet-01"
    let own = Self.layers.filter { layer in
      layer != "dielectric" || shapes.contains { $0.layer == layer }
    }
    for layer in own {
      try svg([layer]).write(toFile: "\(page)/\(layer).svg", atomically: false, encoding: .utf8)
    }
    try svg(own).write(toFile: "\(page)/combined.svg", atomically: false, encoding: .utf8)
    try fixture.write(cells, ports: ports)
    if CircuitFixture.python != nil { _ = try fixture.script("svg_to_gds", [page]) }
    return fixture
  }

  /// Two silver rows under three gold columns in one window; pads at the edges.
  static func crossbar() -> HandDrawnPage {
    var page = HandDrawnPage()
    page.add("mos2-window", "t00_m000", 5_000, 5_000, 10_000, 10_000)
    for row in 0..<2 {
      let y = 6_000 + 1_000 * row
      page.add("ag-bottom", "t00_a00\(row)", 2_000, y - 50, 10_500, y + 50)
      page.add("ag-bottom", "t00_a00\(row)_pad", 1_500, y - 200, 2_000, y + 200)
    }
    for column in 0..<3 {
      let x = 6_000 + 1_000 * column
      page.add("au-top", "t00_b00\(column)", x - 50, 4_000, x + 50, 9_000)
      page.add("ag-pad", "t00_b00\(column)_pad", x - 300, 3_500, x + 300, 4_200)
      for row in 0..<2 {
        page.cell(
          "t00_r00\(row)_c00\(column)", "t00_b00\(column)", "t00_a00\(row)", x,
          6_000 + 1_000 * row)
      }
    }
    return page
  }

  /// Two devices of their own, each with its silver and its gold contact.
  static func isolated() -> HandDrawnPage {
    var page = HandDrawnPage()
    for column in 0..<2 {
      let (name, x) = ("t00_r000_c00\(column)", 4_000 + 6_000 * column)
      page.add("mos2-window", "t00_m00\(column)", x - 1_000, 5_000, x + 1_000, 7_000)
      page.add("ag-bottom", "\(name)_ag", x - 25, 4_000, x + 25, 6_200)
      page.add("ag-bottom", "\(name)_ag_pad", x - 300, 3_500, x + 300, 4_000)
      page.add("au-top", "\(name)_au", x - 200, 6_000, x + 1_500, 6_060)
      page.add("ag-pad", "\(name)_au_pad", x + 1_300, 5_800, x + 1_700, 6_300)
      page.cell(name, "\(name)_au", "\(name)_ag", x, 6_030)
    }
    return page
  }

  /// Two rows and two columns: word lines under bit and source lines, patches of dielectric between.
  static func hybrid() -> HandDrawnPage {
    var page = HandDrawnPage()
    for column in 0..<2 {
      let x = 4_000 + 6_000 * column
      page.add("au-top", "t00_b00\(column)", x - 50, 2_000, x + 50, 15_000)
      page.add("ag-pad", "t00_b00\(column)_pad", x - 300, 1_500, x + 300, 2_200)
      page.add("ag-pad", "t00_s00\(column)", x + 2_000, 2_000, x + 2_100, 15_000)
      page.add("mos2-window", "t00_m00\(column)", x - 1_000, 4_000, x + 1_000, 14_000)
    }
    for row in 0..<2 {
      // The word lines run above the windows' rows, outside of them only in their crossings' patches.
      let y = 5_000 + 6_000 * row
      page.add("ag-bottom", "t00_w00\(row)", 1_000, y + 2_000, 17_000, y + 2_100)
      for column in 0..<2 {
        let (name, x) = ("t00_r00\(row)_c00\(column)", 4_000 + 6_000 * column)
        page.add("ag-bottom", "\(name)_ag", x - 100, y - 25, x + 1_500, y + 25)
        page.add("ag-bottom", "\(name)_ag_pad", x + 1_500, y - 200, x + 1_800, y + 200)
        page.add("dielectric", "\(name)_xb", x - 200, y + 1_900, x + 200, y + 2_200)
        page.add("dielectric", "\(name)_xs", x + 1_900, y + 1_900, x + 2_200, y + 2_200)
        page.cell(name, "t00_b00\(column)", "\(name)_ag", x, y)
      }
    }
    page.ports = ["t00_w000", "t00_w001", "t00_s000", "t00_s001", "t00_b000", "t00_b001"]
    return page
  }
}
