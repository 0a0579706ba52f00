import CZlib
import Foundation
import Testing

/// The alpha channel of a PNG of eight bits and four channels.
struct Picture {
  var width = 0
  var height = 0
  var alpha: [UInt8] = []

  init(png path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    var packed: [UInt8] = []
    var position = 8
    while position + 8 <= bytes.count {
      let length = Self.number(bytes, position)
      let kind = String(decoding: bytes[position + 4..<position + 8], as: UTF8.self)
      let body = bytes[position + 8..<position + 8 + length]
      if kind == "IHDR" {
        width = Self.number(bytes, position + 8)
        height = Self.number(bytes, position + 12)
        #expect(body[position + 16] == 8 && body[position + 17] == 6 && body[position + 20] == 0)
      }
      if kind == "IDAT" { packed += body }
      position += 12 + length
    }
    let stride = 4 * width + 1
    var rows = [UInt8](repeating: 0, count: stride * height)
    var count = UInt(rows.count)
    #expect(uncompress(&rows, &count, packed, UInt(packed.count)) == Z_OK)
    for y in 0..<height {
      for x in 1..<stride {
        let left = x > 4 ? Int(rows[y * stride + x - 4]) : 0
        let up = y > 0 ? Int(rows[(y - 1) * stride + x]) : 0
        let corner = x > 4 && y > 0 ? Int(rows[(y - 1) * stride + x - 4]) : 0
        let guess: Int
        switch rows[y * stride] {
        case 1: guess = left
        case 2: guess = up
        case 3: guess = (left + up) / 2
        case 4:
          let (a, b, c) = (abs(up - corner), abs(left - corner), abs(left + up - 2 * corner))
          guess = a <= b && a <= c ? left : b <= c ? up : corner
        default: guess = 0
        }
        rows[y * stride + x] &+= UInt8(truncatingIfNeeded: guess)
      }
      for x in 0..<width { alpha.append(rows[y * stride + 4 * x + 4]) }
    }
  }

  func alpha(_ x: Int, _ y: Int) -> UInt8 { alpha[y * width + x] }

  private static func number(_ bytes: [UInt8], _ position: Int) -> Int {
    bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
  }
}
