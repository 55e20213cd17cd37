"""Canaille, a real OpenID provider, with a few accounts in memory; run as a script with PORT and REDIRECT."""

import sys

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT, CLIENT_SECRET = "kohorte", "Q7mT2vXb9LkZr4NcW8sYpE3aHgD6uJfV"
PASSWORD = "Lange-Nacht-in-Auenburg-1907"
ACCOUNTS = ("anna.statistik", "paul.planung", "mia.mitglied", "fremd.konto")


def provider(port: int, redirect: str):
    """Return the application of the provider with its accounts and one client."""
    key = RSAKey.generate_key(2048, auto_kid=True).as_dict(private=True)
    config = {
        "SECRET_KEY": "only for the minutes of a test, in memory",
        "SERVER_NAME": f"127.0.0.1:{port}",
        "PREFERRED_URL_SCHEME": "http",
        "CANAILLE": {"JAVASCRIPT": False, "DATABASE": "memory"},
        "CANAILLE_OIDC": {"ACTIVE_JWKS": [key], "REQUIRE_NONCE": True},
    }
    app = create_app(config)
    with app.app_context():
        backend = Backend.instance
        for account in ACCOUNTS:
            given, family = account.split(".")
            user = models.User(
                user_name=account,
                formatted_name=f"{given.title()} {family.title()}",
                family_name=family.title(),
                emails=[f"{account}@example.org"],
                password=PASSWORD,
            )
            backend.save(user)
        client = models.Client(
            client_id=CLIENT,
            client_secret=CLIENT_SECRET,
            client_name="Kohorte",
            client_uri=redirect.rsplit("/", 1)[0],
            redirect_uris=[redirect],
            grant_types=["authorization_code"],
            response_types=["code"],
            scope=["openid", "profile", "email"],
            token_endpoint_auth_method="client_secret_basic",
        )
        backend.save(client)
        client.audience = [client]
        backend.save(client)
    return app


if __name__ == "__main__":
    own_port, address_after_login = int(sys.argv[1]), sys.argv[2]
    make_server("127.0.0.1", own_port, provider(own_port, address_after_login), threaded=True).serve_forever()
