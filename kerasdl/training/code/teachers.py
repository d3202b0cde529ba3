"""Keras code of a training with teachers: their answers count as much as the labels."""

from __future__ import annotations

from collections.abc import Sequence

from kerasdl.config import CLASSES, IMAGE_SIDE


def taught_goodness(teachers: Sequence[str], warped: str) -> str:
    """The script's second step where the network learns from teachers, too.

    Args:
        teachers: models' names or folders.
        warped: the expression of the pictures that student and teachers see.
    """
    mean = "layers.Average()(answers)" if len(teachers) > 1 else "answers[0]"
    return f"""
# %% [markdown]
# ## Step 2: the goodness of a function
#
# The mean cross-entropy, taken from the logits: so it is exact however small a confidence is. What teachers answer to the
# same pictures, on average, counts as much as the labels.

# %%
pictures = keras.Input(({IMAGE_SIDE}, {IMAGE_SIDE}))
seen = {warped}
teachers = [keras.Sequential([open_model(name).load()]) for name in {list(teachers)!r}]
for teacher in teachers:
    teacher.trainable = False
answers = [teacher(seen, training=False) for teacher in teachers]
taught = {mean}
student = keras.Model(inputs, logits)
learner = keras.Model(pictures, layers.Concatenate(dtype="float32")([student(seen), taught]))


def loss(targets, outputs):
    own, taught = outputs[:, :{CLASSES}], outputs[:, {CLASSES}:]
    return keras.losses.categorical_crossentropy((targets + taught) / 2, own, from_logits=True)"""
