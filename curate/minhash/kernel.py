"""The compiled loops: bytes and offsets in, shingles, numbers and band keys out. The only module that imports numba.

The arithmetic is that of the specification in `curate.minhash`; `curate.minhash.reference` does the same in numpy.
Every function releases the interpreter lock and touches only the arrays it is handed: threads run it on separate
documents.
"""

# mypy: disable-error-code="no-untyped-def, untyped-decorator, no-untyped-call, no-any-return"
from __future__ import annotations

import numba
import numpy as np
from llvmlite import ir  # type: ignore[import-untyped, unused-ignore]
from numba.core import cgutils, types
from numba.extending import intrinsic

from curate.minhash.constants import FINAL, ROLL, START, STEP

_START, _STEP, _ROLL, _FINAL = np.uint64(START), np.uint64(STEP), np.uint64(ROLL), np.uint64(FINAL)
_LOW = np.uint64(0x0101010101010101)
_HIGH = np.uint64(0x8080808080808080)
_SEVEN = np.uint64(0x7F7F7F7F7F7F7F7F)
_UPPER_NIBBLES = np.uint64(0xF0F0F0F0F0F0F0F0)
_THREES = np.uint64(0x3030303030303030)
_ALL = np.uint32(0xFFFFFFFF)
_LANES = 64


def compiled(function):
    """numba.njit with a cache on disk where there is a place for one."""
    try:
        return numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # no writable place for the cache
        return numba.njit(nogil=True, error_model="numpy")(function)


def _address(context, builder, array_type, array, index):
    data = context.make_array(array_type)(context, builder, array).data
    return builder.gep(data, [index])


@intrinsic
def load_eight(typingctx, array, index):
    """Eight bytes from `index` on as a little-endian integer; the caller keeps index + 8 in bounds."""
    signature = types.uint64(array, types.int64)

    def generate(context, builder, signature, arguments):
        pointer = _address(context, builder, signature.args[0], *arguments)
        wide = builder.load(builder.bitcast(pointer, ir.IntType(64).as_pointer()))
        wide.align = 1
        return wide

    return signature, generate


@intrinsic
def trailing_zeros(typingctx, word):
    """Zero bits below the lowest set bit; 64 for 0."""
    signature = types.int64(types.uint64)

    def generate(context, builder, signature, arguments):
        return builder.cttz(arguments[0], cgutils.false_bit)

    return signature, generate


@intrinsic
def fold_lanes(typingctx, source, source_index, target, target_index):
    """Class and lower-case 64 ASCII bytes at once.

    Letters pass lower-cased, digits and a full stop between digits as they are; all else is 0. Reads from
    source_index - 1 to source_index + 64 inclusive, writes 64 bytes. Returns whether a byte was not ASCII.
    """
    signature = types.boolean(source, types.int64, target, types.int64)

    def generate(context, builder, signature, arguments):
        byte = ir.IntType(8)
        lanes = ir.VectorType(byte, _LANES)

        def every(value):
            return ir.Constant(lanes, [value] * _LANES)

        source_array, at, target_array, to = arguments
        one = ir.Constant(at.type, 1)

        def loaded(index):
            pointer = _address(context, builder, signature.args[0], source_array, index)
            vector = builder.load(builder.bitcast(pointer, lanes.as_pointer()))
            vector.align = 1
            return vector

        def is_digit(vector):
            return builder.icmp_unsigned("<", builder.sub(vector, every(0x30)), every(10))

        here = loaded(at)
        lowered = builder.or_(here, every(0x20))
        letter = builder.icmp_unsigned("<", builder.sub(lowered, every(0x61)), every(26))
        digit = is_digit(here)
        before, after = is_digit(loaded(builder.sub(at, one))), is_digit(loaded(builder.add(at, one)))
        stop = builder.and_(builder.icmp_unsigned("==", here, every(0x2E)), builder.and_(before, after))
        kept = builder.select(builder.or_(digit, stop), here, every(0))
        folded = builder.select(letter, lowered, kept)
        pointer = _address(context, builder, signature.args[2], target_array, to)
        store = builder.store(folded, builder.bitcast(pointer, lanes.as_pointer()))
        store.align = 1
        foreign = builder.icmp_signed("<", here, every(0))
        bits = builder.bitcast(foreign, ir.IntType(_LANES))
        return builder.icmp_unsigned("!=", bits, ir.Constant(bits.type, 0))

    return signature, generate


@compiled
def fold_ascii(data, start, stop, edge, folded):
    """Fold one document into `folded`, with zeros after it; -1 if it is not ASCII, else its length.

    `folded` holds length + 136 bytes at least. The first and last lanes go through `edge` (72 bytes): nothing outside
    the document is read.
    """
    length = stop - start
    place = 0
    while place < length:
        if place > 0 and place + 65 <= length:
            if fold_lanes(data, start + place, folded, place):
                return -1
        else:
            edge[:] = 0
            if place > 0:
                edge[0] = data[start + place - 1]
            inside = min(65, length - place)
            edge[1 : 1 + inside] = data[start + place : start + place + inside]
            if fold_lanes(edge, 1, folded, place):
                return -1
        place += 64
    for k in range(length, length + 8):
        folded[k] = 0
    return length


