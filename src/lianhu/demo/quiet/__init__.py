"""A month of somebody whom nine superiors write to: in plain groups, and here."""
