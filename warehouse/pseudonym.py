"""Pseudonyms of register numbers: HMAC-SHA256 with a secret that never leaves the office."""

from functools import cached_property
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.connection import SAFE_CONFIG
from warehouse.errors import SourceError
from warehouse.query import statement
from warehouse.secret_files import SECRET_BYTES, create_secret, paddings
from warehouse.settings import Home

PERSON_KEY = Path(__file__).parent / "pseudonym" / "person_key.sql"


class Pseudonyms:
    """Turns register numbers into person keys: one number of one municipality always gives one key."""

    def __init__(self, secret: bytes) -> None:
        self._paddings = paddings(secret)

    def keys(self, identities: pa.Array) -> pa.Array:
        """Person keys (32 hex digits) of `<municipality>/<register number>`, in order.

        The municipality is part of the identity because register numbers are local: equal numbers of two
        offices are two persons.
        """
        con = self._con.cursor()
        con.register("identity", pa.table({"identity": identities}))
        keys = con.sql(statement(PERSON_KEY), params=self._paddings).to_arrow_table()
        con.close()
        return keys["person_key"].combine_chunks().cast(pa.string())

    @cached_property
    def _con(self) -> duckdb.DuckDBPyConnection:
        # hashes on all cores and in memory only: register numbers must not reach a temporary file
        return duckdb.connect(":memory:", config={**SAFE_CONFIG, "temp_directory": ""})


def read_pseudonyms(home: Home) -> Pseudonyms:
    """Pseudonyms under the secret of this home; the secret is made at first use, readable by its owner only.

    Raises:
        SourceError: the secret is too short to protect anyone.
    """
    path = home.secrets / "pseudonym.key"
    if not path.exists():
        create_secret(path)
    secret = path.read_bytes()
    if len(secret) < SECRET_BYTES:
        raise SourceError(
            f"Der Schlüssel {path.name} hat {len(secret)} statt {SECRET_BYTES} Byte. Bitte aus der "
            "Sicherung zurückholen: unter einem neuen Schlüssel passt Altes und Neues nicht zusammen."
        )
    return Pseudonyms(secret)
