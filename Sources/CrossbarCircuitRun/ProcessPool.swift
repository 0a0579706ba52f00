#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Runs processes side by side and hands their lines on as they come.
///
/// One loop waits for all of them, so lines, ends, silence and cancellation are seen in one place. However it returns, no
/// process that it started is left.
struct ProcessPool {
  /// How a process ended.
  enum End: Hashable {
    /// With an exit code.
    case exited(Int32)
    case signal(Int32)
    /// It printed no row for too long and was ended.
    case silent
    case notStarted(String)
    /// It was ended, or never started, because the whole run was called off.
    case cancelled
  }

  /// At most so many at a time.
  let limit: Int
  /// Seconds without progress after which a process is taken as hung.
  let patience: Double
  /// Seconds that never run backward.
  let now: () -> Double
  let isCancelled: () -> Bool

  private struct Running {
    let index: Int
    let child: ChildProcess
    var rest: [UInt8] = []
    var lastProgress: Double
  }

  /// A line longer than this is cut; none of a deck's own is.
  private static let longestLine = 1 << 20

  /// Runs `count` processes.
  ///
  /// - Parameters:
  ///   - start: starts the process of an index.
  ///   - line: takes a line of an index; true where it is progress.
  ///   - end: told how the process of an index ended.
  func run(
    count: Int, start: (Int) -> Result<ChildProcess, ChildProcess.StartFailure>,
    line: (Int, String) -> Bool, end: (Int, End) -> Void
  ) {
    var running: [Running] = []
    var next = 0
    defer { for process in running { process.child.kill() } }
    while next < count || !running.isEmpty {
      if isCancelled() {
        for process in running {
          process.child.kill()
          end(process.index, .cancelled)
        }
        running = []
        for index in next..<count { end(index, .cancelled) }
        return
      }
      while running.count < limit && next < count {
        switch start(next) {
        case .success(let child):
          running.append(Running(index: next, child: child, lastProgress: now()))
        case .failure(let failure): end(next, .notStarted(failure.reason))
        }
        next += 1
      }
      wait(for: running)
      for place in running.indices.reversed() {
        let isOpen = drain(&running[place], line)
        let process = running[place]
        if !isOpen {
          running.remove(at: place)
          end(process.index, process.child.wait())
        } else if now() - process.lastProgress > patience {
          running.remove(at: place)
          process.child.kill()
          end(process.index, .silent)
        }
      }
    }
  }

  /// Until something was printed, or a fifth of a second.
  private func wait(for running: [Running]) {
    var descriptors = running.map {
      pollfd(fd: $0.child.output, events: Int16(POLLIN), revents: 0)
    }
    _ = poll(&descriptors, nfds_t(descriptors.count), 200)
  }

  /// Reads what is there; false at the end of the output.
  private func drain(_ process: inout Running, _ line: (Int, String) -> Bool) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    for _ in 0..<64 {
      let count = read(process.child.output, &buffer, buffer.count)
      if count < 0 { return errno == EAGAIN || errno == EINTR }
      if count == 0 {
        if !process.rest.isEmpty {
          _ = line(process.index, String(decoding: process.rest, as: UTF8.self))
        }
        return false
      }
      for byte in buffer[..<count] {
        if byte == UInt8(ascii: "\n") {
          if line(process.index, String(decoding: process.rest, as: UTF8.self)) {
            process.lastProgress = now()
          }
          process.rest.removeAll(keepingCapacity: true)
        } else if process.rest.count < Self.longestLine {
          process.rest.append(byte)
        }
      }
    }
    return true
  }
}
