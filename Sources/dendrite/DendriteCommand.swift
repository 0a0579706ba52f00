import ArgumentParser
import CrossbarCompiler
import CrossbarCore
import Foundation

/// The command line: `dendrite compile | verify | check | infer | inspect | fit | model | spice`.
@main
struct DendriteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dendrite",
    abstract:
      "Turns a trained neural network into a memristor array, and proves that it still computes it.",
    discussion: """
      Exit codes: 0 done; 1 the array does not hold the network, or the masks do not make it; 2 something is wrong with the input or the \
      command line, and nothing was written.
      """,
    version: Dendrite.version,
    subcommands: [
      CompileCommand.self, VerifyCommand.self, CheckCommand.self, InferCommand.self,
      InspectCommand.self, FitCommand.self, ModelCommand.self, SpiceCommand.self,
    ])

  static func main() {
    // A file-size limit is then an error of write(2), which is reported, instead of a signal.
    signal(SIGXFSZ, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error as Diagnostics {
      Console.report(error.all)
      exit(withCode: 2)
    } catch {
      let code = exitCode(for: error)
      if code == .validationFailure {
        Console.error(fullMessage(for: error))
        exit(withCode: 2)
      }
      exit(withError: error)
    }
  }

  private static func exit(withCode code: Int32) -> Never { Foundation.exit(code) }
}

/// Standard output for results, standard error for everything else.
enum Console {
  /// Prints diagnostics to standard error.
  static func report(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics { error(diagnostic.description) }
  }

  /// Prints a line to standard error.
  static func error(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
  }

  /// A line of progress on standard error, unless it was asked not to be.
  static func progress(_ text: String, quiet: Bool) {
    if !quiet { error("dendrite: \(text)") }
  }
}
