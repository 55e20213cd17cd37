"""Released numbers of several municipalities as one: the reader of the Schaufenster.

`shelf` says which releases of a folder may be shown, `reader` opens them as one data set with the mart
contract. Nothing here knows a home, a build, a delivery or a secret (an import contract holds it to that).
"""
