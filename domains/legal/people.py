
"""Invented parties: people, companies and the states they are from. A seeded generator goes in, names come out.

Names carry no fact that a rule depends on; they keep problems apart and readable.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

WOMEN = (
    "Alice", "Amara", "Beatriz", "Carmen", "Chloe", "Dana", "Deepa", "Elena", "Farida", "Grace", "Hannah", "Imani",
    "Ines", "Joan", "Keiko", "Laila", "Lucia", "Mabel", "Mei", "Nadia", "Nora", "Olga", "Paula", "Priya", "Rosa", "Ruth",
    "Saoirse", "Tamar", "Thea", "Uma", "Vera", "Wanda", "Yara", "Zoe",
)  # fmt: skip
MEN = (
    "Abel", "Adrian", "Amir", "Boris", "Carlos", "Chen", "Dmitri", "Edgar", "Emeka", "Felix", "Gustavo", "Hugo", "Ivan",
    "Jamal", "Jorge", "Kofi", "Lars", "Leo", "Luis", "Marcus", "Mateo", "Nikhil", "Oscar", "Pavel", "Quentin", "Rafael",
    "Ravi", "Samir", "Stefan", "Tomas", "Umar", "Victor", "Walter", "Yusuf",
)  # fmt: skip
SURNAMES = (
    "Abernathy", "Adeyemi", "Alvarez", "Baptiste", "Barlow", "Bergstrom", "Blum", "Castellano", "Chaudhry", "Corrigan",
    "Delacroix", "Donovan", "Dvorak", "Eklund", "Escobar", "Fairbanks", "Farouk", "Ferreira", "Galloway", "Goldberg",
    "Guerrero", "Haddad", "Hargrove", "Hirano", "Ibarra", "Ivanov", "Jankowski", "Jimenez", "Kaplan", "Kowalski",
    "Lindqvist", "Lombardi", "Maddox", "Mbeki", "Moreau", "Nakamura", "Novak", "Odell", "Okafor", "Ortega", "Pallister",
    "Petrov", "Quigley", "Ramaswamy", "Rosenthal", "Rutherford", "Sandoval", "Schroeder", "Tanaka", "Thorne", "Urbina",
    "Vandermeer", "Vasquez", "Whitfield", "Winslow", "Xiong", "Yamada", "Yeboah", "Zamora", "Ziegler",
)  # fmt: skip
FIRMS = (
    "Alder", "Beacon", "Bluestem", "Cascade", "Cobalt", "Copperline", "Crestview", "Dunmore", "Eastgate", "Fairhaven",
    "Foxglove", "Granite", "Harborlight", "Heron", "Ironwood", "Juniper", "Keystone", "Lakeshore", "Larkspur", "Meridian",
    "Mosswood", "Northfield", "Oakhurst", "Orchard", "Palisade", "Pinnacle", "Quarry", "Redwood", "Riverbend", "Saltmarsh",
    "Sandstone", "Silverton", "Stonebridge", "Summit", "Tamarack", "Thornbury", "Tidewater", "Vantage", "Westbrook",
    "Windmill", "Yarrow", "Zenith",
)  # fmt: skip
TRADES = (
    "Freight", "Foods", "Tools", "Textiles", "Logistics", "Builders", "Software", "Marine", "Dairy", "Packaging",
    "Glass", "Motors", "Timber", "Electronics", "Furniture", "Instruments", "Paper", "Plastics", "Roofing", "Brewing",
)  # fmt: skip
STATES = (
    "Alabama", "Arizona", "Arkansas", "California", "Colorado", "Connecticut", "Florida", "Georgia", "Idaho", "Illinois",
    "Indiana", "Iowa", "Kansas", "Kentucky", "Maine", "Maryland", "Michigan", "Minnesota", "Missouri", "Montana",
    "Nebraska", "Nevada", "New Jersey", "New Mexico", "New York", "North Carolina", "Ohio", "Oklahoma", "Oregon",
    "Pennsylvania", "South Carolina", "Tennessee", "Texas", "Utah", "Vermont", "Virginia", "Washington", "Wisconsin",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """A party with a first name, a surname and the pronouns that go with it."""

    first: str
    surname: str
    woman: bool

    @property
    def name(self) -> str:
        return f"{self.first} {self.surname}"

    @property
    def title(self) -> str:
        return f"{'Ms.' if self.woman else 'Mr.'} {self.surname}"

    @property
    def she(self) -> str:
        return "she" if self.woman else "he"

    @property
    def her(self) -> str:
        """Possessive."""
        return "her" if self.woman else "his"

    @property
    def obj(self) -> str:
        return "her" if self.woman else "him"


def people(rng: Random, count: int) -> list[Person]:
    """That many people; no two share a first name, a surname or an initial of the first name where that is possible."""
    surnames = rng.sample(SURNAMES, count)
    made: list[Person] = []
    for surname in surnames:
        woman = rng.random() < 0.5
        names = WOMEN if woman else MEN
        taken = {person.first[0] for person in made} | {person.surname[0] for person in made}
        used = {person.first for person in made}
        free = [name for name in names if name[0] not in taken] or [name for name in names if name not in used]
        made.append(Person(rng.choice(free), surname, woman))
    return made


def companies(rng: Random, count: int) -> list[str]:
    """Names of that many companies without their legal form: ``Heron Freight``."""
    return [f"{firm} {trade}" for firm, trade in zip(rng.sample(FIRMS, count), rng.choices(TRADES, k=count))]


def states(rng: Random, count: int) -> list[str]:
    """That many different states."""
    return rng.sample(STATES, count)


def possessive(name: str) -> str:
    """``Thorne's``."""
    return f"{name}'s"
