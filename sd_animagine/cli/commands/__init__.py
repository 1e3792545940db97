"""The commands, one module each: it adds itself to the parser and says what runs."""
