"""What the second pass begins with: the latents enlarged, or the picture, by a filter or a file."""
