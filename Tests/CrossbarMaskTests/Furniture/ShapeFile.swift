import CrossbarLayout
import Foundation
import Testing

/// Shapes as lines of text, `layer name x,y x,y …` in nanometres, for a judge that knows nothing of the compiler.
final class ShapeFile {
  static let python = Tool.python
  let path = NSTemporaryDirectory() + "dendrite-furniture-\(UUID().uuidString).txt"

  init(_ shapes: [FurnitureShape]) throws {
    let lines = shapes.map { shape in
      ([shape.layer.rawValue, shape.name] + shape.polygon.points.map { "\($0.x),\($0.y)" })
        .joined(separator: " ")
    }
    try lines.joined(separator: "\n").write(toFile: path, atomically: false, encoding: .utf8)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// KLayout's findings, a line each, and the judge's exit status.
  func judged(_ arguments: String...) throws -> (status: Int32, output: String) {
    let script = try #require(Bundle.module.path(forResource: "furniture_check", ofType: "py"))
    return try Tool.run(
      #require(Self.python), [script, arguments[0], path] + arguments.dropFirst())
  }
}
