"""Orders: the timeline of what happened, the judge, and everything that follows from them."""
