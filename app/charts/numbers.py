"""Number formatting: significant digits in plain text, HTML and LaTeX."""

from __future__ import annotations

import math

SMALLEST_PLAIN = 1e-3  # what is smaller is written with a power of ten
LARGEST_PLAIN = 1e5


def plain(value: float, digits: int = 3) -> str:
    """A number in text: 0.973, −12.4, 2.1·10⁻⁵; `digits` are those that count."""
    mantissa, power = _parts(value, digits)
    return mantissa.replace("-", "−") + (f"·10{raised(power)}" if power is not None else "")


def latex(value: float, digits: int = 3) -> str:
    """The same in LaTeX: 2.1\\cdot 10^{-5}."""
    mantissa, power = _parts(value, digits)
    return mantissa.replace("∞", r"\infty") + (rf"\cdot 10^{{{power}}}" if power is not None else "")


def in_brackets(value: float, digits: int = 3) -> str:
    """In LaTeX, for a factor: a negative one in brackets."""
    text = latex(value, digits)
    return rf"({text})" if value < 0 else text


def percent(share: float) -> str:
    """A confidence in few characters; no network is ever certain."""
    if share >= 0.9995:
        return ">99.9 %"
    return f"{100 * share:.1f} %" if share >= 0.0005 else "<0.1 %"


def short(value: float) -> str:
    """A number of at most about six characters: 4, −2, 0.98, 1e+05."""
    return (f"{value:.0e}" if abs(value) >= 1000 else trimmed(value)).replace("-", "−")


def trimmed(value: float) -> str:
    """At most two decimals, none that are 0; more where a number just short of 1 would be called 1."""
    decimals = 2 if abs(value) < 100 else 1
    while abs(value) < 1 and abs(round(value, decimals)) == 1 and decimals < 6:
        decimals += 1
    return f"{round(value, decimals) + 0.0:.{decimals}f}".rstrip("0").rstrip(".")


def raised(power: int) -> str:
    """A power as superscript: -6 -> ⁻⁶."""
    return str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _parts(value: float, digits: int) -> tuple[str, int | None]:
    """The number, or its mantissa and the power of ten."""
    if not math.isfinite(value):
        return "?" if math.isnan(value) else "∞" if value > 0 else "-∞", None
    size = abs(value)
    if size == 0:
        return "0", None
    if SMALLEST_PLAIN <= size < LARGEST_PLAIN:
        decimals = max(digits - 1 - math.floor(math.log10(size)), 0)
        return f"{value:.{min(decimals, digits + 1)}f}", None
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    return mantissa, int(power)
