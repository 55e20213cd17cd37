"""Importing this loads all a worker process needs, machine code included, before its first task.

The server of workers does it once, and every worker forked from it has it at once.
"""

import gc

import forecasting.run_tasks  # noqa: F401 - its names come with the tasks
from forecasting.warm_up import warm_up

warm_up()
# What is loaded stays: workers need not look through it for what could be thrown away.
gc.freeze()
