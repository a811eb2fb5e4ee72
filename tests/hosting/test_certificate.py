"""`manage.py certificate`, and the doctor's line on the seal: off, good, near its end, past it, without its key."""

from datetime import timedelta
from io import StringIO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from django.core.management import CommandError, call_command
from django.utils import timezone

from hosting.doctor.checks import every_check
from hosting.doctor.findings import CHECKS, Asked, look_at
from hosting.setup.trial_certificate import DOCUMENT_SIGNING
from tests.seals import PASSPHRASE, key_file, seal_with, trial


def certificate(*words) -> str:
    out = StringIO()
    call_command("certificate", *words, stdout=out)
    return out.getvalue().replace("\u00a0", " ")


def look(**asked):
    assert every_check
    return look_at(CHECKS["seal"], Asked(asked.pop("now", timezone.now()), **asked))


def test_a_certificate_to_try_is_made_for_documents_and_for_its_owner_alone(tmp_path):
    said = certificate("--test", str(tmp_path), "--name", "Réseau d’essai")
    key = tmp_path / "sceau-essai.p12"
    assert key.stat().st_mode & 0o077 == 0
    passphrase = said.partition('SEAL_PASSPHRASE="')[2].partition('"')[0]
    bundle = load_pkcs12(key.read_bytes(), passphrase.encode())
    made, authority = bundle.cert.certificate, bundle.additional_certs[0].certificate
    made.verify_directly_issued_by(authority)
    assert authority == x509.load_pem_x509_certificate((tmp_path / "autorite-essai.pem").read_bytes())
    usage = made.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    assert DOCUMENT_SIGNING in made.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert not made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    before = key.read_bytes()
    with pytest.raises(CommandError, match="existe déjà"):
        certificate("--test", str(tmp_path))
    assert key.read_bytes() == before


def test_it_says_whose_it_is_and_when_it_ends(settings, tmp_path):
    assert "Les documents ne sont pas scellés" in certificate()
    seal_with(settings, trial())
    said = certificate()
    assert "Sujet : RORIQ (essai)" in said
    assert "Émis par : RORIQ, autorité d’essai" in said
    assert "encore 364 jours" in said
    assert "Empreinte SHA-256 : " in said
    settings.SEAL_PASSPHRASE, settings.SEAL_KEY = PASSPHRASE, str(key_file(tmp_path, lasts=-2))
    with pytest.raises(CommandError, match="a pris fin le"):
        certificate()


def test_the_doctor_says_how_the_seal_stands(settings, tmp_path):
    assert (look().verdict, "ne sont pas scellés" in look().observed) == ("attention", True)
    seal_with(settings, trial())
    assert look().verdict == "bon", look()
    assert "RORIQ (essai), jusqu’au" in look().observed
    near = timezone.now() + timedelta(days=340)
    assert (look(now=near).verdict, "il reste 24\u00a0jours" in look(now=near).observed) == ("attention", True)
    late = timezone.now() + timedelta(days=366)
    assert (look(now=late).verdict, "a pris fin le" in look(now=late).observed) == ("mauvais", True)
    settings.SEAL_TIMESTAMP_URL = "http://127.0.0.1:1/"
    assert (look().verdict, "horodatage" in look().observed) == ("mauvais", True)
    settings.SEAL_KEY = str(tmp_path / "absent")
    assert (look().verdict, "ne se lit pas" in look().observed) == ("mauvais", True)
    assert "chacun attend" in look().act
