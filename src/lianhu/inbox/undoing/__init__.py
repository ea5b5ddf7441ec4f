"""Taking back what one has just done in the inbox."""
