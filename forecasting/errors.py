"""Errors of the forecast.

ForecastError
├── ScenarioError    a scenario file cannot be understood
├── DeclarationError a file in the folder `vorgaben` of the home cannot be understood
├── SitingError      a siting question is impossible or has no answer
└── ComponentError   an input array of the cohort-component step is impossible

Every message is German and says what is wrong, where, how much, and what to do.
"""


class ForecastError(Exception):
    """Anything the forecast refuses to do."""


class ScenarioError(ForecastError):
    """A scenario declares something unknown or impossible."""


class DeclarationError(ForecastError):
    """An office declared something unknown or impossible; the message names file and line."""


class SitingError(ForecastError):
    """A question for a siting proposal is impossible; the message names what and what to change."""


class ComponentError(ForecastError):
    """A component array has an impossible value; the message names array, index and value."""
