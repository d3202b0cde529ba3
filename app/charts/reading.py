"""Answer to one digit as plain HTML: it is drawn anew at every stroke, and a figure costs ten times more.

Colours are the house's, text and tracks are the theme's own, so both themes are served.
"""

from __future__ import annotations

import html

import numpy as np

from ..state.language import Texts
from .numbers import percent
from .style import BLUE, GREY, ORANGE, picture

STYLE = f"""
<style>
  .kd-reading {{ display: flex; flex-wrap: wrap; gap: 0.5rem 2.2rem; align-items: flex-start; }}
  .kd-said {{ flex: 0 0 9.5rem; }}
  .kd-said .kerasdl-answer {{ font-size: 6.5rem; font-variant-numeric: tabular-nums; margin: 0.1rem 0 0.4rem; }}
  .kd-said .kd-none {{ opacity: 0.25; }}
  .kd-bars {{ flex: 1 1 15rem; list-style: none; margin: 0 !important; padding: 0 !important; }}
  .kd-bars li {{
    display: grid; grid-template-columns: 1.1rem 1fr 4.2rem; gap: 0.55rem; align-items: center;
    margin: 0 0 0.22rem !important; padding: 0; font-variant-numeric: tabular-nums; line-height: 1.35; font-size: 1rem;
  }}
  .kd-bars .kd-track {{ position: relative; height: 1.05rem; background: rgb(128 128 128 / 18%); border-radius: 0.2rem; }}
  .kd-bars .kd-fill {{ position: absolute; inset: 0 auto 0 0; background: {BLUE}; border-radius: 0.2rem; }}
  .kd-bars .kd-fill.kd-before {{ background: {GREY}; inset: 0 auto 55% 0; }}
  .kd-bars .kd-fill.kd-after {{ inset: 45% auto 0 0; }}
  .kd-bars .kd-true {{ outline: 2.5px solid {ORANGE}; outline-offset: 1px; }}
  .kd-bars b, .kd-bars span {{ white-space: nowrap; }}
  .kd-bars .kd-share {{ text-align: right; }}
  .kd-small {{ font-size: 0.9rem; opacity: 0.85; line-height: 1.35; }}
  .kd-seen {{ flex: 0 0 auto; }}
  .kd-seen .kerasdl-pictures {{ flex-direction: column; }}
  .kd-key {{ display: inline-block; width: 0.75em; height: 0.75em; border-radius: 0.15em; margin-right: 0.35em; }}
  @media (max-width: 640px) {{ .kd-seen .kerasdl-pictures {{ flex-direction: row; }} }}
</style>
"""


def reading(
    texts: Texts,
    confidences: np.ndarray,
    *,
    sure: bool,
    seen: np.ndarray,
    drawn: np.ndarray | None,
    target: int | None = None,
) -> str:
    """The answer, large; the ten confidences; what was drawn, beside what the network sees of it.

    Args:
        texts: the page's words.
        confidences: (10,).
        sure: whether the highest is enough for an answer.
        seen: (28, 28), 0 to 1.
        drawn: uint8, (height, width); None where it is just what is seen.
        target: what the digit truly is, where that is known.
    """
    digit = int(confidences.argmax())
    words = texts("answer_sure" if sure else "answer_not_sure", digit=digit, share=percent(float(confidences[digit])))
    judged = ""
    if target is not None:
        mark = texts("target_right" if digit == target else "target_wrong", digit=target)
        judged = (
            f'<div class="kd-small"><span class="kd-key" style="background:{ORANGE}"></span>{html.escape(mark)}</div>'
        )
    sides = [picture(seen, 132, texts("seen"), texts("seen_alt"))]
    if drawn is not None:
        sides.insert(0, picture(drawn, 132, texts("drawn"), texts("drawn_alt")))
    return (
        f'<div class="kd-reading"><div class="kd-said">{html.escape(texts("reads"))}'
        f'<div class="kerasdl-answer" id="answer">{digit if sure else "?"}</div>'
        f"<div>{html.escape(words)}</div>{judged}</div>"
        f"{bars(texts, confidences, target)}"
        f'<div class="kd-seen"><div class="kerasdl-pictures">{"".join(sides)}</div></div></div>'
    )


def nothing(texts: Texts, hint: str) -> str:
    """The same place while there is no digit: empty bars, so that nothing jumps when the first stroke is read."""
    return (
        f'<div class="kd-reading"><div class="kd-said">{html.escape(texts("reads"))}'
        f'<div class="kerasdl-answer kd-none" aria-hidden="true">–</div><div>{html.escape(hint)}</div></div>'
        f"{bars(texts, np.zeros(10), None)}</div>"
    )


def bars(texts: Texts, confidences: np.ndarray, target: int | None = None) -> str:
    """Ten confidences, (10,), as a list of bars; the highest is written bold, the true digit's is framed."""
    best = int(confidences.argmax()) if confidences.any() else -1
    rows = []
    for digit, share in enumerate(confidences):
        said = percent(share) if confidences.any() else ""
        framed = " kd-true" if digit == target else ""
        rows.append(
            f'<li data-digit="{digit}">{_bold(digit, digit == best)}'
            f'<div class="kd-track{framed}" role="meter" aria-label="{html.escape(texts("confidence_of", digit=digit))}" '
            f'aria-valuemin="0" aria-valuemax="100" aria-valuenow="{100 * share:.1f}">'
            f'<div class="kd-fill" style="width:{100 * share:.2f}%"></div></div>'
            f'<span class="kd-share">{_bold(said, digit == best)}</span></li>'
        )
    return f'<ol class="kd-bars" aria-label="{html.escape(texts("confidences"))}">{"".join(rows)}</ol>'


def bars_before_and_after(texts: Texts, before: np.ndarray, after: np.ndarray) -> str:
    """Two times ten confidences: in each row what it was, thin and grey, over what it is."""
    rows = [
        f'<li data-digit="{digit}">{_bold(digit, digit == int(after.argmax()))}'
        f'<div class="kd-track" role="img" '
        f'aria-label="{html.escape(texts("before_and_after", digit=digit, before=percent(was), after=percent(now)))}">'
        f'<div class="kd-fill kd-before" style="width:{100 * was:.2f}%"></div>'
        f'<div class="kd-fill kd-after" style="width:{100 * now:.2f}%"></div></div>'
        f'<span class="kd-share">{_bold(percent(now), digit == int(after.argmax()))}</span></li>'
        for digit, (was, now) in enumerate(zip(before, after, strict=True))
    ]
    key = "".join(
        f'<span style="margin-right:1.2rem"><span class="kd-key" style="background:{colour}"></span>'
        f"{html.escape(texts(name))}</span>"
        for colour, name in ((GREY, "before"), (BLUE, "after"))
    )
    return f'<div class="kd-small" style="margin-bottom:0.5rem">{key}</div><ol class="kd-bars">{"".join(rows)}</ol>'


def _bold(said: object, bold: bool) -> str:
    return f"<b>{said}</b>" if bold else f"<span>{said}</span>"
