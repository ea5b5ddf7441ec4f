"""A model as bytes and back: the same on every machine, and nothing in them that could be run."""

import json
import sys
import zlib
from array import array
from dataclasses import asdict

from lianhu.cases.routing.rules.features import Recipe
from lianhu.cases.routing.rules.model import Model

VERSION = 1
_SPLIT = "\n"


def pack(model: Model) -> bytes:
    features = list(model.places)
    head = {
        "version": VERSION,
        "recipe": asdict(model.recipe),
        "labels": model.labels,
        "commonness": model.commonness,
        "unit": model.unit,
        "sharpness": model.sharpness,
    }
    parts = (
        json.dumps(head, ensure_ascii=False).encode(),
        _SPLIT.join(features).encode(),
        _little("d", array("d", (model.rarity[one] for one in features))),
        _little("h", model.weights),
    )
    sizes = array("Q", map(len, parts))
    return zlib.compress(_little("Q", sizes) + b"".join(parts), 6)


def unpack(packed: bytes) -> Model:
    """Raises ValueError for bytes of another version, or of nothing of ours."""
    try:
        data = zlib.decompress(packed)
    except zlib.error as error:
        raise ValueError("no model") from error
    start, parts = 32, []
    for size in _numbers("Q", data[:32]):
        parts.append(data[start : start + int(size)])
        start += int(size)
    head = json.loads(parts[0])
    if head["version"] != VERSION:
        raise ValueError(f"a model of version {head['version']}")
    features = parts[1].decode().split(_SPLIT) if parts[1] else []
    return Model(
        Recipe(**head["recipe"]),
        tuple(head["labels"]),
        {feature: at for at, feature in enumerate(features)},
        dict(zip(features, _numbers("d", parts[2]), strict=True)),
        _numbers("h", parts[3]),
        tuple(head["commonness"]),
        head["unit"],
        head["sharpness"],
    )


def _little(code: str, numbers: "array[int] | array[float]") -> bytes:
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()


def _numbers(code: str, data: bytes) -> "array[int]":
    numbers: array[int] = array(code)
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
