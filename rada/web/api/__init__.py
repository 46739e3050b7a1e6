"""What every resource of the API shares and no table knows: problems, pages, filters, callers, limits."""
