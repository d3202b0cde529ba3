"""Panel with a training's Keras code, and what stands there where there is none."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def page(teacher: str, of_class: bool) -> None:
    from app.components import keras_code
    from kerasdl.config import TrainConfig

    keras_code.draw(TrainConfig(teacher=teacher), of_class=of_class)


def opened(teacher: str = "", *, of_class: bool = False) -> AppTest:
    return AppTest.from_function(page, kwargs={"teacher": teacher, "of_class": of_class}, default_timeout=60).run()


def test_a_training_with_teachers_has_its_code() -> None:
    (code,) = opened("web, cnn").code
    assert "for name in ['web', 'cnn']" in code.value


def test_a_training_with_the_digits_of_a_class_says_why_it_has_none() -> None:
    app = opened(of_class=True)
    assert not app.code and not app.exception and "`kerasdl train --also`" in app.caption[0].value
