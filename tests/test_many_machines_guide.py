"""The guide to searches on many machines: its snippets parse, and the command has the options that they use."""

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
import yaml

from kerasdl.cli.main import app

GUIDE = (Path(__file__).resolve().parents[1] / "docs" / "many-machines.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^```(\w+)\n(.*?)^```", GUIDE, re.S | re.M)


def snippets(*languages: str) -> list[str]:
    return [code for language, code in SNIPPETS if language in languages]


def manifests() -> dict[str, dict]:
    (code,) = snippets("yaml")
    return {manifest["kind"]: manifest for manifest in yaml.safe_load_all(code)}


def container() -> dict:
    (only,) = manifests()["Job"]["spec"]["template"]["spec"]["containers"]
    return only


def commands() -> list[list[str]]:
    """Every kerasdl command of the guide, as its arguments."""
    lines = [line for code in snippets("sh", "bash") for line in code.replace("\\\n", " ").splitlines()]
    found = [re.search(r"\b(kerasdl (?:search|train)\b[^'<&|;]*)", line) for line in lines]
    by_shell = [shlex.split(re.sub(r"\$\w+", "1", match[1])) for match in found if match]
    (program,) = (ast.parse(code) for code in snippets("python"))
    lists = [node.elts for node in ast.walk(program) if isinstance(node, ast.List)]
    by_ray = [[getattr(each, "value", "1") for each in elements] for elements in lists]
    return [*by_shell, container()["command"], *by_ray]


def test_the_guide_has_a_way_for_each_kind_of_machine():
    assert {language for language, _ in SNIPPETS} == {"sh", "bash", "yaml", "python", "dockerfile"}
    assert sum("--join" in command for command in commands()) == 5  # ssh, Kubernetes, Slurm, Ray, fetching


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_the_command_has_the_options_that_the_guide_uses(command):
    assert command[0] == "kerasdl"
    # Parsing alone: a wrong verb, option or value raises here.
    typer.main.get_command(app).commands[command[1]].make_context(command[1], command[2:])


@pytest.mark.parametrize("script", snippets("sh", "bash"))
def test_its_shell_parses(script):
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_job_takes_the_url_from_the_secret_beside_it():
    secret, (variable,) = manifests()["Secret"], container()["env"]
    reference = variable["valueFrom"]["secretKeyRef"]
    assert variable["name"] == "KERASDL_STORAGE"
    assert reference["name"] == secret["metadata"]["name"] and reference["key"] in secret["stringData"]
    assert manifests()["Job"]["spec"]["parallelism"] > 1


def test_rays_workers_are_commands_that_are_told_the_url_by_their_environment(monkeypatch):
    ray, started = SimpleNamespace(), []
    ray.remote = lambda **_options: lambda function: SimpleNamespace(remote=function)
    ray.init, ray.get = lambda address: None, list
    monkeypatch.setitem(sys.modules, "ray", ray)
    monkeypatch.setenv("KERASDL_STORAGE", "postgresql://somewhere")
    monkeypatch.setattr(subprocess, "run", lambda command, env, check: started.append((command, env)))
    (program,) = snippets("python")
    exec(compile(program, "ray", "exec"), {"__name__": "__main__"})
    assert len(started) > 1
    assert all(environment["KERASDL_STORAGE"] == "postgresql://somewhere" for _, environment in started)
    assert not any("somewhere" in argument for command, _ in started for argument in command)
