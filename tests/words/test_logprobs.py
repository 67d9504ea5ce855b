"""What the interfaces of language models return, read, and what is none of it refused by name."""

import json
import math
import re

import pytest

from lib.words import logprobs
from lib.words.logprobs import read

# Shapes as the projects document or return them; the numbers are made up.
CHAT = {
    "object": "chat.completion",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "Hé!"},
            "logprobs": {
                "content": [
                    {
                        "token": "H",
                        "logprob": -0.5,
                        "bytes": [72],
                        "top_logprobs": [
                            {"token": "H", "logprob": -0.5, "bytes": [72]},
                            {"token": "Y", "logprob": -1.5, "bytes": [89]},
                        ],
                    },
                    {"token": "\\xc3", "logprob": -2.0, "bytes": [195], "top_logprobs": []},
                    {"token": "\\xa9", "logprob": 0.0, "bytes": [169], "top_logprobs": []},
                    {"token": "!", "logprob": -9999.0, "bytes": None, "top_logprobs": []},
                ],
                "refusal": None,
            },
            "finish_reason": "length",
        }
    ],
}
RESPONSES = {
    "object": "response",
    "output": [
        {"type": "reasoning", "summary": []},
        {
            "type": "message",
            "content": [
                {
                    "type": "output_text",
                    "text": "Hi",
                    "logprobs": [{"token": "Hi", "logprob": -0.25, "bytes": [72, 105]}],
                }
            ],
        },
    ],
}
LEGACY = {
    "object": "text_completion",
    "choices": [
        {
            "text": "a b",
            "logprobs": {
                "tokens": ["a", " b", "bytes:\\xe2\\x80"],
                "token_logprobs": [None, -1.0, -3.0],
                "top_logprobs": [None, {" b": -1.0, " c": -0.7}, {}],
                "text_offset": [0, 1, 3],
            },
        }
    ],
}
VLLM = {
    "choices": [{"text": "…", "logprobs": None}],
    "prompt_logprobs": [
        None,
        {
            "312": {"logprob": -4.0, "rank": 7, "decoded_token": " cat"},
            "262": {"logprob": -0.5, "rank": 1, "decoded_token": " dog"},
        },
        {"13": {"logprob": -0.125, "rank": 1, "decoded_token": "."}},
    ],
}
LLAMA_OLD = {
    "completion_probabilities": [
        {
            "content": " to",
            "probs": [{"prob": 0.75, "tok_str": " to"}, {"prob": 0.25, "tok_str": " a"}],
        },
        {"content": " x", "probs": [{"prob": 1.0, "tok_str": " y"}]},
    ]
}
LLAMA_NEW = {
    "completion_probabilities": [
        {
            "id": 11,
            "token": ",",
            "logprob": -1.5,
            "bytes": [44],
            "top_logprobs": [{"id": 12, "token": ".", "bytes": [46], "logprob": -0.75}],
        },
        {"id": 1, "token": "z", "logprob": -3.4028234663852886e38, "bytes": [122]},
    ],
    "stop_type": "limit",
}
LLAMA_SAMPLED = {
    "completion_probabilities": [
        {
            "id": 1,
            "token": "a",
            "prob": 0.5,
            "bytes": [97],
            "top_probs": [{"token": "b", "prob": 0.5}],
        }
    ]
}
READ = {
    "chat": (CHAT, "OpenAI's chat", [-0.5, -2.0, 0.0, None]),
    "content alone": (
        CHAT["choices"][0]["logprobs"]["content"],
        "a list of tokens",
        [-0.5, -2, 0, None],
    ),
    "responses": (RESPONSES, "OpenAI's Responses", [-0.25]),
    "legacy": (LEGACY, "legacy completions", [None, -1.0, -3.0]),
    "vllm": (VLLM, "vLLM", [None, -4.0, -0.125]),
    "vllm alone": (VLLM["prompt_logprobs"], "vLLM", [None, -4.0, -0.125]),
    "llama old": (LLAMA_OLD, "llama.cpp", [math.log(0.75), None]),
    "llama new": (LLAMA_NEW, "llama.cpp", [-1.5, None]),
    "llama sampled": (LLAMA_SAMPLED, "llama.cpp", [math.log(0.5)]),
    "numbers": ([-0.5, None, -1.5], "a list of numbers", [-0.5, None, -1.5]),
    "pairs": ([["The", -2.0], [" cat", -1.0]], "a list of pairs", [-2.0, -1.0]),
}


