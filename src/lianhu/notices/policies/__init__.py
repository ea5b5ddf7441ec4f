"""What there is for households that let a fact be known, brought to them by officers."""
