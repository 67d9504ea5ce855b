"""Reinforcement learning: a policy that draws one of three arms and learns from what they pay."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax

from lib.figures import ghost, numbers, style
from lib.figures.drawing import Figure, Part
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.maths.bandit import drawn_arm, expected_reward, policy_path
from lib.maths.losses import policy_gradient
from lib.words.text import comparison

ARMS = "123"  # the last pays best
HABIT, BEST = 0, 2
PAY = (0.2, 0.5)  # of the first two
RATE = 1.0
LEAD, ASKED = 3.0, 5.0  # of the habit: at first sight, and in the prediction
PAID = 0.8  # by arm 3 then
STRONG = "a strong habit"
UPDATES = 200
LIFT = 0.32  # of the triangle, above the number that stands on a bar
NUDGE = 0.03  # of a name, off its curve
CURVE = np.arange(0, UPDATES + 1, 5)
CHANCES = np.random.default_rng(7).random(UPDATES + 1)  # one draw for each update


def _pays(pay: ArrayLike) -> NDArray:
    """What the arms pay, (..., arms)."""
    pay = np.asarray(pay, dtype=float)
    return np.stack([PAY[0] + 0 * pay, PAY[1] + 0 * pay, pay], axis=-1)


def _path(lean: ArrayLike, pay: ArrayLike) -> NDArray:
    """Logits after every update, (updates + 1, ..., arms); at first the habit leads by `lean`."""
    lean, pay = np.broadcast_arrays(np.asarray(lean, dtype=float), pay)
    path = _paths(tuple(lean.flat), tuple(pay.flat))
    return path.reshape(-1, *lean.shape, len(ARMS))


@lru_cache(maxsize=12)
def _paths(leans: tuple[float, ...], pays: tuple[float, ...]) -> NDArray:
    """The same for each pair of lead and pay; kept, so that only what has changed is computed."""
    lead = np.array(leans)
    return policy_path(np.stack([lead, 0 * lead, 0 * lead], -1), _pays(pays), RATE, UPDATES)


@cache
def figure() -> LiveFigure:
    """The policy, each arm's advantage, and how often the best arm is played as it learns."""

    def frames(updates: ArrayLike, habit: ArrayLike, pay: ArrayLike) -> Frames:
        path, updates = _path(habit, pay), np.asarray(updates).astype(int)
        z, pays = path[updates], _pays(pay)
        pi, average = softmax(z, axis=-1), expected_reward(z, pays)
        advantages = pays - average[..., None]
        arm = drawn_arm(z, CHANCES[updates])
        gain = np.take_along_axis(advantages, arm[..., None], axis=-1)[..., 0]
        at, of_drawn = _columns(updates, arm), np.take_along_axis(pi, arm[..., None], axis=-1)
        traces = {
            "policy": {"y": pi},
            "drawn": {"x": at[:, 1:], "y": of_drawn + LIFT},
            "advantages": {"y": advantages},
            "here": {"x": at[:, :1], "y": pi[..., [BEST]]},
        }
        # Only the start and the pay bend the curves: while the updates play, they stand still.
        curves = _curves(path) if path.ndim == 3 else {}
        return Frames(
            traces={**traces, **curves},
            readouts={
                "best": numbers.texts(pi[..., BEST], ".1%"),
                "arm": [ARMS[k] for k in arm],
                "advantage": numbers.texts(gain, ".3f"),
                "loss": numbers.texts(policy_gradient(z, arm, gain)),
                "average": numbers.texts(average, ".3f"),
            },
        )

    return LiveFigure(
        panels=_panels,
        sliders=[
            Slider("updates", "Updates", 0, UPDATES, 1, 0, ".0f"),
            Slider("habit", "Habit: lead of arm 1 (logit)", 0, 6, 0.03, LEAD, ".2f", play=False),
            Slider("pay", "Arm 3 pays", 0.6, 2.0, 0.007, PAID, ".2f", play=False),
        ],
        frames=frames,
        readouts=[
            Readout("best", "best arm, 3, is played", "model", main=True),
            Readout("arm", "▼ drawn now", "text"),
            Readout("advantage", "its advantage A", "gradient"),
            Readout("loss", "loss, −A ln π", "loss"),
            Readout("average", "average pay", "truth"),
        ],
        presets={
            "no habit": {"habit": 0.0, "updates": 20},
            STRONG: {"habit": ASKED, "pay": PAID, "updates": 100},
            "arm 3 pays far more": {"pay": 2.0},
            "learned": {"updates": UPDATES},
        },
        beside=True,
    )


