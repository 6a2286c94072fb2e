"""Structures written as SMILES: one of the accepted structures, or a set of them.

Two SMILES are the same structure when RDKit writes them alike, or, as tautomers, when their standard InChIKeys agree.
Empty text, anything with white space inside, and trailing prose are refused (RDKit itself reads ``CCO is ethanol``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from curate.verifiers import Verdict
from curate.verifiers.reading import bare
from domains.chemistry.molecules import toolkit

#: a SMILES longer than this is not read
LONGEST = 300
#: more structures than this in one answer are not read
MOST = 60

_SMILES = re.compile(r"[A-Za-z0-9@+\-\[\]()=#$:/\\.%*]+\Z")
_SEPARATOR = re.compile(r"\s*[,;\n]\s*|\s+(?:and|or)\s+")
_MARK = re.compile(r"(?:[-•*]|\(?\d{1,2}[.)])\s+")


@lru_cache(maxsize=16384)
def canonical(text: str, stereo: bool = True) -> str | None:
    """RDKit's canonical SMILES; None for what is no single valid SMILES. Never raises."""
    if not text or len(text) > LONGEST or not _SMILES.match(text) or "*" in text:
        return None
    chem = toolkit()
    molecule = chem.MolFromSmiles(text)
    if molecule is None or not molecule.GetNumAtoms():
        return None
    for atom in molecule.GetAtoms():
        atom.SetAtomMapNum(0)
    return str(chem.MolToSmiles(molecule, isomericSmiles=stereo))


@lru_cache(maxsize=4096)
def _key(smiles: str) -> str:
    chem = toolkit()
    return str(chem.MolToInchiKey(chem.MolFromSmiles(smiles)))


def _same(first: str, second: str, tautomers: bool) -> bool:
    if first == second:
        return True
    if not tautomers or _letters(first) != _letters(second) or _skeleton(first) != _skeleton(second):
        return False
    key = _key(first)
    return bool(key) and key == _key(second)


@lru_cache(maxsize=4096)
def _skeleton(smiles: str) -> str:
    """The heavy atoms and which are bound, without orders, hydrogens, charges and configuration: alike in tautomers."""
    chem = toolkit()
    molecule = chem.RWMol(chem.MolFromSmiles(smiles))
    for bond in molecule.GetBonds():
        bond.SetBondType(chem.BondType.SINGLE)
        bond.SetIsAromatic(False)
    for atom in molecule.GetAtoms():
        atom.SetIsAromatic(False)
        atom.SetFormalCharge(0)
        atom.SetNoImplicit(True)
        atom.SetNumExplicitHs(0)
    return str(chem.MolToSmiles(molecule, isomericSmiles=False))


def _letters(smiles: str) -> list[str]:
    return sorted(letter for letter in smiles.upper() if letter.isalpha() and letter != "H")


def check(
    answer: str, gold: str, *, accepted: Sequence[str] = (), stereo: bool = True, tautomers: bool = True
) -> Verdict:
    """Is the answer the gold structure, or another accepted one?

    Args:
        accepted: further right structures, where a task has many.
        stereo: stereochemistry that is written counts.
        tautomers: another tautomer is the same substance (standard InChIKey).

    Reasons besides those of `curate.verifiers`: ``same_structure``, ``another_accepted``.

    >>> check("OCC", "CCO").reason, check("CCO is ethanol", "CCO").reason
    ('same_structure', 'answer_unreadable')
    """
    if isinstance(accepted, str) or not all(isinstance(one, str) for one in accepted):
        return Verdict(None, "arguments_unreadable")
    right = canonical(gold.strip(), stereo)
    others = [canonical(one, stereo) for one in accepted]
    if right is None or None in others:
        return Verdict(None, "gold_unreadable")
    text = bare(answer)
    given = canonical(text, stereo) if text else None
    if given is None:
        return Verdict(0.0, "answer_unreadable")
    if _same(given, right, tautomers):
        return Verdict(1.0, "equal" if answer.strip() == gold.strip() else "same_structure")
    if any(other is not None and _same(given, other, tautomers) for other in others):
        return Verdict(1.0, "another_accepted")
    return Verdict(0.0, "different")


def _structures(text: str, stereo: bool) -> list[str] | None:
    found: list[str] = []
    for piece in _SEPARATOR.split(text.strip().strip("{}").strip()):
        inner = _MARK.sub("", piece.strip(), count=1).strip("`\"' ")
        if not inner:
            continue
        one = canonical(inner, stereo)
        if one is None or len(found) == MOST:
            return None
        found.append(one)
    return found or None


def check_set(answer: str, gold: str, *, stereo: bool = True, tautomers: bool = True, partial: bool = False) -> Verdict:
    """Does the answer list the same structures as the gold, in any order and notation?

    Repeats count once. Structures stand between commas, semicolons or line ends.

    Args:
        partial: a list that is not all right scores shared structures / all structures named by either.

    Reasons besides those of `curate.verifiers`: ``same_structures``, ``incomplete``, ``too_many``.
    """
    right = _structures(gold, stereo)
    if right is None:
        return Verdict(None, "gold_unreadable")
    text = bare(answer)
    given = _structures(text, stereo) if text else None
    if given is None:
        return Verdict(0.0, "answer_unreadable")
    wanted, named = _distinct(right, tautomers), _distinct(given, tautomers)
    shared = sum(any(_same(one, other, tautomers) for other in wanted) for one in named)
    if shared == len(named) == len(wanted):
        return Verdict(1.0, "same_structures")
    if partial and shared:
        return Verdict(shared / (len(named) + len(wanted) - shared), "partly_right")
    if shared == len(named):
        return Verdict(0.0, "incomplete")
    return Verdict(0.0, "too_many" if shared == len(wanted) else "different")


def _distinct(structures: Sequence[str], tautomers: bool) -> list[str]:
    kept: list[str] = []
    for one in structures:
        if not any(_same(one, other, tautomers) for other in kept):
            kept.append(one)
    return kept
