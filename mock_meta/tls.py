"""A throw-away certificate authority: the mock's TLS for Meta's hosts and for the site under test."""

from __future__ import annotations

import base64
import hashlib
import ssl
from collections.abc import Iterable
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import serialization

META_HOSTS = (
    "connect.facebook.net",
    "www.facebook.com",
    "graph.facebook.com",
    "facebook.com",
    "*.facebook.com",
    "*.facebook.net",
    "www.instagram.com",
)
"""Every host of Meta's that the pixel or an official SDK calls."""


class Certificates:
    """One authority and one leaf certificate for Meta's hosts and ``site_hosts``, made new for each run."""

    def __init__(self, site_hosts: Iterable[str] = ()) -> None:
        self._authority = trustme.CA()
        self._leaf = self._authority.issue_cert(*META_HOSTS, "localhost", "127.0.0.1", *sorted(set(site_hosts)))

    def server_context(self) -> ssl.SSLContext:
        """A server-side TLS context that presents the leaf."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._leaf.configure_cert(context)
        return context

    def spki_sha256(self) -> str:
        """Base64 SHA-256 of the leaf's public key, as ``--ignore-certificate-errors-spki-list`` takes it."""
        certificate = x509.load_pem_x509_certificate(self._leaf.cert_chain_pems[0].bytes())
        spki = certificate.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return base64.b64encode(hashlib.sha256(spki).digest()).decode()

    def write_authority(self, path: Path) -> Path:
        """Write the authority's certificate as PEM, for clients that verify (``REQUESTS_CA_BUNDLE`` and the like)."""
        self._authority.cert_pem.write_to_path(str(path))
        return path
