"""What a compile did, told: as places, as JSON, in one line, in a picture."""
