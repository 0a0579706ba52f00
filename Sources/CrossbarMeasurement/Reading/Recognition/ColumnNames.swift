internal import CrossbarDevices

/// Names of columns seen in measurement files, in lower case and without anything but letters and digits.
enum ColumnNames {
  static func role(_ key: String) -> ColumnRole? { table[key] }

  /// Whether a word makes a column one of spreads and errors, not of values.
  static func isStatistic(_ text: String) -> Bool {
    text.lowercased().split { !$0.isLetter }.contains {
      ["std", "stdev", "sd", "sigma", "error", "err", "var", "variance", "cv", "ratio", "count"]
        .contains(String($0))
    }
  }

  /// What the words of a heading say together where its name is in no list: `SMU-1 set voltage mean`, `Drain current`.
  static func role(ofWords text: String) -> ColumnRole? {
    let words = Set(text.lowercased().split { !$0.isLetter }.map(String.init))
    func has(_ any: String...) -> Bool { any.contains(where: words.contains) }
    if has("compliance") || has("limit") && has("current") { return .compliance }
    if words.contains(where: isStatistic) || has("ratio", "temperature", "power") { return nil }
    let isLRS = has("lrs", "low") || has("on") && has("state", "resistance", "current")
    let isHRS = has("hrs", "high") || has("off") && has("state", "resistance", "current")
    if has("current") {
      return isLRS == isHRS ? .current : isLRS ? .iLRS : .iHRS
    }
    if has("resistance", "conductance") {
      return isLRS == isHRS ? .resistance : isLRS ? .rLRS : .rHRS
    }
    if has("voltage") {
      if has("read") { return .readVoltage }
      if has("reset", "rst") { return has("limit", "max", "stop") ? .vResetLimit : .vReset }
      if has("set") { return has("limit", "max", "stop") ? .vSetLimit : .vSet }
      if has("forming", "form") { return .ignored }
      return .voltage
    }
    return nil
  }

  private static let table: [String: ColumnRole] = {
    var table: [String: ColumnRole] = [:]
    for (role, names) in names {
      for name in names.split(separator: " ") { table[String(name)] = role }
    }
    return table
  }()

