internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices

/// `cell.lib`: the memristor, the enable transistor and the cell.
struct CellLibraryDeck {
  let input: BackendInput
  let dialect: any NetlistDialect

  /// The file's text.
  var text: String { DeckText.text(name, items: items, dialect: dialect) }

  /// The file's name.
  var name: String { dialect.libraryFile("cell") }

  private var items: [NetlistItem] {
    let netlist = MemristorNetlist(device: input.device, hasNoise: dialect.hasTransientNoise)
    var items: [NetlistItem] = [.comment(header), .blank, .comment(pins)]
    items.append(.subcircuit(netlist.memristor))
    if let worn = netlist.worn {
      items.append(.blank)
      items.append(
        .comment(
          """
          The same with wear, for runs of many cycles: y is the switching cycles so far over nend. With r = dx/dt and
          e = 0.001/s: dy/dt = (r + sqrt(r*r + e*e) - e)/(2*nend), k_r times (1 - tanh((y - 1 - 0.5/nend)*10*nend))/2.
          The first nend RESETs work; from then on it is stuck in its LRS.
          """))
      items.append(.subcircuit(worn))
    }
    let transistor = EnableTransistorDeck(wiring: input.wiring)
    return items + [.blank] + transistor.definition + [
      .blank, .comment(cellComment), .subcircuit(cell),
    ]
  }

  private var header: String {
    let device = input.device
    let statistics = StatisticsValues.lines(device.statistics)
    let temperature = """

        rlrs*exp(tcl*(T - Tn)) and rhrs*exp(eah/k*(1/T - 1/Tn)) in place of rlrs and rhrs, and all of dx/dt times
        exp(-eas/k*(1/T - 1/Tn)); T = tdev, Tn = tnom, in kelvin, k = 8.617333262e-5 eV/K. The memristors alone have
        that temperature: the circuit's (.temp) does not reach them, and the transistors stay at it.
      """
    let noise =
      dialect.hasTransientNoise
      ? "\n  I without its displacement times 1 + rn*n, n white noise of rms 1 from 0 to bn, where noisy=1"
      : "\n  The device file's read noise is not in this file: \(dialect.title) has no source of it that all analyses take."
    return """
      Memristor and 1T1R cell for \(dialect.title): \(device.name.oneLine)
      Source of the device's numbers: \(device.source.oneLine)

      One smooth state x, 0 = HRS, 1 = LRS. With V from the silver (ag) to the gold contact (au):
        R_H  = rlrs + max(rhrs - rlrs, 0)*vrd/sqrt(V^2 + vd^2)      I ~ V^2 in the HRS, R_HRS at vrd
        w    = 3x^2 - 2x^3                                          x clamped to 0 ... 1
        I    = V*exp(-w*ln(rlrs) - (1-w)*ln(R_H)) + cp*dV/dt
        u_s  = V - vset*(1 - eta*w),  u_r = -V - vrst
        k_s  = 1/(tmin + tth/2*(exp(-lim(u_s, ulim)/va) + exp(-lim(u_s/(vbs*vset), 100))))
        k_r  = 1/(tmin + tth/2*(exp(-lim(u_r, ulim)/va) + exp(-lim(u_r/(vbr*vrst), 100))))   lim(u, b) = b*tanh(u/b)
        dx/dt = mob*(k_s*(1-x) - k_r*x + x*(1-x)*(x-xc)/trel) + (1-mob)*(x0-x)/trel
      """
        + (device.constants.temperature == nil ? "" : temperature)
        + (device.constants.readNoise == nil ? "" : noise) + """

          verilog-a/memristor.va states the same equations. Volts, amperes, ohms, farads, seconds throughout.
          A stuck device has mob=0 and rests at x0 (0 or 1); an open one has rlrs=rhrs=1e12 mob=0, a short rlrs=rhrs=1 mob=0.
          Defaults of vset, vrst, rlrs and rhrs are the medians of the distributions fitted to measured devices:
          \(statistics.joined(separator: "\n"))
          """
  }

  private var pins: String {
    """
    Pins: ag silver contact, au gold contact, x state (volts stand for the state; 1 mF carries it, so that a current
    tolerance of 1 pA is a rate of 1e-9/s). Bi holds the square root inside its logarithm on purpose: a node of its own
    for R_H goes negative during Newton's iterations and log() fails.
    Parameters: name, unit, range, meaning; place in device.yaml
    """
  }

  private var hasNoise: Bool {
    dialect.hasTransientNoise && input.device.constants.readNoise != nil
  }

  private var cellComment: String {
    let path = """
      One cell: source line sl - transistor - ag - silver contact - junction - memristor - bit line bl; gate on the word
      line wl.
      """
    if dialect.hasConditionals {
      return path + """
         The transistor and the dynamic memristor are put in only where the cell's row is the active one. In
        the other rows the word line is at 0 V, no source line falls below 0 V, and an enable transistor that is off
        carries no current: nothing flows in those cells and their states stay, so that a resistor from the bit line to
        the silver contact, which leads nowhere else, is all that is left of them. all_dynamic=1 puts every transistor
        and memristor in, which also shows what a card of the user's leaks.
        """
    }
    return path
      + " All memristors are dynamic: \(dialect.title) does not choose a circuit's branches by a parameter that is swept."
  }

  /// `cell bl ag sl wl`.
  private var cell: Subcircuit {
    let sampled = DeviceQuantity.allCases.map(\.parameter)
    let medians = DeviceQuantity.allCases.map {
      NetlistParameter(
        $0.parameter, .number(input.device.statistics[$0].median.roundedToSixDigits))
    }
    let memristor = SubcircuitInstance(
      name: "1", nodes: ["j", "bl", "x"], subcircuit: "memristor",
      parameters: sampled.map { NetlistParameter($0, .parameter($0)) }
        + (hasNoise ? [NetlistParameter("noisy", "read_noise")] : []))
    let rest = input.device.operation.initialState == .hrs ? "rhrs" : "rlrs"
    return Subcircuit(
      name: "cell", ports: ["bl", "ag", "sl", "wl"],
      parameters: [NetlistParameter("row", 0)] + medians,
      body: [
        .whereEqual(
          "row", "active_row", orSet: "all_dynamic",
          then: [
            EnableTransistorDeck(wiring: input.wiring)
              .element(drain: "sl", gate: "wl", source: "ag"),
            .resistor("Rc", "ag", "j", .number(input.wiring.bottomContact.value)),
            .instance(memristor),
          ], otherwise: [.resistor("R1", "ag", "bl", .parameter(rest))])
      ])
  }
}
