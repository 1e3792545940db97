"""How programs are killed while they save; ``tools/killed_while_saving.py`` is the way in.

============  ==========================================================
``programs``  studios and a WebUI that can be started and killed
``page``      saves presets as the page of a program does
``record``    which saves were sent, which were told as saved, which kills
``verdict``   is everything there that was told as saved, and nothing else
============  ==========================================================
"""
