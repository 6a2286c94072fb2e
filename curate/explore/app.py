"""The explorer's pages: an address goes in, a page comes out.

    /                            rows, filtered and searched, with facets that count
    /rows/12                     a row (from 1, the kept rows first), with ?family=… the view that it was found in
    /rows/12/beside/99           two rows side by side, word by word
    /rows/12/verdict?answer=…    an answer put to the row's checker again, as JSON where that is asked for
    /ids/8f8e829c…               the row with that id
    /funnel                      what became of the rows, stage by stage
    /progress                    how far the index is, as JSON

Every answer is a reading one: other methods than GET and HEAD are refused, and so is a request under another name than
the loopback's, which is how a page elsewhere would reach in.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from curate.errors import CurateError
from curate.explore import reading, text
from curate.explore.facets import FACETS
from curate.explore.filters import View
from curate.explore.index import Index
from curate.explore.verdict import Checking
from curate.explore.words import Query
from curate.record import REJECTED
from curate.verifiers import REASONS

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: rows of a page, values of a facet that stand open, and characters of a row's first line
PER_PAGE, OPEN_VALUES, EXCERPT = 25, 8, 240
#: wrong answers that are put to the checker besides the answer asked for
MOST_TRAPS = 12
#: near-duplicates whose questions stand beside the row's on its page
COMPARED_TWINS = 5
NAMES_OF_THE_LOOPBACK = frozenset({"127.0.0.1", "localhost"})
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
    "cache-control": "no-cache",
}
_HERE = Path(__file__).parent
_ITEM = (
    "id", "family", "level", "split", "question", "choices", "reasoning", "answer", "verification", "cluster_size",
    "reason", "detail",
)  # fmt: skip


class Guard:
    """Lets only readers from this machine in, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                added = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message["headers"], *(pair for pair in added if pair[0] not in given)]
            await send(message)

        refusal: Response | None = None
        if _host(scope) not in NAMES_OF_THE_LOOPBACK:
            refusal = PlainTextResponse("This page answers only under 127.0.0.1 and localhost.\n", 421)
        elif scope["method"] not in ("GET", "HEAD"):
            refusal = PlainTextResponse("This page is only read.\n", 405, {"allow": "GET, HEAD"})
        await (refusal or self._app)(scope, receive, guarded)


def _host(scope: Scope) -> str:
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if len(hosts) != 1:
        return ""
    name, _, port = hosts[0].decode("latin-1").lower().partition(":")
    return str(name) if not port or port.isdecimal() else ""


def explorer(index: Index, checking: Checking) -> Guard:
    """The application; starting and closing what it is given is the caller's."""
    return Guard(_Pages(index, checking).application())