@compiled
def decode(data, place, stop):
    """Code point at `place` and the place after it; malformed UTF-8 is U+FFFD, one byte long."""
    lead = np.int64(data[place])
    if lead < 0x80:
        return lead, place + 1
    if lead < 0xC2 or lead > 0xF4:
        return 0xFFFD, place + 1
    size = 2 if lead < 0xE0 else (3 if lead < 0xF0 else 4)
    if place + size > stop:
        return 0xFFFD, place + 1
    code = lead & (0xFF >> (size + 1))
    for k in range(1, size):
        tail = np.int64(data[place + k])
        if tail & 0xC0 != 0x80:
            return 0xFFFD, place + 1
        code = (code << 6) | (tail & 0x3F)
    return code, place + size


@compiled
def fold_unicode(data, start, stop, kinds, lowered, folded):
    """As `fold_ascii` for any text; `folded` holds 2 * length + 136 bytes. Returns the bytes before the last zeros."""
    place, to = start, 0
    before = 0
    while place < stop:
        code, after = decode(data, place, stop)
        kind = np.int64(kinds[code]) if code < kinds.shape[0] else np.int64(0)
        if code == 0x2E and 0x30 <= before <= 0x39 and after < stop and 0x30 <= data[after] <= 0x39:
            folded[to] = 0x2E
            to += 1
        elif kind == 0:
            folded[to] = 0
            to += 1
        else:
            lower = np.int64(lowered[code])
            if kind == 2 and to > 0 and folded[to - 1] != 0:
                folded[to] = 0
                to += 1
            if lower < 0x80:
                folded[to] = lower
                to += 1
            elif lower < 0x800:
                folded[to] = 0xC0 | (lower >> 6)
                folded[to + 1] = 0x80 | (lower & 0x3F)
                to += 2
            elif lower < 0x10000:
                folded[to] = 0xE0 | (lower >> 12)
                folded[to + 1] = 0x80 | ((lower >> 6) & 0x3F)
                folded[to + 2] = 0x80 | (lower & 0x3F)
                to += 3
            else:
                folded[to] = 0xF0 | (lower >> 18)
                folded[to + 1] = 0x80 | ((lower >> 12) & 0x3F)
                folded[to + 2] = 0x80 | ((lower >> 6) & 0x3F)
                folded[to + 3] = 0x80 | (lower & 0x3F)
                to += 4
            if kind == 2:
                folded[to] = 0
                to += 1
        before = code
        place = after
    for k in range(to, to + 8):
        folded[k] = 0
    return to


@compiled
def hash_words(folded, length, units):
    """Unit hashes of the words in a folded document into `units`; returns their number and the sum over numbers."""
    place, count = 0, 0
    numbers = np.uint64(0)
    while True:
        while place < length and folded[place] == 0:
            place += 1
        if place >= length:
            return count, numbers
        hashed = _START
        has_digit = False
        while True:
            block = load_eight(folded, place)
            # the lowest set bit marks the first zero byte; higher ones may be false
            empty = (block - _LOW) & ~block & _HIGH
            used = trailing_zeros(empty) >> 3
            if used == 0:
                break
            if used < 8:
                block &= (np.uint64(1) << np.uint64(used << 3)) - np.uint64(1)
            digits = (block & _UPPER_NIBBLES) ^ _THREES
            has_digit |= ((((digits & _SEVEN) + _SEVEN) | digits) & _HIGH) != _HIGH
            hashed = (hashed ^ block) * _STEP
            hashed ^= hashed >> np.uint64(32)
            place += used
            if used < 8:
                break
        units[count] = hashed
        count += 1
        if has_digit:
            numbers += (hashed ^ (hashed >> np.uint64(31))) * _FINAL


@compiled
def hash_characters(data, start, stop, units):
    """Unit hashes of the characters above U+0020 into `units`; returns their number."""
    place, count = start, 0
    while place < stop:
        code, place = decode(data, place, stop)
        if code > 0x20:
            hashed = (_START ^ np.uint64(code)) * _STEP
            units[count] = hashed ^ (hashed >> np.uint64(32))
            count += 1
    return count


@compiled
def join_units(units, count, ngram, rolled, shingles, at):
    """Shingles of `count` unit hashes into `shingles` from `at` on; returns how many."""
    width = min(ngram, count)
    if width == 0:
        return 0
    number = count - width + 1
    for i in range(number):
        rolled[i] = units[i]
    for j in range(1, width):
        for i in range(number):
            rolled[i] = rolled[i] * _ROLL + units[i + j]
    for i in range(number):
        x = rolled[i]
        x = (x ^ (x >> np.uint64(32))) * _FINAL
        shingles[at + i] = np.uint32(x >> np.uint64(32))
    return number


