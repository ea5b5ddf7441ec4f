"""Which years of the demo city's calendar are confirmed from the start."""

# Compared with the published list.
CONFIRMED_YEARS = (2026,)
