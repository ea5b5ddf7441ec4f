"""How well it finds and tells apart, measured on files of rows; see docs/quality.md."""
