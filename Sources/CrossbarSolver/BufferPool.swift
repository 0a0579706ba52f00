internal import Glibc
internal import Synchronization

/// Buffers of blocks, used again and again: fresh pages from the system would cost as much as the smaller blocks'
/// arithmetic, and again with every solve.
enum BufferPool {
  /// Doubles of the smallest and largest buffer kept. Smaller ones the C library keeps itself; in larger ones
  /// arithmetic outweighs all else.
  private static let kept = 1 << 13...1 << 23
  /// Doubles from which on buffers are pages of their own: a large page of the system, 2 MB.
  private static let large = 1 << 18
  /// Doubles that may lie unused: 128 MB.
  private static let capacity = 1 << 24

  private struct Free: @unchecked Sendable {
    var buffers: [Int: [UnsafeMutablePointer<Double>]] = [:]
    var total = 0
  }

  private static let free = Mutex(Free())

  /// An uninitialised buffer of at least `count` elements.
  static func take(_ count: Int) -> UnsafeMutablePointer<Double> {
    if count > kept.upperBound { return map(count) }
    let size = rounded(count)
    nonisolated(unsafe) var found: UnsafeMutablePointer<Double>?
    if kept.contains(size) {
      free.withLock { free in
        found = free.buffers[size]?.popLast()
        if found != nil {
          free.total -= size
        } else {
          // What is about to be taken from the system makes others give theirs back.
          while free.total + size > capacity, let largest = free.buffers.keys.max() {
            guard let buffer = free.buffers[largest]?.popLast() else {
              free.buffers[largest] = nil
              continue
            }
            free.total -= largest
            release(buffer, largest)
          }
        }
      }
    }
    return found ?? (size >= large ? map(size) : .allocate(capacity: size))
  }

  /// - Parameter count: As given to ``take(_:)``.
  static func giveBack(_ buffer: UnsafeMutablePointer<Double>, _ count: Int) {
    if count > kept.upperBound {
      munmap(buffer, count * MemoryLayout<Double>.stride)
      return
    }
    let size = rounded(count)
    nonisolated(unsafe) let buffer = buffer
    let isKept =
      kept.contains(size)
      && free.withLock { free in
        if free.total + size > capacity { return false }
        free.buffers[size, default: []].append(buffer)
        free.total += size
        return true
      }
    if !isKept { release(buffer, size) }
  }

  private static func release(_ buffer: UnsafeMutablePointer<Double>, _ size: Int) {
    if size >= large {
      munmap(buffer, size * MemoryLayout<Double>.stride)
    } else {
      buffer.deallocate()
    }
  }

  /// Pages of their own, which are the system's again at once when given back: the C library would keep those of large
  /// buffers, in pieces, and double the memory in use. Large pages, if there are any: a fault a small page costs a
  /// tenth of a solve.
  private static func map(_ count: Int) -> UnsafeMutablePointer<Double> {
    let bytes = count * MemoryLayout<Double>.stride
    let pages = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let pages, pages != MAP_FAILED else { preconditionFailure("out of memory") }
    // Advice: where the system has none to give, pages are small.
    madvise(pages, bytes, MADV_HUGEPAGE)
    return pages.bindMemory(to: Double.self, capacity: count)
  }

  /// Up to a multiple of an eighth of the power of two below.
  private static func rounded(_ count: Int) -> Int {
    let count = max(count, 64)
    let step = 1 << (Int.bitWidth - count.leadingZeroBitCount - 4)
    return (count + step - 1) / step * step
  }
}
