"""Partners by the API: the catalogue, what partners published, signing in by the app, webhooks."""
