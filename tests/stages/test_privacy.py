"""Identifiers are found where they are, and numbers of every other kind are let be."""

from __future__ import annotations

import ipaddress
import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.record import content_id
from curate.stages.privacy import Options, identifiers, stage
from tests.stages.rows import CONTEXT, assert_rowwise, batch, kept, reasons, row

STAGE = stage(Options(), CONTEXT)

FOUND = [
    ("email", "jane.doe+x@clinic-north.co.uk"), ("email", "a1@example.org"), ("email", "INFO@CLINIC.ORG"),
    ("phone", "(212) 555-0147"), ("phone", "212-555-0147"), ("phone", "+1 212 555 0147"), ("phone", "212.555.0147"),
    ("phone", "+1 (212) 555-0147"), ("phone", "+44 20 7946 0958"), ("phone", "+442079460958"),
    ("phone", "+31-84-8337781"),
    ("phone", "+49 30 901820"), ("phone", "+61 2 5550 1234"),
    ("ip", "192.168.0.12"), ("ip", "203.0.113.200"), ("ip", "2001:db8::ff00:42:8329"),
    ("ip", "2001:0db8:0000:0000:0000:ff00:0042:8329"), ("ip", "fe80::1ff:fe23:4567:890a"),
    ("ssn", "123-45-6789"), ("ssn", "219‑09‑9999".replace("‑", "-")),
]  # fmt: skip
NAMED = [
    ("mrn", "MRN: ", "00482913"), ("mrn", "medical record number is ", "12345"), ("mrn", "Patient ID: ", "AB-1234567"),
    ("mrn", "NHS number ", "943 476 5919"), ("mrn", "hospital no. ", "H482913"),
    ("phone", "phone ", "5551234"), ("phone", "Tel.: ", "020 7946 0958"), ("phone", "call me at ", "2125550147"),
    ("phone", "fax number: ", "01606 810 567"), ("ip", "IP ", "10.0.0.1"), ("ip", "the host ", "8.8.8.8"),
    ("ssn", "SSN ", "123456789"), ("ssn", "social security number: ", "123 45 6789"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), FOUND)
@pytest.mark.parametrize("frame", ["{}", "Write to {}.", "(see {})", "a, {}, b", "line\n{}\nline"])
def test_an_identifier_is_found_whole_wherever_it_stands(kind: str, text: str, frame: str) -> None:
    sentence = frame.format(text)
    assert [(sentence[start:end], found) for start, end, found in identifiers(sentence)] == [(text, kind)]


@pytest.mark.parametrize(("kind", "name", "text"), NAMED)
def test_a_bare_number_is_found_by_the_words_before_it_only(kind: str, name: str, text: str) -> None:
    sentence = f"The {name}{text}, as stated."
    assert [(sentence[start:end], found) for start, end, found in identifiers(sentence)] == [(text, kind)]
    assert identifiers(f"The volume {text} is stated.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Na 140, K 4.2, Cl 103, HCO3 24; WBC 12,500 and platelets 250 000", "white blood cell is 10780.0 count/µL",
        "120-80-7000 mL", "doses of 250-500-1000 mg", "2026-06-20 and 06/20/2026 and 12-11-1998",
        "7732-18-5 and 50-78-2",
        "x = 212-555-1047 = 3", "5 +12 345 678 901 = 6", "1.2.3.4 in section 1.2.3.4 and version 10.20.30.99",
        "CC(=O)Oc1ccccc1C(=O)O", "[13C@@H](N)(C)C(=O)O", "A@B.T and X @ W.T", "np.array([1, 2]) @ b.T", "10:20:30::5",
        "std::vector<int>::size_type", "(unstack b1 b2) (put-down b1)",
        "000-12-3456, 666-12-3456, 900-12-3456, 123-00-4567",
        "28 U.S.C. 1332, 410 F.4th 1973, 347 U.S. 483", "6.02214076e23 and 299792458 m/s", "24/6=4 digits", "555-1234",
        "Calls rose by 2125550147", "cell 4500 11000 mm", "MRN unknown", "room number 12345", "the ratio 12:34:56:78",
        "f(x) = +1234567890123", "555.555.55", "256.300.1.1", "user@localhost", "@handle and a@b",
    ],
)  # fmt: skip
def test_other_numbers_are_let_be(text: str) -> None:
    assert identifiers(text) == []


