"""Micro-communities, pure: who reads one, what may be said there, how one begins and ends."""
