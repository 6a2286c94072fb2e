"""Atomic weights and isotope masses. Facts only.

`WEIGHTS`: standard atomic weights in g/mol, IUPAC/CIAAW 2021, abridged to five digits (Prohaska et al., Pure Appl Chem
2022;94:573; conventional values where an interval is given). `ISOTOPES`: masses in Da, AME2020 (Wang et al., Chin Phys C
2021;45:030003), to five decimals. Electron mass: CODATA 2018.
"""

from __future__ import annotations

WEIGHTS: dict[str, float] = {
    "H": 1.008, "He": 4.0026, "Li": 6.94, "Be": 9.0122, "B": 10.81, "C": 12.011, "N": 14.007, "O": 15.999, "F": 18.998,
    "Ne": 20.180, "Na": 22.990, "Mg": 24.305, "Al": 26.982, "Si": 28.085, "P": 30.974, "S": 32.06, "Cl": 35.45,
    "Ar": 39.95, "K": 39.098, "Ca": 40.078, "Sc": 44.956, "Ti": 47.867, "V": 50.942, "Cr": 51.996, "Mn": 54.938,
    "Fe": 55.845, "Co": 58.933, "Ni": 58.693, "Cu": 63.546, "Zn": 65.38, "Ga": 69.723, "Ge": 72.630, "As": 74.922,
    "Se": 78.971, "Br": 79.904, "Kr": 83.798, "Rb": 85.468, "Sr": 87.62, "Y": 88.906, "Zr": 91.224, "Nb": 92.906,
    "Mo": 95.95, "Ru": 101.07, "Rh": 102.91, "Pd": 106.42, "Ag": 107.87, "Cd": 112.41, "In": 114.82, "Sn": 118.71,
    "Sb": 121.76, "Te": 127.60, "I": 126.90, "Xe": 131.29, "Cs": 132.91, "Ba": 137.33, "La": 138.91, "Ce": 140.12,
    "Pr": 140.91, "Nd": 144.24, "Sm": 150.36, "Eu": 151.96, "Gd": 157.25, "Tb": 158.93, "Dy": 162.50, "Ho": 164.93,
    "Er": 167.26, "Tm": 168.93, "Yb": 173.05, "Lu": 174.97, "Hf": 178.49, "Ta": 180.95, "Re": 186.21, "Os": 190.23,
    "Ir": 192.22, "W": 183.84, "Pt": 195.08, "Au": 196.97, "Hg": 200.59, "Tl": 204.38, "Pb": 207.2, "Bi": 208.98, "Th": 232.04,
    "U": 238.03,
}  # fmt: skip

#: symbol -> name, of the elements above that the families write out
NAMES: dict[str, str] = {
    "H": "hydrogen", "C": "carbon", "N": "nitrogen", "O": "oxygen", "F": "fluorine", "Na": "sodium", "Mg": "magnesium",
    "Al": "aluminium", "Si": "silicon", "P": "phosphorus", "S": "sulfur", "Cl": "chlorine", "K": "potassium",
    "Ca": "calcium", "Cr": "chromium", "Mn": "manganese", "Fe": "iron", "Co": "cobalt", "Ni": "nickel", "Cu": "copper",
    "Zn": "zinc", "Br": "bromine", "Ag": "silver", "Sn": "tin", "I": "iodine", "Ba": "barium", "Pb": "lead",
}  # fmt: skip

#: (symbol, mass number) -> mass in Da
ISOTOPES: dict[tuple[str, int], float] = {
    ("H", 1): 1.00783, ("H", 2): 2.01410, ("C", 12): 12.00000, ("C", 13): 13.00335, ("N", 14): 14.00307,
    ("N", 15): 15.00011, ("O", 16): 15.99491, ("O", 18): 17.99916, ("F", 19): 18.99840, ("Na", 23): 22.98977,
    ("P", 31): 30.97376, ("S", 32): 31.97207, ("Cl", 35): 34.96885, ("Cl", 37): 36.96590, ("K", 39): 38.96371,
    ("Br", 79): 78.91834, ("Br", 81): 80.91629, ("I", 127): 126.90447,
}  # fmt: skip

#: symbol -> mass number of the most abundant isotope
COMMONEST: dict[str, int] = {
    "H": 1, "C": 12, "N": 14, "O": 16, "F": 19, "Na": 23, "P": 31, "S": 32, "Cl": 35, "K": 39, "Br": 79, "I": 127,
}  # fmt: skip

ELECTRON = 0.00055
