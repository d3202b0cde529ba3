"""What other machines run of this repository: workflows, containers, a Space; each held against the project itself."""

import json
import os
import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import pytest
import typer
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import kerasdl
from kerasdl.cli.main import app
from tests.support.dashboard import running_dashboard
from tests.test_pythons import VERSIONS

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
WORKFLOWS = {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in (ROOT / ".github/workflows").glob("*.yml")}
JOBS = {f"{name}.{job}": made for name, flow in WORKFLOWS.items() for job, made in flow["jobs"].items()}
STEPS = [(name, step) for name, job in JOBS.items() for step in job["steps"]]
WRITING = {"pages.deploy": {"pages": "write", "id-token": "write"}, "release.publish": {"id-token": "write"}}
DOCKERFILES = [ROOT / "Dockerfile", ROOT / "hosts/huggingface/Dockerfile"]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
ADDRESS = re.compile(r"https://(?:github\.com/kerasdl|kerasdl\.github\.io)[\w/.-]*")
SHELL = pytest.mark.skipif(os.name == "nt", reason="the step is a shell's")


def runs(pattern: str) -> list[tuple[str, str]]:
    """What a pattern finds in the commands of all workflows, with the job that runs it."""
    return [(name, found) for name, step in STEPS for found in re.findall(pattern, step.get("run", ""))]


def step(job: str, name: str) -> str:
    """The commands of a named step."""
    (found,) = [step["run"] for step in JOBS[job]["steps"] if step.get("name") == name]
    return found


def instructions(dockerfile: Path) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile, with continued lines joined."""
    lines = dockerfile.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    return [tuple(line.split(maxsplit=1)) for line in lines if line and not line.startswith("#")]


def last(dockerfile: Path, word: str) -> str:
    return [value for name, value in instructions(dockerfile) if name == word][-1]


def option(command: list[str], name: str) -> str:
    """An option's value, in either spelling."""
    joined = " ".join(command)
    return re.search(rf"{name}[= ](\S+)", joined)[1]


def check_parses(command: list[str]) -> None:
    """Parsing alone: a wrong verb, option or value raises here."""
    program, verb, *arguments = command
    assert program == "kerasdl"
    typer.main.get_command(app).commands[verb].make_context(verb, arguments)


def test_the_pythons_are_those_of_the_project():
    supported = SpecifierSet(PROJECT["project"]["requires-python"])
    everywhere = [f"3.{minor}" for minor in range(30) if f"3.{minor}" in supported]
    assert list(VERSIONS) == everywhere
    named = [c.rsplit(" ", 1)[1] for c in PROJECT["project"]["classifiers"] if re.search(r"Python :: 3\.\d+$", c)]
    assert named == everywhere
    matrices = {name: job["strategy"]["matrix"]["python"] for name, job in JOBS.items() if "strategy" in job}
    assert len(matrices) == 3 and all(pythons == everywhere for pythons in matrices.values()), matrices
    fixed = [step["with"]["python-version"] for _, step in STEPS if "python-version" in step.get("with", {})]
    fixed = [version for version in fixed if "matrix" not in version]
    images = [*(last(file, "FROM") for file in DOCKERFILES), *(str(job.get("container", "")) for job in JOBS.values())]
    fixed += [found for image in images for found in re.findall(r"^python:(\d\S*?)-", image)]
    assert len(fixed) >= 5 and all(version in everywhere for version in fixed), fixed


def test_every_make_target_exists_and_both_kinds_of_tests_are_run():
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.M))
    named = {target for _, target in runs(r"make ([a-z-]+)")}
    assert named >= {"test", "test-slow", "docs"}
    assert named - targets == set()


def test_the_folders_that_windows_tests_are_here():
    named = JOBS["tests.windows"]["env"]["TESTS"].split()
    assert named and all(any((ROOT / folder).glob("test_*.py")) for folder in named)


def test_every_action_is_pinned_by_its_commit_and_each_only_once():
    pinned = {}
    for file in (ROOT / ".github/workflows").glob("*.yml"):
        for action in re.findall(r"uses: (.*)", file.read_text(encoding="utf-8")):
            name, commit, version = re.fullmatch(r"(\S+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)", action).groups()
            assert pinned.setdefault(name, (commit, version)) == (commit, version)
    assert "actions/checkout" in pinned


