"""Sheets: the model card's comparisons on a user's own prompt, as plans that know no host.

A plan says which pictures are to be drawn and what stands over each; a host draws them. Nothing is
imported here: a host that starts needs the names of the sheets and no more.
"""
