"""The Schaufenster: released, protected numbers for planners, members and the public.

A program of its own on the same pages. It knows a folder of releases and nothing else: no home, no
delivery, no build, no secret, and no code that reads them (an import contract and a test say so).
"""
