"""What Kubernetes manifests say: probes, variables and commands of the containers, and the ingress."""

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from releasecheck.facts.deploy import HealthCheck, Proxy
from releasecheck.gather.deploy.asking import asked_by
from releasecheck.gather.deploy.commands import launches
from releasecheck.gather.deploy.lined import Lined, as_number, documents
from releasecheck.gather.deploy.manifest import Given, Handed, Item, Manifest
from releasecheck.gather.deploy.names import is_infrastructure

_PODS = {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Rollout", "Service"}  # Knative's Service
_PROBES: tuple[tuple[str, Literal["liveness", "readiness", "startup"]], ...] = (
    ("livenessProbe", "liveness"),
    ("readinessProbe", "readiness"),
    ("startupProbe", "startup"),
)
_EXAMPLE = re.compile(r"example|sample|template|dist")
_TO_FILL_IN = re.compile(r"\{\{|\$|^<.*>$|^%.*%$|__\w+__")


def kubernetes(manifest: Manifest) -> Iterator[Item]:
    """Items of every document of a file; lists of documents are gone through."""
    if "apiVersion:" not in manifest.text:  # some other YAML, which is slow to parse
        return
    for document in documents(manifest.text):
        for each in (document, *document.listed("items").mappings()):
            yield from _document(manifest, each)


def _document(manifest: Manifest, document: Lined) -> Iterator[Item]:
    kind, spec = document.text("kind"), document.under("spec")
    if "apiVersion" not in document:
        return
    if kind in _PODS:
        yield from _pod(manifest, spec.under("template", "spec"), spec.number("replicas"))
    elif kind == "Pod":
        yield from _pod(manifest, spec, None)
    elif kind in ("Ingress", "IngressRoute", "HTTPRoute"):
        yield Proxy("ingress", 1, manifest.at(document.line("kind")))
    elif kind in ("ConfigMap", "Secret"):
        yield from _data(manifest, document, secret=kind == "Secret")


def _data(manifest: Manifest, document: Lined, *, secret: bool) -> Iterator[Given]:
    kept_in = document.under("metadata").text("name") if secret else None
    for key in ("data", "stringData"):
        data = document.under(key)
        for name, value in data.items():
            known = value if isinstance(value, str) else None
            if known is not None and secret:
                known = None if _is_example(manifest) else _written(known, encoded=key == "data")
            place = manifest.at(data.line(name))
            yield Given(name, known, place, kept_in=kept_in)


def _is_example(manifest: Manifest) -> bool:
    return _EXAMPLE.search(manifest.path.rpartition("/")[2].lower()) is not None


def _written(value: str, *, encoded: bool) -> str | None:
    """What stands in a Secret; null where it is only a place to fill in."""
    try:
        plain = b64decode(value, validate=True).decode() if encoded else value
    except ValueError:
        return None
    plain = plain.removesuffix("\n")
    return plain if plain.isprintable() and plain and not _TO_FILL_IN.search(plain) else None


def _pod(manifest: Manifest, spec: Lined, replicas: int | None) -> Iterator[Item]:
    for container in spec.listed("containers").mappings():
        if not is_infrastructure(container.text("image") or ""):
            yield from _container(manifest, container, replicas)


def _container(manifest: Manifest, container: Lined, replicas: int | None) -> Iterator[Item]:
    for entry in container.listed("env").mappings():
        name = entry.text("name")
        if name:
            yield Given(name, entry.text("value"), manifest.at(entry.line("name")))
        reference = entry.under("valueFrom", "secretKeyRef")
        secret, key = reference.text("name"), reference.text("key")
        if name and secret and key:
            yield Handed(name, secret, key)
    words = [word for key in ("command", "args") for word, _ in container.listed(key).texts()]
    place = manifest.at(container.line("command") or container.line("args"))
    for launch in launches(words, manifest.scripts, place):
        yield replace(launch, replicas=replicas)
    for key, kind in _PROBES:
        yield from _probe(manifest, container.under(key), kind)


def _probe(
    manifest: Manifest, probe: Lined, kind: Literal["liveness", "readiness", "startup"]
) -> Iterator[HealthCheck]:
    get = probe.under("httpGet")
    path = get.text("path")
    if get:
        headers = get.listed("httpHeaders").mappings()
        named = ((one.text("name") or "", one.text("value")) for one in headers)
        yield HealthCheck(
            path=path or "/",
            place=manifest.at(get.line("path") or probe.line("httpGet")),
            host=next((value for name, value in named if name.lower() == "host"), get.text("host")),
            scheme=(get.text("scheme") or "http").lower(),
            kind=kind,
            port=as_number(get.text("port")),
        )
    execute = probe.under("exec")
    words = [word for word, _ in execute.listed("command").texts()]
    for check in asked_by(words, manifest.at(execute.line("command"))):
        yield replace(check, kind=kind)
