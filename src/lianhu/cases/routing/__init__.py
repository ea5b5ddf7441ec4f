"""Straight to the department (直达): to which topic and department a question likely belongs."""