def test_only_what_publishes_may_write_and_no_job_runs_for_ever():
    assert all(flow["permissions"] == {"contents": "read"} for flow in WORKFLOWS.values())
    assert all("concurrency" in flow for flow in WORKFLOWS.values())
    assert {name: job["permissions"] for name, job in JOBS.items() if "permissions" in job} == WRITING
    assert all(job["timeout-minutes"] <= 350 for job in JOBS.values())
    checkouts = [step for _, step in STEPS if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts and all(step["with"]["persist-credentials"] is False for step in checkouts)


@SHELL
def test_a_release_is_made_of_the_tag_that_is_the_version_alone():
    check = step("release.build", "The tag is the version")

    def status(tag: str) -> int:
        return subprocess.run(["sh", "-c", check], cwd=ROOT, env={**os.environ, "GITHUB_REF_NAME": tag}).returncode

    assert status(f"v{kerasdl.__version__}") == 0
    assert status(f"v{kerasdl.__version__}0") == 1 and status("") == 1


@SHELL
def test_uv_has_one_version_everywhere():
    commands = [line for name, line in runs(r'python -m pip install ("uv==.*)')]
    commands += re.findall(r'pip install --no-cache-dir ("uv==.*)', DOCKERFILES[0].read_text(encoding="utf-8"))
    version = re.search(r"^UV_VERSION := (\S+)$", MAKEFILE, re.M)[1]
    said = [
        subprocess.check_output(["sh", "-c", f"echo {command.replace('/src/', '')}"], cwd=ROOT, text=True).strip()
        for command in commands
    ]
    assert len(said) == 3 and set(said) == {f"uv=={version}"}


@SHELL
def test_the_site_holds_the_manual_and_the_page_without_its_build(tmp_path):
    manual = re.search(r"cp -R (\S+)/\. ", step("pages.build", "Put manual and page together"))[1]
    if (ROOT / "mkdocs.yml").exists():
        # Its tags for Python objects are none of this test's business.
        assert f"\nsite_dir: {manual}\n" in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (tmp_path / manual).mkdir(parents=True)
    (tmp_path / manual / "index.html").write_text("the manual")
    for file in ("index.html", "vendor/build/build.mjs", "vendor/tfjs.js"):
        (tmp_path / "web" / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "web" / file).write_text((ROOT / "web" / file).read_text(encoding="utf-8"), encoding="utf-8")
    subprocess.run(["sh", "-ec", step("pages.build", "Put manual and page together")], cwd=tmp_path, check=True)
    (uploaded,) = [s["with"]["path"] for s in JOBS["pages.build"]["steps"] if "upload-pages" in s.get("uses", "")]
    files = {str(f.relative_to(tmp_path / uploaded)) for f in (tmp_path / uploaded).rglob("*") if f.is_file()}
    assert files == {"index.html", "page/index.html", "page/vendor/tfjs.js"}


def test_the_container_serves_what_its_health_check_asks_for():
    file = DOCKERFILES[0]
    command = json.loads(last(file, "CMD"))
    check_parses(command)
    assert option(command, "--port") == last(file, "EXPOSE")
    assert f"127.0.0.1:{last(file, 'EXPOSE')}/" in last(file, "HEALTHCHECK")
    assert option(command, "--host") == "0.0.0.0"  # of the container alone
    users = [i for i, (word, _) in enumerate(instructions(file)) if word == "USER"]
    commands = [i for i, (word, _) in enumerate(instructions(file)) if word == "CMD"]
    assert users and users[-1] < commands[-1] and last(file, "USER") not in ("root", "0")


@pytest.mark.slow
def test_a_running_dashboard_passes_the_health_check_and_none_fails_it(tmp_path):
    file = DOCKERFILES[0]
    command = json.loads(last(file, "HEALTHCHECK").split("CMD", 1)[1])
    own = f"http://127.0.0.1:{last(file, 'EXPOSE')}/"

    def status(url: str) -> int:
        return subprocess.run([part.replace(own, url) for part in command], capture_output=True).returncode

    with running_dashboard(tmp_path) as server:
        assert status(server.url) == 0
    assert status(server.url) == 1


def test_compose_publishes_to_this_machine_alone_and_keeps_what_is_made():
    for service in COMPOSE["services"].values():
        command = service.get("command") or json.loads(last(DOCKERFILES[0], "CMD"))
        check_parses(command)
        port = option(command, "--port")
        assert service["ports"] == [f"127.0.0.1:{port}:{port}"]
        assert f"127.0.0.1:{port}/" in str(service.get("healthcheck") or last(DOCKERFILES[0], "HEALTHCHECK"))
    (volume,) = COMPOSE["services"]["dashboard"]["volumes"]
    name, folder = volume.split(":")
    assert name in COMPOSE["volumes"]
    assert folder == last(DOCKERFILES[0], "VOLUME") == last(DOCKERFILES[0], "WORKDIR")


def test_the_container_is_built_from_all_that_the_wheel_holds():
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line.removeprefix("!") for line in lines if line.startswith("!")}
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["only-include"], *PROJECT["project"]["license-files"], PROJECT["project"]["readme"]}
    assert let_in == needed | {"pyproject.toml", "uv.lock", "Makefile"}


