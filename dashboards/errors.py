"""Errors of the dashboards; the message is German and says what to do."""


class DashboardError(Exception):
    """The dashboards cannot be served."""
