"""The files to deploy with say what the program understands, and hold what it needs."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]
from typer.main import get_command

from ui.cli import app

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
UNIT = (ROOT / "deploy" / "footnote.service").read_text("utf-8")
GUIDE = (ROOT / "docs" / "deploy.md").read_text("utf-8")


def options(command: str) -> set[str]:
    """Return the options that a command has."""
    found = get_command(app).commands[command]  # type: ignore[attr-defined]
    return {name for parameter in found.params for name in parameter.opts}


@pytest.mark.parametrize(
    "used",
    [
        " ".join(COMPOSE["services"]["footnote"]["command"]),
        re.findall(r"^ExecStart=.*", UNIT, re.MULTILINE)[0],
        " ".join(re.findall(r"^\| `(--.*?)`", GUIDE, re.MULTILINE)),
        re.findall(r"FOOTNOTE_OPTIONS=(.*)'", GUIDE)[0],
        re.findall(r"^CMD (.*)", DOCKERFILE, re.MULTILINE)[0],
    ],
    ids=["compose.yaml", "footnote.service", "table", "environment", "Dockerfile"],
)
def test_every_option_that_is_used_exists(used: str) -> None:
    named = set(re.findall(r"--[a-z][a-z-]+", used))
    assert named
    assert named <= options("chat")


def test_environment_variables_are_read_by_the_program() -> None:
    named = set(re.findall(r"\bFOOTNOTE_(?:INDEX|CHROMA|LOGIN)\b", str(COMPOSE) + UNIT + GUIDE))
    source = "".join(path.read_text("utf-8") for path in (ROOT / "ui").glob("*.py"))
    assert named
    assert all(name in source for name in named)


def test_the_image_gets_every_package_and_nothing_else() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    copied = set(re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE))
    assert copied == packages
    let_in = set(re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE))
    assert packages < let_in
    assert "USER 10001" in DOCKERFILE.split("FROM ")[-1]


def test_only_the_proxy_is_reachable_from_outside() -> None:
    services = COMPOSE["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert services["chroma"]["networks"] == ["back"]
    assert COMPOSE["networks"]["back"]["internal"] is True
