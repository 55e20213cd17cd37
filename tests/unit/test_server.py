"""Server settings that must not get lost: own machine only, no statistics, no collection after each run."""

import tomllib
from pathlib import Path

from dashboards import server
from dashboards.listening import Listening
from dashboards.style import DARK, LIGHT

SETTINGS = tomllib.loads(
    (Path(server.__file__).parent / ".streamlit" / "config.toml").read_text(encoding="utf-8")
)


def test_the_server_listens_on_this_machine_only():
    options = server.server_options(Listening(port=8600))
    assert "--server.address=127.0.0.1" in options
    assert "--server.port=8600" in options
    assert "--server.headless=true" in options
    assert "--server.showEmailPrompt=false" in options
    assert "--logger.hideWelcomeMessage=true" in options
    assert "--server.headless=false" in server.server_options(Listening(open_browser=True))


def test_settings_that_cost_speed_or_privacy_are_off():
    assert SETTINGS["runner"]["postScriptGC"] is False
    assert SETTINGS["browser"]["gatherUsageStats"] is False
    assert SETTINGS["client"]["showErrorDetails"] == "none"


def test_theme_and_charts_have_the_same_colours():
    for colours in (LIGHT, DARK):
        theme = SETTINGS["theme"][colours.name]
        assert theme["primaryColor"] == colours.brand
        assert theme["backgroundColor"] == colours.page
        assert theme["secondaryBackgroundColor"] == colours.field
        assert theme["textColor"] == colours.text
        assert theme["borderColor"] == colours.hairline


def test_streamlit_knows_the_hidden_setting():
    from streamlit import config

    assert "runner.postScriptGC" in config.get_config_options()