def test_the_space_installs_this_version_and_shows_the_dashboard_on_its_port():
    file = DOCKERFILES[1]
    _, metadata, _ = (file.parent / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    space = yaml.safe_load(metadata)
    command = json.loads(last(file, "CMD"))
    assert space["sdk"] == "docker"
    assert str(space["app_port"]) == last(file, "EXPOSE") == option(command, "--server.port")
    requirement = Requirement(re.search(r'"(kerasdl\S+)"', file.read_text(encoding="utf-8"))[1])
    assert kerasdl.__version__ in requirement.specifier and "9" not in requirement.specifier
    python, script = re.fullmatch(r"/usr/local/lib/python([\d.]+)/site-packages/kerasdl/(\S+)", command[2]).groups()
    assert last(file, "FROM").startswith(f"python:{python}-") and (ROOT / script).is_file()


def test_the_citation_has_the_projects_licence_and_address():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    urls = PROJECT["project"]["urls"]
    assert citation["license"] == PROJECT["project"]["license"]
    assert citation["repository-code"] == urls["Homepage"] == kerasdl.__url__
    assert citation["url"] == urls["Documentation"]


def test_every_address_of_the_project_is_below_the_one_that_it_has():
    urls = PROJECT["project"]["urls"]
    places = [*(ROOT / ".github").rglob("*.*ml"), *(ROOT / "examples").glob("*"), *(ROOT / "hosts").rglob("*.md")]
    places += [ROOT / name for name in ("CITATION.cff", "pyproject.toml", "SECURITY.md", "docs/hosting.md")]
    found = {u for place in places if place.is_file() for u in ADDRESS.findall(place.read_text(encoding="utf-8"))}
    assert found and not [u for u in found if not u.startswith((urls["Homepage"], urls["Documentation"]))]


def test_dependabot_looks_where_the_packages_are_named():
    named = {"uv": "uv.lock", "npm": "package-lock.json", "docker": "Dockerfile", "github-actions": ".github/workflows"}
    updates = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text(encoding="utf-8"))["updates"]
    assert {update["package-ecosystem"] for update in updates} == named.keys()
    for update in updates:
        for folder in update.get("directories") or [update["directory"]]:
            assert (ROOT / folder.strip("/") / named[update["package-ecosystem"]]).exists()


def test_the_container_commands_in_the_manual_name_what_is_here():
    text = (ROOT / "docs/hosting.md").read_text(encoding="utf-8")
    (run,) = [shlex.split(line) for line in re.findall(r"^docker run .*", text, re.M)]
    (service,) = re.findall(r"^docker compose cp (\w+):", text, re.M)
    port = last(DOCKERFILES[0], "EXPOSE")
    assert option(run, "--publish") == f"127.0.0.1:{port}:{port}"
    assert option(run, "--volume").endswith(f":{last(DOCKERFILES[0], 'VOLUME')}")
    assert service in COMPOSE["services"] and f"{last(DOCKERFILES[0], 'VOLUME')}/saved_models" in text
