"""Language: rows in, rows with ``language`` filled in out, and those in a language that nobody asked for turned away.

A row whose source states its language, as generated rows do, is believed. The others are read.
Three readers, the fastest first. A text with enough English function words is English. py3langid reads the others
(97 languages, thousands of texts a second, the same every time). What it is not sure of, and what it takes for a
language other than English from a few words in Latin letters, goes to langdetect, seeded, slower by a factor of
thirty. Only running words are read, each once: formulas, numbers, SMILES and code would pass for Welsh, muscles for
Latin. Where too few words are left, or the readers disagree, the language is ``und`` and the row stays: a row
leaves for its language only when that language is beyond doubt.

Question and reasoning are read separately; a reasoning in another language than its question is a language switch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal
from unicodedata import category

import pyarrow as pa
from pydantic import BaseModel, Field

from curate.record import replaced
from curate.stages.amend import column, with_flags
from curate.stages.contract import Context, Rejection, Sifted, Stage, sift

NAME = "language_v1"
UNDETERMINED = "und"


class Options(BaseModel, extra="forbid", frozen=True):
    """Which languages to keep, and when to believe a reader."""

    keep: tuple[str, ...] = Field(
        default=("en",), description="ISO 639-1 codes; empty keeps every language; und is always kept"
    )
    switch: Literal["reject", "flag", "ignore"] = Field(
        default="reject", description="what becomes of a row whose reasoning is in another language than its question"
    )
    letters: int = Field(
        default=20,
        ge=1,
        description=(
            "fewer letters of running words than this are und; a Chinese, Japanese or Korean one counts three"
        ),
    )
    certain: float = Field(default=0.8, ge=0, le=1, description="probability from which py3langid is believed alone")
    arbiter: float = Field(
        default=0.95, ge=0, le=1, description="probability that langdetect needs to be believed against py3langid"
    )
    foreign_letters: int = Field(
        default=60, ge=1, description="letters that a text needs before it can be turned away for its language"
    )


@dataclass(frozen=True)
class Reading:
    """A text's language, how sure that is, and on how many letters it rests."""

    language: str
    probability: float
    letters: int

    def __str__(self) -> str:
        return f"{self.language} {self.probability:.2f}"


def stage(options: Options, context: Context) -> Stage:
    """The stage; rejects ``language`` (detail ``fr 0.98``) and ``language_switch``."""
    return Stage(NAME, lambda batch: _apply(batch, options))


# a run of ASCII that holds a digit, an operator or a bracket is no word; neither are addresses and tags
_NO_WORDS = re.compile(r"(?<![!-~])[!-~]*[0-9=<>{}\[\]\\|^_#@*+~$&%/][!-~]*|\([^\s()]*\)[!-~]*")
_WIDE = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_OTHER_SCRIPT = re.compile(
    "[\u0400-\u052f\u0530-\u058f\u0590-\u05ff\u0600-\u06ff\u0900-\u0dff\u0e00-\u0eff\u10a0-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_LATIN_LETTER = re.compile("[A-Za-z]")
_HEAD, _TAIL = 400, 200

#: py3langid's code for what is no language, and Latin, which is anatomy and law inside English
_NOBODYS = frozenset({"zxx", "la"})
#: letters from which py3langid is believed alone about a language in Latin letters that is not English
_ENOUGH_LETTERS = 200
#: probability from which py3langid is believed about English: of 336 short public questions below 0.8, all were
_LIKELY_ENGLISH = 0.5
#: English words that no other language in Latin letters has among its frequent ones
_ENGLISH_WORDS = (
    "the and which with that this from what are has following should there would have their when she they "
    "been were how each because than these those does who then will"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())


def _is_english(words: str) -> bool:
    tokens = words.lower().split()
    found = sum(token in _ENGLISH for token in tokens)
    return found >= 8 or (found >= 4 and found >= 0.08 * len(tokens))


def read_language(text: str, options: Options | None = None) -> Reading:
    """Language of a text, from its first 800 and last 400 characters.

    >>> read_language("The patient was admitted with chest pain and shortness of breath.").language
    'en'
    >>> read_language("x = 3 + 4").language
    'und'
    """
    options = options or _DEFAULTS
    words = _words(text)
    if words.isascii():
        letters = sum(map(str.isalpha, words))
    else:  # vowel signs are marks
        letters = sum(category(character)[0] in "LM" for character in words) + 2 * len(_WIDE.findall(words))
    if letters < options.letters:
        return Reading(UNDETERMINED, 0.0, letters)
    if _is_english(words):
        return Reading("en", 1.0, letters)
    language, probability = _front().classify(words)
    if language in _NOBODYS:
        return Reading(UNDETERMINED, float(probability), letters)
    if language == "en" and probability >= _LIKELY_ENGLISH:
        return Reading(language, float(probability), letters)
    sure = letters >= _ENOUGH_LETTERS or not _LATIN_LETTER.search(words)
    if probability >= options.certain and sure:
        return Reading(language, float(probability), letters)
    other, other_probability = _arbiter(words)
    if other == language or (other == "en" and other_probability >= options.arbiter):
        return Reading(other, max(float(probability), other_probability), letters)
    return Reading(UNDETERMINED, float(probability), letters)


_DEFAULTS = Options()


def _words(text: str) -> str:
    if len(text) > 2 * (_HEAD + _TAIL):
        text = text[: 2 * _HEAD] + "\n" + text[-2 * _TAIL :]
    words = " ".join(dict.fromkeys(_NO_WORDS.sub(" ", text).split()))
    return words if len(words) <= _HEAD + _TAIL else words[:_HEAD] + " " + words[-_TAIL:]


@cache
def _front() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in identifier.labels if len(code) == 2 or code == "zxx"])
    return identifier


