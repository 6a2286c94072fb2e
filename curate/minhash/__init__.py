"""The near-duplicate engine: a text column goes in; verified pairs and their components come out.

    text column ─► shingles ─► signatures ─► band keys ─► candidate pairs ─► verified pairs ─► components
     (Arrow)       `shingles`   `signatures`  `signatures`  `bands`            `pairs`           `pairs`

Nothing here makes a Python object a document: a batch is its Arrow offsets and bytes. `kernel` holds the compiled loops
(numba), `reference` the same arithmetic in numpy; both give the same bytes, on any number of threads.

Hash specification, version 1. It never changes under this number. Arithmetic is modulo 2^64 unless said otherwise.

Units, ``words``
    The text's code points are classed by the Unicode 3.2 database that every Python carries, so that the result does
    not depend on the Python version. Letters, numbers, marks, and code points that 3.2 does not know are word
    characters; all others part words, and so does everything from U+40000. A full stop between two ASCII digits belongs
    to the word (``3.5``). Decimal digits of any script become ASCII digits; other characters are lower-cased where the
    lower case is one code point. A character of an unspaced script (Han, kana, Thai, Lao, Khmer, Burmese, …:
    `tables.UNSPACED`) is a word of its own.
Units, ``characters``
    Every code point above U+0020, case kept; for SMILES and code.
Unit hash
    A word is its UTF-8 bytes in blocks of 8, the last padded with zeros, each read as a little-endian integer; a
    character is its code point as one block. h = 0x9AE16A3B2F90404F; for each block
    h = (h ^ block) * 0x9E3779B97F4A7C15, then h ^= h >> 32.
Shingle
    n consecutive units u_1 … u_n; a text of fewer units is one shingle of all of them; a text without units has none.
    x = u_1 M^(n-1) + … + u_n with M = 0xD6E8FEB86659FD93; x = (x ^ x >> 32) * 0xE7037ED1A0B428DB; the shingle is
    x >> 32.
Signature
    datasketch 2.0's ``affine32`` scheme, seed 1, over these 32-bit shingles:
    s_k = min over shingles of (a_k fmix32(shingle) + b_k) mod 2^32; 2^32 - 1 throughout for a text without shingles.
    ``datasketch.MinHash(hashvalues=row, scheme="affine32", seed=1)`` takes a row as it is.
Band key
    h = salt + band + 1; for each of the band's signature values h = (h ^ value) * 0x9E3779B97F4A7C15, then
    h ^= h >> 32; the key is h mod 2^32. Equal keys only propose a pair, and every pair is verified: a collision costs a
    comparison. The salt is the caller's 64-bit condition (0 for none): rows of different salt meet only by collision.
Numbers
    The sum of (h ^ h >> 31) * 0xE7037ED1A0B428DB over the hashes h of words that hold an ASCII digit: equal multisets
    of numbers have equal sums.
Similarity
    The exact Jaccard index of the two texts' sets of 32-bit shingles.
"""
