"""Why a command could not do its work."""


class Failed(Exception):
    """Becomes one line on the console and exit code 1. The text says what to do."""
