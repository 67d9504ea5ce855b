"""Log-probabilities of tokens as the common interfaces to language models return them.

`read` takes what a student pastes, finds out what it is, and returns the tokens with their
log-probabilities in nats. What is no log-probability (null, a sentinel, above 0) is kept with the
reason and has none: nothing is filled in.

The forms, as their projects document or write them: OpenAI's chat completions
(`choices[].logprobs.content[]`), Responses (`output[].content[].logprobs[]`) and legacy
completions (`tokens`, `token_logprobs`); vLLM's `prompt_logprobs` (null, then maps by token id in
which the token of the prompt comes first); llama.cpp's `completion_probabilities` of before and
after December 2024 (`content` and `probs`; `token` and `logprob`, or `prob` after sampling).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

MOST = 2_000_000  # characters of what is pasted
MOST_TOKENS = 100_000
UNLIKELY = -9999.0  # what OpenAI and vLLM write for "very unlikely"
LOWEST = -3e38  # llama.cpp writes the lowest float32, −3.4e38, for a probability of 0
ROUNDING = 1e-6  # a log-probability may be above 0 by so much
ALTERNATIVES = 20  # of a token that are kept
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_BYTES = re.compile(r"bytes:((?:\\x[0-9a-fA-F]{2})+)")

MISSING = "missing"
SENTINEL = "a sentinel for “very unlikely”"
ZERO = "a probability of 0"
ABOVE = "a probability above 1"
FIRST = "the first token, which nothing precedes"
ANOTHER = "0 where another token has most of the probability"


class _Natural(float):
    """A natural logarithm, whatever the student says of the others: computed here."""


@dataclass(frozen=True)
class Token:
    """A token as it came.

    Attributes
    ----------
    text : str
        What is seen of it; empty in a plain list of numbers.
    data : bytes or None
        Its bytes, None where no text was given.
    nats : float or None
        Its log-probability, at most 0; None where there is none.
    why : str
        Why there is none.
    others : tuple of (str, float)
        What the model would have said instead, with log-probabilities, the likeliest first.
    """

    text: str
    data: bytes | None
    nats: float | None
    why: str = ""
    others: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Logprobs:
    """What was pasted.

    Attributes
    ----------
    kind : str
        Which interface it looks like.
    tokens : tuple of Token
    notes : tuple of str
        Sentences about what is unusual.
    """

    kind: str
    tokens: tuple[Token, ...]
    notes: tuple[str, ...] = ()

    @property
    def left_out(self) -> dict[str, int]:
        """How many tokens have no log-probability, by the reason."""
        found: dict[str, int] = {}
        for token in self.tokens:
            if token.nats is None:
                found[token.why] = found.get(token.why, 0) + 1
        return found

    @property
    def data(self) -> bytes | None:
        """The bytes of the tokens that have a log-probability; None where one has no text."""
        parts = [token.data for token in self.tokens if token.nats is not None]
        return None if None in parts else b"".join(parts)


def read(text: str, base: float = math.e, most: int = MOST) -> Logprobs:
    r"""Find out what was pasted, and read it.

    Parameters
    ----------
    text : str
        JSON of one of the interfaces, a list of numbers, or lines of token, tab, number.
    base : float
        Of the logarithms: e, or 10 or 2 where the student says so.
    most : int
        Characters that are taken.

    Raises
    ------
    ValueError
        A sentence that says what it looks like instead, and what to do.

    Examples
    --------
    >>> read("[-0.5, -1.5, null]").left_out
    {'missing': 1}
    >>> read("The\t-2.5\n cat\t-4").tokens[1].text
    ' cat'
    """
    if not text.strip():
        raise ValueError("There is nothing here. Give what the interface of a model returned.")
    if len(text) > most:
        raise ValueError(
            f"At most {most:,} characters are taken here; there are {len(text):,}. "
            "Give one answer, or a part of the tokens."
        )
    kind, entries, notes = _found(text)
    if len(entries) > MOST_TOKENS:
        raise ValueError(f"There are {len(entries):,} tokens here; at most {MOST_TOKENS:,} fit.")
    tokens = tuple(_token(*entry, math.log(base)) for entry in entries)
    known = [token.nats for token in tokens if token.nats is not None]
    if not known:
        reasons = ", ".join(dict.fromkeys(token.why for token in tokens))
        raise ValueError(f"This is {kind}, but no token has a log-probability ({reasons}).")
    if len(known) > 1 and not any(known):
        raise ValueError(
            f"This is {kind}, and every log-probability is 0: so sure is no model. Some servers "
            "write 0 where they have computed none."
        )
    return Logprobs(kind, tokens, tuple(notes))


# ---- what it is ---------------------------------------------------------------------------------

Entry = tuple[str, bytes | None, object, Sequence[tuple[str, object]], bool]


def _found(text: str) -> tuple[str, list[Entry], list[str]]:
    said = text.lstrip("\ufeff \t\r\n")
    if said.startswith("data:"):
        raise ValueError(
            "This is a stream of events, an answer in pieces. Ask for it without streaming, or "
            "paste the pieces joined to one answer."
        )
    if said[:1] not in "{[":
        return _lines(text)
    try:
        value = json.loads(said)
        if _SURROGATE.search(said):
            value = _whole(value)
    except json.JSONDecodeError as error:
        numbers = _numbers(said)
        if numbers is not None:
            return "a list of numbers", [("", None, each, (), False) for each in numbers], []
        cut = error.pos >= len(said.rstrip()) - 1
        raise ValueError(
            f"This begins like JSON, but at line {error.lineno}, column {error.colno} "
            + (
                "it ends too early: the answer was cut off."
                if cut
                else f"it does not go on: {error.msg}."
            )
        ) from None
    except RecursionError:
        raise ValueError("This JSON is nested too deeply to be an answer of a model.") from None
    return _json(value)


def _whole(value: object) -> object:
    """The same without halves of surrogate pairs, which no page can show: U+FFFD in their place."""
    if isinstance(value, str):
        return value.encode(errors="surrogatepass").decode(errors="replace")
    if isinstance(value, list):
        return [_whole(each) for each in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(each) for key, each in value.items()}
    return value


def _json(value: object) -> tuple[str, list[Entry], list[str]]:
    if isinstance(value, list):
        return _listed(value)
    notes: list[str] = []
    if isinstance(value.get("error"), dict | str):
        error = value["error"]
        words = error.get("message", "") if isinstance(error, dict) else error
        raise ValueError(f"This is an error message of an interface: {str(words)[:120]}")
    if _full(value.get("choices")):
        choices = [each for each in value["choices"] if isinstance(each, dict)]
        if len(choices) > 1:
            notes.append(f"There are {len(choices)} answers here; this is the first.")
        for choice in choices[:1]:
            return (*_choice(choice, value), notes + _cut(choice.get("finish_reason")))
    if "completion_probabilities" in value:
        entries = [_llama(each) for each in _list(value["completion_probabilities"])]
        return "an answer of llama.cpp", entries, _cut(value.get("stop_type") == "limit")
    if "prompt_logprobs" in value:
        return "vLLM's prompt_logprobs", _prompt(_list(value["prompt_logprobs"])), notes
    if _full(value.get("output")):
        parts = [
            part
            for item in value["output"]
            if isinstance(item, dict)
            for part in item.get("content") or ()
            if isinstance(part, dict)
        ]
        entries = [_chat(each) for part in parts for each in part.get("logprobs") or ()]
        if not entries:
            raise ValueError(
                "This is an answer of OpenAI's Responses without log-probabilities. Ask with "
                'include=["message.output_text.logprobs"].'
            )
        return "an answer of OpenAI's Responses", entries, _cut(value.get("incomplete_details"))
    for name in ("logprobs", "content"):
        if isinstance(value.get(name), dict | list):
            return _json(value[name])
    if "token_logprobs" in value:
        return "OpenAI's legacy completions", _legacy(value), notes
    keys = ", ".join(list(map(str, value))[:6]) or "nothing in it"
    raise ValueError(
        f"This is JSON with {keys[:120]}: none of the forms that are known here. Paste the whole "
        "answer, with its choices, output, prompt_logprobs or completion_probabilities."
    )


def _choice(choice: dict, whole: dict) -> tuple[str, list[Entry]]:
    given = choice.get("logprobs")
    if isinstance(given, dict) and _full(given.get("content")):
        return "an answer of OpenAI's chat completions", [_chat(each) for each in given["content"]]
    if isinstance(given, dict) and "token_logprobs" in given:
        return "an answer of OpenAI's legacy completions", _legacy(given)
    for place in (choice, whole):
        if _full(place.get("prompt_logprobs")):
            return "vLLM's prompt_logprobs", _prompt(place["prompt_logprobs"])
    raise ValueError(
        "This is an answer without log-probabilities (logprobs is empty). Ask for it with "
        "logprobs=true; with vLLM also prompt_logprobs, for the text that you sent."
    )


def _listed(value: list) -> tuple[str, list[Entry], list[str]]:
    first = next((each for each in value if each is not None), None)
    if not value or first is None:
        raise ValueError("This is a list with nothing in it.")
    if isinstance(first, dict):
        if "probs" in first or "top_probs" in first or "tok_str" in first:
            return "tokens of llama.cpp", [_llama(each) for each in value], []
        if "token" in first and ("logprob" in first or "prob" in first):
            return "a list of tokens", [_llama(each) for each in value], []
        if all(isinstance(each, dict) for each in first.values()):
            return "vLLM's prompt_logprobs", _prompt(value), []
        if "choices" in first or "output" in first:
            return _json(first)
    if isinstance(first, list):
        pairs = [
            each if isinstance(each, list) and len(each) == 2 else ["", None] for each in value
        ]
        return "a list of pairs", [(*_seen(t, None), v, (), False) for t, v in pairs], []
    if isinstance(first, int | float) and not isinstance(first, bool):
        return "a list of numbers", [("", None, each, (), False) for each in value], []
    raise ValueError(
        f"This is a list of {type(first).__name__}s, but log-probabilities are numbers, or tokens "
        "with numbers."
    )


def _lines(text: str) -> tuple[str, list[Entry], list[str]]:
    rows = [row for row in text.lstrip("\ufeff").splitlines() if row.strip()]
    if all("\t" in row for row in rows):
        entries = []
        for place, row in enumerate(rows, 1):
            token, _, number = row.rpartition("\t")
            value = _number(number)
            if value is None and number.strip().casefold() not in ("", "null", "none", "nan"):
                if place == 1:
                    continue  # a heading
                raise ValueError(f"Line {place} ends in “{number[:30]}”, which is no number.")
            entries.append((*_seen(token.replace("\\n", "\n"), None), value, (), False))
        return "lines of tokens and numbers", entries, []
    numbers = _numbers(text)
    if numbers is None:
        start = text.strip()[:30]
        raise ValueError(
            f"“{start}…” is neither JSON, nor numbers, nor lines of a token, a tab and a number."
        )
    return "a list of numbers", [("", None, each, (), False) for each in numbers], []


def _numbers(text: str) -> list[float | None] | None:
    """Numbers between commas, spaces or lines; None where something else is among them."""
    parts = [part for part in re.split(r"[\s,;\[\]()]+", text) if part]
    values = [_number(part) for part in parts]
    missing = [part.casefold() in ("null", "none", "nan") for part in parts]
    fine = all(v is not None or gone for v, gone in zip(values, missing, strict=True))
    return values if fine and any(v is not None for v in values) else None


def _number(text: str) -> float | None:
    try:
        value = float(text.strip().replace("−", "-"))
    except ValueError:
        return None
    return None if math.isnan(value) else value


# ---- the forms ----------------------------------------------------------------------------------


def _chat(each: object) -> Entry:
    each = each if isinstance(each, dict) else {}
    others = [
        (str(o.get("token", "")), o.get("logprob"))
        for o in each.get("top_logprobs") or ()
        if isinstance(o, dict)
    ]
    return (*_seen(each.get("token"), each.get("bytes")), each.get("logprob"), others, False)


def _legacy(given: dict) -> list[Entry]:
    numbers = _list(given["token_logprobs"])
    tokens = given.get("tokens") or [None] * len(numbers)
    others = given.get("top_logprobs") or [None] * len(numbers)
    if not len(tokens) == len(numbers) == len(others):
        raise ValueError(
            f"There are {len(tokens)} tokens, but {len(numbers)} log-probabilities and "
            f"{len(others)} lists of alternatives: this answer was cut."
        )
    return [
        (*_seen(t, None), v, list(o.items()) if isinstance(o, dict) else [], i == 0)
        for i, (t, v, o) in enumerate(zip(tokens, numbers, others, strict=True))
    ]


def _prompt(entries: list) -> list[Entry]:
    found: list[Entry] = []
    for i, each in enumerate(entries):
        ranked = [o for o in each.values() if isinstance(o, dict)] if isinstance(each, dict) else []
        if not ranked:
            found.append(("", b"" if i == 0 else None, None, (), i == 0))
            continue
        own, *_ = ranked  # the token of the prompt comes first, whatever its rank
        others = [(str(o.get("decoded_token") or ""), o.get("logprob")) for o in ranked]
        found.append((*_seen(own.get("decoded_token"), None), own.get("logprob"), others, False))
    return found


def _llama(each: object) -> Entry:
    each = each if isinstance(each, dict) else {}
    if "probs" in each:  # as before December 2024
        ranked = [(str(o.get("tok_str", "")), _log(o.get("prob"))) for o in each["probs"] or ()]
        own = next((value for token, value in ranked if token == each.get("content")), None)
        return (*_seen(each.get("content"), None), own, ranked, False)
    if "prob" in each:
        ranked = [
            (str(o.get("token", "")), _log(o.get("prob"))) for o in each.get("top_probs") or ()
        ]
        return (*_seen(each.get("token"), each.get("bytes")), _log(each["prob"]), ranked, False)
    return _chat(each)


def _log(prob: object) -> float | None:
    """The natural logarithm of a probability; None where there is none."""
    if isinstance(prob, bool) or not isinstance(prob, int | float) or math.isnan(prob):
        return None
    return _Natural(math.log(prob) if prob > 0 else -math.inf)


def _seen(token: object, data: object) -> tuple[str, bytes | None]:
    """A token's text and its bytes, from the list of them, or from the ways of writing them."""
    text = token if isinstance(token, str) else ""
    if isinstance(data, list) and all(isinstance(b, int) and 0 <= b < 256 for b in data):
        return text, bytes(data)
    if token is None:
        return "", None
    if written := _BYTES.fullmatch(text):
        return text, bytes.fromhex(written[1].replace("\\x", ""))
    return text, text.encode()


