"""Texts in, hashed word n-grams out: the one place where words are cut and hashed.

A text is cut into segments at line breaks and at option markers (``A.``, ``B)``, ``(C)``), a segment into words. A
word is a run of ASCII letters, digits and other non-punctuation characters, compared in lower case (ASCII); a
character from U+3000 on up to U+D7FF (Chinese, Japanese, Korean) is a word by itself. A number is a word of digits.
What stands between two spaces and has two brackets or more with a letter or digit on either side (a SMILES string
of `LEAST_GLUED` bytes or more) is one word, by its letters and digits, and counts as `GLUED`: two molecules that
share a scaffold share nothing, and one molecule is worth three n-grams.

Of every segment come, none of them reaching into the next segment:

* its `SHORT` word n-grams with every run of numbers written as one mark, so that other numbers, ``5.5`` for ``5``
  and another segment order change nothing; a segment of fewer words gives itself, whole;
* its `LONG` word n-grams with the numbers as they are;

and of every two neighbouring segments one hash, and of the whole text one key over the multiset of its segments,
both with the numbers as they are and of 64 bits, kept as two halves: one of them alone is evidence, and 32 bits are
met by chance.

The hash. A word is FNV-1a over its lower-case bytes, in 64 bits. n words h1..hn make h1*P^(n-1) + … + hn modulo
2^64, which rolls; the n-gram's hash is the upper half of splitmix64's finaliser over that sum plus a constant for
its kind. Shipped fingerprints hold these 32-bit values: changing anything here needs a new `format.VERSION`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit, uint64

SHORT = 4
LONG = 13
#: what makes a run of characters one word: its length in bytes, besides the brackets; and for how many words it counts
LEAST_GLUED = 12
GLUED = 6
#: the kind of a feature: its number of words (1 to SHORT, or LONG), PAIR plus the words of two segments (MOST_WORDS for
#: more), or WHOLE for either half of the text's key
WHOLE = 0
PAIR = 64
MOST_WORDS = 5 * LONG

_P = np.uint64(0x9E3779B97F4A7C15)
_SEED_FNV = np.uint64(0xCBF29CE484222325)
_PRIME_FNV = np.uint64(0x100000001B3)
_NUMBER = np.uint64(0x6E756D6265723A23)
_SALT = np.uint64(0xD6E8FEB86659FD93)

_SPACE, _LETTER, _DIGIT, _BREAK, _OTHER = 0, 1, 2, 3, 4


def _classes() -> npt.NDArray[np.uint8]:
    kinds = np.zeros(256, dtype=np.uint8)
    for byte in range(256):
        if chr(byte) in "\n\r":
            kinds[byte] = _BREAK
        elif 0x30 <= byte <= 0x39:
            kinds[byte] = _DIGIT
        elif 0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A:
            kinds[byte] = _LETTER
        elif byte >= 0x80:
            kinds[byte] = _OTHER
    return kinds


_KIND = _classes()


@njit(cache=True, inline="always")  # type: ignore[untyped-decorator]
def _mix(value: Any) -> Any:
    value = uint64(value)
    value ^= value >> uint64(30)
    value *= uint64(0xBF58476D1CE4E5B9)
    value ^= value >> uint64(27)
    value *= uint64(0x94D049BB133111EB)
    return value ^ (value >> uint64(31))


@njit(cache=True)  # type: ignore[untyped-decorator]
def _ngrams(words: Any, count: int, size: int, hashes: Any, kinds: Any, filled: int) -> int:
    """Append the n-grams of one segment's words; a shorter segment appends nothing."""
    if count < size:
        return filled
    drop = uint64(1)
    for _ in range(size):
        drop *= _P
    salt = uint64(size) * _SALT
    rolling = uint64(0)
    for k in range(count):
        rolling = rolling * _P + words[k]
        if k >= size:
            rolling -= words[k - size] * drop
        if k >= size - 1:
            hashes[filled] = _mix(rolling + salt) >> uint64(32)
            kinds[filled] = size
            filled += 1
    return filled


