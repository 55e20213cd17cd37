"""Where to open, enlarge, convert and close Kita groups: a proposal, never a decision.

`problem` says what is asked, `distance` how far children walk, `futures` which draws stand for all of them,
`programme` solves, `proposal` explains: why each action, what the plan without it would cost.
"""
