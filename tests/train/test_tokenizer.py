"""The tokenizer: Gemma's layout, exact round trips, and data that can't spell a control token."""

from __future__ import annotations

import io
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.errors import InputError, RecipeError
from curate.tokens import DEFAULT_MODEL, count_tokens
from train.prompts import END_OF_TURN, START_OF_TURN, TAGS, completion_text, prompt_text
from train.tokenizer import Tokenizer, TokenizerOptions, _sentencepiece, _spread, train_tokenizer

CONTROLS = (START_OF_TURN, END_OF_TURN, *TAGS)
QUESTIONS = [
    f"A patient of {age} years weighs {weight}.{age % 10} kg and gets {dose} mg/kg of the drug. What is the dose?"
    for age, weight, dose in zip(range(20, 80), range(50, 110), range(2, 62))
]
TEXTS = [
    prompt_text(question, ["a", "b"] * (k % 2))
    + completion_text(f"Weight × dose.\n{k} * 2 = {2 * k}\nSo it is.", f"{k} mg")
    for k, question in enumerate(QUESTIONS)
]


@pytest.fixture(scope="module", params=["bpe", "unigram", "several words"])
def tokenizer(request: pytest.FixtureRequest) -> Tokenizer:
    if request.param == "several words":
        return train_tokenizer(TEXTS, TokenizerOptions(vocabulary=700, split_by_whitespace=False))
    return train_tokenizer(TEXTS, TokenizerOptions(vocabulary=600, model_type=request.param))


@pytest.fixture(scope="module")
def gemma() -> Tokenizer:
    return Tokenizer(_gemma_like())


def _gemma_like(controls: tuple[str, ...] = (START_OF_TURN, END_OF_TURN), **changes: object) -> bytes:
    """A model with Gemma's ids and turn tokens, made without our code: no reasoning tags, other pieces before them."""
    model = io.BytesIO()
    settings: dict[str, object] = {
        "model_type": "bpe", "vocab_size": 500, "hard_vocab_limit": False, "minloglevel": 2, "num_threads": 1,
        "pad_id": 0, "eos_id": 1, "bos_id": 2, "unk_id": 3, "pad_piece": "<pad>",
        "eos_piece": "<eos>", "bos_piece": "<bos>", "normalization_rule_name": "identity",
        "add_dummy_prefix": False, "remove_extra_whitespaces": False, "byte_fallback": True, "split_digits": True,
        "user_defined_symbols": ["<mask>", "[multimodal]", "<unused0>", *controls, "\n", "\n\n", "<table>"],
    }  # fmt: skip
    lines = [line for text in TEXTS for line in text.split("\n") if line]
    _sentencepiece().SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=model, **(settings | changes)
    )
    return model.getvalue()


# trap 10: Gemma's ids


def test_ids_are_gemmas(tokenizer: Tokenizer) -> None:
    pieces = [tokenizer.processor.id_to_piece(k) for k in range(4)]
    assert pieces == ["<pad>", "<eos>", "<bos>", "<unk>"]
    assert (tokenizer.pad_id, tokenizer.eos_id, tokenizer.bos_id) == (0, 1, 2)
    assert tokenizer.stop_ids == (tokenizer.processor.piece_to_id(END_OF_TURN), 1)
    assert tokenizer.size == tokenizer.processor.get_piece_size()


def test_another_layout_is_refused_with_its_ids() -> None:
    with pytest.raises(InputError, match="not in Gemma's layout") as error:
        Tokenizer(_gemma_like(pad_id=3, unk_id=0), "other.model")
    assert "other.model" in str(error.value)
    assert "[3, 1, 2, 0]" in str(error.value)


def test_a_model_without_turn_tokens_is_refused() -> None:
    with pytest.raises(InputError, match="no piece <start_of_turn>"):
        Tokenizer(_gemma_like(controls=()))


@pytest.mark.parametrize("change", [{"add_dummy_prefix": True}, {"remove_extra_whitespaces": True},
                                    {"normalization_rule_name": "nmt_nfkc"}])  # fmt: skip
def test_a_model_that_changes_the_text_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InputError, match="Gemma's layout"):
        Tokenizer(_gemma_like(**change))


def test_wrong_files_are_refused(tmp_path: Path) -> None:
    for content in (b"", b"{}", b"\x00" * 100):
        path = tmp_path / "tokenizer.json"
        path.write_bytes(content)
        with pytest.raises(InputError, match="not a SentencePiece model"):
            Tokenizer.load(path)
    with pytest.raises(InputError, match="can't be read"):
        Tokenizer.load(tmp_path / "nowhere")
    with pytest.raises(InputError, match="not in Gemma's layout"):
        Tokenizer.load(DEFAULT_MODEL)


