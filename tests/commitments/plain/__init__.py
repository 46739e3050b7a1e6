"""A second, independent and deliberately slow reading of the commitment rules.

Nothing here may import the judge: two readings that share code share their mistakes.
"""
