"""``curate ask``: a question put to a trained model."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curate.cli import EXIT_CODES

if TYPE_CHECKING:
    from train.request import Reply


@click.command(name="ask", short_help="Put a question to a trained model.", epilog=EXIT_CODES)
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.argument("question", metavar="QUESTION")
@click.option("--choice", "--choices", "choices", multiple=True, metavar="TEXT", help="An option, without its letter; "
              "repeatable, in order.")  # fmt: skip
@click.option("--samples", default=1, show_default=True, type=click.IntRange(1, 1024), help="Answers to draw.")
@click.option("--temperature", type=click.FloatRange(min=0), help="0 for the likeliest answer.  [default: 0; 1 where "
              "there are several samples]")  # fmt: skip
@click.option("--max-tokens", type=click.IntRange(min=1), help="Longest answer.  [default: as it was trained]")
@click.option("--stage", help="Checkpoint of this stage.  [default: the last]")
@click.option("--step", type=click.IntRange(min=0), help="Checkpoint of this step.  [default: the stage's last]")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Of the samples.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--verbose", is_flag=True, help="Let the libraries speak.")
def command(
    run: Path,
    question: str,
    choices: tuple[str, ...],
    samples: int,
    temperature: float | None,
    max_tokens: int | None,
    stage: str | None,
    step: int | None,
    seed: int,
    as_json: bool,
    verbose: bool,
) -> None:
    """Put QUESTION to the model of RUN, in the very form that it was trained on. A small model knows only the kinds of
    problems that it was trained on; nothing that it says is medical or legal advice."""
    from curate.errors import InputError
    from train.cli.extra import require_extra
    from train.cli.quiet import quiet as without_noise
    from train.folder import RunFolder

    if not question.strip():
        raise InputError("there is no question", remedy="curate ask RUN 'How many …?'")
    RunFolder.open(run)
    require_extra()
    hot = temperature if temperature is not None else (1.0 if samples > 1 else 0.0)
    with without_noise(verbose):
        from train.request import AskRequest, Checkpoint
        from train.run import ask

        replies = ask(
            AskRequest(Checkpoint(run, stage, step), question, choices, samples, hot, max_tokens=max_tokens, seed=seed)
        )
    for number, reply in enumerate(replies, 1):
        if as_json:
            click.echo(json.dumps(asdict(reply), ensure_ascii=False))
            continue
        if number > 1:
            click.echo()
        click.echo("\n".join(_readable(reply, number if len(replies) > 1 else None)))
    answers = Counter(reply.answer for reply in replies if reply.answer is not None)
    if len(replies) > 1 and answers and not as_json:
        from curate.cli.text import printable

        votes = ", ".join(f"{printable(answer)} ({count})" for answer, count in answers.most_common(5))
        click.echo(f"\nanswers: {votes}")


def _readable(reply: Reply, number: int | None) -> list[str]:
    from curate.cli.text import block, field

    head = [click.style(f"sample {number}", bold=True)] if number is not None else []
    cut = "" if reply.stopped else "; cut off at the longest that it may write"
    if reply.answer is None:
        why = f"not in the form that it was trained to write: {reply.reason}{cut}"
        return [*head, *block(reply.text), "", *field("note", why)]
    lines = [*head, *block(reply.reasoning or ""), "", *field("answer", reply.answer)]
    return lines + (field("note", cut.removeprefix("; ")) if cut else [])
