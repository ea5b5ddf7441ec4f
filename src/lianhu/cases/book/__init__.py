"""What cases and the how-to book have to do with each other."""