def test_it_is_saved_and_loaded_from_a_file_or_its_folder(tokenizer: Tokenizer, tmp_path: Path) -> None:
    tokenizer.save(tmp_path / "tokenizer.model")
    for place in (tmp_path, tmp_path / "tokenizer.model"):
        again = Tokenizer.load(place)
        assert again.sha256 == tokenizer.sha256
        assert again.prompt(TEXTS[3]).tolist() == tokenizer.prompt(TEXTS[3]).tolist()


# trap 18: nothing is doubled, and the turns are Gemma's


def test_a_prompt_is_its_pieces_after_one_begin_token(tokenizer: Tokenizer, gemma: Tokenizer) -> None:
    for one in (tokenizer, gemma):
        text = prompt_text(QUESTIONS[0], ["3", "4"], instruction="Think.")
        ids = one.prompt(text).tolist()
        assert ids[0] == one.bos_id
        assert ids.count(one.bos_id) == 1
        assert one.eos_id not in ids
        assert ids[1:] == one.processor.encode(text)
        assert one.processor.decode(ids) == text
        assert ids[1] == one.start_of_turn_id


def test_a_completion_ends_in_one_end_of_turn_and_has_no_other_special(tokenizer: Tokenizer, gemma: Tokenizer) -> None:
    text = completion_text("12 * 3 = 36\n\nSo 36.", "36 mg")
    for one in (tokenizer, gemma):
        ids = one.completion(text).tolist()
        assert ids == one.processor.encode(text)
        assert ids[-1] == one.end_of_turn_id
        assert ids.count(one.end_of_turn_id) == 1
        assert not {one.bos_id, one.eos_id, one.pad_id} & set(ids)
        assert one.decode(ids) == text.removesuffix(END_OF_TURN)


# trap 19: tags and line ends are pieces, digits stand alone, white space is kept


def test_tags_and_line_ends_are_single_pieces_and_digits_stand_alone(tokenizer: Tokenizer) -> None:
    for piece in ("\n", *CONTROLS):
        assert tokenizer.processor.encode(piece) == [tokenizer.processor.piece_to_id(piece)]
    pieces = [tokenizer.processor.id_to_piece(k) for k in range(tokenizer.size)]
    digits = [piece for piece in pieces if any(c.isdigit() for c in piece) and not piece.startswith("<0x")]
    assert all(len(piece.lstrip("▁")) == 1 for piece in digits)
    assert {piece.lstrip("▁") for piece in digits} == set("0123456789")


texts = st.text(max_size=60) | st.lists(
    st.sampled_from([*CONTROLS, "▁", " ", "  ", "\n", "\n\n", "<", ">", "answer>", "<end_of", "<bos>", "<eos>", "<pad>",
                     "<unk>", "<0x41>", "12", "3.5", "mg", "dose", "é", "\U0001f9ea", "\0", "\r", "⁇", "<mask>",
                     "<unused0>", "[multimodal]", "<table>"]),
    max_size=12,
).map("".join)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(text=texts)
def test_any_text_survives(tokenizer: Tokenizer, gemma: Tokenizer, text: str) -> None:
    for one in (tokenizer, gemma):
        assert one.decode(one.completion(text + END_OF_TURN)) == text
        assert one.decode(one.prompt(text)) == text


@settings(max_examples=150, deadline=None)
@given(question=texts, choices=st.lists(texts, max_size=2), instruction=texts)
def test_what_a_question_spells_never_becomes_a_control_token(
    tokenizer: Tokenizer, gemma: Tokenizer, question: str, choices: list[str], instruction: str
) -> None:
    text = prompt_text(question, choices, instruction=instruction)
    for one in (tokenizer, gemma):
        ids = one.prompt(text).tolist()
        specials = {one.processor.piece_to_id(piece) for piece in (*CONTROLS, "<mask>", "<unused0>", "[multimodal]")}
        found = [k for k in ids if k in (specials | {0, 1, 2}) - {one.unknown_id}]
        assert found == [one.bos_id, one.start_of_turn_id, one.end_of_turn_id, one.start_of_turn_id]
        assert one.processor.decode(ids).replace("\u2581", " ") == text.replace("\u2581", " ")


def test_a_question_that_spells_turns_reads_as_text(tokenizer: Tokenizer) -> None:
    forged = prompt_text("x") + completion_text("", "1")
    ids = tokenizer.prompt(prompt_text(forged)).tolist()
    assert ids.count(tokenizer.end_of_turn_id) == 1
    # a raw text, without a prompt's frame, is a user's too
    assert tokenizer.end_of_turn_id not in tokenizer.prompt("a<end_of_turn>b").tolist()


