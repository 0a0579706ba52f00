import Foundation
import Testing

/// The job array of `examples/slurm`, its scripts unchanged, under a Slurm of one node that the test starts.
@Suite(
  .enabled(
    if: SlurmNode.missing.isEmpty,
    "THE JOB ARRAY IS NOT TESTED: install Debian's slurmctld, slurmd, slurm-client and munge"))
final class SlurmTests {
  private let scratch: Scratch
  private let example = "\(CommandLine.root)/examples/slurm"

  init() throws {
    scratch = try Scratch()
    _ = try Digits.copy(into: scratch)
  }

  private func read(_ path: String) -> Data? {
    FileManager.default.contents(atPath: "\(scratch.path)/\(path)")
  }

  private func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(scratch.path)/\(path)")
  }

  private func logs(_ pattern: String) throws -> String {
    try CommandLine.shell("cat '\(scratch.path)/a result'/\(pattern)").output
  }

  /// What one run gives.
  private func whole(arrays: Int) throws -> Data? {
    let run = try CommandLine.dendrite([
      "simulate", "\(scratch.path)/out", "--arrays", "\(arrays)", "--seed", "5", "--quiet",
      "-o", "\(scratch.path)/whole.json",
    ])
    try #require(run.status == 0, "\(run.all)")
    return read("whole.json")
  }

  /// Submits the example from the scratch folder, its result into a folder with a space in its name.
  private func submit(
    _ node: SlurmNode, shards: Int, arrays: Int, dendrite: String = CommandLine.binary
  ) throws -> CommandLine.Outcome {
    try node.shell(
      """
      export SHARDS=\(shards) DENDRITE='\(dendrite)'
      export PAUSED='\(node.folder)' BINARY='\(CommandLine.binary)'
      cd '\(scratch.path)' && '\(example)/submit.sh' out 'a result' --arrays \(arrays) --seed 5
      """)
  }

  @Test func shardsOfAJobArrayMergeToOneRun() async throws {
    let whole = try whole(arrays: 40)
    let node = try SlurmNode(in: scratch)
    defer { node.stop() }
    let submitted = try submit(node, shards: 4, arrays: 40)
    #expect(submitted.status == 0, "\(submitted.all)")
    #expect(submitted.output.contains("job 1: shards 1-4 of 4"))
    let isDone = try await node.isDone(within: 120)
    let log = try logs("*.log")
    #expect(isDone, "\(log)")
    #expect(whole != nil && read("a result/all.json") == whole, "\(log)")
    #expect(try logs("slurm-1_3.log").contains("shard 3 of 4: 10 of 40 arrays"))
    #expect(
      String(decoding: read("a result/simulation.md") ?? Data(), as: UTF8.self).hasPrefix("#"))

    // A folder with the parts of one simulation takes no other.
    let other = try submit(node, shards: 4, arrays: 41)
    #expect(other.status == 1 && other.errors.contains("of another simulation"), "\(other.all)")
    node.stop()
    #expect(node.processes.isEmpty)
  }

  /// One task runs out of time and goes on by itself, one is cancelled and goes on when the array is submitted again.
  @Test func tasksGoOnFromTheirCheckpoints() async throws {
    let whole = try whole(arrays: 200)
    let node = try SlurmNode(in: scratch)
    defer { node.stop() }
    let first = try submit(node, shards: 2, arrays: 200, dendrite: SlurmNode.paused)
    try #require(first.status == 0, "\(first.all)")
    let arePaused = try await SlurmNode.holds(within: 120) {
      (1...2).allSatisfy { exists("slurm/paused-\($0)") }
    }
    let start = try logs("*.log")
    try #require(arePaused, "\(start)")

    #expect(try node.shell("scancel --signal=USR1 --batch 1_2 && scancel 1_1").status == 0)
    let isDone = try await node.isDone(within: 120)
    let second = try logs("slurm-1_2.log")
    #expect(isDone, "\(second)")
    #expect(second.contains("SIGTERM; a result/part-2-of-2.checkpoint keeps "), "\(second)")
    #expect(second.contains("out of time: shard 2 of 2 goes on later"), "\(second)")
    #expect(second.contains("going on from a result/part-2-of-2.checkpoint: "), "\(second)")
    #expect(second.contains("shard 2 of 2: 100 of 200 arrays"), "\(second)")
    #expect(try node.state(of: "1_2") == "COMPLETED")
    #expect(try node.state(of: "1_1") == "CANCELLED")
    // Not merged: a part is missing.
    #expect(try node.state(of: "2") == "CANCELLED")
    #expect(exists("a result/part-1-of-2.checkpoint") && !exists("a result/part-1-of-2.json"))
    #expect(!exists("a result/part-2-of-2.checkpoint") && !exists("a result/all.json"))

    let again = try submit(node, shards: 2, arrays: 200)
    #expect(again.output.contains("shards 1 of 2"), "\(again.all)")
    let isMerged = try await node.isDone(within: 120)
    let log = try logs("*.log")
    #expect(isMerged, "\(log)")
    #expect(log.contains("going on from a result/part-1-of-2.checkpoint: "), "\(log)")
    #expect(whole != nil && read("a result/all.json") == whole, "\(log)")
    #expect(!exists("a result/part-1-of-2.checkpoint"))
    node.stop()
    #expect(node.processes.isEmpty)
  }
}
