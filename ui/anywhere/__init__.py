"""The app without its server: a page run once and written down, as a single file and as a site of static files (docs/anywhere.md)."""