def _columns(updates: NDArray, arm: NDArray) -> NDArray:
    """The update and the arm drawn at each position, (positions, 2)."""
    return np.stack(np.broadcast_arrays(updates, arm), axis=-1)


def _curves(path: NDArray) -> dict[str, dict[str, NDArray]]:
    """The share of the habit and of the best arm after each update, and their names at the ends."""
    habit, best = (softmax(path[CURVE], axis=-1)[..., k].T for k in (HABIT, BEST))
    return {
        "habit": {"y": habit},
        "best": {"y": best},
        "habit name": {"y": habit[:, -1:] - NUDGE},
        "best name": {"y": best[:, -1:] + NUDGE},
    }


def _panels(updates: float, habit: float, pay: float) -> list[Panel]:
    return [
        Panel(
            _policy(),
            "Bars: how often the policy plays each of the arms 1, 2 and 3; a triangle marks the "
            "arm drawn at this update.",
            height=200,
        ),
        Panel(
            _advantages(),
            "Bars: each arm's advantage, what it pays above the policy's average. As the policy "
            "learns, the best arm's advantage falls to 0.",
            height=200,
        ),
        Panel(
            _learning(_curves(_path(np.array([habit]), pay))),
            f"How often the best arm, 3, and the habit, 1, are played, over {UPDATES} updates. The "
            "stronger the habit, the longer the best stays at the bottom before it rises.",
            height=230,
            wide=True,
        ),
    ]


def _arms(title: str, y_title: str, y_range: tuple) -> Figure:
    figure = style.figure(title, y_title, (-0.6, 2.6), y_range)
    figure.update_layout(margin={"l": 58, "r": 8, "t": 8, "b": 50})
    figure.update_xaxes(
        tickvals=[0, 1, 2], ticktext=list(ARMS), ticks="", showgrid=False, title_standoff=8
    )
    return figure.update_yaxes(showgrid=False, title_standoff=6)


def _policy() -> Figure:
    figure = _arms("arm", "policy π", (0, 1.5)).update_yaxes(tickvals=[0, 0.5, 1])
    bars = style.bars("policy", style.MODEL, range(3), [0] * 3, ".2f", width=0.62)
    return figure.add_traces([bars, style.marker("drawn", style.TEXT, "triangle-down", 14)])


def _advantages() -> Figure:
    figure = _arms("arm", "advantage", (-2.5, 2.5)).update_yaxes(tickvals=[-2, 0, 2])
    figure.update_yaxes(zeroline=True, zerolinecolor=style.TEXT, zerolinewidth=1)
    return figure.add_trace(
        style.bars("advantages", style.GRADIENT, range(3), [0] * 3, ".2f", width=0.62)
    )


def _learning(curves: dict[str, dict[str, NDArray]]) -> Figure:
    figure = style.figure("update", "played", (-0.02 * UPDATES, 1.02 * UPDATES), (-0.25, 1.25))
    figure.update_layout(margin={"l": 58, "r": 12, "t": 6, "b": 56})
    figure.update_yaxes(tickvals=[0, 0.5, 1], tickformat=".0%", showgrid=False)
    figure.update_xaxes(title_standoff=10, showgrid=False)
    habit, best = curves["habit"]["y"][0], curves["best"]["y"][0]
    figure.add_traces(
        [
            style.curve(CURVE, habit, "habit", style.TEXT, dash="dash"),
            style.curve(CURVE, best, "best", style.MODEL, width=4),
            _name("habit name", "╌╌ 1, the habit", style.TEXT, "bottom left"),
            _name("best name", "3, the best", style.MODEL, "top left"),
            style.marker("here", style.MODEL),
        ]
    )
    return figure


