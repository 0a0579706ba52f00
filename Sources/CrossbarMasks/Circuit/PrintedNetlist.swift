internal import CrossbarCore

/// The printed part of a page as a netlist: memristors between nets, nothing else.
struct PrintedNetlist: Sendable {
  struct Memristor: Sendable {
    var name: NetKey
    var gold: NetKey
    var silver: NetKey
    /// Line of the file.
    var line: Int32
  }

  /// Name in diagnostics.
  var file: String
  /// Nets that reach out of the page, in order.
  var ports: [NetKey] = []
  var memristors: [Memristor] = []
}
