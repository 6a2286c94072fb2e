"""Standard thermodynamic properties at 298.15 K and 1 bar. Facts only.

`STANDARD`: (formula, state) -> (ΔfH° in kJ/mol, S° in J/(mol·K)), CRC Handbook of Chemistry and Physics, 97th ed. (2016), 5-3 to
5-42; None where the entropy is not listed. Carbon is graphite, sulfur rhombic. `REACTIONS`:
balanced equations over these species. `BONDS`: mean bond enthalpies in kJ/mol, Atkins & de Paula, Physical Chemistry, 10th ed. (2014),
table 2C.4 and OpenStax Chemistry 2e (2019), table 7.2. `LIQUIDS` and `METALS`: specific heats in J/(g·K), CRC Handbook, 97th ed., 4-124, 6-128.
"""

from __future__ import annotations

Species = tuple[str, str]

_ROWS = """
CH4 g -74.6 186.3|C2H6 g -84.0 229.2|C3H8 g -103.8 270.3|C4H10 g -125.7 -|C2H4 g 52.4 219.3|C3H6 g 20.0 -|C2H2 g 227.4 200.9
CO g -110.5 197.7|CO2 g -393.5 213.8|H2O g -241.8 188.8|NH3 g -45.9 192.8|NO g 91.3 210.8|NO2 g 33.2 240.1|N2O g 81.6 220.0
N2O4 g 11.1 304.4|HCl g -92.3 186.9|HBr g -36.3 198.7|HI g 26.5 206.6|HF g -273.3 173.8|SO2 g -296.8 248.2|SO3 g -395.7 256.8
H2S g -20.6 205.8|CH3OH g -201.0 239.9|HCN g 135.1 201.8|PCl3 g -287.0 311.8|PCl5 g -374.9 364.6|COCl2 g -219.1 283.5|O2 g 0 205.2
N2 g 0 191.6|H2 g 0 130.7|Cl2 g 0 223.1|CS2 g 116.7 237.8|CH3Cl g -81.9 234.6|HCHO g -108.6 218.8|C2H5OH g -234.8 281.6
F2 g 0 202.8|I2 g 62.4 260.7|H2O l -285.8 70.0|CH3OH l -239.2 126.8|C2H5OH l -277.6 160.7|C6H6 l 49.1 173.4|C6H14 l -198.7 -
C8H18 l -250.1 -|C5H12 l -173.5 -|CH3COOH l -484.3 159.8|H2O2 l -187.8 109.6|N2H4 l 50.6 121.2|HNO3 l -174.1 155.6|CS2 l 89.0 151.3
SiCl4 l -687.0 239.7|CH3COCH3 l -248.4 199.8|C7H8 l 12.4 -|Br2 l 0 152.2|C3H8O l -318.1 181.1
CaO s -634.9 38.1|CaCO3 s -1207.6 91.7|Fe2O3 s -824.2 87.4|Fe3O4 s -1118.4 146.4|Al2O3 s -1675.7 50.9|MgO s -601.6 27.0
MgCO3 s -1095.8 65.7|CuO s -157.3 42.6|Cu2O s -168.6 93.1|ZnO s -350.5 43.7|SiO2 s -910.7 41.5|NH4NO3 s -365.6 151.1|NH4Cl s -314.4 94.6
NaHCO3 s -950.8 101.7|Na2CO3 s -1130.7 135.0|KClO3 s -397.7 143.1|KCl s -436.5 82.6|ZnS s -206.0 57.7|PbO s -219.0 66.5|PbS s -100.4 91.2
Ca(OH)2 s -985.2 83.4|CO(NH2)2 s -333.1 -|BaCO3 s -1213.0 112.1|BaO s -548.0 72.1|Cr2O3 s -1139.7 81.2|WO3 s -842.9 75.9
Ag2O s -31.1 121.3|HgO s -90.8 70.3|C12H22O11 s -2226.1 -|C7H6O2 s -385.2 167.6|C10H8 s 78.5 167.4|C s 0 5.7|Fe s 0 27.3|Al s 0 28.3
Cu s 0 33.2|S s 0 32.1|Mg s 0 32.7|Zn s 0 41.6|Si s 0 18.8|Cr s 0 23.8|W s 0 32.6|Pb s 0 64.8|Ag s 0 42.6|Hg l 0 75.9
"""


