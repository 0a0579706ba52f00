#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A process of its own group with its output in a pipe.
///
/// Signals that the parent ignores or blocks are set to their default, so that a child whose parent was killed goes with the first
/// line that it prints.
struct ChildProcess {
  let identifier: pid_t
  /// Where standard output and standard error arrive; reading does not block.
  let output: Int32

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - program: its path.
  ///   - arguments: behind the program's name.
  ///   - environment: `NAME=value`.
  /// - Returns: nil with the reason where it cannot be started.
  static func start(
    _ program: String, _ arguments: [String], environment: [String]
  ) -> Result<ChildProcess, StartFailure> {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return .failure(StartFailure(errno)) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    defer { close(ends[1]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGPIPE, SIGXFSZ, SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    var blocked = sigset_t()
    sigemptyset(&blocked)
    posix_spawnattr_setsigmask(&attributes, &blocked)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETPGROUP))
    var identifier: pid_t = 0
    let code = withStrings([program] + arguments) { arguments in
      withStrings(environment) { environment in
        posix_spawn(&identifier, program, &actions, &attributes, arguments, environment)
      }
    }
    guard code == 0 else {
      close(ends[0])
      return .failure(StartFailure(code))
    }
    return .success(ChildProcess(identifier: identifier, output: ends[0]))
  }

  /// Ends the process and whatever it started, and waits for it.
  func kill() {
    killpg(identifier, SIGKILL)
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
    close(output)
  }

  /// Waits for a process that has closed its output; one that stays for two more seconds is ended.
  ///
  /// - Returns: the signal that ended it, or its exit code.
  func wait() -> ProcessPool.End {
    close(output)
    var status: Int32 = 0
    for _ in 0..<200 {
      let found = waitpid(identifier, &status, WNOHANG)
      if found == identifier {
        // Whatever it may have left behind in its group.
        killpg(identifier, SIGKILL)
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .signal(signal)
      }
      if found < 0 && errno != EINTR { return .exited(0) }
      usleep(10_000)
    }
    killpg(identifier, SIGKILL)
    while waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
    return .signal(SIGKILL)
  }

  /// Why a process could not be started, in the words of the system.
  struct StartFailure: Error {
    let reason: String

    init(_ code: Int32) {
      reason = String(cString: strerror(code))
    }
  }
}

/// Hands an array of C strings with a null at its end to `body`.
private func withStrings<Result>(
  _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
  pointers.append(nil)
  defer { for pointer in pointers { free(pointer) } }
  return body(pointers)
}