@pytest.mark.parametrize("name", READ)
def test_each_form_is_known_and_its_numbers_are_read(name):
    pasted, kind, nats = READ[name]
    for text in (json.dumps(pasted), "\ufeff\n" + json.dumps(pasted, indent=2)):
        found = read(text)
        assert kind in found.kind
        assert [token.nats for token in found.tokens] == nats


@pytest.mark.parametrize("text", ["The\t-2.5\n cat\t-4\n", "token\tlogprob\nThe\t-2.5\n cat\t-4"])
def test_lines_of_token_tab_number_keep_the_spaces_of_tokens(text):
    found = read(text)
    assert [(t.text, t.nats) for t in found.tokens] == [("The", -2.5), (" cat", -4.0)]
    assert found.data == b"The cat"


@pytest.mark.parametrize(
    "text", ["-0.5 -1.5", "-0.5,\n-1.5", "−0.5; −1.5", "[-0.5, -1.5", "(-0.5, -1.5)"]
)
def test_numbers_alone_are_read_as_people_write_them(text):
    assert [t.nats for t in read(text).tokens] == [-0.5, -1.5]


def test_what_is_no_log_probability_is_named_and_never_filled_in():
    text = json.dumps([-1.0, None, -9999.0, -3.4028234663852886e38, 0.7, "x", True])
    found = read(text.replace('"x"', "NaN"))
    assert found.left_out == {
        logprobs.MISSING: 3,
        logprobs.SENTINEL: 1,
        logprobs.ZERO: 1,
        logprobs.ABOVE: 1,
    }
    assert read(json.dumps(LEGACY)).left_out == {logprobs.FIRST: 1}
    assert read("[-1, 1e-9]").tokens[1].nats == 0, "a rounding above 0 is 0"


def test_a_zero_is_left_out_only_where_the_alternatives_contradict_it():
    entry = {"token": "a", "logprob": 0.0, "top_logprobs": [{"token": "b", "logprob": -0.1}]}
    sure = {"token": "a", "logprob": 0.0, "top_logprobs": [{"token": "a", "logprob": 0.0}]}
    found = read(json.dumps([entry, sure, {"token": "c", "logprob": -1.0}]))
    assert [token.nats for token in found.tokens] == [None, 0.0, -1.0]
    assert found.left_out == {logprobs.ANOTHER: 1}


def test_the_token_of_a_prompt_is_the_first_of_its_map_and_the_others_are_ranked():
    found = read(json.dumps(VLLM))
    assert found.tokens[1].text == " cat"
    assert found.tokens[1].others == ((" dog", -0.5), (" cat", -4.0))


def test_bytes_come_from_their_list_or_from_the_ways_of_writing_them():
    assert read(json.dumps(CHAT)).data == "Hé".encode()
    assert read(json.dumps(LEGACY)).data == b" b\xe2\x80"
    assert read("[-1, -2]").data is None
    half = read('[["\\ud83d", -1], ["\\ud83d\\ude00", -1]]')
    assert half.data.decode().endswith("😀"), "a whole pair is a character"
    for token in (
        *half.tokens,
        *read('{"logprobs": [{"token": "\\uDC00", "logprob": -1}]}').tokens,
    ):
        assert token.text.encode(), "half of one has none that a page could send"
    for error in ('{"\\ud83d": 1}', '{"error": {"message": "\\udfff"}}'):
        with pytest.raises(ValueError, match="�"):
            read(error)


