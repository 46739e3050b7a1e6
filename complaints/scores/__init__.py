"""The score: one definition of what counts, asked by pages, exports and whatever measures follow from it."""
