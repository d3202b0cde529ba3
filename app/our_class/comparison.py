"""Before and after a training with the class: what was learned of it, and what was forgotten of MNIST."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import streamlit as st

from kerasdl.data.mnist import Digits
from kerasdl.errors import KerasdlError
from kerasdl.handwriting.archive import read_archive

from ..charts import style
from ..charts.before_after import before_after
from ..jobs import JobState, TrainingRun
from ..jobs.training_run import ROOM_FILE
from ..state import evaluation, functions, language
from ..state.functions import Function
from . import class_answers

GALLERY = 14
SIDE = 64  # of a picture, in pixels


def draw(run: TrainingRun) -> None:
    """A finished run: accuracies side by side, and the held-out digits whose answer has changed."""
    texts = language.texts("our_class")
    after = functions.of_run(run)
    if run.state not in (JobState.DONE, JobState.STOPPED) or after is None:
        st.error(run.status().error or texts("not_finished"), icon=":material/error:")
        return
    before = _before(run)
    try:
        held_out = read_archive(run.folder / ROOM_FILE).test
    except KerasdlError as error:
        st.error(str(error), icon=":material/error:")
        return
    pairs = [function for function in (before, after) if function is not None]
    with st.spinner(texts("reading")):
        answers = [class_answers.answers_to(function, f"{run.id} held out", held_out) for function in pairs]
        own = [100 * float((each.argmax(1) == held_out.labels).mean()) for each in answers]
        mnist = [100 * evaluation.report(function, "test").accuracy for function in pairs]
    _draw_said(own, mnist)
    writers = 0 if held_out.writers is None else len(np.unique(held_out.writers))
    names = [texts("held_out_digits", count=len(held_out), writers=writers), texts("mnist_digits")]
    moments = [texts("before"), texts("after")][-len(pairs) :]
    rows = [dict(zip(moments, values, strict=True)) for values in (own, mnist)]
    st.plotly_chart(
        before_after(names, rows), key="class_before_after", config=style.PLAIN, alt=texts("before_after_alt")
    )
    if before is not None:
        _draw_changed(held_out, *(each.argmax(1) for each in answers))


def _draw_said(own: list[float], mnist: list[float]) -> None:
    texts = language.texts("our_class")
    first, second = st.columns(2)
    for place, word, values in ((first, "learned_class", own), (second, "forgot_mnist", mnist)):
        change = f"{values[-1] - values[0]:+.2f} %" if len(values) == 2 else None
        place.metric(texts(word), f"{values[-1]:.2f} %", change)


def _before(run: TrainingRun) -> Function | None:
    """The network that the run began with."""
    begin = run.request.begin
    return functions.of_folder(begin, language.texts("our_class")("before"), Path(begin)) if begin else None


def _draw_changed(digits: Digits, before: np.ndarray, after: np.ndarray) -> None:
    texts, labels = language.texts("our_class"), digits.labels
    learned, forgotten = (before != labels) & (after == labels), (before == labels) & (after != labels)
    for word, chosen in (("newly_read", learned), ("no_longer_read", forgotten)):
        some = np.flatnonzero(chosen)
        st.markdown(f"**{texts(word, count=len(some))}**")
        captions = [texts("answers_changed", before=before[n], after=after[n], label=labels[n]) for n in some]
        figures = [
            style.picture(digits.images[n], SIDE, f"{before[n]} → {after[n]}", caption)
            for n, caption in zip(some[:GALLERY], captions, strict=False)
        ]
        if figures:
            st.html(style.pictures(figures))
