import Foundation

/// What `read_decks.py` read in one dialect's folder.
struct ReadDecks: Decodable {
  struct Library: Decodable {
    var ports: [String]
    var defaults: [String: Double]
    /// Nodes of each element.
    var elements: [String: [String]]
  }

  struct Tile: Decodable {
    var cells: [String: Cell]
    var resistors: [String: Resistor]
  }

  /// Nodes, subcircuit, parameters.
  struct Cell: Decodable, Equatable {
    var nodes: [String]
    var subcircuit: String
    var parameters: [String: Double]

    init(nodes: [String], subcircuit: String, parameters: [String: Double]) {
      self.nodes = nodes
      self.subcircuit = subcircuit
      self.parameters = parameters
    }

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      nodes = try list.decode([String].self)
      subcircuit = try list.decode(String.self)
      parameters = try list.decode([String: Double].self)
    }
  }

  struct Resistor: Decodable, Equatable {
    var nodes: [String]
    var ohms: Double

    init(nodes: [String], ohms: Double) {
      self.nodes = nodes
      self.ohms = ohms
    }

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      nodes = try list.decode([String].self)
      ohms = try list.decode(Double.self)
    }
  }

  /// A source's values: at each corner, or constant; a number a row.
  struct Source: Decodable, Equatable {
    var nodes: [String]
    /// Time and value of each corner, a number a row each; one corner without a time for a constant.
    var corners: [[[Double]]]

    init(nodes: [String], corners: [[[Double]]]) {
      self.nodes = nodes
      self.corners = corners
    }

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      nodes = try list.decode([String].self)
      if let constant = try? list.decode([Double].self) {
        corners = [[constant]]
      } else {
        corners = try list.decode([[[Double]]].self)
      }
    }
  }

  struct Find: Decodable, Equatable {
    var source: String
    var time: Double

    init(source: String, time: Double) {
      self.source = source
      self.time = time
    }

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      source = try list.decode(String.self)
      time = try list.decode(Double.self)
    }
  }

  struct Testbench: Decodable {
    var resistors: [String: Resistor]
    var sources: [String: Source]
    var rows: [Int]
    var stop: Double
    var measures: [String: Find]
    var includes: [String]
    /// A list a row.
    var wanted: [[Int]]
  }

  struct Statistics: Decodable {
    var how: [String: String]
    var at: [String: Double]
    var values: [String: Double]
  }

  /// Largest relative difference of each behavioural source from the model.
  var worst: [String: Double]
  var library: [String: Library]
  var tiles: [String: Tile]
  var testbenches: [String: Testbench]
  var first_lines: [String: String]
  var statistics: Statistics
  var corners: [String: [String: Double]]

  static let python = ProcessInfo.processInfo.environment["DENDRITE_PYTHON"]

  /// Reads the decks of a dialect; throws with the reader's last lines where it refuses them.
  init(_ dialect: String, root: URL) throws {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("read_decks.py")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.python ?? "")
    process.arguments = [
      script.path, dialect, root.appendingPathComponent("spice/\(dialect)").path,
    ]
    let output = root.appendingPathComponent("read-\(UUID().uuidString)")
    let errors = root.appendingPathComponent("errors-\(UUID().uuidString)")
    for file in [output, errors] {
      _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Refusal(text: String(try String(contentsOf: errors, encoding: .utf8).suffix(1500)))
    }
    self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: output))
  }

  struct Refusal: Error, CustomStringConvertible {
    var text: String
    var description: String { text }
  }
}
