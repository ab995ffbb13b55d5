"""Every setting of a home: its name in `towpath.toml`, what it is for, and what stands without it.

The same name in capitals after `TOWPATH_` is read from the environment and wins. A test holds this
list against the code, in both directions.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """One setting; `table` is the part of the file under which it stands, in brackets there."""

    name: str
    says: str
    without: str
    table: str = ""


PARTNERSHIP = (
    Setting("name", "The partnership's name, as it is printed.", "Community Safety Partnership"),
    Setting("area", 'Its area: level and code, as `towpath init` writes it: "district:E06000051".',
            "needed"),
    Setting("colour", "The colour of its pages and documents, as #rrggbb.", "#12436D"),
    Setting("notice", "A sentence on every page and document.", "none"),
    Setting("contact", "How the public reaches it, for its public page.", "through its members"),
    Setting("owner", "In whose name the command works, for the audit trail.", "who is logged in"),
    Setting("agency", "For which agency the command works.", "partnership"),
    Setting("engine", "What computes: `duckdb`, or `spark` where the extra is installed.",
            "duckdb"),
    Setting("weights", "Which of several files of harm weights is used.", "the only one"),
    Setting("word_template", "A Word file in the home whose styles documents take.", "our own"),
)  # fmt: skip
SITE = (
    Setting("url", "The https address at which people reach the site.", "loopback only"),
    Setting("proxies", "How many web servers stand before it.", "0"),
    Setting("database_url", "`postgres://user:password@host:5432/name`.", "SQLite in the home"),
    Setting("second_factor", "Whether everybody needs an authenticator app or a passkey.",
            "yes; no on the demo"),
    Setting("idle_minutes", "After how long unused a session ends.", "60"),
    Setting("session_hours", "After how long a session ends at the latest.", "12"),
    Setting("upload_megabytes", "How much one delivery in the browser may have.", "2000"),
    Setting("scan_command", "A program that looks at delivered files before anything reads them.",
            "none"),
    Setting("audit_head_file", "A file outside to which the head of the trail is appended.",
            "in the home's `logs`"),
    Setting("audit_head_command", "A program that gets the head on its standard input.", "none"),
    Setting("audit_head_seconds", "How often it goes there.", "3600"),
)  # fmt: skip
EMAIL = (
    Setting("host", "The server that sends letters about forgotten passwords.",
            "localhost; without `[email]` none is sent", "email"),
    Setting("port", "Its port.", "587", "email"),
    Setting("user", "The name for signing in there.", "none", "email"),
    Setting("password", "Its password.", "none", "email"),
    Setting("tls", "Whether the connection is encrypted.", "yes", "email"),
    Setting("from", "The address in whose name letters go.", "towpath@localhost", "email"),
)  # fmt: skip
OIDC = (
    Setting("server_url", "The address of your own tenant.", "needed", "oidc"),
    Setting("client_id", "The site's identifier there.", "needed", "oidc"),
    Setting("client_secret", "Its secret.", "needed", "oidc"),
    Setting("name", "What the button says.", "your work account", "oidc"),
)  # fmt: skip
EVERY = (*PARTNERSHIP, *SITE, *EMAIL, *OIDC)
