"""How ComfyUI is made to draw as A1111: what its encoders are given, and with which noise."""
