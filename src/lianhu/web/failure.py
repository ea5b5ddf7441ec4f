"""Why a command could not do its work."""


class Failed(Exception):
    """Becomes one line on the console and exit code 1. The text says what to do."""


def reason_of(error: Exception) -> str | None:
    """What to do about what can be expected, such as a database that is not there, or not made yet;
    None for other errors.
    """
    from django.db import OperationalError, ProgrammingError

    if isinstance(error, Failed):
        return str(error)
    if not isinstance(error, OperationalError | ProgrammingError):
        return None
    return (
        f"The database says: {str(error).strip()}\n"
        "Check DATABASE_URL. `lianhu prepare` makes or updates its tables; "
        "`lianhu serve --demo` makes a demo city."
    )