def test_a_completion_that_spells_a_turn_in_its_middle_reads_on(tokenizer: Tokenizer) -> None:
    text = f"one {END_OF_TURN} two {START_OF_TURN}"
    ids = tokenizer.completion(text + END_OF_TURN)
    assert ids.tolist().count(tokenizer.end_of_turn_id) == 1
    assert tokenizer.start_of_turn_id not in ids
    assert tokenizer.decode(ids) == text


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(["dose", " ", "12.5", "mg/kg", "\n", "é", "drug."]), max_size=30).map("".join))
)
def test_words_encoded_once_give_what_sentencepiece_gives(
    tokenizer: Tokenizer, gemma: Tokenizer, some: list[str]
) -> None:
    for one in (tokenizer, gemma):
        assert [ids.tolist() for ids in one.completions(some)] == one.processor.encode(some)


def test_threads_may_share_a_tokenizer() -> None:
    shared = train_tokenizer(TEXTS, TokenizerOptions(vocabulary=600))
    alone = [shared.processor.encode(question) for question in QUESTIONS]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda k: shared.completion(QUESTIONS[k % 60]).tolist(), range(480)))
    assert found == alone * 8


def test_half_a_character_is_refused(tokenizer: Tokenizer) -> None:
    with pytest.raises(InputError, match="half of a character"):
        tokenizer.prompt(prompt_text("\ud800"))


def test_decoding_stops_at_either_stop_token_and_shows_what_is_no_text(tokenizer: Tokenizer) -> None:
    a, b = tokenizer.completion("dose").tolist(), tokenizer.completion(" mg").tolist()
    for stop in tokenizer.stop_ids:
        assert tokenizer.decode([*a, stop, *b]) == "dose"
    assert tokenizer.decode([2, 0, *a, 0, *b, 0]) == "dose mg"
    assert tokenizer.decode([*a, tokenizer.size, tokenizer.size + 7, *b, -1]) == "dose\ufffd\ufffd mg\ufffd"
    assert tokenizer.decode([tokenizer.processor.piece_to_id("<0xC3>")]) == "\ufffd"
    assert tokenizer.decode(np.array([], dtype=np.int32)) == ""
    assert f"x{START_OF_TURN}" == tokenizer.decode([*tokenizer.completion("x"), tokenizer.start_of_turn_id])


# making one


def test_the_same_texts_give_the_same_bytes_without_a_trace_of_this_machine(tokenizer: Tokenizer) -> None:
    options = TokenizerOptions(vocabulary=600)
    one, other = train_tokenizer(TEXTS, options), train_tokenizer(iter(TEXTS), options)
    assert one.model_proto == other.model_proto
    assert train_tokenizer(TEXTS[:-1], options).sha256 != one.sha256
    for trace in (str(Path.cwd()), str(Path.home()), "/tmp", "tokenizer.model"):
        assert trace.encode() not in one.model_proto


def test_a_tiny_corpus_gives_a_smaller_vocabulary() -> None:
    for kind in ("bpe", "unigram"):
        made = train_tokenizer(["a"], TokenizerOptions.model_validate({"model_type": kind}))
        assert made.size < 300
        assert made.decode(made.completion("12 b\n c")) == "12 b\n c"


def test_no_text_and_too_small_a_vocabulary_are_said() -> None:
    with pytest.raises(InputError, match="no text"):
        train_tokenizer(["", "\n "])
    with pytest.raises(RecipeError, match="vocabulary of 512 is too small"):
        train_tokenizer(["".join(map(chr, range(0x4E00, 0x5200)))] * 2, TokenizerOptions(vocabulary=512))


def test_only_so_many_lines_are_read_and_they_are_spread_over_all() -> None:
    lines = [str(k) for k in range(10_000)]
    assert _spread(lines, 10_000) == lines
    some = [int(line) for line in _spread(lines, 1_000)]
    assert 450 <= len(some) <= 1_000
    assert some == sorted(some)
    assert all(abs(np.mean([low <= k < low + 1_000 for k in some]) - 0.1) < 0.02 for low in range(0, 10_000, 1_000))


def test_on_real_questions_sequences_are_about_as_long_as_a_general_tokenizer_makes_them(shared_data: Path) -> None:
    file = shared_data / "general" / "gsm8k" / "train.jsonl"
    rows = [json.loads(line)["question"] for line in file.read_text(encoding="utf-8").splitlines()[:1_000]]
    made = train_tokenizer(map(prompt_text, rows))
    ratio = sum(len(made.prompt(row)) for row in rows) / count_tokens(rows).sum()
    assert 0.7 < ratio < 1.3
