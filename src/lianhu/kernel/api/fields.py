"""What the API takes: text that can be seen, numbers that a database holds, days of our time."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from lianhu.kernel import text

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = range(2000, 3000)


class Sent(BaseModel):
    """A body. A field that it does not know is a mistake of whoever sent it, and said so."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Clean:
    """Text as `kernel.text.clean` leaves it, at most `limit` long. `empty`: there may be none."""

    limit: int
    multiline: bool = False
    empty: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable) -> CoreSchema:
        taken = core_schema.str_schema(strict=True, max_length=self.limit)
        return core_schema.no_info_after_validator_function(self._clean, taken)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        found = handler(schema)
        if not self.empty:
            found["minLength"] = 1
        return found

    def _clean(self, value: str) -> str:
        found = text.clean(value, multiline=self.multiline, limit=self.limit)
        if not found and not self.empty:
            raise PydanticCustomError("blank", "nothing to be seen in it")
        return found


CleanStr = Annotated[str, Clean(200)]

# As many of anything as a column counts.
Seq = Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]
# A key, as it stands in an address.
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
Flag = Annotated[bool, Field(strict=True)]
# How a desk, a place, a topic is called in lists; no text that anybody reads.
Code = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[0-9A-Za-z_-]+$")]


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            pass
        else:
            if found.year in _YEARS:
                return found
    raise PydanticCustomError("day", "no day like 2026-05-15")


Day = Annotated[date, BeforeValidator(_day)]
