"""Services behind a certificate of the town's own authority: reached when the machine trusts it, refused when it does not."""

import datetime
import ipaddress
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.files.storage import storages
from requests.exceptions import SSLError

from mitmachstadt.config import health, object_storage
from mitmachstadt.spine.accounts.adapter import CitizenAccountAdapter

#: What would answer before the system's list is asked.
VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "AWS_CA_BUNDLE")


def certificate(name, key, signer, signer_key, *, authority):
    """One certificate for this machine or one of an authority, valid today."""
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, signer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if not authority:
        address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        made = made.add_extension(x509.SubjectAlternativeName([address]), critical=False)
    return made.sign(signer_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


class Nothing(BaseHTTPRequestHandler):
    """Has no file and says so."""

    def do_GET(self):
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_PUT = do_GET

    def log_message(self, *words):
        pass


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Address of a service, and the file of the authority that signed its certificate."""
    folder = tmp_path_factory.mktemp("tls")
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    (folder / "ca.crt").write_bytes(
        certificate("Stadt", authority_key, "Stadt", authority_key, authority=True)
    )
    (folder / "server.crt").write_bytes(certificate("dienst", key, "Stadt", authority_key, authority=False))
    (folder / "server.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.crt", folder / "server.key")
    running = HTTPServer(("127.0.0.1", 0), Nothing)
    running.socket = context.wrap_socket(running.socket, server_side=True)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{running.server_port}", folder / "ca.crt"
    running.shutdown()
    running.server_close()


@pytest.fixture
def trusting(server, monkeypatch):
    """Makes the machine trust the authority, as `update-ca-certificates` does."""

    def trust(yes):
        for name in VARIABLES:
            monkeypatch.delenv(name, raising=False)
        if yes:
            monkeypatch.setenv("SSL_CERT_FILE", str(server[1]))
        return server[0]

    return trust


def bucket(place):
    return storages.create_storage(object_storage.backend(f"s3://schluessel:geheimnis@{place}/eimer"))


def test_object_storage_is_reached_when_the_machine_trusts_its_authority(trusting):
    assert bucket(trusting(True)).exists("bild.webp") is False


def test_object_storage_of_a_foreign_authority_is_refused_with_what_to_do(trusting, settings, monkeypatch):
    settings.S3_URL = "s3://…"
    monkeypatch.setattr(health, "default_storage", bucket(trusting(False)))
    found = health.uploads()
    assert not found.good
    assert "update-ca-certificates" in found.hint


def test_the_broker_is_reached_when_the_machine_trusts_its_authority(trusting):
    address = f"https://{trusting(True)}/.well-known/openid-configuration"
    assert CitizenAccountAdapter().get_requests_session().get(address).status_code == 404


def test_a_broker_of_a_foreign_authority_is_refused(trusting):
    address = f"https://{trusting(False)}/.well-known/openid-configuration"
    with pytest.raises(SSLError):
        CitizenAccountAdapter().get_requests_session().get(address)
