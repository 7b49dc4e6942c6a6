"""The shop's one database file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

TABLES = ("sessions", "pages", "orders", "leads", "deals", "appointments", "accounts", "outbox")

SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (
  id TEXT PRIMARY KEY, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pages (
  key TEXT PRIMARY KEY, session TEXT NOT NULL, created_at REAL NOT NULL, actions TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS orders (
  id TEXT PRIMARY KEY, attempt TEXT UNIQUE NOT NULL, session TEXT NOT NULL, status TEXT NOT NULL,
  method TEXT NOT NULL, payment TEXT UNIQUE, lines TEXT NOT NULL, bill TEXT NOT NULL, customer TEXT NOT NULL,
  visitor TEXT NOT NULL, created_at REAL NOT NULL, paid_at REAL, shown INTEGER NOT NULL DEFAULT 0,
  source TEXT NOT NULL DEFAULT 'web');
CREATE TABLE IF NOT EXISTS leads (
  id TEXT PRIMARY KEY, created_at REAL NOT NULL, customer TEXT NOT NULL, message TEXT NOT NULL, visitor TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deals (
  id TEXT NOT NULL, stage TEXT NOT NULL, created_at REAL NOT NULL, cents INTEGER NOT NULL, visitor TEXT NOT NULL,
  PRIMARY KEY (id, stage));
CREATE TABLE IF NOT EXISTS appointments (
  id TEXT PRIMARY KEY, created_at REAL NOT NULL, customer TEXT NOT NULL, day TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS accounts (
  id TEXT PRIMARY KEY, email TEXT UNIQUE NOT NULL, created_at REAL NOT NULL, customer TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS outbox (
  id INTEGER PRIMARY KEY, action TEXT UNIQUE NOT NULL, session TEXT NOT NULL, name TEXT NOT NULL,
  event_id TEXT NOT NULL, payload TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting',
  tries INTEGER NOT NULL DEFAULT 0, not_before REAL NOT NULL, due REAL NOT NULL, error TEXT);
CREATE INDEX IF NOT EXISTS outbox_due ON outbox (state, due);
"""


def connect(folder: Path) -> sqlite3.Connection:
    """Open the books, and make them when there are none yet."""
    folder.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(folder / "shop.sqlite3")
    db.row_factory = sqlite3.Row
    # With WAL a killed process loses nothing that it committed; only a power cut could.
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.executescript(SCHEMA)
    return db


def clear(db: sqlite3.Connection) -> None:
    """Forget everything."""
    with db:
        for table in TABLES:
            db.execute(f"DELETE FROM {table}")  # noqa: S608 - the names are the constants above