@njit(cache=True)  # type: ignore[untyped-decorator]
def _close(masked: Any, many: int, plain: Any, count: int, hashes: Any, kinds: Any, filled: int) -> int:
    """Append the n-grams of one finished segment."""
    if many >= SHORT:
        filled = _ngrams(masked, many, SHORT, hashes, kinds, filled)
    elif many > 0:
        filled = _ngrams(masked, many, many, hashes, kinds, filled)
    filled = _ngrams(plain, count, LONG, hashes, kinds, filled)
    return filled  # noqa: RET504


@njit(cache=True)  # type: ignore[untyped-decorator]
def _segment_key(plain: Any, count: int) -> Any:
    key = uint64(0)
    for k in range(count):
        key = key * _P + plain[k]
    return _mix(key + uint64(count))


@njit(cache=True)  # type: ignore[untyped-decorator]
def _pair(former: Any, former_words: int, key: Any, words: int, hashes: Any, kinds: Any, filled: int) -> int:
    """Append both halves of the hash of two neighbouring segments, unless this one is the first."""
    if former_words == 0:
        return filled
    both = _mix(former * _P + key)
    hashes[filled] = both >> uint64(32)
    hashes[filled + 1] = both & uint64(0xFFFFFFFF)
    kinds[filled] = PAIR + min(former_words + words, MOST_WORDS)
    kinds[filled + 1] = kinds[filled]
    return filled + 2


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def shingle(data: Any, starts: Any, longest: int, hashes: Any, kinds: Any, ends: Any) -> int:
    """Write the features of texts that lie back to back in `data`.

    Args:
        data: uint8, UTF-8 bytes.
        starts: int64, one more than there are texts; text k is ``data[starts[k]:starts[k + 1]]``.
        longest: bytes of the longest text.
        hashes, kinds: uint32 and uint8, room for two features a byte and two a text.
        ends: int64, a text each; where its features end is written here.

    Returns:
        Number of features written.
    """
    plain = np.empty(longest + 1, dtype=np.uint64)
    masked = np.empty(longest + 1, dtype=np.uint64)
    filled = 0
    for row in range(len(starts) - 1):
        position, end = starts[row], starts[row + 1]
        begin = position
        count = 0
        many = 0
        after_number = False
        total = uint64(0)
        segments = 0
        former = uint64(0)
        former_words = 0
        chunk_end = position
        glued = False
        while position < end:
            if position >= chunk_end:
                chunk_end, glued = _chunk(data, position, end)
            kind = _KIND[data[position]]
            if kind == _BREAK:
                if count > 0:
                    filled = _close(masked, many, plain, count, hashes, kinds, filled)
                    key = _segment_key(plain, count)
                    filled = _pair(former, former_words, key, count, hashes, kinds, filled)
                    former, former_words = key, count
                    total += key
                    segments += 1
                count = 0
                many = 0
                after_number = False
                position += 1
                continue
            if kind == _SPACE:
                position += 1
                continue
            if kind == _OTHER and _width(data, position, end) > 0 and _is_mark(data, position, end):
                position += _width(data, position, end)
                continue
            first = position
            word = _SEED_FNV
            number = True
            while glued and position < chunk_end:
                byte = data[position]
                kind = _KIND[byte]
                if kind in (_DIGIT, _LETTER):
                    word = (word ^ uint64(byte | 0x20)) * _PRIME_FNV
                number = False
                position += 1
            while not glued and position < end:
                byte = data[position]
                kind = _KIND[byte]
                if kind == _DIGIT:
                    word = (word ^ uint64(byte)) * _PRIME_FNV
                    position += 1
                elif kind == _LETTER:
                    word = (word ^ uint64(byte | 0x20)) * _PRIME_FNV
                    number = False
                    position += 1
                elif kind == _OTHER:
                    if _is_mark(data, position, end):
                        break
                    alone = _is_ideograph(data, position, end)
                    if alone and position > first:
                        break
                    number = False
                    for _ in range(_width(data, position, end)):
                        word = (word ^ uint64(data[position])) * _PRIME_FNV
                        position += 1
                    if alone:
                        break
                else:
                    break
            if position == first + 1 and _is_option(data, begin, first, end):
                if count > 0:
                    filled = _close(masked, many, plain, count, hashes, kinds, filled)
                    key = _segment_key(plain, count)
                    filled = _pair(former, former_words, key, count, hashes, kinds, filled)
                    former, former_words = key, count
                    total += key
                    segments += 1
                count = 0
                many = 0
                after_number = False
                continue
            if glued:
                for _ in range(GLUED - 1):
                    plain[count] = word
                    masked[many] = word
                    count += 1
                    many += 1
                    word = _mix(word)
            plain[count] = word
            count += 1
            if not number:
                masked[many] = word
                many += 1
                after_number = False
            elif not after_number:
                masked[many] = _NUMBER
                many += 1
                after_number = True
        if count > 0:
            filled = _close(masked, many, plain, count, hashes, kinds, filled)
            key = _segment_key(plain, count)
            filled = _pair(former, former_words, key, count, hashes, kinds, filled)
            total += key
            segments += 1
        if segments > 0:
            key = _mix(total + uint64(segments))
            hashes[filled] = key >> uint64(32)
            hashes[filled + 1] = key & uint64(0xFFFFFFFF)
            kinds[filled] = WHOLE
            kinds[filled + 1] = WHOLE
            filled += 2
        ends[row] = filled
    return filled


