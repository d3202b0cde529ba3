"""Equal weights of a TF.js graph, kept once.

A recurrent layer is written out step by step, and TensorFlow's graph optimizer gives each step its copy of the weights.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SHARD = 4_194_304  # bytes, as the converter parts weights into files
SIZES = {"float32": 4, "int32": 4, "bool": 1, "complex64": 8, "float16": 2, "uint8": 1, "uint16": 2}


def merge_equal_weights(model: dict[str, Any], folder: Path) -> None:
    """Keep one of each set of equal weights, and have what used the others use that.

    Args:
        model: the content of `model.json`, which is changed.
        folder: the weights' files; they are written anew where something is merged.
    """
    nodes = model["modelTopology"]["node"]
    constants = {node["name"] for node in nodes if node["op"] == "Const"}
    taken = constants - {entry["name"].split(":")[0] for entry in model["signature"]["outputs"].values()}
    for number, group in enumerate(model["weightsManifest"], 1):
        if any(weight["dtype"] not in SIZES for weight in group["weights"]):
            continue  # texts say their own length
        data = b"".join((folder / path).read_bytes() for path in group["paths"])
        kept, same = _part(group["weights"], data, taken)
        if not same:
            continue
        for path in group["paths"]:
            (folder / path).unlink()
        group["weights"] = [weight for weight, _ in kept]
        group["paths"] = _write(b"".join(part for _, part in kept), folder, number)
        model["modelTopology"]["node"] = nodes = [node for node in nodes if node["name"] not in same]
        for node in nodes:
            node["input"] = [_renamed(name, same) for name in node.get("input", [])]


def _part(
    weights: list[dict[str, Any]], data: bytes, taken: set[str]
) -> tuple[list[tuple[dict[str, Any], bytes]], dict[str, str]]:
    """The weights to keep with their bytes, and by the names of the others which of these each is equal to."""
    kept: list[tuple[dict[str, Any], bytes]] = []
    same: dict[str, str] = {}
    first: dict[tuple[str, bytes], str] = {}
    start = 0
    for weight in weights:
        stored = weight.get("quantization", {}).get("dtype", weight["dtype"])
        part = data[start : start + SIZES[stored] * math.prod(weight["shape"])]
        start += len(part)
        about = json.dumps({name: value for name, value in weight.items() if name != "name"}, sort_keys=True)
        other = first.setdefault((about, hashlib.sha256(part).digest()), weight["name"])
        if other != weight["name"] and {other, weight["name"]} <= taken:
            same[weight["name"]] = other
        else:
            kept.append((weight, part))
    return kept, same


def _write(data: bytes, folder: Path, group: int) -> list[str]:
    parts = [data[start : start + SHARD] for start in range(0, len(data), SHARD)]
    paths = [f"group{group}-shard{number}of{len(parts)}.bin" for number in range(1, len(parts) + 1)]
    for path, part in zip(paths, parts, strict=True):
        (folder / path).write_bytes(part)
    return paths


def _renamed(name: str, same: Mapping[str, str]) -> str:
    """An input of a node, "name", "name:0" or "^name", by the weight that is kept."""
    plain = name.removeprefix("^").split(":")[0]
    return name.replace(plain, same[plain], 1) if plain in same else name
