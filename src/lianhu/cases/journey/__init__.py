"""How the way of a case is told: `way` reads it once, `resident` and `staff` put it into words."""
