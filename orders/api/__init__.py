"""Orders by the API: requests, assignments and their acts, the timeline, papers, photos, breaches and clocks."""
