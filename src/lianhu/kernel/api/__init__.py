"""What every part of the JSON API shares: fields, problems, cursors, its schema."""
