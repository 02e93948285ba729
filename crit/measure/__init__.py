"""Everything that turns data into a number with an error."""