  private static let names: [(ColumnRole, String)] = [
    (
      .voltage,
      "v u voltage volt volts voltages av anodev bias biasvoltage sourcevoltage appliedvoltage voltageapplied "
        + "voltagesource measuredvoltage voltagemeasured voltagereading sourcev vsource vsrc vmeas vmeasured vforce "
        + "vforced vbias vapplied vapp vdevice vdut vmem vmemristor vtop vte potential sweepvoltage voltagesweep "
        + "vsweep spannung tension tensione voltaje channel1v ch1v smuv drainv topv sourcevalue voltageforce "
        + "devicevoltage cellvoltage voltageacrossdevice setpointvoltage voltagev"
    ),
    (
      .current,
      "i current curr currents amp amps ampere amperes ai anodei absi abscurrent currentabs absolutecurrent "
        + "measuredcurrent currentmeasured currentreading imeas imeasured idevice idut imem imemristor itop ite "
        + "reading iread readcurrent currentread strom corrente courant corriente channel1i ch1i smui draini topi "
        + "devicecurrent cellcurrent currentthroughdevice currenta"
    ),
    (
      .time,
      "t time times second seconds sec elapsed elapsedtime timestamp relativetime retentiontime timegenerated "
        + "relativetimestamp measurementtime waittime readtime zeit tempo ch1t testtime timestamps timesec times"
    ),
    (
      .compliance,
      "compliance cc icc icomp icompl icompliance currentcompliance compliancecurrent ilimit currentlimit "
        + "compliancelimit setcompliance iccset complianceset icset"
    ),
    (
      .resistance,
      "r resistance res rread readresistance resistanceread rdc rmeas measuredresistance rcell rdevice "
        + "cellresistance deviceresistance staticresistance g conductance cond gread conductanceread"
    ),
    (
      .vSet,
      "vset set setvoltage setv vsetv usets uset voltageset vsetvoltage switchingvoltageset "
        + "setpotential setthreshold vsetth setthresholdvoltage vswitchon turnonvoltage vsetpos vsetpositive"
    ),
    (
      .vReset,
      "vreset vrst vres reset rst resetvoltage rstvoltage resetv vresetv ureset voltagereset vresetvoltage "
        + "resetpotential resetthreshold vresetth vrstth resetthresholdvoltage vswitchoff turnoffvoltage vrset "
        + "vresetneg"
    ),
    (
      .rLRS,
      "rlrs lrs ron lrsresistance resistancelrs lrsr lowresistance rlow lowresistancestate "
        + "lowresistivestate onresistance resistanceon onstateresistance ronstate lrsmean rlrsread lrsread "
        + "glrs gon lrsconductance conductancelrs onconductance rlowresistancestate"
    ),
    (
      .rHRS,
      "rhrs hrs roff hrsresistance resistancehrs hrsr highresistance rhigh highresistancestate "
        + "highresistivestate offresistance resistanceoff offstateresistance roffstate hrsmean rhrsread hrsread "
        + "ghrs goff hrsconductance conductancehrs offconductance rhighresistancestate"
    ),
    (
      .iLRS,
      "ilrs ion lrscurrent currentlrs lrsi oncurrent currenton onstatecurrent ilow ireadlrs ireadon ilrsread "
        + "lrsreadcurrent readcurrentlrs"
    ),
    (
      .iHRS,
      "ihrs ioff hrscurrent currenthrs hrsi offcurrent currentoff offstatecurrent ireadhrs ireadoff ihrsread "
        + "hrsreadcurrent readcurrenthrs"
    ),
    (
      .vSetLimit,
      "vsetlimit setlimit sweeplimit limit vmax maxvoltage vstop stopvoltage setsweeplimit vsetmax vlimit "
        + "sweepmax setstop vsetstop maxsetvoltage"
    ),
    (
      .vResetLimit,
      "vresetlimit vrstlimit resetlimit vmin minvoltage vresetmax vresetstop resetstop vrststop resetsweeplimit"
    ),
    (.readVoltage, "vread readvoltage voltageread uread readv readbias"),
    (
      .device,
      "device dev deviceid devicename deviceno devicenr devicenumber devicelabel cell cellid cellname cellno "
        + "sample sampleid samplename sampleno dut dutid die junction memristor memristorid element id name label "
        + "devices dispositivo bauteil address celladdress addr"
    ),
    (.batch, "batch batchid batchno batchname lot lotid wafer waferid waferno charge series"),
    (
      .cycle,
      "cycle cycles cycleno cyclenr cyclenumber cycleindex cyc cycid cyclecount cyclenum iteration loop repeat "
        + "repetition rep run runno runnr runnumber runid runindex sweep sweepno sweepnr sweepnumber sweepindex "
        + "endurancecycle endurance switchingcycle ncycle ncycles zyklus ciclo cyclecounter"
    ),
    (
      .pulse,
      "pulse pulses pulseno pulsenr pulsenumber pulsecount pulseindex npulse npulses pulsenum numberofpulses "
        + "impuls"
    ),
    (.state, "state resistancestate memorystate stateread zustand operation targetstate"),
    (
      .flags,
      "flags flag status remark remarks comment comments note notes result outcome classification yield works "
        + "working quality"
    ),
    (.reversed, "reversed isreversed polarityreversed"),
    (.lrsExponent, "lrsexponent"), (.lrsExponentError, "lrsexponenterror"),
    (.hrsExponent, "hrsexponent"), (.hrsExponentError, "hrsexponenterror"),
    (.file, "file filename sourcefile source path"), (.sheet, "sheet sheetname"),
    (.line, "line lineno"),
    (.row, "row rowno rowindex rowaddress rowaddr wl wordline wlno wlindex"),
    (
      .column,
      "col column colno colindex columnno columnindex coladdress coladdr bl bitline blno blindex"
    ),
    (
      .ignored,
      "index point points pointno pointindex no nr n number idx sample# date vform formingvoltage vforming "
        + "formvoltage ratio onoffratio onoff window memorywindow rratio temperature temp humidity power "
        + "normcond gm grad didv datetime clock"
    ),
  ]
}