def _read() -> dict[Species, tuple[float, float | None]]:
    table: dict[Species, tuple[float, float | None]] = {}
    for row in _ROWS.replace("\n", "|").split("|"):
        if row.strip():
            formula, state, enthalpy, entropy = row.split()
            table[formula, state] = (float(enthalpy), None if entropy == "-" else float(entropy))
    return table


STANDARD = _read()

#: what a species is called, where the formula alone would not be read at once
CALLED: dict[Species, str] = {
    ("C", "s"): "graphite", ("C12H22O11", "s"): "sucrose", ("C7H6O2", "s"): "benzoic acid", ("C10H8", "s"): "naphthalene",
    ("C3H8O", "l"): "propan-2-ol", ("S", "s"): "rhombic sulfur", ("C6H6", "l"): "benzene", ("C7H8", "l"): "toluene",
    ("C6H14", "l"): "hexane", ("C8H18", "l"): "octane", ("C5H12", "l"): "pentane", ("C4H10", "g"): "butane", ("C3H6", "g"): "propene",
    ("SiO2", "s"): "quartz", ("CH3COCH3", "l"): "acetone", ("CH3COOH", "l"): "acetic acid", ("C2H5OH", "l"): "ethanol",
    ("CH3OH", "l"): "methanol",
}  # fmt: skip

_EQUATIONS = """
N2 g + 3 H2 g = 2 NH3 g
2 SO2 g + O2 g = 2 SO3 g
2 NO g + O2 g = 2 NO2 g
N2O4 g = 2 NO2 g
N2 g + O2 g = 2 NO g
CO g + 2 H2 g = CH3OH g
CO2 g + H2 g = CO g + H2O g
CO g + H2O g = CO2 g + H2 g
CH4 g + H2O g = CO g + 3 H2 g
CH4 g + CO2 g = 2 CO g + 2 H2 g
C s + H2O g = CO g + H2 g
C s + CO2 g = 2 CO g
CaCO3 s = CaO s + CO2 g
MgCO3 s = MgO s + CO2 g
BaCO3 s = BaO s + CO2 g
2 NaHCO3 s = Na2CO3 s + H2O g + CO2 g
Ca(OH)2 s = CaO s + H2O g
Fe2O3 s + 3 CO g = 2 Fe s + 3 CO2 g
Fe3O4 s + 4 H2 g = 3 Fe s + 4 H2O g
2 Al s + Fe2O3 s = Al2O3 s + 2 Fe s
2 Al s + Cr2O3 s = Al2O3 s + 2 Cr s
CuO s + H2 g = Cu s + H2O g
WO3 s + 3 H2 g = W s + 3 H2O g
ZnO s + C s = Zn s + CO g
2 ZnS s + 3 O2 g = 2 ZnO s + 2 SO2 g
2 PbS s + 3 O2 g = 2 PbO s + 2 SO2 g
PbO s + CO g = Pb s + CO2 g
4 NH3 g + 5 O2 g = 4 NO g + 6 H2O g
2 H2S g + SO2 g = 3 S s + 2 H2O g
2 H2S g + 3 O2 g = 2 SO2 g + 2 H2O g
C2H4 g + H2 g = C2H6 g
C2H2 g + 2 H2 g = C2H6 g
C2H2 g + H2 g = C2H4 g
C2H4 g + H2O g = C2H5OH g
C2H4 g + H2O l = C2H5OH l
CH4 g + Cl2 g = CH3Cl g + HCl g
2 CH4 g + 2 NH3 g + 3 O2 g = 2 HCN g + 6 H2O g
PCl5 g = PCl3 g + Cl2 g
COCl2 g = CO g + Cl2 g
H2 g + I2 g = 2 HI g
H2 g + Br2 l = 2 HBr g
H2 g + Cl2 g = 2 HCl g
4 HCl g + O2 g = 2 Cl2 g + 2 H2O g
NH4Cl s = NH3 g + HCl g
NH4NO3 s = N2O g + 2 H2O g
2 KClO3 s = 2 KCl s + 3 O2 g
2 Ag2O s = 4 Ag s + O2 g
2 HgO s = 2 Hg l + O2 g
4 CuO s = 2 Cu2O s + O2 g
2 H2O2 l = 2 H2O l + O2 g
N2H4 l + 2 H2O2 l = N2 g + 4 H2O g
N2H4 l + O2 g = N2 g + 2 H2O l
CS2 l + 3 O2 g = CO2 g + 2 SO2 g
CH4 g + 4 S s = CS2 g + 2 H2S g
SiCl4 l + 2 H2 g = Si s + 4 HCl g
SiO2 s + 2 C s = Si s + 2 CO g
2 Mg s + SiO2 s = 2 MgO s + Si s
2 Mg s + CO2 g = 2 MgO s + C s
3 NO2 g + H2O l = 2 HNO3 l + NO g
CH3OH l + CO g = CH3COOH l
2 N2O g = 2 N2 g + O2 g
H2 g + F2 g = 2 HF g
CaO s + H2O l = Ca(OH)2 s
2 NH3 g + CO2 g = CO(NH2)2 s + H2O l
HCHO g + H2 g = CH3OH g
2 CH4 g + 3 O2 g = 2 CO g + 4 H2O g
"""

