public import CrossbarArray
internal import CrossbarCore
public import CrossbarModel

/// A wrong bit of a programmed array.
public struct BitError: Hashable, Sendable {
  public var cell: CellID
  /// The bit that the network stores there.
  public var wanted: Bool
  public var cause: BitErrorCause

  public init(cell: CellID, wanted: Bool, cause: BitErrorCause) {
    self.cell = cell
    self.wanted = wanted
    self.cause = cause
  }
}

extension QuantizedNetwork {
  /// The network that an array with these wrong bits holds.
  public func flipping(_ errors: [BitError], design: CrossbarDesign) -> QuantizedNetwork {
    var network = self
    let range = Self.codeRange(bits: bits)
    for error in errors {
      let address = design.address(error.cell)
      let mask = 1 << (bits - 1 - address.bit)
      func flip(_ code: Int32) -> Int32 {
        let word = (Int(code) & ((1 << bits) - 1)) ^ mask
        return Int32(word > range.upperBound ? word - (1 << bits) : word)
      }
      if address.input == network.layers[address.layer].inputs {
        network.layers[address.layer].bias[address.output] = flip(
          network.layers[address.layer].bias[address.output])
      } else {
        let code = network.layers[address.layer].weights[address.input, address.output]
        network.layers[address.layer].weights[address.input, address.output] = flip(code)
      }
    }
    return network
  }
}
