"""Everything that makes data; every random draw of the package lives here."""