@settings(deadline=None, max_examples=200)
@given(st.ip_addresses(v=4).filter(lambda address: max(address.packed) > 60 and address.packed[0] > 0))
def test_any_ipv4_address_is_found(address: ipaddress.IPv4Address) -> None:
    text = f"from {address} to"
    assert [text[start:end] for start, end, _ in identifiers(text)] == [str(address)]


@settings(deadline=None, max_examples=200)
@given(st.integers(1, 999), st.integers(0, 99), st.integers(0, 9999))
def test_social_security_numbers_are_those_that_can_be_issued(area: int, group: int, serial: int) -> None:
    text = f"{area:03}-{group:02}-{serial:04}"
    valid = area != 666 and area < 900 and group > 0 and serial > 0
    assert [kind for *_, kind in identifiers(text)] == (["ssn"] if valid else [])


@settings(deadline=None, max_examples=200)
@given(st.integers(2, 9), st.integers(0, 99), st.integers(2, 9), st.integers(0, 99), st.integers(1, 9999))
def test_any_north_american_number_in_brackets_is_found(a: int, b: int, c: int, d: int, e: int) -> None:
    text = f"({a}{b:02}) {c}{d:02}-{e:04}"
    assert len(identifiers(text)) == (0 if d == 11 else 1)


@settings(deadline=None, max_examples=200)
@given(st.text(st.sampled_from("0123456789 .-+()@:abcMRNtel/\n"), max_size=120))
def test_spans_are_in_order_and_never_overlap(text: str) -> None:
    spans = identifiers(text)
    assert all(0 <= start < end <= len(text) for start, end, _ in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize("unit", ["1 ", "1-", "a@", "1:", "+1 ", "(1", "1.", "MRN ", "a.", "a@b."])
def test_a_long_row_of_anything_is_read_in_linear_time(unit: str) -> None:
    identifiers(unit * (500_000 // len(unit)))


def test_masked_rows_get_a_new_id_a_pedigree_and_counts() -> None:
    private = row(
        question="Call (212) 555-0147 or mail a@bc.org or d@ef.org. How much is 40 / 20?",
        choices=["2", "x@yz.org"],
        metadata={"note": {"from": ["jane@clinic.org"]}, "page": 3},
    )
    one, plain = kept(STAGE.apply(batch(private, row())))
    assert one["question"] == "Call [PHONE] or mail [EMAIL] or [EMAIL]. How much is 40 / 20?"
    assert one["choices"] == ["2", "[EMAIL]"]
    assert json.loads(one["metadata"]) == {"note": {"from": ["[EMAIL]"]}, "page": 3}
    assert one["quality"]["flags"] == ["masked_email:4", "masked_phone:1"]
    assert one["provenance"]["transformations"] == ["privacy_v1"]
    assert one["id"] == content_id("medical", one["question"], one["choices"], one["reasoning"], one["answer"])
    assert plain["id"] == row()["id"]
    assert plain["provenance"]["transformations"] == []


def test_the_recipe_says_what_becomes_of_each_kind() -> None:
    private = row(question="MRN 00482913, SSN 123-45-6789, a@bc.org. How much is 40 / 20?")
    some = stage(Options(ssn="reject", email="keep"), CONTEXT).apply(batch(private, row()))
    assert reasons(some) == ["privacy_v1:ssn"]
    assert "123-45" not in some.rejected.column("detail").to_pylist()[0]
    (one,) = kept(stage(Options(ssn="keep", email="keep"), CONTEXT).apply(batch(private)))
    assert one["question"] == "MRN [MRN], SSN 123-45-6789, a@bc.org. How much is 40 / 20?"


def test_masking_twice_is_masking_once() -> None:
    once = STAGE.apply(
        batch(row(question="Tel. +44 20 7946 0958, MRN: 482913, IP 10.0.0.1, how much is 40 / 20?"))
    ).kept
    assert STAGE.apply(once).kept.to_pylist() == once.to_pylist()


def test_batching_changes_nothing() -> None:
    assert_rowwise(
        STAGE, batch(row(question="mail a@bc.org"), row(), row(answer="10.99.0.1"), row(metadata={"a": "a@bc.org"}))
    )


def test_worked_problems_and_plans_have_no_identifiers(shared_data: Path) -> None:
    lines = (shared_data / "general/gsm8k/train.jsonl").read_text(encoding="utf-8").splitlines()
    lines += (shared_data / "medical/medmcqa_dev/dev.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [text for line in lines for text in json.loads(line).values() if isinstance(text, str)]
    assert [text for text in texts if identifiers(text)] == []
