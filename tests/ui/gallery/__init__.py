"""Every part of the base, with sample data, on pages that are never shipped.

Looked at by tests/ui/test_gallery.py; `python -m tests.ui.gallery FOLDER` writes the pictures.
"""
