"""TensorFlow.js for one model: the modules that its graph's kernels need, put together into one script.

`built/pieces.json` holds tfjs-core with the converter, and each module of TF.js's CPU, WebAssembly and WebGL backends,
as CommonJS beside the modules that it requires (`web/vendor/build/engine.mjs` writes it). A script is a register of
modules, and a `require` that runs each when it is first asked for.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path
from typing import TypedDict

BUILT = Path(__file__).parent / "built"
CORE = "@tensorflow/tfjs-core"
# By the backend's module alone no tensor is read or copied.
ALWAYS = frozenset({"Identity", "Cast", "Reshape"})
WASM_BINARIES = ("tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm.wasm")
# Starts threads, runs in each of them, and their WebAssembly.
THREADS = ("threads.js", "thread.js", "tfjs-backend-wasm-threaded-simd.wasm")
_RUNTIME = """
self.tfjsModules ??= {};
self.tfjsRequire ??= (() => {
  const loaded = {};
  return function require(id) {
    if (!(id in loaded)) {
      const module = { exports: {} };
      loaded[id] = module;
      self.tfjsModules[id]?.(module, module.exports, require);
    }
    return loaded[id].exports;
  };
})();
"""


class Piece(TypedDict):
    """A module: its code, and the ids of those that it requires."""

    code: str
    requires: list[str]


class Backend(TypedDict):
    """A backend: the module that registers it, and its kernels' modules by the kernels' names."""

    base: str
    kernels: dict[str, str]


class Pieces(TypedDict):
    """All modules by their ids, and the backends by their names."""

    modules: dict[str, Piece]
    backends: dict[str, Backend]


@lru_cache(maxsize=1)
def _pieces() -> Pieces:
    found: Pieces = json.loads((BUILT / "pieces.json").read_text(encoding="utf-8"))
    return found


def backends_for(kernels: Iterable[str]) -> tuple[str, ...]:
    """The backends that have all of some kernels: some of cpu, wasm and webgl, in this order."""
    wanted = ALWAYS | set(kernels)
    return tuple(name for name, backend in _pieces()["backends"].items() if wanted <= backend["kernels"].keys())


def kernels_of(backend: str) -> frozenset[str]:
    """The names of all kernels of a backend."""
    return frozenset(_pieces()["backends"][backend]["kernels"])


def engine_script(backend: str, kernels: Collection[str], *, leave_out: Collection[str] = ()) -> str:
    """A script that adds a backend with some of its kernels to a worker.

    Args:
        backend: cpu, wasm or webgl.
        kernels: names of kernels.
        leave_out: ids of modules that another script brings; see `modules_of`.
    """
    modules = _pieces()["modules"]
    wanted = [name for name in modules_of(backend, kernels) if name not in set(leave_out)]
    register = "\n".join(
        f"self.tfjsModules[{json.dumps(name)}] = (module, exports, require) => {{{modules[name]['code']}\n}};"
        for name in wanted
    )
    return f"{_RUNTIME}{register}\n{_registration(backend, kernels)}"


def modules_of(backend: str, kernels: Collection[str]) -> tuple[str, ...]:
    """The ids of the modules that a backend with some kernels needs."""
    pieces = _pieces()
    found: dict[str, None] = {}
    known = pieces["backends"][backend]
    waiting = [CORE, known["base"], *(known["kernels"][name] for name in sorted(ALWAYS | set(kernels)))]
    while waiting:
        name = waiting.pop()
        if name not in found and name in pieces["modules"]:
            found[name] = None
            waiting += pieces["modules"][name]["requires"]
    return tuple(sorted(found))


def _registration(backend: str, kernels: Collection[str]) -> str:
    """Run the backend's module, and register each kernel: a kernel's module exports its configuration.

    Kernels that others call are registered, too: WebAssembly's are set up by that.
    """
    known = _pieces()["backends"][backend]
    of_kernels = set(known["kernels"].values())
    ids = json.dumps([name for name in modules_of(backend, kernels) if name in of_kernels])
    return f"""
(() => {{
  const require = self.tfjsRequire;
  const {{ registerKernel }} = require({json.dumps(CORE)});
  (self.tfjsBackends ??= {{}})[{json.dumps(backend)}] = require({json.dumps(known["base"])});
  for (const id of {ids}) {{
    for (const config of Object.values(require(id))) {{
      if (config?.kernelName && config.backendName) registerKernel(config);
    }}
  }}
}})();
"""
