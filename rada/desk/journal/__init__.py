"""The journal: every act in operations leaves one entry, whichever page it was done on."""
