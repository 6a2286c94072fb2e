"""Text from data as HTML, and two texts word by word."""

from __future__ import annotations

import html
import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from curate.explore.reading import steps_of
from curate.explore.text import COMPARABLE, compared, excerpt, marked, shown

texts = st.text(max_size=60) | st.text(alphabet="<>&\"'ab \n\u202e\u200f\x00👩‍é", max_size=60)
_WRITTEN_OUT = re.compile(r'<span class="unseen" title="[^"]*">U\+([0-9A-F]{4,6})</span>')


def read(markup: str) -> str:
    """The text that a page shows, with what was written out put back."""
    return html.unescape(_WRITTEN_OUT.sub(lambda found: chr(int(found[1], 16)), markup))


@settings(max_examples=300, deadline=None)
@given(text=texts)
def test_every_character_is_shown_and_none_is_markup(text: str) -> None:
    made = str(shown(text))
    assert read(made) == text
    bare = _WRITTEN_OUT.sub("", made)
    assert not set(bare) & set("<>\"'")
    steering = {
        c
        for c in bare
        if unicodedata.bidirectional(c) in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI")
    }
    assert not steering
    assert not {c for c in bare if unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n"}


@settings(max_examples=200, deadline=None)
@given(text=texts)
def test_marking_changes_no_text(text: str) -> None:
    made = str(marked(text, re.compile("a+|<")))
    assert read(re.sub(r"</?mark>", "", made)) == text
    assert made.count("<mark>") == len(re.findall("a+|<", text))


@settings(max_examples=200, deadline=None)
@given(left=texts, right=texts)
def test_pieces_together_are_the_texts(left: str, right: str) -> None:
    ours, theirs = compared(left, right)
    assert "".join(piece.text for piece in ours) == left
    assert "".join(piece.text for piece in theirs) == right
    same = ["".join(piece.text for piece in side if piece.same) for side in (ours, theirs)]
    assert same[0] == same[1]


def test_a_changed_word_is_the_only_difference() -> None:
    ours, theirs = compared("He pays 3 francs for each of them.", "He pays 4 francs for each of them.")
    assert [piece.text for piece in ours if not piece.same] == ["3"]
    assert [piece.text for piece in theirs if not piece.same] == ["4"]


def test_texts_that_are_too_long_are_shown_without_a_comparison() -> None:
    ours, theirs = compared("a " * COMPARABLE, "b " * COMPARABLE)
    assert [len(ours), len(theirs)] == [1, 1]


def test_an_excerpt_holds_the_match() -> None:
    line = str(excerpt("word " * 500 + "needle " + "word " * 500, re.compile("needle"), 100))
    assert "<mark>needle</mark>" in line
    assert len(line) < 140
    assert excerpt(None, None, 10) == ""


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="ab 12+=\n`", max_size=80))
def test_steps_together_are_the_reasoning(text: str) -> None:
    together = "".join(part.text for step in steps_of(text) for part in step.parts)
    assert "".join(together.split()) == "".join(text.split())


def test_a_fenced_block_is_one_step() -> None:
    steps = steps_of("First.\n```python\nx = 1\n\ny = 2\n```\nThen 2 + 2 = 4.\n\nAnd 2 + 3 = 6.")
    assert [(step.code, step.checked, step.wrong) for step in steps] == [
        (False, 0, 0), (True, 0, 0), (False, 1, 0), (False, 1, 1),
    ]  # fmt: skip
