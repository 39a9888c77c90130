"""The hall of the house: settings, urls, home page, health, laws; it knows every app, no app knows it."""
