"""A form given as a file and taken in: the same form, every fault beside the box, nothing written by a refused one."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reporting.engine.figures import AskReason
from reporting.engine.form.files.form_file import digest_of
from reporting.engine.form.files.reading import read_form
from reporting.engine.form.files.writing import write_form
from reporting.form_editor.preview import WHY
from reporting.form_editor.versions.drafts import prepare_next
from reporting.models import Line, Template, TemplateVersion

pytestmark = pytest.mark.django_db

TAKE_IN = "reporting:form-take-in"


def published(key: str = "vitalite-final") -> TemplateVersion:
    return TemplateVersion.objects.get(template__key=key, published_at__isnull=False)


def send(browser, content):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return browser.post(reverse(TAKE_IN), {"file": SimpleUploadedFile("gabarit.json", data)})


def given(browser, version) -> dict:
    response = browser.get(reverse("reporting:form-file", args=[version.pk]))
    assert response["Content-Disposition"].startswith('attachment; filename="gabarit-')
    return json.loads(response.content)


@pytest.mark.parametrize("key", ["vitalite-final", "regionalisation-etape", "rapport-annuel-unifie"])
def test_a_form_given_comes_back_as_its_next_version(client_for, network, key):
    browser, version = client_for(network), published(key)

    response = send(browser, given(browser, version))

    draft = version.template.versions.get(published_at__isnull=True)
    assert response.headers["Location"] == reverse("reporting:form-version", args=[draft.pk])
    assert (draft.number, draft.created_by, draft.digest) == (version.number + 1, network, "")
    assert digest_of(read_form(write_form(draft)).asked) == digest_of(read_form(write_form(version)).asked)


def test_a_form_of_elsewhere_is_new_with_its_own_key(client_for, network):
    browser, version = client_for(network), published()
    content = given(browser, version) | {"templates": [{"key": "ailleurs", "name": "Ailleurs", "kind": "interim"}]}

    send(browser, content)

    template = Template.objects.get(key="ailleurs")
    assert (template.name, template.kind, template.programme) == ("Ailleurs", "interim", version.template.programme)
    assert template.versions.get().lines.count() == version.lines.count()


def test_a_second_form_in_use_of_one_programme_and_kind_is_refused(client_for, network):
    browser, version = client_for(network), published()
    content = given(browser, version) | {"templates": [{"key": "ailleurs", "name": "Ailleurs", "kind": "final"}]}

    response = send(browser, content)

    assert response.status_code == 422
    assert "Ce programme a déjà un gabarit de cette sorte" in response.content.decode()
    assert not Template.objects.filter(key="ailleurs").exists()


def test_a_form_that_has_a_draft_is_not_taken_in_over_it(client_for, network):
    browser, version = client_for(network), published()
    draft = prepare_next(template=version.template, by=network)

    response = send(browser, given(browser, version))

    assert "a un brouillon" in response.content.decode()
    assert list(version.template.versions.filter(published_at__isnull=True)) == [draft]


def test_a_key_of_another_kind_is_refused(client_for, network):
    browser, version = client_for(network), published()
    content = given(browser, version)
    content["templates"][0]["kind"] = "interim"

    assert "pour un autre programme ou une autre sorte" in send(browser, content).content.decode()


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"PK\x03\x04", b"null", b"[" * 100_000, b'{"format": NaN}', b'{"format": "autre"}', b"{}"],
)
def test_a_file_that_is_no_form_is_refused_in_a_sentence(client_for, network, data):
    lines = Line.objects.count()

    response = send(client_for(network), data)

    assert response.status_code == 422
    assert "gabarit" in str(response.context["form"].errors["file"]) or "formulaire" in str(
        response.context["form"].errors["file"]
    )
    assert Line.objects.count() == lines


def test_every_fault_of_a_file_stands_beside_the_box(client_for, network):
    browser, version = client_for(network), published()
    content = given(browser, version)
    content["lines"][0]["indicators"] = ["V9.99"]
    content["lines"][0].pop("terms", None)
    content["lines"][1]["section"] = "nulle-part"
    versions = TemplateVersion.objects.count()

    faults = send(browser, content).context["form"].errors["file"]

    assert len(faults) == 2
    assert "indicateur inconnu" in faults[0]
    assert "section absente" in faults[1]
    assert TemplateVersion.objects.count() == versions


def test_a_file_of_more_than_a_megabyte_is_refused(client_for, network):
    response = send(client_for(network), b" " * (1024 * 1024 + 1))

    assert "la limite est de" in str(response.context["form"].errors["file"])


def test_a_line_of_households_or_positions_is_offered(client_for, network):
    draft = prepare_next(template=published().template, by=network)

    page = client_for(network).get(reverse("reporting:form-line-edit", args=[draft.pk, "c4"])).content.decode()

    assert 'value="households"' in page
    assert 'value="positions"' in page


@pytest.mark.parametrize("content", [{"\ud800": 1}, {"lines": [{"key": "\ud800"}]}, {"language": "\ud800"}])
def test_signs_that_no_page_can_send_are_quoted_without_them(client_for, network, content):
    response = send(client_for(network), json.dumps({"format": "roriq-formulaire-1", **content}).encode())

    assert response.status_code == 422
    assert response.context["form"].errors["file"]


def test_a_rule_whose_number_is_empty_is_said(client_for, network):
    browser, version = client_for(network), published()
    content = given(browser, version)
    content["rules"][0]["number"] = ""

    assert "n’a pas de nombre" in send(browser, content).context["form"].errors["file"][0]


@pytest.mark.parametrize(("kind", "programme"), [("annual", "vitalite"), ("final", None)])
def test_an_annual_form_has_no_programme_and_any_other_has_one(client_for, network, kind, programme):
    browser, version = client_for(network), published()
    templates = [{"key": "ailleurs", "name": "Ailleurs", "kind": kind}]
    content = given(browser, version) | {"templates": templates, "programme": programme}

    assert any("n’a pas de programme" in said for said in send(browser, content).context["form"].errors["file"])


def test_every_reason_to_ask_is_said_in_the_preview():
    assert set(WHY) == set(AskReason)