def _name(name: str, words: str, color: str, side: str) -> Part:
    place = {"x": [UPDATES], "text": [words], "textposition": side}
    return style.moving(name, mode="text", textfont={"color": color}, cliponaxis=False, **place)


def fields(values: dict[str, float]) -> dict[str, str]:
    """The numbers of the words where the sliders stand."""
    lean, pay, updates = values["habit"], values["pay"], int(values["updates"])
    path, pays = _path(lean, pay), _pays(pay)
    z, pi = path[updates], softmax(path, axis=-1)
    average = expected_reward(z, pays)
    arm = int(drawn_arm(z, CHANCES[updates]))
    gain = pays[arm] - average
    over_half = _over_half(pi)
    advantage = numbers.text(gain, ".3f")
    return {
        "updates": numbers.unit(str(updates), "update"),
        "best": numbers.text(pi[updates, BEST], ".1%"),
        "first": numbers.text(pi[0, BEST], ".1%"),
        "average": numbers.text(average, ".3f"),
        "pay_first": numbers.text(expected_reward(path[0], pays), ".3f"),
        "pay_last": numbers.text(expected_reward(path[-1], pays), ".3f"),
        "arm": ARMS[arm],
        "pays": numbers.text(pays[arm], ".2f"),
        "advantage": advantage,
        "surprise": numbers.text(policy_gradient(z, arm)),
        "loss": numbers.text(policy_gradient(z, arm, gain)),
        "verdict": _verdict(numbers.read(advantage)),
        "habit": numbers.text(lean, ".2f"),
        "over_half": "" if over_half is None else str(over_half),
        "horizon": str(UPDATES),
        "z": repr(z.tolist()),
        "gain": repr(float(gain)),
        "drawn": str(arm),
    }


def _verdict(advantage: float) -> str:
    """What one draw with this advantage does to its arm."""
    if advantage == 0:
        return "stays as likely as it is"
    return "gets likelier" if advantage > 0 else "gets rarer"


def _over_half(pi: NDArray) -> int | None:
    """The first update after which the best arm is played more often than not, if one is."""
    over = np.flatnonzero(pi[:, BEST] > 0.5)
    return int(over[0]) if over.size else None


def sections(values: dict[str, float]) -> tuple[str, ...]:
    """What holds where the sliders stand: whether there is a habit, and whether it is overcome."""
    learned = fields(values)["over_half"]
    return (
        "reinforcement_habit" if values["habit"] > 0 else "reinforcement_no_habit",
        "reinforcement_learned" if learned else "reinforcement_not_yet",
        "reinforcement_result",
    )


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: how long a stronger habit hides the best arm."""
    usual, strong = (softmax(_path(lead, PAID), axis=-1) for lead in (LEAD, ASKED))
    truth = _over_half(strong)
    return {
        "guess": f"{guess:g}",
        "truth": str(truth),
        "comparison": comparison(guess, truth),
        "usual": numbers.text(usual[0, BEST], ".1%"),
        "strong": numbers.text(strong[0, BEST], ".1%"),
        "press": figure().press(STRONG),
    }


def guess_of(guess: float) -> Ghost:
    """A guess of that, as a line at the update."""
    side = {"xanchor": "left" if guess < UPDATES / 2 else "right", "yanchor": "middle", "y": 0.5}
    said = f"update {guess:g}, habit {ASKED:g}"
    return ghost.level(guess, said, UPDATES, "x", panel=2, **side)
