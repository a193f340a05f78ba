"""Lessons: files of `lessons/` that lead through the pages, ask for a prediction, and work out what is right when asked."""