@compiled
def shingle_documents(data, offsets, first, last, characters, ngram, kinds, lowered, shingles, counts, words, numbers):
    """Shingles of documents first..last-1, one after the other; fills `counts`, `words` and `numbers` a document."""
    longest = np.int64(0)
    for document in range(first, last):
        longest = max(longest, offsets[document + 1] - offsets[document])
    folded = np.zeros(2 * longest + 144, np.uint8)
    edge = np.zeros(72, np.uint8)
    units = np.empty(longest + 1, np.uint64)
    rolled = np.empty(longest + 1, np.uint64)
    at = 0
    for document in range(first, last):
        start, stop = offsets[document], offsets[document + 1]
        total = np.uint64(0)
        if characters:
            count = hash_characters(data, start, stop, units)
        else:
            length = fold_ascii(data, start, stop, edge, folded)
            if length < 0:
                length = fold_unicode(data, start, stop, kinds, lowered, folded)
            count, total = hash_words(folded, length, units)
        number = join_units(units, count, ngram, rolled, shingles, at)
        counts[document - first] = number
        words[document - first] = count
        numbers[document - first] = total
        at += number
    return at


@compiled
def mixed(value):
    """MurmurHash3's 32-bit finaliser."""
    value = np.uint32(value ^ (value >> np.uint32(16)))
    value = np.uint32(value * np.uint32(0x85EBCA6B))
    value = np.uint32(value ^ (value >> np.uint32(13)))
    value = np.uint32(value * np.uint32(0xC2B2AE35))
    return np.uint32(value ^ (value >> np.uint32(16)))


@compiled
def sign(shingles, start, stop, multipliers, addends, signature):
    """The signature of shingles[start:stop]: four shingles a pass, so that the lanes are stored once in four."""
    lanes = signature.shape[0]
    for k in range(lanes):
        signature[k] = _ALL
    place = start
    while place + 4 <= stop:
        one, two = mixed(shingles[place]), mixed(shingles[place + 1])
        three, four = mixed(shingles[place + 2]), mixed(shingles[place + 3])
        for k in range(lanes):
            a, b = multipliers[k], addends[k]
            left = min(np.uint32(a * one + b), np.uint32(a * two + b))
            right = min(np.uint32(a * three + b), np.uint32(a * four + b))
            signature[k] = min(signature[k], min(left, right))
        place += 4
    while place < stop:
        one = mixed(shingles[place])
        for k in range(lanes):
            signature[k] = min(signature[k], np.uint32(multipliers[k] * one + addends[k]))
        place += 1


@compiled
def sign_documents(shingles, offsets, multipliers, addends, signatures):
    """Signatures of all documents into `signatures` (documents x lanes)."""
    for document in range(signatures.shape[0]):
        sign(shingles, offsets[document], offsets[document + 1], multipliers, addends, signatures[document])


@compiled
def key_documents(shingles, offsets, multipliers, addends, salts, rows, keys):
    """Band keys of all documents into `keys` (documents x bands); the signatures are not kept."""
    signature = np.empty(multipliers.shape[0], np.uint32)
    for document in range(keys.shape[0]):
        sign(shingles, offsets[document], offsets[document + 1], multipliers, addends, signature)
        for band in range(keys.shape[1]):
            hashed = salts[document] + np.uint64(band + 1)
            for k in range(band * rows, (band + 1) * rows):
                hashed = (hashed ^ np.uint64(signature[k])) * _STEP
                hashed ^= hashed >> np.uint64(32)
            keys[document, band] = np.uint32(hashed & np.uint64(0xFFFFFFFF))


@compiled
def sort_sets(shingles, offsets, members, sets, set_offsets):
    """The distinct shingles of each member document, ascending, one after the other in `sets`."""
    at = 0
    for m in range(members.shape[0]):
        start, stop = offsets[members[m]], offsets[members[m] + 1]
        ordered = np.sort(shingles[start:stop])
        for k in range(ordered.shape[0]):
            if k == 0 or ordered[k] != ordered[k - 1]:
                sets[at] = ordered[k]
                at += 1
        set_offsets[m + 1] = at
    return at


@compiled
def shared_counts(sets, set_offsets, left, right, shared):
    """How many shingles sets left[p] and right[p] share, for each pair p."""
    for p in range(left.shape[0]):
        i, i_stop = set_offsets[left[p]], set_offsets[left[p] + 1]
        j, j_stop = set_offsets[right[p]], set_offsets[right[p] + 1]
        both = 0
        while i < i_stop and j < j_stop:
            a, b = sets[i], sets[j]
            both += a == b
            i += a <= b
            j += b <= a
        shared[p] = both


@compiled
def find(parents, node):
    """The root of a node, halving the path on the way."""
    while parents[node] != node:
        parents[node] = parents[parents[node]]
        node = parents[node]
    return node


@compiled
def unite(parents, left, right):
    """Join the trees of each pair; the smaller number is the root."""
    for p in range(left.shape[0]):
        a, b = find(parents, left[p]), find(parents, right[p])
        if a < b:
            parents[b] = a
        elif b < a:
            parents[a] = b
    for node in range(parents.shape[0]):
        parents[node] = find(parents, node)
