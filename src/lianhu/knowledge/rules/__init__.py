"""What the how-to book holds and how it is published, read and written. Pure."""
