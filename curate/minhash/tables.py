"""Which code point is a part of a word, a word by itself, or neither; and its lower case. Out: two arrays.

The classes come from ``unicodedata.ucd_3_2_0``, which is the same in every Python; the current database is not.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

SEPARATOR, IN_WORD, ALONE = 0, 1, 2
#: code points from here on part words
CODE_POINTS = 0x40000

#: first and last code point of scripts written without spaces between words
UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x1950, 0x19FF),  # Tai Le, New Tai Lue
    (0x1A20, 0x1AAF),  # Tai Tham
    (0x2E80, 0x2FFF),  # CJK radicals
    (0x3005, 0x3007),
    (0x3021, 0x302F),
    (0x3040, 0x312F),  # hiragana, katakana, bopomofo
    (0x31A0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xA980, 0xA9DF),  # Javanese
    (0xAA60, 0xAADF),  # Myanmar, Tai Viet
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),
    (0x1B000, 0x1B16F),
    (0x20000, 0x3FFFF),
)


@cache
def tables() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint32]]:
    """Class and lower case of each code point below CODE_POINTS; read-only.

    Returns:
        uint8 of SEPARATOR, IN_WORD or ALONE, and uint32 code points, each of length CODE_POINTS.
    """
    fixed = unicodedata.ucd_3_2_0
    kinds = np.zeros(CODE_POINTS, dtype=np.uint8)
    lowered = np.arange(CODE_POINTS, dtype=np.uint32)
    in_word = frozenset("LNM")
    for code in range(CODE_POINTS):
        character = chr(code)
        category = fixed.category(character)
        if category[0] not in in_word and category != "Cn":
            continue
        kinds[code] = IN_WORD
        if category == "Nd":
            lowered[code] = 0x30 + fixed.decimal(character)
        elif category[0] == "L" and len(lower := character.lower()) == 1:
            lowered[code] = ord(lower)
    for first, last in UNSPACED:
        span = slice(first, last + 1)
        kinds[span][(kinds[span] == IN_WORD) & (lowered[span] > 0x39)] = ALONE
    kinds.flags.writeable = False
    lowered.flags.writeable = False
    return kinds, lowered
