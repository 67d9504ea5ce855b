"""The reader of equations sees what does not hold, and nothing else."""

import pytest

from tests.arithmetic import untrue


@pytest.mark.parametrize(
    "text",
    [
        "$0.6172 - 0.4001 = 0.2172$",
        r"$$5 \times 0.6931 + 2 \times 0.6931 = 4.8520$$",
        r"$-\ln 0.0003 = 8.0003$",
        "so 0.5004 + 0.3567 = 0.8572 nats",
        r"$\frac{0.7215}{2} = 0.35$",
        "$0.99995 - 1 = −0.0000454$",
    ],
)
def test_an_equation_that_does_not_hold_as_shown_is_found(text):
    assert len(untrue(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "$0.6172 - 0.4001 = 0.2171$",
        r"$-\ln 0.5 = 0.6931\ \text{nats}$",
        "$q = 0.3$ and $K = 10$, so ln 10 = 2.3026",
        r"$$\frac{d\ell}{dz} = q - y = 0.486 - 1 = −0.514$$",
        "between 1 and 3; 1,000 × 2 = 2,000",
        r"$H = -\sum_k p_k \ln q_k = 0.3$",
    ],
)
def test_an_equation_that_holds_or_cannot_be_computed_is_left_alone(text):
    assert untrue(text) == []
