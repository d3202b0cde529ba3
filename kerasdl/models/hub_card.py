"""Model card for the Hugging Face Hub: Markdown with YAML metadata, made from a model's `card.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kerasdl import __url__
from kerasdl.errors import ModelError, printable
from kerasdl.models.card import Card, Exported
from kerasdl.models.folder import open_model
from kerasdl.models.store import (
    CARD_FILE,
    KERAS_FILE,
    LITERT,
    LITERT_FILE,
    ONNX,
    ONNX_FILE,
    SAVED_MODEL,
    TFJS,
    TFJS_LAYERS,
)

TASK = "image-classification"
MNIST = {"type": "ylecun/mnist", "name": "MNIST", "split": "test"}
FORMATS = {
    SAVED_MODEL: ("`saved_model/`", "TensorFlow"),
    TFJS: ("`tfjs/model.json`", "TensorFlow.js, `tf.loadGraphModel`"),
    TFJS_LAYERS: ("`tfjs_layers/model.json`", "TensorFlow.js, `tf.loadLayersModel`; takes centred digits from 0 to 1"),
    ONNX: (f"`onnx/{ONNX_FILE}`", "ONNX Runtime"),
    LITERT: (f"`litert/{LITERT_FILE}`", "LiteRT"),
}


def hub_card(name_or_folder: str | Path) -> str:
    """The `README.md` of a model on the Hugging Face Hub.

    Args:
        name_or_folder: a folder with a card, or a model's name.

    Returns:
        YAML metadata (licence, library, task, tags, figures on MNIST's test digits), then Markdown for people.

    Raises:
        ModelError: there is no such model, or its card has no figures on the test digits.

    Example:
        >>> print(hub_card("web").splitlines()[1])
        license: "apache-2.0"
    """
    model = open_model(name_or_folder)
    if "test" not in model.card:
        raise ModelError(
            f"A model card for the Hub needs the figures of a training, `test` in {CARD_FILE}. Received: {model.path}"
        )
    name = printable(model.path.resolve().name)
    text = "\n\n".join(_sections(name, model.card))
    return "\n".join(["---", *_yaml(_metadata(name, model.card)), "---", "", text, ""])


def _metadata(name: str, card: Card) -> dict[str, Any]:
    metrics: list[dict[str, Any]] = [
        {"type": "accuracy", "name": "Accuracy", "value": card["test"]["accuracy"]},
        {"type": "loss", "name": "Cross-entropy", "value": card["test"].get("mean_loss")},
        {
            "type": "expected_calibration_error",
            "name": "Expected calibration error",
            "value": card["test"].get("expected_calibration_error"),
        },
    ]
    known = [metric for metric in metrics if metric["value"] is not None]
    browser = ["tensorflowjs"] if {TFJS, TFJS_LAYERS} & set(_exported(card).get("formats", [])) else []
    return {
        "license": "apache-2.0",
        "library_name": "keras",
        "pipeline_tag": TASK,
        "tags": ["keras", *browser, "mnist", "handwritten-digits", "kerasdl"],
        "datasets": [str(MNIST["type"])],
        "metrics": ["accuracy"],
        "model-index": [
            {
                "name": f"kerasdl-{name}",
                "results": [{"task": {"type": TASK}, "dataset": MNIST, "metrics": known}],
            }
        ],
    }


def _sections(name: str, card: Card) -> Iterator[str]:
    """The text, a paragraph, list or table at a time."""
    yield f"# kerasdl-{name}"
    yield f"A network that reads handwritten digits, trained with Keras by [kerasdl]({__url__})."
    yield "## Figures"
    yield _table(("figure", "value"), _figures(card))
    yield "## Use"
    yield f"In Python, with the files in `{name}/`; pictures are uint8, (n, height, width), white ink on black:"
    yield (
        f'```python\nimport kerasdl\n\nreader = kerasdl.load_reader("{_quoted(name)}")\n'
        "confidences = reader.confidences(pictures)  # (n, classes)\nsure = reader.sure(confidences)\n```"
    )
    rows = [FORMATS[f] for f in _exported(card).get("formats", []) if f in FORMATS]
    yield _table(
        ("file", "for"), [(f"`{KERAS_FILE}`", "Keras; takes centred digits, (batch, 28, 28), from 0 to 1"), *rows]
    )
    if _exported(card).get("ink"):
        yield (
            "The exported graphs take raw ink, float32, (batch, height, width), 0 to 255, white on black, of any height and "
            "width, and centre it themselves; their outputs are named `confidences`, `digit` and `hidden_1`, `hidden_2`, …"
        )
    if config := card.get("config"):
        yield "## Training"
        yield "The settings of `kerasdl train`; what is 0 or off is left out."
        yield _table(
            ("setting", "value"), [(f"`{_cell(key)}`", f"`{_cell(value)}`") for key, value in config.items() if value]
        )
    yield "## Limits"
    yield (
        "It knows the ten digits and nothing else; what is no digit is refused by its confidence alone, which can fail. "
        "MNIST is under Creative Commons Attribution-ShareAlike 3.0."
    )


def _figures(card: Card) -> list[tuple[str, str]]:
    """Rows of what the card knows."""
    test, refused = card["test"], card.get("refused", {})
    shares: dict[str, float | None] = {
        "accuracy on MNIST's 10,000 test digits": test["accuracy"],
        "expected calibration error": test.get("expected_calibration_error"),
        "accuracy on 5,000 validation digits": card.get("validation", {}).get("validation_accuracy"),
        "accuracy on drawn digits in pen styles that it never saw": card.get("held_out_styles"),
        "not sure below a surety of": card.get("not_sure_below"),
        "test digits refused as not sure": refused.get("test"),
        "non-digits refused, of kinds that it learned from": refused.get("non_digits_seen"),
        "non-digits refused, of kinds that it never saw": refused.get("non_digits_unseen"),
    }
    rows = [(what, f"{100 * share:.2f} %") for what, share in shares.items() if share is not None]
    if "parameters" in card:
        rows.append(("parameters", f"{card['parameters']:,}"))
    if "training_seconds" in card and "ran_on" in card:
        rows.append(("training", f"{card['training_seconds']:,.0f} s on {_cell(card['ran_on']['description'])}"))
    if versions := card.get("versions"):
        rows.append(("made with", ", ".join(f"{_cell(package)} {_cell(v)}" for package, v in versions.items())))
    return rows


def _exported(card: Card) -> Exported:
    return card.get("export") or {}


def _table(head: tuple[str, str], rows: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"| {left} | {right} |" for left, right in [head, ("---", "---"), *rows])


def _cell(value: object) -> str:
    """A value of a card, which may be another person's, as the text of one cell of a table."""
    return printable(value).replace("\n", " ").replace("|", "\\|").replace("`", "'").replace("<", "&lt;")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _yaml(value: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """Lines of YAML of dictionaries, lists and plain values; texts are quoted as JSON's, which YAML holds too."""
    for key, entry in value.items():
        if isinstance(entry, Mapping):
            yield f"{indent}{key}:"
            yield from _yaml(entry, f"{indent}  ")
        elif isinstance(entry, list):
            yield f"{indent}{key}:"
            for item in entry:
                lines = (
                    [*_yaml(item, f"{indent}    ")]
                    if isinstance(item, Mapping)
                    else [json.dumps(item, ensure_ascii=False)]
                )
                yield f"{indent}  - {lines[0].strip()}"
                yield from lines[1:]
        else:
            yield f"{indent}{key}: {json.dumps(entry, ensure_ascii=False)}"
