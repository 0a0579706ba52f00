internal import Dispatch
internal import Synchronization

/// `transform` of every index in order, computed on all cores, or on so many threads.
///
/// The result does not depend on the number of threads.
public func parallelMap<Result: Sendable>(
  count: Int, threads: Int? = nil, _ transform: @Sendable (Int) -> Result
) -> [Result] {
  if count <= 0 { return [] }
  let storage = UnsafeMutableBufferPointer<Result?>.allocate(capacity: count)
  storage.initialize(repeating: nil)
  defer {
    storage.deinitialize()
    storage.deallocate()
  }
  nonisolated(unsafe) let slots = storage
  if let threads, threads < count {
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: max(1, threads)) { _ in
      while case let index = next.wrappingAdd(1, ordering: .relaxed).oldValue, index < count {
        slots[index] = transform(index)
      }
    }
  } else {
    DispatchQueue.concurrentPerform(iterations: count) { index in
      slots[index] = transform(index)
    }
  }
  return storage.compactMap { $0 }
}

/// Runs `body` for every index on all cores.
///
/// - Throws: what went wrong, in the order of the indices, after all have run.
public func parallelForEach(
  count: Int, _ body: @Sendable (Int) throws(Diagnostics) -> Void
) throws(Diagnostics) {
  let findings = parallelMap(count: count) { index -> [Diagnostic] in
    do throws(Diagnostics) {
      try body(index)
      return []
    } catch {
      return error.all
    }
  }
  try findings.flatMap { $0 }.throwIfErrors()
}
