"""What administrators fill in: one file a noun."""
