"""The door for tables: lists of the register out to a spreadsheet, and back in through the use-cases."""
