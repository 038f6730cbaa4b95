"""The outlines of the land, from Natural Earth; README.md says how they came here."""
