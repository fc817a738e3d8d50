"""A response's body, decoded, within the cap."""

import zlib
from typing import Protocol

from releasecheck.probe.errors import MISFRAMED, HopError
from releasecheck.probe.reasons import Reason
from releasecheck.probe.stream import BODY_CAP

_CHUNK = 8 * 1024
_EXPANSION = 8
_EXPANSION_FLOOR = 16 * 1024  # a small JSON of many like checks may well shrink to a tenth
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


class Source(Protocol):
    """What is used of urllib3's response."""

    def read(self, amt: int, decode_content: bool) -> bytes:
        """At most `amt` bytes as they were sent."""


def read_body(source: Source, encoding: str) -> bytes:
    """The whole body; raises `HopError` where it is too large or cannot be decoded.

    `encoding` is the Content-Encoding: none was asked for, but gzip and deflate are understood.
    """
    decoder = _decoder(encoding.strip().lower())
    wire = 0
    body = b""
    while chunk := _next(source):
        wire += len(chunk)
        body += decoder.decode(chunk, BODY_CAP + 1 - len(body))
        _check_size(len(body), wire)
    if wire and not decoder.whole:
        raise HopError(Reason.PROTOCOL_ERROR, "the compressed body ends too early")
    return body


def _next(source: Source) -> bytes:
    try:
        return source.read(_CHUNK, decode_content=False)
    except ValueError:  # http.client's, of a chunk whose length is below nothing
        raise HopError(Reason.PROTOCOL_ERROR, MISFRAMED) from None


def _check_size(size: int, wire: int) -> None:
    if size > BODY_CAP:
        raise HopError(Reason.BODY_TOO_LARGE, "more than 64 KiB")
    if size > max(_EXPANSION_FLOOR, _EXPANSION * wire):
        raise HopError(Reason.BODY_TOO_LARGE, "expands to more than 8 times what was sent")


class _Decoder(Protocol):
    """Bytes as they were sent to bytes as they were meant."""

    def decode(self, data: bytes, limit: int) -> bytes:
        """At most `limit` bytes more."""

    @property
    def whole(self) -> bool:
        """Whether nothing is missing at the end."""


class _Plain:
    whole = True

    def decode(self, data: bytes, _limit: int) -> bytes:
        return data


class _Inflated:
    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(_GZIP_OR_ZLIB)

    @property
    def whole(self) -> bool:
        return self._inflater.eof

    def decode(self, data: bytes, limit: int) -> bytes:
        try:
            return self._inflater.decompress(data, limit)
        except zlib.error:
            raise HopError(
                Reason.PROTOCOL_ERROR, "the content encoding is not what the header says"
            ) from None


def _decoder(encoding: str) -> _Decoder:
    if encoding in {"", "identity"}:
        return _Plain()
    if encoding in {"gzip", "x-gzip", "deflate"}:
        return _Inflated()
    raise HopError(Reason.PROTOCOL_ERROR, "a content encoding that nobody asked for")
