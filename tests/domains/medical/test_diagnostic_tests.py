"""Tests and trials, recomputed by counting people in a large imagined population."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from domains.medical.families.diagnostic_tests import FAMILY, needed_to_treat, predictive_value
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

F = Fraction
MADE = problems(FAMILY, 700)


def part(percent: float) -> F:
    return F(str(percent)) / 100


def given_result(prior: F, ill: F, well: F) -> F:
    """Share of the diseased among people with a result that `ill` of the diseased and `well` of the healthy get."""
    return prior * ill / (prior * ill + (1 - prior) * well)


def expected(p: dict[str, Any]) -> F | str:
    kind = p["kind"]
    if kind == "ratio":
        if "table" in p:
            tp, fn, fp, tn = p["table"]
            se, sp = F(tp, tp + fn), F(tn, fp + tn)
        else:
            se, sp = part(p["sensitivity"]), part(p["specificity"])
        return se / (1 - sp) if p["positive"] else (1 - se) / sp
    if kind == "table_value":
        tp, fn, fp, tn = p["table"]
        return 100 * {
            "sensitivity": F(tp, tp + fn), "specificity": F(tn, tn + fp),
            "positive predictive value": F(tp, tp + fp), "negative predictive value": F(tn, tn + fn),
        }[p["which"]]  # fmt: skip
    if kind == "nnt":
        if "arms" in p:
            e1, n1, e2, n2 = p["arms"]
            return F(math.ceil(1 / (F(e1, n1) - F(e2, n2))))
        return F(math.ceil(1 / (part(p["cer"]) - part(p["eer"]))))
    if kind == "posttest":
        prior = F(p["odds"][0], sum(p["odds"])) if "odds" in p else part(p["percent"])
        return 100 * given_result(prior, F(str(p["ratio"])), F(1))
    if kind == "natural":
        return 100 * given_result(F(p["ill"], p["per"]), part(p["sensitivity"]), part(p["false_rate"]))
    if kind == "predictive":
        q, se, sp = part(p["prevalence"]), part(p["sensitivity"]), part(p["specificity"])
        if p["asked"] == "disease after a positive":
            return 100 * given_result(q, se, 1 - sp)
        ill = given_result(q, 1 - se, sp)
        return 100 * (ill if p["asked"].startswith("disease") else 1 - ill)
    if kind == "baseline":
        risk, ratio = part(p["risk"]), F(str(p["ratio"]))
        treated = given_result(risk, ratio, F(1)) if p["odds"] else risk * ratio
        return F(math.ceil(1 / (risk - treated)))
    if kind == "serial":
        (se1, sp1), (se2, sp2) = ([part(x) for x in p[name]] for name in ("first", "second"))
        both = p["positive"]
        return 100 * given_result(
            part(p["prior"]), se1 * (se2 if both else 1 - se2), (1 - sp1) * (1 - sp2 if both else sp2)
        )
    if kind == "screening":
        (se1, sp1), (se2, sp2) = ([part(x) for x in p[name]] for name in ("first", "second"))
        ill = p["people"] * part(p["prior"])
        count = ill * (1 - se1 * se2) if p["missed"] else (p["people"] - ill) * (1 - sp1) * (1 - sp2)
        return F(math.floor(count + F(1, 2)))
    if kind == "threshold":
        q, se, sp = part(p["prior"]), part(p["sensitivity"]), part(p["specificity"])
        limit = F(p["harm"], p["harm"] + p["benefit"])
        treat = [given_result(q, *likely) > limit for likely in ((se, 1 - sp), (1 - se, sp))]
        return (
            "treat whatever the result"
            if all(treat)
            else "let the result decide"
            if any(treat)
            else "withhold treatment whatever the result"
        )
    e1, n1, e2, n2 = p["arms"]
    a, b = e1 / n1, e2 / n2
    error = (a * (1 - a) / n1 + b * (1 - b) / n2) ** 0.5
    z = (a - b) / error
    return "benefit shown" if z > 1.96 else "harm shown" if z < -1.96 else "no difference shown"


def test_answers_follow_from_the_parameters() -> None:
    for _, problem in MADE:
        right = expected(dict(problem.parameters))
        if isinstance(right, str):
            assert problem.answer == right, problem.question
        else:
            number = problem.answer.split()[0]
            decimals = len(number.partition(".")[2])
            slack = 0 if problem.verifier == "integer" else 0.51 * 10**-decimals + 2e-4 * float(right)
            assert abs(float(number) - float(right)) <= slack, (problem.question, float(right))


def test_published_examples() -> None:
    # Gigerenzer 2007: mammography, 9 of 98 positives; Cook & Sackett 1995: 9.6 % against 2.8 % gives NNT 15
    assert abs(predictive_value(0.01, 0.9, 0.91) - 9 / 98) < 0.002
    assert needed_to_treat(0.096, 0.028) == 15


def test_tests_are_better_than_a_coin_and_treatments_help_somebody() -> None:
    for _, problem in MADE:
        p = problem.parameters
        if "sensitivity" in p and "specificity" in p:
            assert p["sensitivity"] + p["specificity"] > 110
        if p["kind"] in ("nnt", "baseline"):
            assert 2 <= int(problem.answer) <= 400
        if problem.answer.endswith("%"):
            assert 0 < float(problem.answer.split()[0]) < 100


def test_every_decision_occurs() -> None:
    labels = {problem.answer for _, problem in MADE if problem.verifier == "label"}
    assert len(labels) == 6


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
