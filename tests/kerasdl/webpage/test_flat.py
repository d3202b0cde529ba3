"""A module and what it imports as one script: run in Node, it does what the modules do."""

import subprocess

import pytest

from kerasdl.export.runtimes.node import find_node
from kerasdl.webpage.flat import flattened

MODULES = {
    "network/learning_worker.js": """/** Runs. */
import { learn, rate as speed } from './learning.js';
import '../state/start.js';
import { fault } from '../state/fault.js';

const learnt = 'mine';
console.log(learn(2), speed, fault('no'), learnt, globalThis.started);
""",
    "network/learning.js": """import {
  activate,
  slope as derivative,
} from './forward.js';
export { activate } from './forward.js';

const learnt = 3;
export const rate = 0.5;
export const learn = (x) => activate(x) + derivative(x) * learnt;
""",
    "network/forward.js": """/** `export const no = 1` in a comment. */
export function activate(x) { return x * 10; }
const own = (x) => x + 1;
export { own as slope };
""",
    "state/start.js": "globalThis.started = true;",
    "state/fault.js": "export class A {}\nexport async function b() {}\nexport const fault = (key) => `fault ${key}`;",
}


def run(script: str) -> str:
    run = [find_node(), "--input-type=module", "-e", script]
    return subprocess.run(run, capture_output=True, text=True, check=True).stdout


def test_a_module_and_all_that_it_imports_run_as_one_script():
    script = flattened(MODULES, "network/learning_worker.js")
    assert run(script) == "29 0.5 fault no mine true\n"
    assert "import" not in script and script.count("function activate") == 1


def test_exports_are_what_the_module_returns():
    script = flattened(MODULES, "network/learning.js")
    assert (
        run(f"{script}\nconsole.log(module_1.activate(1), Object.keys(module_1).join())") == "10 activate,rate,learn\n"
    )


def test_a_module_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        flattened({"a.js": "import { b } from './b.js';"}, "a.js")
