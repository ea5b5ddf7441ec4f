"""What a row of a list means, or what is wrong with it. Pure."""
