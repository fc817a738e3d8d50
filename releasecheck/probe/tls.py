"""The one TLS context, and what a connection says of its certificates."""

import functools
import os
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import certifi

from releasecheck.probe.errors import HopError
from releasecheck.probe.observation import Tls
from releasecheck.probe.reasons import Reason


def context_for(ca_file: str | None, cert: str | None, *, insecure: bool) -> ssl.SSLContext:
    """The context for these files; reading the authorities costs more than a probe, so it is shared.

    Raises `HopError` (ours) when a local file cannot be used.
    """
    authorities = ca_file or os.environ.get("SSL_CERT_FILE") or os.environ.get("REQUESTS_CA_BUNDLE")
    return _context(authorities or certifi.where(), cert, insecure=insecure)


@functools.lru_cache(maxsize=32)
def _context(authorities: str, cert: str | None, *, insecure: bool) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_alpn_protocols(["http/1.1"])
    if insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    else:
        _load_authorities(context, authorities)
    if cert:
        _load_certificate(context, cert)
    return context


def _load_authorities(context: ssl.SSLContext, place: str) -> None:
    folder = Path(place).is_dir()
    try:
        context.load_verify_locations(capath=place if folder else None, cafile=None if folder else place)
    except OSError as error:
        words = f"the CA file {place} cannot be used: {type(error).__name__}"
        raise HopError(Reason.TLS_UNTRUSTED, words, ours=True) from None


def _load_certificate(context: ssl.SSLContext, cert: str) -> None:
    certificate, _, key = cert.partition(",")
    try:
        # Without a password OpenSSL would ask the terminal for one.
        context.load_cert_chain(certificate, key or None, password="")
    except OSError as error:
        words = f"the client certificate {cert} cannot be used: {type(error).__name__}"
        raise HopError(Reason.TLS_HANDSHAKE, words, ours=True) from None


def described(sock: ssl.SSLSocket, *, verified: bool) -> Tls:
    """What was agreed, with the certificate of the chain that runs out first."""
    chain = sorted(_chain(sock), key=lambda certificate: _seconds(certificate.get("notAfter")))
    first = chain[0] if chain else {}
    cipher = sock.cipher()
    return Tls(
        version=sock.version() or "",
        cipher=cipher[0] if cipher else "",
        verified=verified,
        subject=_name(first.get("subject", ())),
        issuer=_name(first.get("issuer", ())),
        not_before=_iso(first.get("notBefore")),
        not_after=_iso(first.get("notAfter")),
    )


def _chain(sock: ssl.SSLSocket) -> list[Mapping[str, Any]]:
    """The verified chain, or what was presented where nothing was verified."""
    raw: Any = getattr(sock, "_sslobj", None)  # public only since 3.13, and there without dates
    chain = raw.get_verified_chain() or raw.get_unverified_chain() if raw else None
    return [certificate.get_info() for certificate in chain or ()]


def _seconds(text: str | None) -> float:
    return ssl.cert_time_to_seconds(text) if text else float("inf")


def _iso(text: str | None) -> str | None:
    return datetime.fromtimestamp(_seconds(text), UTC).isoformat() if text else None


def _name(parts: Any) -> str:
    """Of a distinguished name the common name, else everything."""
    pairs = [pair for part in parts for pair in part]
    common = [value for key, value in pairs if key == "commonName"]
    return common[0] if common else ", ".join(f"{key}={value}" for key, value in pairs)
