"""A run's card as a file, run.json: read strictly, with its checksum, and written so that it can be read again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from aelab.card import Card, read

FORMAT = 1
PARTS = ("model.safetensors", "latents.safetensors", "replay.safetensors")


class CheckpointError(Exception):
    """A checkpoint that cannot be used; the message names the file and the reason."""


def card_bytes(content: dict, root: Path) -> bytes:
    """run.json with its checksum, made anew. What could not be read again is not written."""
    try:
        content = json.loads(json.dumps(content))  # lists, where Python has tuples
        content["checksum"] = checksum_of(content)
        read(content)
    except ValueError as error:
        raise CheckpointError(f"{root / content['name']}: not saved, the card would not be one: {error}") from None
    return (json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def read_card(path: Path, name: str) -> Card:
    try:
        content = json.loads(bytes_of(path))
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{path}: not valid JSON: {error}") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise CheckpointError(f"{path}: not a card of format {FORMAT}, the one this version of aelab writes and reads")
    if content.get("checksum") != checksum_of(content):
        raise CheckpointError(f"{path}: changed since it was saved (its checksum does not match)")
    try:
        card = read(content)
    except ValueError as error:
        raise CheckpointError(f"{path}: {error}") from None
    if card.files.keys() != set(PARTS):
        raise CheckpointError(f"{path}: files: not those of a run, {', '.join(PARTS)}")
    if card.name != name:
        raise CheckpointError(f"{path}: name: belongs to the run {card.name!r}; rename the folder back")
    return card


def bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise CheckpointError(f"{path}: missing") from None
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read: {error.strerror}") from None


def checksum_of(content: dict) -> str:
    rest = {key: value for key, value in content.items() if key != "checksum"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()