# ---- a number -----------------------------------------------------------------------------------


def _token(
    text: str,
    data: bytes | None,
    value: object,
    others: Sequence[tuple[str, object]],
    first: bool,
    scale: float,
) -> Token:
    scale = 1.0 if isinstance(value, _Natural) else scale
    ranked = sorted(
        ((t, float(v) * scale) for t, v in others if _fine(v)), key=lambda pair: -pair[1]
    )[:ALTERNATIVES]
    nats, why = _judged(value, first, scale)
    if nats == 0 and any(t != text and v > math.log(0.01) for t, v in ranked):
        nats, why = None, ANOTHER
    return Token(text, data, nats, why, tuple(ranked))


def _fine(value: object) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and math.isfinite(value) and LOWEST < value <= ROUNDING and value != UNLIKELY


def _judged(value: object, first: bool, scale: float) -> tuple[float | None, str]:
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        return None, FIRST if first else MISSING
    if value == UNLIKELY:
        return None, SENTINEL
    if value <= LOWEST:
        return None, ZERO
    if value > ROUNDING:
        return None, ABOVE
    return min(float(value), 0.0) * scale, ""


def _list(value: object) -> list:
    return value if isinstance(value, list) else []


def _full(value: object) -> bool:
    return isinstance(value, list) and bool(value)


def _cut(reason: object) -> list[str]:
    cut = reason in ("length", "max_tokens", True) or isinstance(reason, dict)
    return ["The answer was cut at its limit of tokens, so it is not whole."] if cut else []
