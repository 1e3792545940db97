"""How the long runs are done; ``tools/long_run.py`` is the way in.

============  ==============================================================================
``case``      what a kind of case is, and what can go wrong with one
``kinds``     the kinds, one a module
``ledger``    what has been tried and found, in a file, so that a killed run goes on
``workers``   processes that try cases, each with a deadline
``telling``   what is said meanwhile and at the end
``studio``    a studio to send requests to
``exchange``  one request to it by a raw socket, and what is right for its answer
``hostile``   requests that nobody means well with
============  ==============================================================================
"""
