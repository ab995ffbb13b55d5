"""What the site takes from the home's towpath.toml and from TOWPATH_*."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from towpath.evidence.homes import Home
from towpath.foundation import ExitCode, TowpathError

LOCAL = ("localhost", "127.0.0.1", "::1")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
# Tenants in which anybody may hold any address: an e-mail from there proves nothing.
_SHARED_TENANTS = ("/common", "/organizations", "/consumers")


class WrongSetting(TowpathError):
    """A setting of the site cannot be used as it stands."""

    exit_code = ExitCode.WRONG_USE


@dataclass(frozen=True)
class Configuration:
    """The site's settings of one partnership; each field is a name in towpath.toml."""

    home: Home
    name: str
    colour: str
    notice: str
    demo: bool
    url: str
    database_url: str
    proxies: int
    idle_minutes: int
    session_hours: int
    second_factor: bool
    audit_head_file: str
    audit_head_command: str
    audit_head_seconds: int
    email: Mapping[str, Any]
    oidc: Mapping[str, Any]

    @classmethod
    def of(cls, home: Home) -> Configuration:
        """Read them; WrongSetting says which one cannot be used."""
        from towpath.sources import demo

        said = home.settings
        is_demo = said.get("notice") == demo.NOTICE
        return cls(
            home=home,
            name=str(said.get("name", "Community Safety Partnership")),
            colour=str(said.get("colour", "#12436D")),
            notice=str(said.get("notice", "")),
            demo=is_demo,
            url=_url(str(said.get("url", ""))),
            database_url=str(said.get("database_url", "")),
            proxies=_whole(said, "proxies", 0),
            idle_minutes=_whole(said, "idle_minutes", 60),
            session_hours=_whole(said, "session_hours", 12),
            second_factor=_yes(said.get("second_factor", not is_demo)),
            audit_head_file=str(said.get("audit_head_file", "")),
            audit_head_command=str(said.get("audit_head_command", "")),
            audit_head_seconds=_whole(said, "audit_head_seconds", 3600),
            email=_table(said, "email"),
            oidc=_tenant(_table(said, "oidc")),
        )

    @property
    def secure(self) -> bool:
        """Whether people reach the site over https."""
        return self.url.startswith("https://")

    @property
    def hosts(self) -> list[str]:
        """The names under which the site may be asked for."""
        own = urlsplit(self.url).hostname
        return [own, *LOOPBACK] if own else list(LOOPBACK)

    @property
    def database(self) -> dict[str, Any]:
        """Django's description of the database: SQLite in the home, or what the URL says."""
        if not self.database_url:
            return _sqlite(self.home)
        parts = urlsplit(self.database_url)
        if parts.scheme not in ("postgres", "postgresql"):
            raise WrongSetting(
                f'database_url begins with "{parts.scheme}:", which Towpath does not know.',
                "Write postgres://user:password@host:5432/name, or leave it out for SQLite.",
            )
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "OPTIONS": dict(parse_qsl(parts.query)),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }


def _sqlite(home: Home) -> dict[str, Any]:
    import sqlite3

    # The WAL-reset fault of SQLite needs only two connections; it was mended in 3.51.3.
    journal = "WAL" if sqlite3.sqlite_version_info >= (3, 51, 3) else "DELETE"
    # Not trusted_schema=OFF: Django's own checks of JSON call a function that it then refuses.
    pragmas = (f"journal_mode={journal}", "synchronous=FULL", "secure_delete=ON", "mmap_size=0")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": home.path / "site.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": ";".join(f"PRAGMA {one}" for one in pragmas),
        },
    }


def _url(said: str) -> str:
    if said and urlsplit(said).scheme not in ("http", "https"):
        raise WrongSetting(f'"{said}" is not an address.', 'Write url = "https://towpath.example".')
    return said.rstrip("/")


def _whole(said: Mapping[str, Any], key: str, default: int) -> int:
    try:
        return int(said.get(key, default))
    except ValueError as error:
        raise WrongSetting(f"{key} is not a whole number.", f"Write {key} = {default}.") from error


def _yes(said: Any) -> bool:
    return str(said).strip().lower() in ("true", "yes", "1", "on")


def _table(said: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    table = said.get(key, {})
    if not isinstance(table, Mapping):
        raise WrongSetting(f"{key} is not a table.", f"Write [{key}] and its settings below it.")
    return table


def _tenant(oidc: Mapping[str, Any]) -> Mapping[str, Any]:
    server = str(oidc.get("server_url", ""))
    # What comes back is believed because it came from there.
    if server and urlsplit(server).scheme != "https" and urlsplit(server).hostname not in LOCAL:
        raise WrongSetting(
            "Single sign-on is not asked over https, so that anybody between could answer.",
            'Write server_url = "https://…" under [oidc].',
        )
    if any(part in server for part in _SHARED_TENANTS):
        raise WrongSetting(
            "Single sign-on points at a tenant that is shared by many organisations.",
            "Write the address with your own tenant's id: see how-to/single-sign-on.",
        )
    return oidc
