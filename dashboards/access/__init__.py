"""Who may see what: login by OpenID Connect, an own table of rights, limits of a session.

`people` says who somebody is, `rights` reads the table, `settings` the login of a server, `sessions` keeps
times, `permits` decides, `door` is what a page meets first. Nothing is allowed that is not named.
"""
