"""Second factors, cards and codes: one function per use case."""

from lianhu.signin.services.second_factor import reset_second_factor

__all__ = ["reset_second_factor"]
