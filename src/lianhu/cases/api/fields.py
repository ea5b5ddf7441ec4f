"""What endpoints about cases take, besides what any takes."""

from typing import Annotated

from pydantic import Field

from lianhu.cases.forms import WORDS_LIMIT
from lianhu.kernel.api.fields import Clean

Words = Annotated[str, Clean(WORDS_LIMIT, multiline=True)]
MaybeWords = Annotated[str, Clean(WORDS_LIMIT, multiline=True, empty=True)]
# As anybody writes it: see `kernel.ids.normalise`.
Number = Annotated[str, Field(min_length=1, max_length=20)]
