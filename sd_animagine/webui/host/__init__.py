"""The host: the only place that imports its ``modules``, and the only one that asks what it has.

One file a capability. What some host lacks is looked up when it is used, and each file says what is
done without it; what we touch of a host's objects stands in ``protocols``.
"""
