"""What writes the site: all pages of the app as static files, by `python -m ui.publish DIR`. What holds an instrument there is the host,
ui/anywhere/site.py with ui/browser/host/site.js."""
