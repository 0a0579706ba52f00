import CrossbarCore
import Synchronization
import Testing

@Suite struct ParallelMapTests {
  @Test("the same results on any number of threads, each index once", arguments: [1, 2, 7, nil])
  func threads(_ threads: Int?) {
    for count in [0, 1, 2, 6, 7, 8, 1000] {
      let calls = (0..<count).map { _ in Counter() }
      let results = parallelMap(count: count, threads: threads) { index -> String in
        calls[index].value.wrappingAdd(1, ordering: .relaxed)
        return "\(index * index)"
      }
      #expect(results == (0..<count).map { "\($0 * $0)" })
      #expect(calls.allSatisfy { $0.value.load(ordering: .relaxed) == 1 })
    }
  }

  @Test("no more run at once than are allowed", arguments: [1, 2, 7])
  func limit(_ threads: Int) {
    let running = Counter()
    let most = Counter()
    _ = parallelMap(count: 200, threads: threads) { index -> Int in
      let now = running.value.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
      most.value.max(now, ordering: .sequentiallyConsistent)
      // Something to do, so that others would overlap.
      let sum = (0..<2000).reduce(0) { $0 ^ ($1 &* index) }
      running.value.wrappingSubtract(1, ordering: .sequentiallyConsistent)
      return sum
    }
    #expect((1...threads).contains(most.value.load(ordering: .sequentiallyConsistent)))
  }

  private final class Counter: Sendable {
    let value = Atomic(0)
  }
}
