"""Completions that are a dialect themselves, read all the way: ``messages`` whose content holds ``<think>…</think>``,
a solution that ends in a boxed answer, an answer that still wears its ``<answer>`` tags.

A trace and the text formats in, a trace whose reasoning and answer hold no markup of theirs out.
"""

from __future__ import annotations

from dataclasses import replace

from curate.formats.boxed import BOXED
from curate.formats.conclusion import bare, last_boxed
from curate.formats.contract import Format, Trace
from curate.formats.judgement import judged
from curate.formats.tagged import earliest

_WRAPPERS = (("<think>", "</think>"), ("<reasoning>", "</reasoning>"), ("[THINK]", "[/THINK]"))


def detected(text: str, formats: tuple[Format, ...]) -> Format | None:
    """The text format that the text is in: the first that matches, tagged dialects by whose tag comes first."""
    tagged = earliest(text)
    for candidate in formats:
        if candidate is tagged or (candidate.matches(text) and not _is_tagged(candidate)):
            return candidate
    return None


def _is_tagged(candidate: Format) -> bool:
    from curate.formats.tagged import FORMATS

    return candidate.name in FORMATS


def resolved(trace: Trace, formats: tuple[Format, ...], *, strict: bool) -> Trace:
    """The trace with its completion read all the way; a trace that was refused is left as it is."""
    if trace.reason not in ("ok", "no_reasoning") or (trace.choices and len(trace.answer) == 1):
        return trace
    trace = replace(trace, reasoning=_unwrapped(trace.reasoning))
    if trace.reasoning.strip():
        return _within_answer(trace, strict)
    found = detected(trace.answer, formats)
    if found is None:
        return trace
    inner = found.read(trace.answer, strict=strict)
    merged = replace(
        trace,
        question=trace.question or inner.question,
        reasoning=inner.reasoning,
        answer=inner.answer,
        reason=inner.reason,
        metadata={**trace.metadata, **inner.metadata},
    )
    if found is BOXED:
        return replace(merged, answer=bare(inner.answer) or inner.answer)
    if merged.reason not in ("ok", "no_reasoning"):
        return merged
    if not merged.reasoning.strip() and len(merged.answer) < len(trace.answer):
        nested = detected(merged.answer, tuple(known for known in formats if known is not found))
        if nested is not None:
            return resolved(merged, tuple(known for known in formats if known is not found), strict=strict)
    return _within_answer(merged, strict) if merged.reasoning.strip() else merged


def _unwrapped(reasoning: str) -> str:
    """The reasoning without the one pair of tags around all of it."""
    stripped = reasoning.strip()
    for opening, closing in _WRAPPERS:
        if stripped.startswith(opening) and stripped.endswith(closing) and len(stripped) >= len(opening) + len(closing):
            content = stripped[len(opening) : -len(closing)]
            if opening not in content and closing not in content:
                return content.strip()
    return reasoning


def _within_answer(trace: Trace, strict: bool) -> Trace:
    """The answer alone, where the answer's text marks it, with its full text kept as ``solution``."""
    tagged = earliest(trace.answer)
    if tagged is not None:
        inner = tagged.read(trace.answer, strict=False)
        if inner.reasoning.strip():
            held = trace if strict else replace(trace, answer=inner.answer)
            return judged(held, strict=strict, flaw="answer_holds_reasoning")
        answer = inner.answer
    elif (box := last_boxed(trace.answer)) is not None:
        answer = bare(trace.answer[box[1] : box[2]])
    else:
        return trace
    if not answer.strip():
        return trace
    marked = replace(trace, answer=answer, metadata={**trace.metadata, "solution": trace.answer})
    return judged(marked, strict=strict)
