"""The inbox, pure: what it should hold, how loud that is, and who is interrupted."""

from lianhu.inbox.rules.items import Address, Change, Need, difference
from lianhu.inbox.rules.loudness import Group, group_of, louder_at

__all__ = ["Address", "Change", "Group", "Need", "difference", "group_of", "louder_at"]
