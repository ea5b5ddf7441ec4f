"""What a household lets be known of itself, with consent, and takes back with one tap."""
