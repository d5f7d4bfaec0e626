"""Ids and digests: deterministic, ASCII, without dots, the same on every machine and store."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from typing import Final

REVISION_MODULUS: Final = 1 << 128


def stable_id(*parts: object) -> str:
    """Sixteen characters (80 bits of blake2b, base32, lower case) for these parts, for ever."""
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=10).digest()
    return base64.b32encode(digest).decode("ascii").lower()


def content_digest(row: object) -> int:
    """128-bit digest of a JSON-able row, keys sorted: one addend of a revision."""
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest())


def digest_text(digest: int) -> str:
    """A digest or revision as 32 hexadecimal characters."""
    return f"{digest % REVISION_MODULUS:032x}"


def revision_of(digests: Iterable[int]) -> str:
    """The order-independent revision of these digests: their sum modulo 2¹²⁸, as 32 hexadecimal characters."""
    return digest_text(sum(digests))
