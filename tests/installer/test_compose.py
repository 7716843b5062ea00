"""docker-compose.yml is written as its format wants it, and its parts name each other rightly.

Its command lines are started for real by tests/faults/test_compose.py. No container engine is needed; what only
one could show (images, networks, volumes) was never run, as docs/untested.md says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from sync.platform.blob_store import S3_KEY_VARIABLE, S3_SECRET_VARIABLE
from sync.platform.main import TOKEN_VARIABLE
from tests.arch.committed import ROOT
from tests.sync import objects

KNOWN = {
    "image", "build", "command", "entrypoint", "environment", "volumes", "ports", "depends_on", "restart",
    "healthcheck", "network_mode",
}  # fmt: skip
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}
SECRETS = {
    "POSTGRES_PASSWORD": "compose-1900",
    TOKEN_VARIABLE: "compose-token",
    S3_KEY_VARIABLE: objects.KEY,
    S3_SECRET_VARIABLE: objects.SECRET,
}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    return read


def filled(text: str) -> str:
    """With the environment put in, as the engine does it: ``$$`` is a dollar, what is not known is an error."""

    def value(found: re.Match[str]) -> str:
        return "$" if found[0] == "$$" else SECRETS[found[1]]

    return re.sub(r"\$\$|\$\{([A-Z0-9_]+)(?::\?[^}]*)?\}", value, text)


def depends(service: Mapping[str, Any]) -> dict[str, str]:
    said = service.get("depends_on", {})
    if isinstance(said, list):
        return dict.fromkeys(said, "service_started")
    return {name: one["condition"] for name, one in said.items()}


def test_every_service_is_written_as_the_format_wants_it(compose: dict[str, Any]) -> None:
    assert set(compose) == {"services", "volumes"}
    services = compose["services"]
    for name, service in services.items():
        assert set(service) <= KNOWN, name
        assert ("image" in service) != ("build" in service), name
        for needed, condition in depends(service).items():
            assert needed in services and condition in CONDITIONS, name
            if condition == "service_healthy":
                assert "healthcheck" in services[needed], needed
        if "build" in service:
            assert (ROOT / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
        if "network_mode" in service:
            assert service["network_mode"].removeprefix("service:") in services
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert source in compose["volumes"] or source.startswith("./"), volume
            if source.endswith(".conf"):
                assert (ROOT / source).is_file()
        for port in service.get("ports", ()):
            assert re.fullmatch(r"(127\.0\.0\.1:)?\d+:\d+", port)
        for words in [*service.get("environment", {}).values(), *service.get("command", ())]:
            filled(str(words))


def test_nobody_waits_for_somebody_who_waits_for_him(compose: dict[str, Any]) -> None:
    left = {name: set(depends(one)) for name, one in compose["services"].items()}
    while left:
        free = {name for name, waits in left.items() if not waits & left.keys()}
        assert free, left
        left = {name: waits for name, waits in left.items() if name not in free}


def test_the_proxy_asks_the_services_under_the_names_and_ports_they_were_given(
    compose: dict[str, Any],
) -> None:
    conf = (ROOT / "installer/platform-nginx.conf").read_text("utf-8")
    assert conf.count("{") == conf.count("}")
    services = compose["services"]
    listens = dict(
        word.removeprefix("--").partition("=")[::2] for word in services["platform"]["command"][1:]
    )
    assert (
        f"server platform:{listens['port']};" in conf and f"proxy_set_header Host {listens['host']};" in conf
    )
    desk = dict(word.removeprefix("--").partition("=")[::2] for word in services["desk"]["command"][1:])
    assert f"proxy_pass http://127.0.0.1:{desk['port']};" in conf and f"server_name {desk['host']};" in conf
    inside = {port.rpartition(":")[2] for port in services["proxy"]["ports"]}
    assert inside == set(re.findall(r"listen (\d+) ssl;", conf))
