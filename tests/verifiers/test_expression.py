"""The expression checker against sympy, and what it refuses."""

from __future__ import annotations

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.verifiers import verify


@pytest.mark.parametrize(
    ("answer", "gold"),
    [("2x+1", "1+2x"), ("(x+1)^2", "x^2+2x+1"), (r"\frac{1}{2}", "0.5"), (r"\sqrt{8}", r"2\sqrt{2}"),
     (r"\frac12", "1/2"),
     ("sin(x)^2+cos(x)^2", "1"), (r"\sin^2 x", "sin(x)**2"), ("x=5", "5"), ("y = 2x+1", "2x+1"), ("x+y=1", "2x+2y=2"),
     ("(1,2)", "(1, 2)"), ("{1,2}", "{2,1}"), ("3pi/2", r"\frac{3\pi}{2}"), ("e^{x}", "exp(x)"), ("|x|", "sqrt(x^2)"),
     ("ln(x^2)", "2 ln x"), (r"\sqrt[3]{x}", "x^(1/3)"), ("xy", "y x"), ("2^10", "1024"), ("k_1 t", "t k_1"),
     (r"$\boxed{\dfrac{x^2-1}{x-1}}$", "x+1"), ("x²", "x^2"), ("−x", "-x"), ("3×10^-2", "0.03")],
)  # fmt: skip
def test_equal_expressions_are_equal_however_written(answer: str, gold: str) -> None:
    assert verify("expression", answer, gold).score == 1


@pytest.mark.parametrize(
    ("answer", "gold"),
    [("x^2", "x^3"), ("-x^2", "(-x)^2"), ("(1,2)", "(2,1)"), ("x+y=1", "x+y=2"), ("sqrt(x^2+1)", "x+1"),
     ("1/2", "0.51"),
     ("hello world", "x"), ("", "x"), ("x;y", "x"), ("a/b/c", "a/(b/c)"), ("2 3", "6"), ("__import__('os')", "x")],
)  # fmt: skip
def test_other_expressions_are_not(answer: str, gold: str) -> None:
    assert verify("expression", answer, gold).score == 0


@pytest.mark.parametrize(
    "text", ["9**9**9", "9^9^9^9", "((" * 300, "x^" * 200 + "x", "1" * 900, "1/0", "-" * 1900 + "1", "|" * 500]
)
def test_what_is_out_of_bounds_is_refused_quickly(text: str) -> None:
    assert verify("expression", "1", text).score in (None, 0)
    assert verify("expression", text, "2").score == 0


def _trees() -> st.SearchStrategy[str]:
    leaves = st.sampled_from(["x", "y", "1", "2", "3", "7"])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
            inner.map(lambda t: f"({t})**2"),
        ),
        max_leaves=6,
    )


@settings(deadline=None, max_examples=60)
@given(_trees(), _trees())
def test_polynomials_compare_as_in_sympy(one: str, other: str) -> None:
    x, y = sympy.symbols("x y")
    names = {"x": x, "y": y}
    same = sympy.expand(sympy.sympify(one, locals=names) - sympy.sympify(other, locals=names)) == 0
    assert verify("expression", one, other).score == float(same)
    expanded = str(sympy.expand(sympy.sympify(one, locals=names)))
    assert verify("expression", expanded, one).score == 1
