"""Notices, pure: what may be sent and by whom, and which say the same."""
