import Foundation
import Testing

/// A Slurm of one node with all its files in a folder, until `stop`, or until the tests' process ends.
final class SlurmNode {
  let folder: String
  private let process = Process()
  private let lifeline = Pipe()

  private static let fixtures = "\(CommandLine.root)/Tests/DendriteTests/Fixtures/slurm"

  /// Dendrite that waits for TERM in the middle of a shard's first start.
  static let paused = "\(fixtures)/paused"

  /// What is not installed, of Debian's slurmctld, slurmd, slurm-client and munge.
  static let missing: [String] = [
    "munged", "munge", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "scontrol", "sinfo",
  ].filter {
    (try? CommandLine.shell("PATH=$PATH:/usr/sbin:/sbin command -v \($0)"))?.status != 0
  }

  /// Starts it, and waits until it takes jobs.
  init(in scratch: Scratch) throws {
    folder = scratch.path + "/slurm"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    // No other program that is started meanwhile may hold the lifeline.
    _ = fcntl(lifeline.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    let output = Pipe()
    let errors = folder + "/cluster.err"
    _ = FileManager.default.createFile(atPath: errors, contents: nil)
    process.executableURL = URL(fileURLWithPath: "\(Self.fixtures)/cluster")
    process.arguments = [folder]
    process.standardInput = lifeline
    process.standardOutput = output
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
    let answer = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    if answer != "ready\n" {
      stop()
      Issue.record("\((try? String(contentsOfFile: errors, encoding: .utf8)) ?? "")")
      throw Failure.notStarted
    }
  }

  enum Failure: Error {
    case notStarted
  }

  deinit { stop() }

  /// Ends every process of it, those of jobs too.
  func stop() {
    guard process.isRunning else { return }
    try? lifeline.fileHandleForWriting.close()
    process.terminate()
    process.waitUntilExit()
  }

  /// Runs a command of Slurm or a script that does, whatever other Slurm the environment tells of.
  func shell(_ script: String) throws -> CommandLine.Outcome {
    try CommandLine.shell(
      """
      unset SHARDS DENDRITE ${!SLURM_@} ${!SBATCH_@} ${!SQUEUE_@}
      export SLURM_CONF='\(folder)/slurm.conf'
      \(script)
      """)
  }

  /// Whether it became true within some seconds.
  static func holds(within seconds: Int, _ condition: () throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while true {
      if try condition() { return true }
      if ContinuousClock.now > end { return false }
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  /// Whether no job waits or runs any more, within some seconds.
  func isDone(within seconds: Int) async throws -> Bool {
    try await Self.holds(within: seconds) {
      let queue = try shell("squeue --noheader")
      return queue.status == 0 && queue.output.isEmpty
    }
  }

  /// The state of a job or of a task.
  func state(of job: String) throws -> String {
    let text = try shell("scontrol --oneliner show job \(job)").output
    return text.split(separator: " ").first { $0.hasPrefix("JobState=") }.map {
      String($0.dropFirst("JobState=".count))
    } ?? "unknown"
  }

  /// Processes that still have this Slurm's environment, zombies aside.
  var processes: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.filter { name in
      guard Int(name) != nil,
        let environment = FileManager.default.contents(
          atPath: "/proc/\(name)/environ")
      else { return false }
      return environment.split(separator: 0).contains(
        Data("SLURM_CONF=\(folder)/slurm.conf".utf8))
    }.sorted()
  }
}
