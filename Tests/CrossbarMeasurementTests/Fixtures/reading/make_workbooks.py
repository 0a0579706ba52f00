"""Writes the workbooks of the reading tests with openpyxl and by hand into the current folder.

Run: python3 make_workbooks.py. Values are simple closed forms so that the tests can restate them.
"""

import zipfile

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_REL = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def clarius(path="clarius.xlsx", runs=12, points=21):
    """Runs in descending order between Calc and Settings, as a Keithley 4200A writes them."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for run in range(runs, 0, -1):
        sheet = book.create_sheet(f"Run{run}")
        sheet.append(["Time", "AV", "AI", "BV", "BI", "VSET", "VRESET", "LRS"])
        for point in range(points):
            voltage = 0.1 * point
            row = [0.01 * point, voltage, voltage * run * 1e-6, 0, -voltage * run * 1e-6]
            if point == 0:
                row += [0.5 + 0.01 * run, "#REF", 1e6 / run]
            sheet.append(row)
        if run == 7:
            sheet2 = book.create_sheet("Calc")
            sheet2.append(["AV", "AI"])
            sheet2.append([1, 2])
            sheet2.append([3, 4])
    settings = book.create_sheet("Settings")
    for run in range(runs, 0, -1):
        settings.append([f"Run{run}"])
        settings.append(["========"])
        settings.append(["Test Name", "reram-sweep#1@1"])
        settings.append(["Device Terminal", "A", "B"])
        settings.append(["Instrument", "SMU1", "SMU2"])
        settings.append(["Forcing Function", "Voltage Linear Sweep", "Voltage Bias"])
        settings.append(["Start/Bias", 0, 0])
        settings.append(["Stop", 2, "N/A"])
        settings.append(["Step", 0.1, "N/A"])
        settings.append(["Compliance", 1e-4 * run, 0.1])
        settings.append(["Formulas", "VSET = AT(AV, MAXPOS(DIFF(AI, AV)))"])
        settings.append([])
    book.save(path)


def odd_cells(path="odd-cells.xlsx"):
    """Rich text, inline strings, booleans, errors, formulas with and without a cached result, gaps."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "IV"
    sheet["C3"] = CellRichText("Volt", TextBlock(InlineFont(b=True), "age"), " (V)")
    sheet["D3"] = "Current (µA)"
    sheet["E3"] = "ok"
    for index in range(10):
        sheet.cell(5 + index, 3, 0.5 * index)
        sheet.cell(5 + index, 4, index * index if index != 4 else "#DIV/0!")
        sheet.cell(5 + index, 5, index % 2 == 0)
    sheet["D6"] = "125.8467E-6"
    book.save(path)


def hand_made(path, main=MAIN, rel=REL, sheet_target="worksheets/sheet1.xml", styles=True, prefix=""):
    """A workbook written by hand: an empty <fill/> in the styles, no cell references, odd targets."""
    p = f"{prefix}:" if prefix else ""
    x = f"xmlns:{prefix}" if prefix else "xmlns"
    rows = "".join(
        f"<{p}row><{p}c><{p}v>{0.25 * i}</{p}v></{p}c><{p}c><{p}v>{i}e-6</{p}v></{p}c>"
        f"<{p}c t='str'><{p}f>A1</{p}f><{p}v>ok</{p}v></{p}c></{p}row>"
        for i in range(8)
    )
    head = (
        f"<{p}row><{p}c t='inlineStr'><{p}is><{p}t>V (V)</{p}t></{p}is></{p}c>"
        f"<{p}c t='s'><{p}v>0</{p}v></{p}c></{p}row>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{rel}/officeDocument" '
            'Target="/xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<?xml version="1.0"?><{p}workbook {x}="{main}" xmlns:q="{rel}"><{p}sheets>'
            f'<{p}sheet name="IV" sheetId="9" q:id="rId5"/></{p}sheets></{p}workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}">'
            f'<Relationship Id="rId1" Type="{rel}/styles" Target="styles.xml"/>'
            f'<Relationship Id="rId2" Type="{rel}/sharedStrings" Target="sharedStrings.xml"/>'
            f'<Relationship Id="rId5" Type="{rel}/worksheet" Target="{sheet_target}"/></Relationships>',
        )
        archive.writestr(
            "xl/sharedStrings.xml",
            f'<{p}sst {x}="{main}"><{p}si><{p}r><{p}t>I </{p}t></{p}r><{p}r><{p}t>(A)</{p}t></{p}r>'
            f"<{p}rPh><{p}t>nothing</{p}t></{p}rPh></{p}si></{p}sst>",
        )
        if styles:
            archive.writestr(
                "xl/styles.xml", f'<styleSheet xmlns="{MAIN}"><fills><fill/></fills><cellXfs'
            )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<?xml version="1.0"?><{p}worksheet {x}="{main}"><{p}sheetData>{head}{rows}'
            f"</{p}sheetData></{p}worksheet>",
        )


if __name__ == "__main__":
    clarius()
    odd_cells()
    hand_made("hand-made.xlsx")
    hand_made("absolute.xlsx", sheet_target="/xl/worksheets/sheet1.xml")
    hand_made("strict.xlsx", main=STRICT, rel=STRICT_REL, prefix="x")
    hand_made("upward.xlsx", sheet_target="../xl/./Worksheets/Sheet1.xml")
