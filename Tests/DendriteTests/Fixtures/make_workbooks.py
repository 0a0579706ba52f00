"""Writes three workbooks as a parameter analyser exports them, by openpyxl: 458 sweeps of 236,994 points together.

One sheet a run in descending order between `Calc` and `Settings`, scalar results in the first row, SET at negative voltage and
RESET at positive in files of their own.

usage: make_workbooks.py FOLDER
"""

import sys

import numpy as np
import openpyxl

random = np.random.default_rng(7)
HEADINGS = ["Time", "AI", "AV", "ILRS", "IHRS", "I", "ID", "IMAX", None, "NORM_COND", "RATIO"]


def workbook(path, runs, rows, kind):
    book = openpyxl.Workbook(write_only=True)
    book.create_sheet("Calc").append(["cell", "value"])
    sign = -1 if kind == "VSET" else 1
    half = rows // 2
    forth = np.arange(half) * (2 / (half - 1))
    voltage = np.concatenate([forth, forth[::-1]])
    back = np.arange(rows) >= half
    for run in range(runs, 0, -1):
        sheet = book.create_sheet(f"Run{run}")
        sheet.append([heading or kind for heading in HEADINGS])
        r_lrs, r_hrs = random.lognormal(7.4, 0.2), random.lognormal(13, 0.5)
        switch = min(random.lognormal(-0.2, 0.25), 1.9)
        switched = np.maximum.accumulate((voltage >= switch) | back)
        low, high = voltage / r_lrs, voltage * voltage / (0.2 * r_hrs)
        current = np.minimum(np.where(switched, low, high), 500.03e-6) if kind == "VSET" else np.where(switched, high, low)
        current = current * (1 + 0.002 * random.standard_normal(rows)) + 1e-11 * random.standard_normal(rows)
        first = voltage[np.argmax(switched)] if kind == "VSET" else voltage[np.argmax(current)]
        single = (sign * voltage).astype(np.float32)
        for row in range(rows):
            cells = [4 + 0.03 * row, float(sign * current[row]), float(single[row]), None, None, float(abs(current[row])), None, None, None, None, None]
            if row == 0:
                cells[3:5] = [0.2 / r_lrs, 0.2 / r_hrs]
                cells[8:10] = [float(np.float32(first)), "#REF"]
            sheet.append(cells)
    settings = book.create_sheet("Settings")
    for run in range(runs, 0, -1):
        for line in [
            ["=================================="],
            [f"Run{run}", "2/15/2023 14:29:15"],
            ["Test Name", "endurance#1@1"],
            ["Device Terminal", "A", "B"],
            ["Instrument", "SMU1", "GNDU"],
            ["Name", "AV", "BV"],
            ["Forcing Function", "Voltage List Sweep", "Common"],
            ["Stop", str(2 * sign), "N/A"],
            ["Number of Points", str(rows)],
            ["Compliance", "0.0005" if kind == "VSET" else "0.1", "0.1"],
            ["Formulas", "VSET=ABS(AT(AV, MAXPOS(ID)))"],
        ]:
            settings.append(line)
    book.save(path)


folder = sys.argv[1]
workbook(f"{folder}/03 endurance set.xlsx", 116, 508, "VSET")
workbook(f"{folder}/04 endurance set.xlsx", 113, 522, "VSET")
workbook(f"{folder}/04 endurance reset.xlsx", 229, 520, "VRESET")
