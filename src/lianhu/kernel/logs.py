"""One line of JSON for each thing logged, with the request that it belongs to, by whomever.

Names, numbers and words are not logged on purpose; telephone, identity and card numbers that get
into a line all the same, in the text of an exception say, are starred out.
"""

import logging
import re
from collections.abc import Mapping, MutableMapping
from contextlib import AbstractContextManager
from typing import Any, Final

import structlog

from lianhu.kernel import text

REQUEST: Final = "request"
# As `ids.new_token` makes them, between two slashes.
_TOKEN: Final = re.compile(r"(?<=/)[A-Za-z0-9_-]{22}(?=/)")
# What may be added to a line besides its message.
_FACTS: Final = ("status_code", "route", "method", "ms")


def current_request() -> str:
    """The id of what is being answered, or of what caused the work that is being done; else ""."""
    return str(structlog.contextvars.get_contextvars().get(REQUEST, ""))


def saying(**facts: str) -> AbstractContextManager[None]:
    """What is logged meanwhile, in this thread, says this too, as far as it is not empty."""
    known = {key: value for key, value in facts.items() if value}
    return structlog.contextvars.bound_contextvars(**known)


class HideTokens(logging.Filter):
    """An address may hold a token, of a card that opens an account say; and Django logs the address
    of whatever it answers with 400 or more.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                _TOKEN.sub("…", fact) if isinstance(fact, str) else fact for fact in record.args
            )
        return True


def json_formatter() -> dict[str, Any]:
    """For Django's LOGGING."""
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.stdlib.ExtraAdder(allow=_FACTS),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _star_out,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }


def _star_out(logger: Any, method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {
        key: text.mask(value) if isinstance(value, str) else value for key, value in event.items()
    }
