
"""Redox couples and salts: facts for equations that happen. Nothing flows in.

Standard potentials at 25 °C against the standard hydrogen electrode, in V, from Bard, Parsons, Jordan, Standard
Potentials in Aqueous Solution (IUPAC) 1985 and CRC Handbook of Chemistry and Physics, 97th ed. 2016, section 5, rounded;
here they only decide which couples are combined. Solubilities: rules in Brown et al., Chemistry: The Central Science,
14th ed. 2018, table 4.1.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Couple:
    """An oxidised and a reduced form, with the potential in V."""

    oxidised: str
    reduced: str
    potential: float


ACID_OXIDANTS = (
    Couple("MnO4^-", "Mn^2+", 1.51), Couple("Cr2O7^2-", "Cr^3+", 1.36), Couple("Ce^4+", "Ce^3+", 1.72), Couple("Fe^3+", "Fe^2+", 0.77),
    Couple("Cl2", "Cl^-", 1.36), Couple("Br2", "Br^-", 1.07), Couple("I2", "I^-", 0.54), Couple("H2O2", "H2O", 1.76), Couple("ClO3^-", "Cl^-", 1.45),
    Couple("BrO3^-", "Br^-", 1.42), Couple("IO3^-", "I^-", 1.09), Couple("NO3^-", "NO", 0.96), Couple("NO3^-", "NO2", 0.80), Couple("MnO2", "Mn^2+", 1.22),
    Couple("PbO2", "Pb^2+", 1.46), Couple("S2O8^2-", "SO4^2-", 2.01), Couple("VO2^+", "VO^2+", 1.00), Couple("BiO3^-", "Bi^3+", 1.6),
    Couple("Co^3+", "Co^2+", 1.92), Couple("HClO", "Cl^-", 1.48), Couple("HNO2", "NO", 0.98), Couple("FeO4^2-", "Fe^3+", 2.2), Couple("IO4^-", "IO3^-", 1.65),
)  # fmt: skip
ACID_REDUCTANTS = (
    Couple("Fe^3+", "Fe^2+", 0.77), Couple("Sn^4+", "Sn^2+", 0.15), Couple("I2", "I^-", 0.54), Couple("Br2", "Br^-", 1.07), Couple("Cl2", "Cl^-", 1.36),
    Couple("CO2", "H2C2O4", -0.43), Couple("SO4^2-", "H2SO3", 0.17), Couple("S", "H2S", 0.14), Couple("NO3^-", "HNO2", 0.94), Couple("H3AsO4", "H3AsO3", 0.56),
    Couple("Zn^2+", "Zn", -0.76), Couple("Cu^2+", "Cu", 0.34), Couple("Al^3+", "Al", -1.66), Couple("Mg^2+", "Mg", -2.37), Couple("Ag^+", "Ag", 0.80),
    Couple("Fe^2+", "Fe", -0.44), Couple("Sn^2+", "Sn", -0.14), Couple("Ni^2+", "Ni", -0.26), Couple("N2", "N2H5^+", -0.23), Couple("TiO^2+", "Ti^3+", 0.10),
    Couple("V^3+", "V^2+", -0.26), Couple("VO2^+", "VO^2+", 1.00), Couple("UO2^2+", "U^4+", 0.27), Couple("Cr^3+", "Cr^2+", -0.42), Couple("CO2", "HCOOH", -0.2),
    Couple("CO2", "CH3OH", 0.03), Couple("CH3COOH", "C2H5OH", 0.06), Couple("CH3COOH", "CH3CHO", -0.12), Couple("O2", "H2O2", 0.70),
    Couple("N2O", "NH3OH^+", -0.05), Couple("MnO4^-", "Mn^2+", 1.51), Couple("Cr2O7^2-", "Cr^3+", 1.36), Couple("S4O6^2-", "S2O3^2-", 0.08),
    Couple("Fe(CN)6^3-", "Fe(CN)6^4-", 0.36), Couple("H3PO4", "H3PO3", -0.28), Couple("Cd^2+", "Cd", -0.40), Couple("In^3+", "In", -0.34),
)  # fmt: skip
BASE_OXIDANTS = (
    Couple("MnO4^-", "MnO2", 0.60), Couple("MnO4^-", "MnO4^2-", 0.56), Couple("ClO^-", "Cl^-", 0.89), Couple("BrO^-", "Br^-", 0.76), Couple("HO2^-", "OH^-", 0.88),
    Couple("O2", "OH^-", 0.40), Couple("Fe(CN)6^3-", "Fe(CN)6^4-", 0.36), Couple("ClO2^-", "Cl^-", 0.77), Couple("Ag2O", "Ag", 0.34), Couple("NiO(OH)", "Ni(OH)2", 0.49),
    Couple("S2O8^2-", "SO4^2-", 2.01), Couple("ClO2", "ClO2^-", 1.04),
)  # fmt: skip
BASE_REDUCTANTS = (
    Couple("SO4^2-", "SO3^2-", -0.93), Couple("CNO^-", "CN^-", -0.97), Couple("IO3^-", "I^-", 0.26), Couple("AsO4^3-", "AsO3^3-", -0.68), Couple("CrO4^2-", "Cr(OH)4^-", -0.13),
    Couple("SO4^2-", "S^2-", -0.65), Couple("NO3^-", "NO2^-", 0.01), Couple("Sn(OH)6^2-", "Sn(OH)4^2-", -0.93), Couple("N2", "N2H4", -1.16), Couple("CO3^2-", "HCOO^-", -1.0),
    Couple("CO3^2-", "C2O4^2-", -1.0), Couple("Mn(OH)3", "Mn(OH)2", 0.1), Couple("Fe(OH)3", "Fe(OH)2", -0.56), Couple("Al(OH)4^-", "Al", -2.33), Couple("Zn(OH)4^2-", "Zn", -1.2),
    Couple("HPO3^2-", "H2PO2^-", -1.57), Couple("CO3^2-", "CH3OH", -0.9), Couple("SO4^2-", "S2O3^2-", -0.75), Couple("B(OH)4^-", "BH4^-", -1.24), Couple("Co(OH)3", "Co(OH)2", 0.17),
)  # fmt: skip

#: (ion, size of its charge, counts as a group in brackets)
CATIONS = {"Na": 1, "K": 1, "Li": 1, "NH4": 1, "Rb": 1, "Cs": 1, "Ag": 1, "Ca": 2, "Ba": 2, "Sr": 2, "Mg": 2, "Pb": 2, "Zn": 2, "Cu": 2, "Ni": 2, "Co": 2, "Mn": 2, "Fe": 3, "Al": 3, "Cr": 3, "Cd": 2, "La": 3, "Bi": 3}  # fmt: skip
ANIONS = {"NO3": 1, "Cl": 1, "Br": 1, "I": 1, "CH3COO": 1, "ClO4": 1, "OH": 1, "SO4": 2, "CO3": 2, "CrO4": 2, "S": 2, "C2O4": 2, "PO4": 3, "F": 1, "IO3": 1, "SCN": 1}  # fmt: skip
#: salts that precipitate, (cation, anion)
INSOLUBLE = (
    ("Ag", "Cl"), ("Ag", "Br"), ("Ag", "I"), ("Ag", "CO3"), ("Ag", "CrO4"), ("Ag", "PO4"), ("Ag", "S"), ("Ag", "SCN"), ("Ag", "C2O4"), ("Pb", "I"), ("Pb", "SO4"),
    ("Pb", "CO3"), ("Pb", "CrO4"), ("Pb", "S"), ("Pb", "PO4"), ("Pb", "Cl"), ("Ba", "SO4"), ("Ba", "CO3"), ("Ba", "CrO4"), ("Ba", "PO4"), ("Ba", "IO3"), ("Ba", "F"), ("Ca", "CO3"),
    ("Ca", "PO4"), ("Ca", "C2O4"), ("Ca", "F"), ("Sr", "SO4"), ("Sr", "CO3"), ("Sr", "CrO4"), ("Sr", "PO4"), ("Mg", "OH"), ("Mg", "PO4"), ("Mg", "F"), ("Fe", "OH"), ("Fe", "PO4"),
    ("Cu", "OH"), ("Cu", "S"), ("Cu", "PO4"), ("Zn", "OH"), ("Zn", "S"), ("Zn", "PO4"), ("Zn", "C2O4"), ("Ni", "OH"), ("Ni", "S"), ("Ni", "PO4"), ("Co", "OH"), ("Co", "S"), ("Co", "PO4"),
    ("Mn", "OH"), ("Mn", "S"), ("Mn", "CO3"), ("Mn", "PO4"), ("Al", "OH"), ("Al", "PO4"), ("Cr", "OH"), ("Cr", "PO4"), ("Cd", "S"), ("Cd", "CO3"), ("Cd", "OH"), ("La", "OH"), ("La", "F"),
    ("La", "PO4"), ("La", "C2O4"), ("Bi", "S"), ("Bi", "OH"), ("Bi", "PO4"), ("Cd", "PO4"), ("Cd", "C2O4"),
)  # fmt: skip
#: anions whose salts of every cation here (but the precipitates above) dissolve
CARRIERS = ("NO3", "Cl", "Br", "CH3COO", "ClO4", "SO4")
ALKALI = ("Na", "K", "Li", "NH4", "Rb", "Cs")
#: acids as (formula, protons, anion)
ACIDS = (("HCl", 1, "Cl"), ("HNO3", 1, "NO3"), ("H2SO4", 2, "SO4"), ("H3PO4", 3, "PO4"), ("HBr", 1, "Br"), ("HClO4", 1, "ClO4"), ("CH3COOH", 1, "CH3COO"), ("HI", 1, "I"), ("HF", 1, "F"), ("H2C2O4", 2, "C2O4"), ("HIO3", 1, "IO3"))  # fmt: skip


def salt(cation: str, anion: str) -> str:
    """Formula of the salt, with brackets where an ion of several atoms comes more than once.

    >>> salt("Ca", "PO4"), salt("NH4", "SO4"), salt("Na", "Cl")
    ('Ca3(PO4)2', '(NH4)2SO4', 'NaCl')
    """
    from math import gcd

    first, second = CATIONS[cation], ANIONS[anion]
    common = gcd(first, second)
    return _times(cation, second // common) + _times(anion, first // common)


def _times(ion: str, number: int) -> str:
    if number == 1:
        return ion
    several = sum(letter.isupper() for letter in ion) > 1 or any(letter.isdigit() for letter in ion)
    return f"({ion}){number}" if several else f"{ion}{number}"