#: (coefficient, species) on the left, and on the right
Reaction = tuple[tuple[tuple[int, Species], ...], tuple[tuple[int, Species], ...]]


def _side(text: str) -> tuple[tuple[int, Species], ...]:
    found = []
    for part in text.split(" + "):
        words = part.split()
        count = int(words[0]) if len(words) == 3 else 1
        found.append((count, (words[-2], words[-1])))
    return tuple(found)


def _reactions() -> tuple[Reaction, ...]:
    lines = _EQUATIONS.strip().split("\n")
    return tuple((_side(left.strip()), _side(right.strip())) for left, right in (line.split("=") for line in lines))


REACTIONS = _reactions()

#: fuels that burn to CO2 and water: formula and state -> (C, H, O atoms)
FUELS: dict[Species, tuple[int, int, int]] = {
    ("CH4", "g"): (1, 4, 0), ("C2H6", "g"): (2, 6, 0), ("C3H8", "g"): (3, 8, 0), ("C4H10", "g"): (4, 10, 0), ("C2H4", "g"): (2, 4, 0),
    ("C3H6", "g"): (3, 6, 0), ("C2H2", "g"): (2, 2, 0), ("CH3OH", "l"): (1, 4, 1), ("C2H5OH", "l"): (2, 6, 1), ("C3H8O", "l"): (3, 8, 1),
    ("C5H12", "l"): (5, 12, 0), ("C6H14", "l"): (6, 14, 0), ("C8H18", "l"): (8, 18, 0), ("C6H6", "l"): (6, 6, 0), ("C7H8", "l"): (7, 8, 0),
    ("CH3COCH3", "l"): (3, 6, 1), ("CH3COOH", "l"): (2, 4, 2), ("C12H22O11", "s"): (12, 22, 11), ("C10H8", "s"): (10, 8, 0), ("C7H6O2", "s"): (7, 6, 2),
}  # fmt: skip

BONDS = {
    "H–H": 436, "C–H": 413, "C–C": 347, "C=C": 614, "C≡C": 839, "O–H": 467, "O=O": 498, "C–O": 358, "C=O in CO₂": 804, "N≡N": 945, "N–H": 391,
    "Cl–Cl": 242, "H–Cl": 431, "Br–Br": 193, "H–Br": 366, "F–F": 155, "H–F": 567, "C–Cl": 339, "C–Br": 285, "N–N": 163, "I–I": 151, "H–I": 299,
}  # fmt: skip

METALS = {"copper": 0.385, "aluminium": 0.897, "iron": 0.449, "lead": 0.130, "silver": 0.235, "zinc": 0.388, "nickel": 0.444, "gold": 0.129, "tungsten": 0.132, "titanium": 0.523, "tin": 0.227, "brass": 0.38}
LIQUIDS = {"water": 4.18, "ethanol": 2.44, "methanol": 2.53, "acetone": 2.17, "glycerol": 2.38, "toluene": 1.71, "ethylene glycol": 2.39, "hexane": 2.27, "benzene": 1.74}
