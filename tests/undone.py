"""Lives of state machines, one after the other in one test."""

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine


class Undone(RuleBasedStateMachine):
    """What a life has written is undone at its end."""

    def __init__(self) -> None:
        super().__init__()
        self._undo = transaction.atomic()
        self._undo.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._undo.__exit__(None, None, None)
