"""Units as people write them in, a dimension and a factor to coherent units out.

A small table of our own instead of pint: it reads clinical spellings (mcg, cc, gtt, mEq, mL/min/1.73 m²), keeps apart
what no factor connects (mEq, IU, drops, doses, moles of an unnamed substance against grams), costs no import, and
looks a spelling up in about a microsecond once it has been seen.

Factors: BIPM SI Brochure (9th ed.), NIST SP 811 appendix B. Temperatures carry an offset when they stand alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

Dimension = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Unit:
    """A unit: value in coherent units = value × factor + offset.

    Attributes:
        dimension: (base, exponent) pairs, sorted, none zero. A word outside the table is a base of its own.
        factor: to kg, m, s, A, K, mol and counted things.
        known: False when a word outside the table is part of it.
    """

    dimension: Dimension
    factor: float
    offset: float = 0.0
    known: bool = True


_PREFIXES = {
    "": 1.0, "f": 1e-15, "p": 1e-12, "n": 1e-9, "µ": 1e-6, "u": 1e-6, "mc": 1e-6, "m": 1e-3, "c": 1e-2, "d": 1e-1,
    "h": 1e2, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12,
}  # fmt: skip
_LONG_PREFIXES = {
    "femto": 1e-15, "pico": 1e-12, "nano": 1e-9, "micro": 1e-6, "milli": 1e-3, "centi": 1e-2, "deci": 1e-1, "kilo": 1e3,
    "mega": 1e6, "giga": 1e9,
}  # fmt: skip

_J: dict[str, int] = {"kg": 1, "m": 2, "s": -2}
_PA: dict[str, int] = {"kg": 1, "m": -1, "s": -2}
_V: dict[str, int] = {"kg": 1, "m": 2, "s": -3, "A": -1}

#: symbol -> (dimension, factor), with every SI prefix
_PREFIXED: dict[str, tuple[dict[str, int], float]] = {
    "g": ({"kg": 1}, 1e-3), "m": ({"m": 1}, 1.0), "s": ({"s": 1}, 1.0), "mol": ({"mol": 1}, 1.0), "A": ({"A": 1}, 1.0),
    "K": ({"K": 1}, 1.0), "L": ({"m": 3}, 1e-3), "l": ({"m": 3}, 1e-3), "J": (_J, 1.0), "cal": (_J, 4.184),
    "eV": (_J, 1.602176634e-19), "Wh": (_J, 3600.0), "W": ({"kg": 1, "m": 2, "s": -3}, 1.0), "Pa": (_PA, 1.0),
    "bar": (_PA, 1e5), "N": ({"kg": 1, "m": 1, "s": -2}, 1.0), "V": (_V, 1.0), "Hz": ({"s": -1}, 1.0),
    "M": ({"mol": 1, "m": -3}, 1e3), "T": ({"kg": 1, "s": -2, "A": -1}, 1.0),
    "F": ({"A": 2, "s": 4, "kg": -1, "m": -2}, 1.0),
    "Ω": ({"kg": 1, "m": 2, "s": -3, "A": -2}, 1.0), "ohm": ({"kg": 1, "m": 2, "s": -3, "A": -2}, 1.0),
    "S": ({"kg": -1, "m": -2, "s": 3, "A": 2}, 1.0), "C": ({"A": 1, "s": 1}, 1.0), "Gy": ({"m": 2, "s": -2}, 1.0),
    "Bq": ({"Bq": 1}, 1.0), "Ci": ({"Bq": 1}, 3.7e10), "Sv": ({"Sv": 1}, 1.0), "Eq": ({"equivalent": 1}, 1.0),
    "Osm": ({"osmole": 1}, 1.0), "osmol": ({"osmole": 1}, 1.0), "osm": ({"osmole": 1}, 1.0), "U": ({"unit": 1}, 1.0),
    "IU": ({"unit": 1}, 1.0), "kat": ({"mol": 1, "s": -1}, 1.0), "Da": ({"kg": 1}, 1.66053906660e-27),
    "rad": ({"degree": 1}, 57.29577951308232),
    "Ah": ({"A": 1, "s": 1}, 3600.0), "mho": ({"kg": -1, "m": -2, "s": 3, "A": 2}, 1.0), "B": ({"byte": 1}, 1.0),
}  # fmt: skip

#: spellings -> (dimension, factor), without prefixes
_PLAIN: tuple[tuple[str, dict[str, int], float], ...] = (
    ("min mins minute minutes", {"s": 1}, 60.0),
    ("h hr hrs hour hours", {"s": 1}, 3600.0),
    ("d day days", {"s": 1}, 86400.0),
    ("wk wks week weeks", {"s": 1}, 604800.0),
    ("sec secs second seconds", {"s": 1}, 1.0),
    ("msec msecs", {"s": 1}, 1e-3),
    ("month months mo", {"month": 1}, 1.0),
    ("y yr yrs year years", {"month": 1}, 12.0),
    ("cc ccm", {"m": 3}, 1e-6),
    ("mcL", {"m": 3}, 1e-9),
    ("t tonne tonnes", {"kg": 1}, 1e3),
    ("lb lbs pound pounds", {"kg": 1}, 0.45359237),
    ("oz ounce ounces", {"kg": 1}, 0.028349523125),
    ("gr grain grains", {"kg": 1}, 6.479891e-5),
    ("in inch inches", {"m": 1}, 0.0254),
    ("ft foot feet", {"m": 1}, 0.3048),
    ("yd yard yards", {"m": 1}, 0.9144),
    ("mi mile miles", {"m": 1}, 1609.344),
    ("Å angstrom angstroms", {"m": 1}, 1e-10),
    ("floz", {"m": 3}, 2.95735295625e-5),
    ("gal gallon gallons", {"m": 3}, 3.785411784e-3),
    ("pint pints", {"m": 3}, 4.73176473e-4),
    ("quart quarts qt", {"m": 3}, 9.46352946e-4),
    ("tsp teaspoon teaspoons", {"m": 3}, 5e-6),
    ("tbsp tablespoon tablespoons", {"m": 3}, 15e-6),
    ("mmHg Torr torr", _PA, 101325 / 760),
    ("cmH2O", _PA, 98.0665),
    ("atm atmosphere atmospheres", _PA, 101325.0),
    ("psi", _PA, 6894.757293168),
    ("Cal", _J, 4184.0),
    ("dyn dyne dynes", {"kg": 1, "m": 1, "s": -2}, 1e-5),
    ("hartree", _J, 4.3597447222071e-18),
    ("erg", _J, 1e-7),
    ("D debye", {"A": 1, "s": 1, "m": 1}, 3.33564e-30),
    ("G gauss", {"kg": 1, "s": -2, "A": -1}, 1e-4),
    ("% percent pct", {}, 0.01),
    ("‰", {}, 1e-3),
    ("ppm", {}, 1e-6),
    ("ppb", {}, 1e-9),
    ("° deg degree degrees", {"degree": 1}, 1.0),
    ("radian radians", {"degree": 1}, 57.29577951308232),
    ("rpm", {"revolution": 1, "s": -1}, 1 / 60),
    ("rev revolution revolutions turn turns", {"revolution": 1}, 1.0),
    ("bpm", {"beat": 1, "s": -1}, 1 / 60),
    ("beat beats", {"beat": 1}, 1.0),
    ("breath breaths", {"breath": 1}, 1.0),
    ("drop drops gtt gtts", {"drop": 1}, 1.0),
    ("unit units", {"unit": 1}, 1.0),
    ("MMU", {"unit": 1}, 1e6),
    ("USD dollar dollars", {"USD": 1}, 1.0),
    ("cent cents ¢", {"USD": 1}, 0.01),
    ("EUR euro euros", {"EUR": 1}, 1.0),
    ("GBP pounds-sterling", {"GBP": 1}, 1.0),
    ("JPY yen", {"JPY": 1}, 1.0),
    ("point points pt pts", {"point": 1}, 1.0),
    ("tablet tablets tab tabs", {"tablet": 1}, 1.0),
    ("capsule capsules cap caps", {"capsule": 1}, 1.0),
    ("dose doses", {"dose": 1}, 1.0),
    ("patient patients person persons people", {"person": 1}, 1.0),
    ("cell cells", {"cell": 1}, 1.0),
    ("bsa173", {"bsa": 1}, 1.0),
)
_LONG_NAMES = {
    "gram": "g", "grams": "g", "gramme": "g", "grammes": "g", "meter": "m", "meters": "m", "metre": "m", "metres": "m",
    "liter": "L", "liters": "L", "litre": "L", "litres": "L", "mole": "mol", "moles": "mol", "mols": "mol",
    "joule": "J", "joules": "J", "calorie": "cal", "calories": "cal", "watt": "W", "watts": "W", "pascal": "Pa",
    "pascals": "Pa", "newton": "N", "newtons": "N", "volt": "V", "volts": "V", "hertz": "Hz", "molar": "M",
    "ampere": "A",
    "amperes": "A", "amp": "A", "amps": "A", "equivalent": "Eq", "equivalents": "Eq", "osmole": "Osm", "osmoles": "Osm",
    "electronvolt": "eV", "electronvolts": "eV", "seconds": "s", "second": "s", "kelvin": "K", "kelvins": "K",
    "tesla": "T", "coulomb": "C", "coulombs": "C", "ohms": "ohm", "Kelvin": "K",
}  # fmt: skip
_TEMPERATURES = {"°C": (1.0, 273.15), "°F": (5 / 9, 459.67 * 5 / 9)}
_CELSIUS = ("celsius", "degC", "degreesC", "℃", "degrees-celsius", "centigrade")
_FAHRENHEIT = ("fahrenheit", "degF", "degreesF", "℉", "degrees-fahrenheit")


def _table() -> tuple[dict[str, Unit], dict[str, Unit]]:
    exact: dict[str, Unit] = {}

    def add(spelling: str, dimension: dict[str, int], factor: float, offset: float = 0.0) -> None:
        exact.setdefault(spelling, Unit(tuple(sorted(dimension.items())), factor, offset))

    for spellings, dimension, factor in _PLAIN:
        for spelling in spellings.split():
            add(spelling, dimension, factor)
    for symbol, (dimension, factor) in _PREFIXED.items():
        add(symbol, dimension, factor)
    for symbol, (dimension, factor) in _PREFIXED.items():
        for prefix, scale in _PREFIXES.items():
            if symbol != "B" or prefix not in ("d", "c"):
                add(prefix + symbol, dimension, factor * scale)
    for name, symbol in _LONG_NAMES.items():
        dimension, factor = _PREFIXED[symbol]
        add(name, dimension, factor)
        for prefix, scale in _LONG_PREFIXES.items():
            add(prefix + name, dimension, factor * scale)
    for (name, (factor, offset)), others in zip(_TEMPERATURES.items(), (_CELSIUS, _FAHRENHEIT)):
        for spelling in (name, *others):
            exact[spelling] = Unit((("K", 1),), factor, offset)
    loose: dict[str, Unit] = {}
    # where only case differs, the unit that people mean: the shorter list first, then smaller prefixes
    common = ["mg", "mL", "mol", "mmol", "kg", "mEq", "mmHg", "kPa", "mm", "ms", "min", "L", "kJ", "IU", "mOsm", "Pa"]
    for spelling in [*common, *exact]:
        loose.setdefault(spelling.casefold(), exact[spelling])
    return exact, loose


_EXACT, _LOOSE = _table()

_CLEANING = (
    (re.compile(r"\\(?:mathrm|text|mathbf|rm|operatorname)\b\s*"), " "),
    (re.compile(r"\\(?:cdot|times)\b"), "·"),
    (re.compile(r"\^?\s*\{?\s*\\(?:circ|degree)\b\s*\}?"), "°"),
    (re.compile(r"\\mu\b\s*(?:\{?\s*\\mathrm)?"), "µ"),
    (re.compile(r"\\AA\b"), "Å"),
    (re.compile(r"\\[,;:! ]|\\%|~|\$|\\q?quad"), lambda m: "%" if m.group() == "\\%" else " "),
    (re.compile(r"[{}\r\n]"), " "),
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SUPERSCRIPT = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+")
_SPELLINGS = (
    (re.compile(r"\bmm\.?\s+(?:of\s+)?Hg\b", re.IGNORECASE), "mmHg"),
    (re.compile(r"\bcm\.?\s+(?:of\s+)?H(?:2|₂|\^2)O\b", re.IGNORECASE), "cmH2O"),
    (re.compile(r"\bfl\.?\s+oz\b", re.IGNORECASE), "floz"),
    (re.compile(r"\binternational\s+units?\b", re.IGNORECASE), "IU"),
    (re.compile(r"(?:°|\bdeg(?:rees?)?)\s*(?:C\b|celsius\b)", re.IGNORECASE), "°C"),
    (re.compile(r"(?:°|\bdeg(?:rees?)?)\s*(?:F\b|fahrenheit\b)", re.IGNORECASE), "°F"),
    (re.compile(r"\s*\(?\b1\.73\s*(?:m\s*\^?\s*2|m²|sq\.?\s*m)\)?", re.IGNORECASE), " bsa173"),
    (re.compile(r"\b(?:square|sq\.?)\s+(\w+)", re.IGNORECASE), r"\1^2"),
    (re.compile(r"\bcubic\s+(\w+)", re.IGNORECASE), r"\1^3"),
    (re.compile(r"\bper\b", re.IGNORECASE), "/"),
    (re.compile(r"\bpercentage\s+points?\b"), "percentage-point"),
)
_TOKEN = re.compile(
    r"\s*(?:(?P<scale>(?:[×x·]\s*)?10\s*\^\s*[-−+]?\s*\d+)|(?P<word>°[CF]?|%|‰|¢|℃|℉|[^\W\d_]+(?:[-'][^\W\d_]+)*(?:\d+(?=O\b)[A-Z])?(?:173)?)\.?"
    r"|(?P<power>\^\s*\(?\s*[-−+]?\s*\d+\s*\)?|\*\*\s*[-−+]?\d+|(?<=[^\W\d_])[-−]?\d)|(?P<operator>/|·|⋅|∙|\*|\(|\)))"
)
_MAPPED = str.maketrans({"μ": "µ", "Ω": "Ω", "−": "-", "–": "-", "∙": "·", "⋅": "·", "₂": "2"})


def _word(word: str) -> Unit:
    found = _EXACT.get(word) or _LOOSE.get(word.casefold())
    if found is not None:
        return found
    plain = word.casefold()
    if plain.endswith("s") and len(plain) > 3 and not plain.endswith("ss"):
        plain = plain[:-1]
    return Unit(((plain, 1),), 1.0, known=False)


@lru_cache(maxsize=8192)
def read_unit(text: str) -> Unit | None:
    """The unit that a text spells, after which a substance may be named (``mg of codeine``); None when it spells none.

    Words side by side multiply, and so they do below a slash: ``J/mol K`` is J mol⁻¹ K⁻¹. Unknown words after a known
    unit name a substance and are ignored; unknown words in any other place are units of their own.

    >>> read_unit("mcg/kg/min") == read_unit("µg kg^-1 min^-1")
    True
    """
    if len(text) > 200:
        return None
    for pattern, replacement in _CLEANING:
        text = pattern.sub(replacement, text)
    text = _SUPERSCRIPT.sub(lambda m: "^" + m.group().translate(_SUPERSCRIPTS), text).translate(_MAPPED)
    for pattern, spelling in _SPELLINGS:
        text = pattern.sub(spelling, text)
    text = text.strip().strip(".,;").strip()
    powers: dict[str, int] = {}
    factor, known, below, depth = 1.0, True, False, 0
    after_operator = True
    atoms: list[tuple[Unit, int]] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            if atoms and text[at:].lstrip()[:1] == "," and not any(c.isdigit() for c in text[at:]):
                break
            return None
        at = match.end()
        if match["scale"]:
            exponent = int(re.sub(r"[^\d-]", "", match["scale"].partition("^")[2]))
            if abs(exponent) > 300 or atoms:
                return None
            factor *= 10.0**exponent
            after_operator = True
        elif match["word"]:
            word = match["word"]
            if (
                word.casefold() in ("of", "in", "for", "is", "as", "at", "with")
                and atoms
                and not (after_operator or (word == "in" and not text[at:].strip()))
            ):
                break
            unit = _word(word)
            if not unit.known and atoms and not after_operator and all(atom.known for atom, _ in atoms):
                # a substance after its unit: skip the words up to the next operator
                continue
            if not unit.known and atoms and not after_operator:
                continue
            atoms.append((unit, -1 if below else 1))
            known = known and unit.known
            after_operator = False
        elif match["power"]:
            exponent = int(re.sub(r"[^\d-]", "", match["power"].replace("−", "-")))
            if not atoms or after_operator or abs(exponent) > 12:
                return None
            unit, sign = atoms[-1]
            atoms[-1] = (unit, sign * exponent)
            after_operator = False
        else:
            operator = match["operator"]
            if operator == "/":
                if not atoms and not text[at:].strip():
                    return None
                below, after_operator = True, True
            elif operator == "(":
                if not after_operator:
                    # an aside: "mg (oral)"
                    closing = text.find(")", at)
                    if closing < 0 or any(c.isdigit() for c in text[at:closing]):
                        return None
                    at = closing + 1
                else:
                    depth += 1
            elif operator == ")":
                depth -= 1
                if depth < 0:
                    return None
            elif not atoms:
                return None
            else:
                after_operator = True
    if depth or (after_operator and atoms):
        return None
    if not atoms:
        return Unit((), factor) if factor != 1.0 else None
    if len(atoms) == 1 and atoms[0][1] == 1 and factor == 1.0:
        return atoms[0][0]
    for unit, power in atoms:
        factor *= unit.factor**power
        for base, exponent in unit.dimension:
            powers[base] = powers.get(base, 0) + exponent * power
    return Unit(tuple(sorted((b, e) for b, e in powers.items() if e)), factor, known=known)
