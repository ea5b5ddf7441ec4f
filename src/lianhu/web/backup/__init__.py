"""One file that holds a whole city, made while people go on working; and a city made of it again.

The file is a tar: `manifest.json`, the database, and the photos, voice notes and papers that its
rows speak of. The keys of encrypted fields are not in it; without them nobody reads names,
numbers or words.
"""
