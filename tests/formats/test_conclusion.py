"""What a text states as its final answer, and when that contradicts the gold."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.formats import final_answer_in
from curate.formats.conclusion import differs, last_boxed

STATED = [
    ("So \\boxed{\\frac{1}{2}}.", "\\frac{1}{2}"),
    ("\\boxed{3} … and finally $\\boxed{\\text{B}}$", "B"),
    ("60 min is 1 h.\n#### 12", "12"),
    ("Step 1.\n\n**Final Answer:** 12.5 mL/h", "12.5 mL/h"),
    ("Final answer:\n42", "42"),
    ("### Answer: (C)", "(C)"),
    ("Conclusion: chronic gastritis.", "chronic gastritis"),
    ("Conclusion: The findings fit. Therefore the answer is **B**.", "B"),
    ("Therefore, the correct answer is option D.", "D"),
    ("The answer is B. Option A is wrong.", "B"),
    ("The answer is E. coli.", "E. coli"),
    ("The answer is 3.5 mg, because the dose doubles.", "3.5 mg"),
    ("First I thought the answer is 3. It is even, so the answer is 4.", "4"),
    ("So the total is 5+11, and the answer is 5+11 = $16.", "$16"),
    ("Therefore, the count should be 1.", "1"),
    ("The final SMILES is CCO.", "CCO"),
    ("the answer is: yes", "yes"),
]
NOT_STATED = [
    "",
    "We add both numbers.",
    "If the answer is 5, the check fails.",
    "The answer is not B.",
    "The answer is 5. Wait, that forgot the density.",
    "The answer is either B or C.",
    "The answer cannot be known.",
    "the answer is ",
    "The final dose is 5 mg. It is then diluted and given over an hour.",
    "The answer is " + "very " * 60 + "long.",
]


@pytest.mark.parametrize(("text", "answer"), STATED)
def test_a_plain_statement_is_found(text: str, answer: str) -> None:
    assert final_answer_in(text) == answer


@pytest.mark.parametrize("text", NOT_STATED)
def test_hedges_negations_and_retractions_are_no_statement(text: str) -> None:
    assert final_answer_in(text) is None


@pytest.mark.parametrize(
    ("conclusion", "answer", "choices", "different"),
    [
        ("12.5", "12.5", (), False),
        ("1,200", "1200", (), False),
        ("$16", "16", (), False),
        ("3.33", "3.3333", (), False),
        ("12", "15", (), True),
        ("12 mg", "15 mg", (), False),  # units: for a verifier to say
        ("Yes, always", "no", (), True),
        ("B) False", "no", (), False),
        ("gastritis", "ulcer", (), False),
        ("(B)", "B", ("x", "y"), False),
        ("B) y", "A", ("x", "y"), True),
        ("y", "B", ("x", "y"), False),
        ("X", "B", ("x", "y"), True),
        ("none of the above", "B", ("x", "y"), True),
        ("none of the above", "B", ("x", "None of the above"), False),
        ("z", "B", ("x", "y"), False),
    ],
)
def test_only_a_plain_contradiction_counts(
    conclusion: str, answer: str, choices: tuple[str, ...], different: bool
) -> None:
    assert differs(conclusion, answer, choices) is different


def by_brute_force(text: str) -> str | None:
    """The content of the last balanced box, by trying every start from the end."""
    for start in range(len(text) - 1, -1, -1):
        if not text.startswith("\\boxed{", start) or (start and _escapes(text, start)):
            continue
        depth, place = 0, start + len("\\boxed")
        while place < len(text):
            if text[place] == "\\":
                place += 2
                continue
            depth += {"{": 1, "}": -1}.get(text[place], 0)
            if depth == 0:
                return text[start + len("\\boxed{") : place]
            place += 1
    return None


def _escapes(text: str, start: int) -> bool:
    """Whether the backslash at ``start`` is itself escaped."""
    before = text[:start]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(["\\boxed{", "{", "}", "\\{", "\\}", "\\\\", "x", " "]), max_size=14).map("".join))
def test_the_last_balanced_box_agrees_with_trying_every_start(text: str) -> None:
    box = last_boxed(text)
    assert (text[box[1] : box[2]] if box else None) == by_brute_force(text)
