"""The rule catalogue: one module a rule, ``registry`` lists them."""
