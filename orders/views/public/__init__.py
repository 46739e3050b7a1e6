"""Pages that anybody may open: a request for a partner, and what orders know about a partner's public page."""
