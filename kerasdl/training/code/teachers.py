"""Keras code of a training with teachers: warped views of the digits, and answers to them beside the labels."""

from __future__ import annotations

from kerasdl.config import CLASSES, TrainConfig
from kerasdl.training.view_plan import CHUNK, SEED, plan_views

TAUGHT_FIT = """
    seen = view(epoch)
    answers = np.mean([tempered(teacher.predict(seen, batch_size=1000, verbose=0)) for teacher in teachers], axis=0)
    learner.fit(seen[order], np.hstack([targets, answers])[order], batch_size=batch, shuffle=False, verbose=2)"""


def taught_goodness(config: TrainConfig) -> str:
    """The script's second step where the network learns from teachers, too."""
    share, temperature = config.teacher_share, config.temperature
    return f"""
# %% [markdown]
# ## Step 2: the goodness of a function
#
# The mean cross-entropy, taken from the logits: so it is exact however small a confidence is. What teachers answer to the
# same warped pictures, on average, counts {share:.0%}, the labels the rest. The divergence from these answers and the
# cross-entropy, which is taken here, differ by what no weight can change.

# %%
teachers = [open_model(name).load() for name in {list(config.teachers)!r}]
learner = keras.Model(inputs, logits)


def tempered(confidences):
    \"\"\"What a teacher would answer at a temperature of {temperature!r}.\"\"\"
    powers = np.maximum(confidences, 1e-37) ** (1 / {temperature!r})
    return powers / powers.sum(axis=1, keepdims=True)


def loss(targets, logits):
    labels, answers = targets[:, :{CLASSES}], targets[:, {CLASSES}:]
    own = keras.losses.categorical_crossentropy(labels, logits, from_logits=True)
    taught = keras.losses.categorical_crossentropy(answers, logits / {temperature!r}, from_logits=True)
    return {1 - share!r} * own + {share * temperature**2!r} * taught
{_view(config)}"""


def _view(config: TrainConfig) -> str:
    """The function that gives the digits as an epoch shows them."""
    if not any(config.strengths):
        return '''

def view(epoch):
    """The digits; each epoch shows them as they are."""
    return images / np.float32(255)'''
    plan = plan_views(config)
    fading = f"""
    if epoch >= {plan.begin}:
        step = (epoch - {plan.begin}) * {plan.fading} // (EPOCHS - {plan.begin})
        number, left = {plan.full} + step, ({plan.fading - 1} - step) / {plan.fading}"""
    return f'''

def view(epoch):
    """The digits, each warped by its own numbers: those of one of {plan.full + plan.fading} views."""
    number, left = epoch % {plan.full}, 1.0{fading if plan.fading else ""}
    rng, parts = np.random.default_rng([{SEED}, number]), []
    for start in range(0, len(images), {CHUNK}):
        part = images[start : start + {CHUNK}] / np.float32(255)
        numbers = rng.uniform(-1, 1, ({CHUNK}, PARAMETERS)).astype(np.float32)
        numbers[:, :-1] *= left
        seen = warp(part, numbers[: len(part)], {", ".join(map(repr, config.strengths))})
        parts.append(np.round(255 * keras.ops.convert_to_numpy(seen)) / np.float32(255))
    return np.concatenate(parts)'''
