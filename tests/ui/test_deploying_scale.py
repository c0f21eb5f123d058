"""The Compose file of the whole holds together; it was never started here, where no Docker is."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from tests.ui.test_deploying import options

ROOT = Path(__file__).parents[2]
FILE = ROOT / "deploy" / "compose.scale.yaml"
COMPOSE = yaml.safe_load(FILE.read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
REPLICAS = ("replica-1", "replica-2")
KEYS = set(
    "build cap_drop command depends_on entrypoint environment healthcheck image networks ports "
    "read_only restart security_opt tmpfs volumes".split()
)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_names_only_what_is_there(name: str) -> None:
    service = SERVICES[name]
    assert set(service) <= KEYS
    assert set(service["networks"]) <= set(COMPOSE["networks"])
    assert set(service.get("depends_on", ())) <= set(SERVICES)
    for volume in service["volumes"]:
        source = volume.split(":")[0]
        if re.fullmatch(r"[\w-]+", source):
            assert source in COMPOSE["volumes"]
        elif source.startswith("."):
            assert (FILE.parent / source).is_file()
        else:
            assert volume.startswith("${FOOTNOTE_")


def test_replicas_share_truth_and_vectors_and_nothing_else() -> None:
    one, two = (SERVICES[name] for name in REPLICAS)
    assert one["environment"] == two["environment"] == SERVICES["index"]["environment"]
    assert set(one["environment"]) == {"FOOTNOTE_TRUTH", "FOOTNOTE_CHROMA"}
    assert not set(one["volumes"]) & set(two["volumes"])


def test_nginx_asks_the_replicas_and_is_believed_by_them() -> None:
    front = {
        name: s["networks"]["front"]["ipv4_address"]
        for name, s in SERVICES.items()
        if "front" in s["networks"]
    }
    asked = set(
        re.findall(r"server ([\d.]+):7860", (FILE.parent / "nginx.conf").read_text("utf-8"))
    )
    assert asked == {front[name] for name in REPLICAS}
    for name in REPLICAS:
        command = SERVICES[name]["command"]
        assert f"--proxy={front['nginx']}" in command
        assert {word.split("=")[0] for word in command if word.startswith("--")} <= options("chat")


def test_only_nginx_is_reachable_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert COMPOSE["networks"]["back"]["internal"] is True
    assert [SERVICES[name]["networks"] for name in ("postgres", "chroma")] == [["back"], ["back"]]


def test_the_image_is_built_with_postgres() -> None:
    lock = SERVICES["replica-1"]["build"]["args"]["LOCK"]
    assert "\npsycopg-binary==" in (ROOT / lock).read_text("utf-8")
    assert f"!{lock}" in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert "ARG LOCK=requirements.lock" in (ROOT / "Dockerfile").read_text("utf-8")
