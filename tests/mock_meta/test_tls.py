"""The run's own certificate authority."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mock_meta.server import MockMeta
from mock_meta.tls import Certificates
from tests.mock_meta.factories import closed, http, status, tr_url, until


def trusting(certificates: Certificates, folder: Path) -> ssl.SSLContext:
    """A client that trusts the run's authority and nobody else."""
    return ssl.create_default_context(cafile=str(certificates.write_authority(folder / "ca.pem")))


@pytest.mark.parametrize("host", ["www.facebook.com", "graph.facebook.com", "connect.facebook.net", "localhost"])
async def test_verifying_clients_accept_the_mock_as_meta(host: str, tmp_path: Path) -> None:
    """With the authority's file a client verifies Meta's hosts, as a backend does behind ``HTTPS_PROXY``."""
    async with MockMeta(tmp_path / "journal") as meta:
        context = trusting(meta.certificates, tmp_path)
        reader, writer = await asyncio.open_connection("127.0.0.1", meta.tls_port, ssl=context, server_hostname=host)
        writer.write(http("GET", tr_url(), host=host))
        assert status(await until(reader, b"\r\n")) == 200
        await closed(writer)
        assert len(meta.journal.events()) == 1


async def test_other_hosts_are_not_vouched_for(tmp_path: Path) -> None:
    """The certificate is no licence for the rest of the web."""
    async with MockMeta(tmp_path / "journal") as meta:
        context = trusting(meta.certificates, tmp_path)
        with pytest.raises(ssl.SSLCertVerificationError):
            await asyncio.open_connection("127.0.0.1", meta.tls_port, ssl=context, server_hostname="bank.example")


async def test_the_sites_hosts_are_vouched_for(tmp_path: Path) -> None:
    """Hosts of the site under test are in the same certificate."""
    certificates = Certificates(["shop.example", "shop.example"])
    async with MockMeta(tmp_path / "journal", certificates=certificates) as meta:
        context = trusting(certificates, tmp_path)
        _, writer = await asyncio.open_connection(
            "127.0.0.1", meta.tls_port, ssl=context, server_hostname="shop.example"
        )
        await closed(writer)


async def test_the_pin_is_that_of_the_certificate_served(tmp_path: Path) -> None:
    """The browser is told the SHA-256 of the very key that the TLS port shows."""
    async with MockMeta(tmp_path / "journal") as meta:
        context = trusting(meta.certificates, tmp_path)
        _, writer = await asyncio.open_connection(
            "127.0.0.1", meta.tls_port, ssl=context, server_hostname="www.facebook.com"
        )
        shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        await closed(writer)
    key = x509.load_der_x509_certificate(shown).public_key()
    digest = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    assert meta.certificates.spki_sha256() == base64.b64encode(digest).decode()


def test_every_run_has_an_authority_of_its_own(tmp_path: Path) -> None:
    """Nothing that one run trusted is worth anything in the next."""
    first, second = Certificates(), Certificates()
    assert first.spki_sha256() != second.spki_sha256()
    one, two = first.write_authority(tmp_path / "1.pem"), second.write_authority(tmp_path / "2.pem")
    assert one.read_bytes() != two.read_bytes()
