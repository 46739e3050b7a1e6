"""Database and photos together, as they were at one instant, in a folder that says itself whether it is whole.

manifest.json   when, of which versions, how many rows each table has
photos.txt      the files that the rows name
database/       what pg_dump wrote (its "directory" format)
files/          the photos, under the names they have in the storage
SHA256SUMS      of all of these; `sha256sum --check SHA256SUMS` reads it too
"""


class BackupError(Exception):
    """Why there is no backup, or why one cannot be restored, in words for whoever asked."""
