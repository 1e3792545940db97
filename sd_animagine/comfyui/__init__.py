"""The adapter to ComfyUI: nodes, and what its page asks for; ComfyUI is imported in functions."""
