"""The script "Animagine sheets": draws the plans of ``sd_animagine.sheets`` through the host."""