@njit(cache=True)  # type: ignore[untyped-decorator]
def _chunk(data: Any, position: int, end: int) -> tuple[int, bool]:
    """Where the run of bytes without a space that begins here ends (a space ends itself); is it one word?"""
    place = position
    inner = 0
    while place < end and data[place] > 0x20:
        byte = data[place]
        if (
            (byte == 0x28 or byte == 0x29 or byte == 0x5B or byte == 0x5D)
            and place > position
            and place + 1 < end
            and (_KIND[data[place - 1]] == _LETTER or _KIND[data[place - 1]] == _DIGIT)
            and (_KIND[data[place + 1]] == _LETTER or _KIND[data[place + 1]] == _DIGIT)
        ):
            inner += 1
        place += 1
    return max(place, position + 1), inner >= 2 and place - position >= LEAST_GLUED


@njit(cache=True, inline="always")  # type: ignore[untyped-decorator]
def _width(data: Any, position: int, end: int) -> int:
    """Bytes of the UTF-8 character at `position`, cut at the text's end."""
    byte = data[position]
    width = 1
    if byte >= 0xF0:
        width = 4
    elif byte >= 0xE0:
        width = 3
    elif byte >= 0xC0:
        width = 2
    return min(width, end - position)


@njit(cache=True, inline="always")  # type: ignore[untyped-decorator]
def _is_mark(data: Any, position: int, end: int) -> bool:
    """Whether the character is a mark: U+0080–U+00BF, ×, ÷, U+2000–U+2FFF, U+3000–U+303F, U+FF00–U+FF0F."""
    byte = data[position]
    following = data[position + 1] if position + 1 < end else 0
    if byte == 0xC2:
        return True
    if byte == 0xC3:
        return bool(following == 0x97 or following == 0xB7)
    if byte == 0xE2:
        return True
    if byte == 0xE3:
        return bool(following == 0x80)
    if byte == 0xEF:
        third = data[position + 2] if position + 2 < end else 0
        return bool(following == 0xBC and third < 0x90)
    return False


@njit(cache=True, inline="always")  # type: ignore[untyped-decorator]
def _is_ideograph(data: Any, position: int, end: int) -> bool:
    byte = data[position]
    return bool(0xE3 <= byte <= 0xED)


