"""What every exported page consists of: its HTML, and the scripts and styles of the app."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path

from lib.export.states import Page
from lib.web.packed import BUNDLE, eager

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "assets"
# The roles of the chart's colours, in the order of the theme and of assets/live_figure.js.
ROLES = ("model", "truth", "loss", "gradient", "rival-1", "rival-2", "rival-3", "rival-4")
_FIGURE = re.compile(r'data-figure="(\w+)"')
# What the figures' and the texts' styles call by name, as Streamlit's components have it.
_NAMES = {
    "textColor": "text-color",
    "backgroundColor": "background-color",
    "secondaryBackgroundColor": "secondary-background-color",
    "primaryColor": "primary-color",
    "linkColor": "link-color",
    "borderColor": "border-color",
    "font": "font",
    "headingFont": "heading-font",
    "codeFont": "code-font",
}


def text_of(name: str) -> str:
    """A file of the assets."""
    return (ASSETS / name).read_text(encoding="utf-8")


@cache
def bundle() -> str:
    """The library that draws."""
    return eager((ROOT / "static" / BUNDLE.rpartition("/")[2]).read_bytes()).decode()


@cache
def styles() -> str:
    """The styles of a page, with the theme's colours and fonts in both themes."""
    theme = _theme()
    light, dark = (_variables(theme[name]) for name in ("light", "dark"))
    # Paper is light whatever the screen is.
    system, chosen = ':root:not([data-theme="light"])', ':root[data-theme="dark"]'
    return "\n".join(
        [
            f":root {{ {_variables(theme)} {light} }}",
            f"@media screen and (prefers-color-scheme: dark) {{ {system} {{ {dark} }} }}",
            f"@media screen {{ {chosen} {{ {dark} }} }}",
            text_of("export/page.css"),
        ]
    )


def _theme() -> dict:
    return tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]


def _variables(theme: Mapping[str, object]) -> str:
    stated = {name: theme[key] for key, name in _NAMES.items() if key in theme}
    if palette := theme.get("chartCategoricalColors"):
        stated["chart-categorical-colors"] = ", ".join(palette)
        stated |= {f"chart-{role}": c for role, c in zip(ROLES, palette, strict=True)}
    return " ".join(f"--st-{name}: {text};" for name, text in stated.items())


def colors() -> dict[str, str]:
    """The colours of the light theme as a browser writes them, to the variables that hold them."""
    light = _theme()["light"]
    named = {light[key]: f"--st-{name}" for key, name in _NAMES.items() if key in light}
    named |= {
        color: f"--st-chart-{role}"
        for role, color in zip(ROLES, light["chartCategoricalColors"], strict=True)
    }
    return {_rgb(color): name for color, name in named.items()}


def _rgb(color: str) -> str:
    """A colour as a browser writes it.

    Examples
    --------
    >>> _rgb("#1f6fb5")
    'rgb(31, 111, 181)'
    """
    return f"rgb({', '.join(str(byte) for byte in bytes.fromhex(color[1:]))})"


@cache
def scripts() -> str:
    """The app's own live figure and marked text, and the page's script, as plain scripts."""
    shadow = {"figure": figure_styles(), "marked": text_of("marked_text.css")}
    return "\n".join(
        [
            _plain("LiveFigure", text_of("live_figure.js"), "{ mount }"),
            _plain("markText", text_of("marked_text.js"), "exported"),
            text_of("export/page.js"),
            f"course.styles = {script_text(shadow)};",
        ]
    )


def figure_styles() -> str:
    """The styles of a live figure, which stands in a shadow root as it does in the app."""
    return text_of("live_figure.css") + text_of("export/figure.css")


def _plain(name: str, module: str, result: str) -> str:
    """A module as a script, which a file may load without a server."""
    body = module.replace("export default ", "const exported = ")
    body = body.replace("export function", "function")
    return f"const {name} = (() => {{\n{body}\nreturn {result};\n}})();"


def script_text(data: object) -> str:
    """Data as a script may hold it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # In JSON as in JavaScript: no text ends the script, and Infinity is none of JSON's.
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


def first_of(page: Page) -> dict:
    """The figures that a page shows before anything is pressed."""
    return _held(page, page.states[0].veiled)


def states_of(page: Page) -> dict:
    """All states of a page, and what the first has not brought."""
    pieces = dict.fromkeys(
        piece for state in page.states for piece in (*state.veiled, *state.shown)
    )
    places = {piece: place for place, piece in enumerate(pieces)}
    first, whole = first_of(page), _held(page, pieces)
    return {
        **{kind: {k: v for k, v in whole[kind].items() if k not in first[kind]} for kind in whole},
        "pieces": list(pieces),
        "aliases": page.aliases,
        "states": [
            {
                "link": state.link,
                "veiled": [places[piece] for piece in state.veiled],
                "shown": [places[piece] for piece in state.shown],
            }
            for state in page.states
        ],
    }


def _held(page: Page, pieces: Iterable[str]) -> dict[str, dict]:
    """The figures that stand in some pieces of HTML, and their parts."""
    names = sorted({name for piece in pieces for name in _FIGURE.findall(piece)})
    figures = {name: page.figures[name] for name in names}
    parts = {part for held in figures.values() for part in (*held["panels"], *held["sliders"])}
    return {"figures": figures, "parts": {part: page.parts[part] for part in sorted(parts)}}


def body(page: Page, live: str, bar: str) -> str:
    """What a page shows before any script has run.

    Parameters
    ----------
    page : Page
        The page.
    live : str
        The address of this page in the running app; empty where there is none.
    bar : str
        HTML of what stands beside the app's name.
    """
    state = page.states[0]
    asks = " data-asks" if state.veiled != state.shown else ""
    way = f' data-live="{escape(live)}"' if live else ""
    return (
        f"<header>{bar}"
        '<button type="button" class="theme" aria-label="Light or dark">◐</button></header>'
        f'<main data-link="{escape(state.link)}"{asks}{way}>{"".join(state.veiled)}</main>'
        '<p id="notice" role="status"></p><section id="key"></section>'
    )


def document(title: str, head: str, content: str) -> str:
    """A whole document."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>{head}</head>\n<body>{content}</body></html>\n"
    )
