import ArgumentParser
import CrossbarCompiler
import CrossbarCore
@preconcurrency import Foundation

/// The command line: `dendrite compile | verify | simulate | merge | check | infer | inspect | fit | model | spice`.
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
      SimulateCommand.self, MergeCommand.self,
    ])

  static func main() {
    // A file-size limit is then an error of write(2), which is reported, instead of a signal.
    signal(SIGXFSZ, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      try command.run()
      if !Console.flush() { exit(withCode: 2) }
    } catch let error as Diagnostics {
      Console.report(error.all)
      exit(withCode: 2)
    } catch let code as ExitCode where code != .success {
      // A verdict that says no stays one, whether it could be printed or not.
      _ = Console.flush()
      exit(withCode: code.rawValue)
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

  /// Writes what was printed and is still held back.
  ///
  /// - Returns: false, with an error on standard error, where standard output took less than was printed; a reader that went
  ///   away, such as `head`, is no error.
  static func flush() -> Bool {
    let isWritten = fflush(stdout) == 0
    if isWritten && ferror(stdout) == 0 { return true }
    let reason = isWritten ? "some of it was lost" : String(cString: strerror(errno))
    var output = pollfd(fd: 1, events: Int16(POLLOUT), revents: 0)
    if poll(&output, 1, 0) == 1, output.revents & Int16(POLLERR) != 0 { return true }
    error("error: standard output cannot be written: \(reason) [output/stdout]")
    return false
  }

  /// A line of progress on standard error, unless it was asked not to be.
  static func progress(_ text: String, quiet: Bool) {
    if !quiet { error("dendrite: \(text)") }
  }
}
