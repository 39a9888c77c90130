"""The laws of the house, and the tests of the hall."""