@njit(cache=True, inline="always")  # type: ignore[untyped-decorator]
def _is_option(data: Any, begin: int, first: int, end: int) -> bool:
    """Whether the one-byte word at `first` is an option's letter, A to J: ``A.``, ``A)``, ``A:`` or ``(A)``."""
    letter = data[first] | 0x20
    if letter < 0x61 or letter > 0x6A or first + 1 >= end:
        return False
    after = data[first + 1]
    before = data[first - 1] if first > begin else 0x20
    if before == 0x28 and after == 0x29:
        outer = data[first - 2] if first - 1 > begin else 0x20
        return bool(outer == 0x20 or outer == 0x0A or outer == 0x09 or outer == 0x0D)
    if before != 0x20 and before != 0x0A and before != 0x09 and before != 0x0D:
        return False
    if after != 0x2E and after != 0x29 and after != 0x3A:
        return False
    if after == 0x2E and data[first] == letter:
        return False
    beyond = data[first + 2] if first + 2 < end else 0x20
    return bool(beyond == 0x20 or beyond == 0x0A or beyond == 0x09 or beyond == 0x0D)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def overlap(
    hashes: Any, ends: Any, filter_bits: Any, buckets: Any, keys: Any, postings: Any, units: Any, weights: Any,
    totals: Any, needed: Any, best_unit: Any, best_weight: Any,
) -> None:  # fmt: skip
    """Find, for every text, the unit that it overlaps most of those that it overlaps enough.

    Args:
        hashes, ends: features of the texts, as `shingle` wrote them.
        filter_bits: uint64, one bit a value of the hash's lowest bits; a clear bit means no unit has the hash.
        buckets: int64, where the keys that begin with each value of the hash's highest bits start in `keys`.
        keys: uint32, the distinct hashes of all units, ascending.
        postings: int64; entries ``postings[k]:postings[k + 1]`` have the hash ``keys[k]``.
        units, weights: int32 and int32, an entry each.
        totals: int64, a unit each: the weight of all its entries.
        needed: int64, a unit each: the shared weight from which a text counts as holding it.
        best_unit, best_weight: int32 and int64, a text each: the unit (-1 for none) and the weight shared with it.
    """
    mask = uint64(len(filter_bits) * 64 - 1)
    shift = uint64(32)
    size = len(buckets) - 1
    while size > 1:
        size >>= 1
        shift -= uint64(1)
    shared = np.zeros(len(totals), dtype=np.int64)
    touched = np.empty(len(totals), dtype=np.int32)
    seen = np.full(len(keys), -1, dtype=np.int64)
    start = 0
    for row in range(len(ends)):
        many = 0
        for k in range(start, ends[row]):
            value = uint64(hashes[k])
            bit = value & mask
            if (filter_bits[bit >> uint64(6)] >> (bit & uint64(63))) & uint64(1) == uint64(0):
                continue
            bucket = value >> shift
            for place in range(buckets[bucket], buckets[bucket + 1]):
                if keys[place] != value:
                    continue
                if seen[place] != row:
                    seen[place] = row
                    for entry in range(postings[place], postings[place + 1]):
                        unit = units[entry]
                        if shared[unit] == 0:
                            touched[many] = unit
                            many += 1
                        shared[unit] += weights[entry]
                break
        start = ends[row]
        best_unit[row] = -1
        best_weight[row] = 0
        for k in range(many):
            unit = touched[k]
            weight = shared[unit]
            shared[unit] = 0
            if weight < needed[unit]:
                continue
            rival = best_unit[row]
            if rival >= 0:
                ahead = weight * totals[rival] - best_weight[row] * totals[unit]
                if ahead < 0 or (ahead == 0 and unit > rival):
                    continue
            best_unit[row] = unit
            best_weight[row] = weight