@pytest.mark.parametrize(("base", "factor"), [(math.e, 1.0), (10, math.log(10)), (2, math.log(2))])
def test_other_logarithms_are_turned_into_nats_where_the_student_says_so(base, factor):
    found = read(json.dumps(CHAT), base)
    assert found.tokens[1].nats == pytest.approx(-2 * factor)
    assert found.tokens[0].others[1][1] == pytest.approx(-1.5 * factor)
    # Probabilities are no logarithms; and a sentinel is told before it is scaled.
    assert read(json.dumps(LLAMA_OLD), base).tokens[0].nats == pytest.approx(math.log(0.75))
    assert found.left_out == {logprobs.SENTINEL: 1}


def test_what_is_unusual_is_noted():
    assert any("cut at its limit" in note for note in read(json.dumps(CHAT)).notes)
    assert any("cut at its limit" in note for note in read(json.dumps(LLAMA_NEW)).notes)
    two = {**CHAT, "choices": CHAT["choices"] * 2}
    assert any("2 answers" in note for note in read(json.dumps(two)).notes)
    assert read("[-1]").notes == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("  ", "There is nothing here"),
        ("hello there", "neither JSON, nor numbers, nor lines"),
        (json.dumps(CHAT)[:200], "cut off"),
        ('{"a": 1,, }', "line 1, column 9"),
        ('data: {"choices": []}', "a stream of events"),
        (
            '{"error": {"message": "Invalid key", "code": 401}}',
            "error message of an interface: Invalid",
        ),
        ('{"choices": [{"message": {"content": "x"}, "logprobs": null}]}', "logprobs=true"),
        ('{"output": [{"content": [{"text": "x", "logprobs": []}]}]}', "include="),
        ('{"embedding": [0.1], "index": 0}', "JSON with embedding, index"),
        ('["a", "b"]', "a list of strs"),
        ("[]", "nothing in it"),
        ("{}", "nothing in it"),
        ("[0, 0, 0]", "every log-probability is 0"),
        ("[null, -9999]", "no token has a log-probability (missing, a sentinel"),
        ("The\tcat\nsat\ton", "Line 2 ends in “on”"),
        ("[" * 100_000, "nested too deeply|cut off"),
        ("x" * (logprobs.MOST + 1), "At most 2,000,000 characters"),
        (json.dumps([-1] * (logprobs.MOST_TOKENS + 1)), "at most 100,000"),
        (
            '{"choices": [{"logprobs": {"tokens": ["a"], "token_logprobs": [-1, -2]}}]}',
            "1 tokens, but 2 log-probabilities",
        ),
    ],
    ids=range(19),
)
def test_what_cannot_be_read_is_refused_with_what_it_looks_like(text, says):
    with pytest.raises(ValueError, match="|".join(map(re.escape, says.split("|")))) as refused:
        read(text)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize(
    "pasted",
    [
        {"choices": [None]},
        {"choices": [{"logprobs": {"content": [None, 1, "x"]}}]},
        {"choices": [{"logprobs": {"token_logprobs": None}}]},
        {"prompt_logprobs": [None, 3, {"1": None}]},
        {"completion_probabilities": [{"probs": None}, None, 7]},
        {"output": [None, {"content": None}, {"content": [None]}]},
        {"logprobs": {"content": {}}},
        [[1, 2, 3], None],
        [{"x": {}}],
    ],
    ids=range(9),
)
def test_a_form_that_is_broken_inside_is_refused_and_breaks_nothing(pasted):
    with pytest.raises(ValueError, match=r"\w+"):
        read(json.dumps(pasted))


def test_a_first_line_without_a_number_is_a_heading_and_one_that_says_null_a_token():
    assert len(logprobs.read("token\tlogprob\nb\t-1").tokens) == 1
    assert logprobs.read("a\tnull\nb\t-1").left_out == {logprobs.MISSING: 1}