class _Pages:
    def __init__(self, index: Index, checking: Checking):
        self.index, self.checking = index, checking
        self.templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        self.templates.globals.update(
            corpus=index.corpus, index=index, facets=FACETS, open_values=OPEN_VALUES, per_page=PER_PAGE,
            meanings=REASONS, rules=reading.RULES,
        )  # fmt: skip
        self.templates.filters.update(
            shown=text.shown, marked=text.marked, excerpt=text.excerpt, count=lambda number: f"{number:,}",
            pretty_json=reading.pretty_json, tojson_plain=lambda value: json.dumps(value, indent=2, ensure_ascii=False),
        )  # fmt: skip

    def application(self) -> Starlette:
        handlers: dict[Any, Callable[..., Any]] = {
            CurateError: self._refused,
            HTTPException: self._not_found,
            Exception: self._broken,
        }
        return Starlette(
            routes=[
                Route("/", self.listing),
                Route("/rows/{row:int}", self.row),
                Route("/rows/{row:int}/beside/{other:int}", self.beside),
                Route("/rows/{row:int}/verdict", self.verdict),
                Route("/ids/{identity}", self.identity),
                Route("/funnel", self.funnel),
                Route("/progress", self.progress),
                Mount("/static", StaticFiles(directory=_HERE / "static")),
            ],
            exception_handlers=handlers,
        )

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        values.setdefault("view", View())
        return HTMLResponse(self.templates.get_template(template).render(**values), status)

    # ── pages ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def listing(self, request: Request) -> Response:
        view = View.read(request.query_params.multi_items())
        found = self.index.find(view, PER_PAGE)
        query = Query.read(view.words)
        items = [self._item(row, query.pattern) for row in found.rows]
        return self.page(
            "rows.html", view=view, found=found, items=items, pattern=query.pattern, excerpt=EXCERPT,
            pages=max(1, math.ceil(found.total / PER_PAGE)),
        )  # fmt: skip

    def _item(self, row: int, pattern: re.Pattern[str] | None) -> dict[str, Any]:
        """What the list shows of a row: the first of its texts that holds what was searched for, else the question."""
        item = _whole(dict.fromkeys(_ITEM) | self.index.rows.read(row, _ITEM))
        texts = [item[name] or "" for name in ("question", "reasoning", "answer", "detail")]
        line = next((one for one in texts if pattern and pattern.search(one)), item["question"] or item["detail"])
        gold = [choice.text for choice in reading.choices_of(item) if choice.gold]
        answer = " · ".join([item["answer"] or "", *gold])
        return item | {"row": row, "kept": row < self.index.kept, "line": line, "answer": answer}

    def row(self, request: Request) -> Response:
        row, record = self._record(request, "row")
        view = View.read(request.query_params.multi_items())
        before, after, place = self.index.neighbours(view, row)
        twins, more = reading.twins_of(self.index, row, record)
        beside = []
        for place_of_twin, twin in enumerate(twins):
            near = twin.row is not None and place_of_twin < COMPARED_TWINS
            other = self.index.rows.read(twin.row or 0, ("question", "answer")) if near else None
            pair = other and text.compared(record["question"] or "", other["question"] or "")
            beside.append({"twin": twin, "pair": pair, "other": other})
        return self.page(
            "row.html", row=row, record=record, kept=row < self.index.kept, view=view.on(place // PER_PAGE + 1),
            before=before, after=after, pattern=Query.read(view.words).pattern, origin=record["provenance"],
            steps=reading.steps_of(record["reasoning"] or ""), cut=len(record["reasoning"] or "") > reading.LONGEST,
            choices=reading.choices_of(record), traps=reading.traps_of(record), twins=beside, more_twins=more,
            metadata=_but_traps(record["metadata"]),
        )  # fmt: skip

    def beside(self, request: Request) -> Response:
        (row, record), (other, twin) = self._record(request, "row"), self._record(request, "other")
        parts = []
        for label, of in _COMPARED:
            left, right = of(record), of(twin)
            if left or right:
                parts.append({"label": label, "pair": text.compared(left, right), "same": left == right})
        return self.page("beside.html", row=row, record=record, other=other, twin=twin, parts_of_rows=parts)

    def verdict(self, request: Request) -> Response:
        row, record = self._record(request, "row")
        gold, verifier = record["answer"] or "", record["verifier"]
        given = request.query_params.get("answer", gold)
        traps = reading.traps_of(record)[:MOST_TRAPS]
        said = self.checking.ask(
            verifier["name"] or "", gold, reading.read_json(verifier["arguments"]),
            [given, *(trap.answer for trap in traps)],
        )  # fmt: skip
        rows = [
            {
                "answer": one.answer,
                "score": one.score,
                "reason": one.reason,
                "meaning": one.trouble or REASONS.get(one.reason, ""),
                "note": note,
            }
            for one, note in zip(said, ["the gold answer" if given == gold else "", *(trap.trap for trap in traps)])
        ]
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"verdicts": rows})
        return self.page("verdict.html", row=row, record=record, given=given, verdicts=rows)

    def identity(self, request: Request) -> Response:
        identity = request.path_params["identity"]
        found = reading.rows_with_id(self.index, identity)
        if not found:
            why = "" if self.index.keys else " yet: ids are still being read"
            raise HTTPException(404, f"There is no row with this id{why}.")
        return RedirectResponse(f"/rows/{found[0] + 1}", 307)

    def funnel(self, request: Request) -> Response:
        return self.page("funnel.html", manifest=self.index.corpus.manifest)

    def progress(self, request: Request) -> Response:
        index = self.index
        return JSONResponse(
            {"rows": index.rows.count, "listed": index.listed, "searchable": index.searchable, "trouble": index.trouble}
        )

    def _record(self, request: Request, name: str) -> tuple[int, dict[str, Any]]:
        row = request.path_params[name] - 1
        if not 0 <= row < self.index.rows.count:
            raise HTTPException(404, f"There is no row {row + 1:,}; there are {self.index.rows.count:,}.")
        record = self.index.rows.read(row)
        return row, _whole(dict.fromkeys(REJECTED.names) | record)

    # ── what goes wrong ───────────────────────────────────────────────────────────────────────────────────────────────

    def _refused(self, request: Request, error: CurateError) -> Response:
        return self.page("trouble.html", 500, title=error.what, error=error)

    def _not_found(self, request: Request, error: HTTPException) -> Response:
        title = error.detail if error.detail != "Not Found" else "There is no such page."
        return self.page("trouble.html", error.status_code, title=title, error=None)

    def _broken(self, request: Request, error: Exception) -> Response:
        title = f"curate broke down: {type(error).__name__}: {error}"
        return self.page("trouble.html", 500, title=title, error=None)


def _whole(record: dict[str, Any]) -> dict[str, Any]:
    """The record with a structure of nulls where it has none, as a row that could not be read has."""
    for name in record:
        kind = REJECTED.field(name).type
        if record[name] is None and pa.types.is_struct(kind):
            record[name] = dict.fromkeys(field.name for field in kind)
    return record


def _but_traps(metadata: str | None) -> dict[str, Any]:
    return {name: value for name, value in reading.read_json(metadata).items() if name != "distractors"}


def _choices(record: Mapping[str, Any]) -> str:
    return "\n".join(f"{choice.letter}. {choice.text}" for choice in reading.choices_of(record))


_COMPARED: tuple[tuple[str, Callable[[Mapping[str, Any]], str]], ...] = (
    ("Question", lambda record: record["question"] or ""),
    ("Choices", _choices),
    ("Reasoning", lambda record: (record["reasoning"] or "")[: reading.LONGEST]),
    ("Answer", lambda record: record["answer"] or ""),
    ("Parameters", lambda record: record["provenance"]["parameters"] or ""),
)
