"""ComfyUI: the graph that ran, followed from the saved picture back; else its drawing."""
