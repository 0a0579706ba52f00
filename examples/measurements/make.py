"""Writes the example's files. Nothing here was measured: devices are drawn from the statistics that Marraccini et al.
(Nanoscale 2025, doi:10.1039/d5nr02690c) published, and swept as the paper describes.

    table.csv       118 devices of three batches, 47 of them neither open nor short, as a table of extracted values
    sweeps/*.csv    15 devices, 4 cycles each, in four segments 0 -> 5 -> 0 -> -5 -> 0 V; one open, one short, one that never sets
"""

import pathlib

import numpy

HERE = pathlib.Path(__file__).parent
random = numpy.random.Generator(numpy.random.Philox(2025))


def device():
    return (
        random.lognormal(0.202, 0.776),
        random.lognormal(-0.025, 0.810),
        random.lognormal(6.253, 1.041),
        10 ** random.normal(6.041, 0.769),
    )


def table():
    lines = ["Device,Batch,V_SET (V),V_RST (V),R_LRS (Ohm),R_HRS (Ohm),Remark"]
    # Which device of which batch works: 17 of 40, 16 of 40, 14 of 38.
    for batch, (works, made) in enumerate([(17, 40), (16, 40), (14, 38)], start=1):
        order = random.permutation(made)
        for number in range(made):
            name = f"B{batch}D{number + 1:02d}"
            if order[number] < works:
                v_set, v_reset, r_lrs, r_hrs = device()
                # The sweeps ended at 5 V: who does not set there shows its high-resistive state only.
                if v_set > 5:
                    lines.append(f"{name},{batch},>5,,,{r_hrs:.4g},")
                    continue
                v_reset = f"{-v_reset:.3f}" if v_reset <= 5 else "<-5"
                lines.append(f"{name},{batch},{v_set:.3f},{v_reset},{r_lrs:.4g},{r_hrs:.4g},")
            else:
                lines.append(f"{name},{batch},,,,,{'open' if random.random() < 0.7 else 'short'}")
    (HERE / "table.csv").write_text("\n".join(lines) + "\n")


def sweep(v_set, v_reset, r_lrs, r_hrs, compliance):
    up = numpy.round(numpy.arange(0, 5.01, 0.1), 3)
    points = []
    on = False
    for segment, voltages in enumerate([up, up[::-1], -up, -up[::-1]]):
        for voltage in voltages:
            if voltage >= v_set:
                on = True
            if voltage <= -v_reset:
                on = False
            current = voltage / r_lrs if on else voltage * abs(voltage) / (0.1 * r_hrs)
            if segment < 2:
                current = min(current, compliance * 1.00006)
            points.append((voltage, current * (1 + 0.005 * random.normal()) + 1e-11 * random.normal()))
    return points


def sweeps():
    for number in range(1, 16):
        v_set, v_reset, r_lrs, r_hrs = device()
        # A device that the sweep can show: both states within its reach.
        v_set, v_reset, r_hrs = min(v_set, 3.5), min(v_reset, 3.5), max(r_hrs, 30 * r_lrs)
        lines = ["Cycle,Voltage (V),Current (A)"]
        for cycle in range(1, 5):
            if number == 5:
                points = [(v, 1e-11 * random.normal()) for v, _ in sweep(99, 99, r_lrs, r_hrs, 1e-3)]
            elif number == 9:
                points = [(v, v / 40 * (1 + 0.005 * random.normal())) for v, _ in sweep(99, 99, r_lrs, r_hrs, 1e-3)]
            elif number == 12:
                points = sweep(99, 99, r_lrs, r_hrs, 1e-3)
            else:
                spread = numpy.exp(random.normal(0, [0.1, 0.1, 0.1, 0.2]))
                points = sweep(v_set * spread[0], v_reset * spread[1], r_lrs * spread[2], r_hrs * spread[3], 1e-3)
            lines += [f"{cycle},{v:.1f},{i:.4e}" for v, i in points]
        (HERE / f"sweeps/device{number:02d}.csv").write_text("\n".join(lines) + "\n")


table()
sweeps()
