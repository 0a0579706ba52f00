import CrossbarDevices
import Foundation
import Testing

/// The compact model stated anew in Python and integrated by SciPy: the judge of times, sweeps and states.
enum PythonModel {
  static let path = ProcessInfo.processInfo.environment["DENDRITE_PYTHON"]
  static let isMissing: Comment =
    "DENDRITE_PYTHON names no interpreter with numpy and scipy: THE FIT OF THE COMPACT MODEL IS NOT COMPARED WITH SCIPY"

  /// `m(...)` makes a model; see the names in `numbers(_:of:)`.
  private static let statement = """
    import sys, warnings
    warnings.simplefilter("ignore")
    import numpy as np
    from math import exp, log, tanh, sqrt
    from scipy.integrate import solve_ivp
    from scipy.optimize import brentq
    def emit(*v): print(*[repr(float(x)) for x in v])
    def six(x): return float(f"{x:.6g}") # derived parameters have six digits, as decks carry them
    class Model:
      def __init__(s, vset, vrst, rlrs, rhrs, tth, tmin, va, vb, eta, trel, inv, vrd, vd, ulim, mset, mrst, mlrs, mhrs):
        s.__dict__.update({k: v for k, v in locals().items() if k != "s"})
        s.vbs, s.vbr = six(vb / mset), six(vb / mrst)
        vc = mset * (1 - eta / 2)
        gh = 1 / (mlrs + (mhrs - mlrs) * vrd / vc)
        w = min(max(log(inv / vc / gh) / log(1 / mlrs / gh), 0.05), 0.95)
        s.xc = six(brentq(lambda x: 3 * x**2 - 2 * x**3 - w, 0, 1, xtol=1e-14))
      def lim(s, u, b): return b * tanh(u / b)
      def w(s, x):
        x = min(max(x, 0), 1)
        return 3 * x**2 - 2 * x**3
      def k(s, u, vb): return 1 / (s.tmin + s.tth / 2 * (exp(-s.lim(u, s.ulim) / s.va) + exp(-s.lim(u / vb, 100))))
      def f(s, v, x):
        ks = s.k(v - s.vset * (1 - s.eta * s.w(x)), s.vbs * s.vset)
        kr = s.k(-v - s.vrst, s.vbr * s.vrst)
        return ks * (1 - x) - kr * x + x * (1 - x) * (x - s.xc) / s.trel
      def i(s, v, x):
        rh = s.rlrs + max(s.rhrs - s.rlrs, 0) * s.vrd / sqrt(v * v + s.vd**2)
        w = s.w(x)
        return v * exp(-w * log(s.rlrs) - (1 - w) * log(rh))
      def run(s, x0, end, voltage, stop=None, rtol=1e-10, atol=1e-13):
        event = None
        if stop is not None:
          event = lambda t, y: y[0] - stop
          event.terminal = True
        r = solve_ivp(lambda t, y: [s.f(voltage(t, y[0]), y[0])], (0, end), [x0], method="LSODA", rtol=rtol, atol=atol,
          events=event, max_step=end / 20)
        assert r.success, r.message
        if stop is None: return r.y[0][-1]
        return r.t_events[0][0] if len(r.t_events[0]) else float("inf")
      def time(s, v, end=1000):
        return s.run(0 if v > 0 else 1, end, lambda t, x: v, 0.95 if v > 0 else 0.05)
      def sweep(s, sign):
        rate = sign * 0.1 * (s.vset if sign > 0 else s.vrst)
        return abs(rate) * s.run(0 if sign > 0 else 1, 20, lambda t, x: rate * t, 0.5)
      def limited(s, amperes, write, width):
        def v(t, x):
          if s.i(write, x) <= amperes: return write
          return brentq(lambda u: s.i(u, x) - amperes, 0, write, xtol=1e-14)
        return s.run(0, width, v)
    rows = [[float(x) for x in line.split()] for line in sys.stdin.read().splitlines()]

    """

  /// Runs `code` on rows of numbers, the first eighteen of each as `model` lists them; `Model(*row[:18])` is the model.
  static func numbers(_ code: String, _ rows: [[Double]]) throws -> [[Double]] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path ?? "")
    process.arguments = ["-c", statement + code]
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("model-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("input")
    try rows.map { $0.map { "\($0)" }.joined(separator: " ") }.joined(separator: "\n")
      .write(to: file, atomically: true, encoding: .utf8)
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = try FileHandle(forReadingFrom: file)
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "Python failed")
    let result = String(decoding: data, as: UTF8.self).split(separator: "\n").map { line in
      line.split(separator: " ").map { $0 == "inf" ? .infinity : Double($0) ?? .nan }
    }
    try #require(result.count == rows.count)
    return result
  }

  /// The numbers of a model in the order that Python takes them.
  static func model(
    _ c: CompactModelConstants, _ device: DeviceSample, _ statistics: DeviceStatistics
  ) -> [Double] {
    [
      device.vSet, device.vReset, device.rLRS, device.rHRS, c.thresholdTime, c.minimumTime,
      c.slopeAbove, c.slopeBelow, c.feedback, c.relaxationTime, c.nonVolatileCurrent,
      c.readReference, c.smoothing, c.overdriveBound, statistics.vSet.median,
      statistics.vReset.median, statistics.rLRS.median, statistics.rHRS.median,
    ]
  }
}
