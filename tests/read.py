"""Prints the words of a page with their numbers in it, at a given or a random state.

python -m tests.read likelihood
python -m tests.read likelihood labels=0000 theta=0.3
python -m tests.read likelihood --seed 7 --guess 2
"""

from __future__ import annotations

import argparse
import logging
import random

from lib.lessons.registry import lessons
from lib.web.visit import unfold
from tests.app import guess, open_page, random_state, said, without_books


def main() -> None:
    """Read one page aloud."""
    logging.disable()  # Streamlit's, about running without a server
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("page", choices=list(lessons()))
    parser.add_argument("state", nargs="*", help="name=text, as the page's link states it")
    parser.add_argument("--seed", type=int, help="a random state instead")
    parser.add_argument("--guess", type=float, help="a prediction that was made before")
    asked = parser.parse_args()
    texts = dict(pair.split("=", 1) for pair in asked.state)
    if asked.seed is not None:
        texts = {**random_state(lessons()[asked.page], random.Random(asked.seed)), **texts}
    with without_books():
        at = open_page(asked.page, **texts)
        unfold(at, asked.page)
        guess(at, asked.page, asked.guess)
        at.run()
    print(f"# {asked.page} {texts}\n")
    print("\n\n".join(said(at)))
    if at.exception:
        raise SystemExit(f"\n{at.exception[0].message}\n" + "\n".join(at.exception[0].stack_trace))


if __name__ == "__main__":
    main()
