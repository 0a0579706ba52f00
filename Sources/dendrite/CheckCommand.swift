import ArgumentParser
import CrossbarCompiler
import CrossbarCore

/// `dendrite check out/`
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract:
      "Check the masks: design rules, the circuit that their shapes make, layers off their place.",
    discussion: """
      Reads every page's SVG files, and its GDSII file where it differs, without asking what wrote them. Holds them \
      against the design rules of process.yaml, compares their circuit with spice/printed, and shifts every layer in \
      eight directions. Findings say the file, the cell and the place on the page in millimetres; check/sheet-01.svg \
      in the folder marks them. Exits with 1 if there is an error.
      """)

  @Argument(help: "An output folder of dendrite compile.")
  var folder: String

  @Flag(help: "No progress on standard error.")
  var quiet = false

  func run() throws {
    let outcome = try CheckRun(folder: folder) { Console.progress($0, quiet: quiet) }
    Console.report(outcome.findings)
    for line in outcome.summary { print(line) }
    for path in try outcome.writePictures(to: folder) { print("picture      \(path)") }
    let errors = outcome.findings.count { $0.severity == .error }
    guard errors == 0 else {
      print("FAIL: \(errors) errors in the masks of \(folder)")
      throw ExitCode(1)
    }
    print("PASS: the masks of \(folder) are right")
  }
}
