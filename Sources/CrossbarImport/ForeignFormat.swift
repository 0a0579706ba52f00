internal import CrossbarCore

/// Files that people offer as models and that no importer reads: each is named, with the way out.
enum ForeignFormat {
  /// Why a file that no importer recognises is not read.
  static func diagnostic(_ file: FileProbe) -> Diagnostic {
    let location = Diagnostic.Location(file: file.path)
    if let (format, help) = unsupported(file) {
      return .error(
        "import/unsupported-format", "this is \(format), which is not supported", at: location,
        help: help)
    }
    let what =
      if let text = file.text {
        if text.hasPrefix("version https://git-lfs.github.com/spec") {
          "it is a Git LFS pointer, not the file itself; run git lfs pull"
        } else if text.drop(while: \.isWhitespace).hasPrefix("{"), text.contains("\"class_name\"") {
          "it is a model's configuration without its weights"
        } else {
          "it is a text file"
        }
      } else if file.isZip {
        "it is a zip archive without config.json and model.weights.h5"
      } else {
        "its first bytes are those of no known format"
      }
    return .error(
      "import/not-a-model", "this is not a model file: \(what)", at: location, help: exportHelp)
  }

  static let exportHelp = "save the network in Keras with model.save('model.keras')"

  private static let torchHelp =
    "a pickle runs code when it is opened; rebuild the layers in Keras, set their weights (a Linear's "
    + "transposed) and save with model.save('model.keras')"

  private static func unsupported(_ file: FileProbe) -> (format: String, help: String)? {
    let bytes = file.firstBytes
    if file.isZip {
      if file.members.contains(where: { $0.hasSuffix("data.pkl") }) {
        return ("a PyTorch file (a zip archive of a pickle)", torchHelp)
      }
      if !file.members.isEmpty, file.members.allSatisfy({ $0.hasSuffix(".npy") }) {
        return (
          "a NumPy archive of arrays, which holds no layers",
          "set the arrays as weights of a Keras model and save that with model.save('model.keras')"
        )
      }
      return nil
    }
    let name = file.path.lowercased()
    let isPickleName = [".pt", ".pth", ".pkl", ".pickle", ".joblib"].contains { name.hasSuffix($0) }
    if bytes.count >= 2, bytes[0] == 0x80, (2...5).contains(bytes[1]) {
      return ("a Python pickle", torchHelp)
    }
    if isPickleName,
      file.text == nil || bytes.starts(with: "(".utf8) || bytes.starts(with: "c".utf8)
    {
      return ("a Python pickle by its name", torchHelp)
    }
    if bytes.count >= 8, bytes[4..<8].elementsEqual("TFL3".utf8) {
      return ("a TensorFlow Lite model", exportHelp)
    }
    if bytes.count >= 9, bytes[8] == UInt8(ascii: "{"),
      bytes[..<8].reversed().reduce(UInt64(0), { $0 << 8 | UInt64($1) }) < UInt64(file.size)
    {
      return ("a safetensors file of weights, which holds no layers", exportHelp)
    }
    if isONNX(bytes) { return ("an ONNX model", exportHelp) }
    return nil
  }

  /// An ONNX file is a protobuf message: `ir_version` (field 1) and then another small field.
  private static func isONNX(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 4, bytes[0] == 0x08, (1...32).contains(bytes[1]) else { return false }
    return [0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42].contains(bytes[2])
  }
}