@cache
def _profiles() -> Any:
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    return factory


def _arbiter(text: str) -> tuple[str, float]:
    from langdetect.lang_detect_exception import LangDetectException

    detector = _profiles().create()
    detector.seed = 0  # without one, langdetect answers at random
    detector.append(text)
    try:
        found = detector.get_probabilities()
    except LangDetectException:
        return UNDETERMINED, 0.0
    if not found:
        return UNDETERMINED, 0.0
    return found[0].lang.partition("-")[0], float(found[0].prob)


def _apply(batch: pa.RecordBatch, options: Options) -> Sifted:
    languages: list[str] = []
    rejections: list[Rejection | None] = []
    flags: dict[int, list[str]] = {}
    texts = zip(column(batch, "language"), column(batch, "question"), column(batch, "reasoning"))
    for index, (stated, question, reasoning) in enumerate(texts):
        if stated:
            languages.append(stated)
            welcome = not options.keep or stated in options.keep
            rejections.append(None if welcome else Rejection(NAME, "language", f"{stated}, as its source states"))
            continue
        asked = read_language(question or "", options)
        worked = read_language(reasoning, options) if reasoning else Reading(UNDETERMINED, 0.0, 0)
        languages.append(asked.language if asked.language != UNDETERMINED else worked.language)
        foreign = _foreign([asked, worked], options)
        switch = _switch(question or "", reasoning or "", asked, worked, options)
        if foreign and not (switch and foreign is worked):
            rejections.append(Rejection(NAME, "language", str(foreign)))
        elif switch and options.switch == "reject":
            rejections.append(Rejection(NAME, "language_switch", switch))
        else:
            if switch and options.switch == "flag":
                flags[index] = ["language_switch"]
            rejections.append(None)
    return sift(with_flags(replaced(batch, language=languages), flags), rejections)


def _foreign(readings: Iterable[Reading], options: Options) -> Reading | None:
    for reading in readings:
        kept = not options.keep or reading.language in options.keep or reading.language == UNDETERMINED
        if not kept and reading.letters >= options.foreign_letters:
            return reading
    return None


def _switch(question: str, reasoning: str, asked: Reading, worked: Reading, options: Options) -> str:
    if not reasoning:
        return ""
    certain = asked.letters >= options.foreign_letters and worked.letters >= options.foreign_letters
    if certain and UNDETERMINED not in (asked.language, worked.language) and asked.language != worked.language:
        return f"question {asked}, reasoning {worked}"
    if not reasoning.isascii():
        strange = _OTHER_SCRIPT.findall(reasoning)
        if 20 <= len(strange) < len(reasoning) // 2 and not _OTHER_SCRIPT.search(question):
            return f"{len(strange)} letters of another script in the reasoning, from {''.join(strange[:12])!r}"
    return ""
