"""Two corpora compared: what was asked for, what came in, what became of each row, and how the whole has shifted.

Two corpora go in, a `Comparison` comes out; `page` writes it as text for a terminal, as Markdown or as JSON.
"""

from curate.compare.comparison import Comparison, compare

__all__ = ["Comparison", "compare"]
