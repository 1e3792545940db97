"""The page "Animagine" in gradio 3.41, 4.40 and 6: used by the WebUI's tab and by the studio.

Knows no host; what a host has to give is handed in as ``surroundings.Surroundings``.
"""
